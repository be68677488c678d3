"""Where the job runs in tests: a check-out of the working copy, and what plays the actions."""

import shutil
import sys
from pathlib import Path

from tests.tree import OWN, ROOT, SHIPPED, files
from tests.workflow.runner import Action, Runner

WORKFLOW = SHIPPED / ".github/workflows/lunchbatch.yml"
MANY = ROOT / ".github/many-workspaces.yml"


def check_out(workspace: Path) -> None:
    """The tree as it is in the working copy, so that a test sees edits before they are commits.

    What an organiser edits is as it was shipped.
    """
    for path in files():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, workspace / path)
    for name in OWN:
        shutil.copy2(SHIPPED / name, workspace / name)


def check_out_unpinned(workspace: Path) -> None:
    """A tree whose lock has lost a hash."""
    check_out(workspace)
    (workspace / "requirements.txt").write_text("click\n")


def runner(folder: Path, check_out: Action = check_out, **instead: str) -> Runner:
    """The job, with the steps of these ids replaced."""
    return Runner(WORKFLOW, folder, actions=actions(check_out), instead=instead)


def actions(check_out: Action) -> dict[str, Action]:
    """What plays the actions that every job uses."""
    return {"actions/checkout": check_out, "actions/setup-python": lambda _: None}


def our_own_python() -> str:
    """In the place of the installation: the Python of these tests, which has all it needs."""
    return (
        "mkdir -p .venv/bin\n"
        f"printf '#!/bin/sh\\nexec \"%s\" \"$@\"\\n' '{sys.executable}' > .venv/bin/python\n"
        "chmod +x .venv/bin/python\n"
    )
