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
NAME = "Zoë O'Sentinel"
QUOTES = "'Sentinel' is it, 'was' Sentinel's\n::error::Sentinel"


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


def repeats(ready: Console, *commands: str) -> list[str]:
    """What these commands print or write on the page of the run that somebody typed."""
    said = [ready.calls(command).output for command in commands]
    said.append(re.sub(r"\\(.)", r"\1", (ready.folder / "page.md").read_text("utf-8")))
    return [one for one in said if "Sentinel" in one or "A fault of lunchbatch" in one]


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_no_cell_is_repeated_in_a_log(ready: Console, tab: Tab) -> None:
    person, file = CsvPerson(ready.folder / "ledger"), ready.folder / f"ledger/{tab.title}.csv"
    before = file.read_bytes()
    addresses = [f"{tab.title}!{chr(ord('A') + n)}2" for n in range(len(tab.columns))]
    for address in addresses:
        person.types(address, QUOTES)
        commands = ("plan", "report") if address.startswith("Groups!") else ("plan",)
        assert repeats(ready, *commands) == [], address
        file.write_bytes(before)
    for address in addresses:
        person.types(address, NAME)
    assert repeats(ready, "plan", "check") == []
