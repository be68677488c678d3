"""A copy of the template as an organiser has edited it: nothing there goes red for it."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.behaviour.console import console
from tests.workflow.places import check_out

# Regular expressions: what an organiser makes of the files that the README has them edit.
EDITS: Mapping[str, Mapping[str, str]] = {
    "config/lunchbatch.yaml": {
        r"PASTE-THE-LINK-OF-YOUR-SHEET-HERE": "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdefg",
        r"channel: \w+": "channel: C0COPY00001",
        r"Europe/Berlin": "America/New_York",
        r"^  coffee:": "  tea:",
        r"09:30": "11:00",
        r"2026-01-05": "2026-03-02",
        r"# owner: \w+": "owner: U0COPY00001",
    },
    "config/messages.yaml": {r"(?m)^( +)greeting:.*": r'\1greeting: "Servus!"'},
    "config/icebreakers.yaml": {r"\?": " ?"},
    "config/slack-app-manifest.yaml": {r"# (- (?:groups|files|users):\S+)": r"\1"},
    ".github/workflows/lunchbatch.yml": {
        r'- cron: ".*"': '- cron: "0 6 * * 1"',
        r"Europe/Berlin": "America/New_York",
    },
}
# The tests that look at the project's own files.
LOOKING = ("tests/test_house.py", "tests/test_readme.py", "tests/settings_file/test_settings.py")


def edit(copy: Path) -> None:
    """Make the copy an organiser's own."""
    for name, changes in EDITS.items():
        text = (copy / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = re.sub(old, new, text, flags=re.MULTILINE)
        (copy / name).write_text(text, encoding="utf-8")


def test_tests_say_the_same_in_a_copy_that_has_been_set_up(tmp_path: Path) -> None:
    check_out(tmp_path)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)  # noqa: S607 - git is found by its name on every machine
    edit(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": ""}

    done = subprocess.run(  # noqa: S603 - the tests of the copy
        [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *LOOKING],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("blank", ["ledger.sheet", "channel", "both"])
def test_a_wake_before_the_settings_are_filled_in_is_green_with_a_notice(
    tmp_path: Path, blank: str
) -> None:
    with console(tmp_path) as ready:
        link = "https://docs.google.com/spreadsheets/d/PASTE-THE-LINK-OF-YOUR-SHEET-HERE/edit"
        if blank != "channel":
            ready.edits("csv: ledger", f"sheet: {link}")
        if blank != "ledger.sheet":
            ready.edits(f"channel: {ready.world.channel}", "channel: C0123ABCDEF")
        page, outputs = tmp_path / "page", tmp_path / "outputs"
        ready.variables |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(page),
            "GITHUB_OUTPUT": str(outputs),
        }

        ran = ready.calls()

        assert ran.exit_code == 0
        assert "::notice::Not set up yet: the settings are still the example." in ran.stdout
        assert "Not set up yet" in page.read_text("utf-8")
        assert "status=not_set_up" in outputs.read_text("utf-8")
        assert ready.world.server.log == []
