"""`python -m tests.planted` plants bugs, one at a time, and sees whether the tests find them."""

import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from tests.planted.bugs import BUGS, Bug

ROOT = Path(__file__).parents[2]
WEEKS = 400
LONGEST = 60  # seconds until a bug counts as not found


def find(bug: Bug) -> tuple[Bug, float]:
    """Plant a bug in a copy of the program; returns it and the seconds until it was found."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("lunchbatch", "tests", "config"):
            kept = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, Path(folder, part), ignore=kept)
        shutil.copy(ROOT / "pyproject.toml", folder)
        file = Path(folder, "lunchbatch", bug.file)
        text = file.read_text(encoding="utf-8")
        if text.count(bug.right) != 1:
            raise SystemExit(f"{bug.name}: {bug.file} does not hold just one '{bug.right}'")
        file.write_text(text.replace(bug.right, bug.wrong), encoding="utf-8")
        began = monotonic()
        is_found = _fails(bug, Path(folder))
        return bug, monotonic() - began if is_found else float("inf")


def _fails(bug: Bug, folder: Path) -> bool:
    tests = ["pytest", "-n0", "-x", "-q", *bug.by.split()]
    weeks = ["tests.world", "--weeks", str(WEEKS), "--processes", "1", "--first"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", *(tests if bug.by else weeks)],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 1


def main() -> None:
    began = monotonic()
    with ThreadPoolExecutor(2) as crew:
        found = list(crew.map(find, BUGS))
    for bug, seconds in found:
        print(f"{'found' if seconds < LONGEST else 'NOT FOUND':9} {seconds:5.1f} s  {bug.name}")
    missed = [bug.name for bug, seconds in found if seconds >= LONGEST]
    print(
        f"{len(BUGS) - len(missed)} of {len(BUGS)} planted bugs found, {monotonic() - began:.0f} s"
    )
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
