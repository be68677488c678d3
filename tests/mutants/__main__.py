"""`python -m tests.mutants` makes small mistakes, one at a time; says which ones no test finds.

Takes hours for many, so it is not part of CI; `--only` names a part of the package.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.mutants.mutate import Mutant, mutants

ROOT = Path(__file__).parents[2]
PARTS = ("core", "engine")
# The tests that find most mistakes of a part soonest, by the beginning of a module's path.
TESTS = {
    "engine": "behaviour/crash/test_time_is_up.py behaviour/crash/test_two_runs.py "
    "behaviour/crash/test_partial_failure.py behaviour/rounds/test_passing_trouble.py "
    "behaviour/home_tabs/test_killed.py behaviour/polls/test_killed.py "
    "behaviour/rounds/test_wire.py behaviour/rounds/test_bad_slack.py "
    "behaviour/rounds/test_never_woken.py behaviour/crash",
    "core/answers": "core/answers behaviour/members behaviour/forget",
    "core/checks": "behaviour/check",
    "core/context": "core/context behaviour/members cli/test_import.py behaviour/approval",
    "core/ledger": "core/ledger adapters behaviour/slips behaviour/rounds",
    "core/matching": "core/matching cli/test_match.py",
    "core/messages": "core/messages behaviour/members behaviour/polls",
    "core/model": "core behaviour/members behaviour/polls",
    "core/planning": "core/planning behaviour/rounds behaviour/stories",
    "core/rounds": "behaviour/stories behaviour/rounds behaviour/members behaviour/crash",
    "core/rounds/approval": "behaviour/approval",
    "core/rounds/polls": "behaviour/polls",
    "core/schedule": "core/schedule behaviour/rounds behaviour/check behaviour/first_hour",
    "core/settings": "settings_file behaviour/check",
    "core/statistics": "behaviour/reports behaviour/home_tabs behaviour/members",
}


def tests_of(file: Path) -> list[str]:
    """The tests for a module, the most specific entry of the table."""
    name = file.relative_to("lunchbatch").as_posix()
    part = max((part for part in TESTS if name.startswith(part + "/")), key=len)
    return [f"tests/{test}" for test in TESTS[part].split()]


def verdict(file: Path, folder: Path, seconds: int) -> str:
    """What the tests of a module say of it as it is now in this folder."""
    pytest = [sys.executable, "-m", "pytest", "-n0", "-x", "-q", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [*pytest, *tests_of(file)],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return "undecided"
    return "survived" if done.returncode == 0 else "found"


def fate(mutant: Mutant, folder: Path, seconds: int) -> str:
    """Make a mistake, ask the tests, and take it back."""
    file = folder / mutant.file
    source = file.read_bytes()
    file.write_bytes(mutant.text(source))
    try:
        return verdict(mutant.file, folder, seconds)
    finally:
        file.write_bytes(source)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=500, help="how many mistakes")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--only", default="", help="part of the package: engine/journal")
    parser.add_argument("--seconds", type=int, default=300, help="for the tests of one")
    asked = parser.parse_args()
    modules = (
        file for part in PARTS for file in sorted((ROOT / "lunchbatch" / part).rglob("*.py"))
    )
    every = [
        mutant
        for file in modules
        if file.is_relative_to(ROOT / "lunchbatch") and asked.only in file.as_posix()
        for mutant in mutants(file.relative_to(ROOT), file.read_bytes())
    ]
    chosen = random.Random(asked.seed).sample(every, min(asked.sample, len(every)))
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "copy")
        left_out = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, folder, ignore=left_out)
        for part, file in {str(tests_of(each.file)): each.file for each in chosen}.items():
            if verdict(file, folder, asked.seconds) == "found":
                raise SystemExit(f"{part} fail without any mistake of ours")
        for mutant in chosen:
            end = fate(mutant, folder, asked.seconds)
            ended[end] += 1
            right, wrong = (" ".join(text.split()) for text in (mutant.right, mutant.wrong))
            print(f"{end:9} {mutant.file}:{mutant.line}: {right} -> {wrong}", flush=True)
    print(f"{len(chosen)} of {len(every)}: " + ", ".join(f"{n} {end}" for end, n in ended.items()))


if __name__ == "__main__":
    main()
