"""The project's own files, for the tests that look at the project itself."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What an organiser edits in a copy of this repository. Tests read it as it was shipped, so that
# they say the same in every copy.
SHIPPED = ROOT / "tests/shipped"
OWN = (
    *("config/lunchbatch.yaml", "config/messages.yaml", "config/icebreakers.yaml"),
    *("config/slack-app-manifest.yaml", ".github/workflows/lunchbatch.yml"),
)


def files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep, relative to the top."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git is found by its name on every machine
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = {Path(name) for name in listed.stdout.split("\0") if name}
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def texts() -> dict[Path, str]:
    """Every such file that is text."""
    found = {}
    for path in files():
        try:
            found[path] = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found
