"""Whatever somebody types into any cell, GitHub's log and the page of the run don't repeat it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.tabs import TABS
from tests.adapters.csv_person import CsvPerson
from tests.behaviour.console import Console, console

APPROVAL = "    intro: 09:30\n    approval: {ahead: 3 days}\n"
TYPED = {
    "Zoë O'Sentinel": ("plan",),
    "'Sentinel' is it, 'was' Sentinel's\n::error::Sentinel": ("plan", "check"),
}


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    """A round that runs, and the draft of the next one."""
    with console(tmp_path) as found:
        found.calls("setup")
        found.calls("run")
        found.edits("    intro: 09:30\n", APPROVAL)
        found.at("2026-12-04 09:35").calls("run")
        page = str(tmp_path / "page.md")
        found.variables |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": page}
        yield found


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_no_cell_is_repeated_in_a_log(ready: Console, tab: Tab) -> None:
    person = CsvPerson(ready.folder / "ledger")
    before = (ready.folder / f"ledger/{tab.title}.csv").read_bytes()
    for number, column in enumerate(tab.columns):
        for typed, commands in TYPED.items():
            person.types(f"{tab.title}!{chr(ord('A') + number)}2", typed)

            for command in commands:
                said = ready.calls(command)

                assert "Sentinel" not in said.output, (column.title, said.output)
                assert "A fault of lunchbatch" not in said.output, (column.title, said.output)
            page = re.sub(r"\\(.)", r"\1", (ready.folder / "page.md").read_text("utf-8"))
            assert "Sentinel" not in page, (column.title, page)
            (ready.folder / f"ledger/{tab.title}.csv").write_bytes(before)
            (ready.folder / "page.md").unlink()
