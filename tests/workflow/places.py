"""Where the job runs in tests: a check-out of the working copy, and what plays the actions."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.tree import ROOT, files
from tests.workflow.runner import Action, Runner

WORKFLOW = ROOT / ".github/workflows/lunchbatch.yml"


def check_out(workspace: Path) -> None:
    """The tree as it is in the working copy, so that a test sees edits before they are commits."""
    for path in files():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, workspace / path)


def check_out_unpinned(workspace: Path) -> None:
    """A tree whose lock has lost a hash."""
    check_out(workspace)
    (workspace / "requirements.txt").write_text("click\n")


def runner(folder: Path, check_out: Action = check_out, **instead: str) -> Runner:
    """The job, with the steps of these ids replaced."""
    actions: Mapping[str, Action] = {
        "actions/checkout": check_out,
        "actions/setup-python": lambda _: None,
    }
    return Runner(WORKFLOW, folder, actions=actions, instead=instead)
