"""`forget` in every tab, with both ledgers: what people typed, pasted and added too."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import (
    ANSWERS_TAB,
    DRAFT_TAB,
    GROUPS_TAB,
    JOURNAL_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
)
from lunchbatch.core.ledger.tabs import PROBLEMS_TAB as LISTED
from tests.behaviour.books import CsvBooks, SheetBooks
from tests.behaviour.console import Console, console

NAME = "Zoe Quill"
THIRD = "coffee/2026-12-21"
TABS = (
    GROUPS_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
    ANSWERS_TAB,
    KEEP_APART_TAB,
    JOURNAL_TAB,
    LISTED,
    DRAFT_TAB,
)


@dataclass(slots=True, kw_only=True)
class Everywhere:
    """A ledger that speaks of one person in every tab."""

    console: Console
    who: str

    def forgets(self, *options: str) -> str:
        result = self.console.calls("forget", self.who, "--yes", *options)
        assert result.exit_code == 0, result.output
        return result.output

    def tab(self, title: str) -> str:
        """All that stands in one tab, headers too."""
        books = self.console.world.books
        if isinstance(books, CsvBooks):
            return (books.folder / f"{title}.csv").read_text(encoding="utf-8")
        assert isinstance(books, SheetBooks)
        return "\n".join(str(row) for row in books.person.rows(title))

    def all(self) -> str:
        return "\n".join(self.tab(tab.title) for tab in TABS)


@pytest.fixture(params=["csv", "sheet"])
def everywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Everywhere]:
    with console(tmp_path, has_sheet=request.param == "sheet", people=5) as ready:
        found = ready.world
        assert ready.calls().exit_code == 0
        who = found.slack.add_person(NAME)
        found.slack.join(who, found.channel)
        ready.at("2026-11-24 10:00").calls()  # is welcomed
        ready.at("2026-12-07 09:35").calls()  # is introduced
        theirs = next(one for one in found.known.groups if who in one.members)
        found.slack.react(who, theirs.channel, theirs.intro, "tada")
        for when in ("2026-12-10 10:05", "2026-12-17 14:05"):
            ready.at(when).calls()
        ready.edits("    intro: 09:30", "    approval: {ahead: 1 day}\n    intro: 09:30")
        ready.at("2026-12-18 09:35").calls()  # stands in the draft
        _speaks_of(ready, who)
        ready.at("2026-12-18 10:05").calls()  # what is wrong is listed in Problems
        found.slack.leave(who, found.channel)
        yield Everywhere(console=ready, who=who)


def _speaks_of(ready: Console, who: str) -> None:
    """What organisers type, paste and add."""
    books = ready.world.books
    other, another = ready.world.members[:2]
    books.adds(KEEP_APART_TAB, member_a=NAME, member_b=other, note=f"{NAME} asked for it")
    books.adds(KEEP_APART_TAB, member_a=another, member_b=who)
    books.types(PEOPLE_TAB, other, "note", f"knows {NAME.lower()} ({who})")
    pasted = {"names": f"{NAME}, Person 001", "program": "coffee"}
    books.adds(GROUPS_TAB, **pasted, date_of_intro="2026-10-05")
    books.adds(GROUPS_TAB, **pasted, date_of_intro="2026-10-05")
    books.adds(GROUPS_TAB, **pasted, date_of_intro="2026-10-19")
    books.adds(
        GROUPS_TAB, member_ids=f"{other} {who}", program="coffee", date_of_intro="2026-09-21"
    )
    books.adds(DRAFT_TAB, group="left out", members=f"{NAME}, Nobody Else")
    books.types(PEOPLE_TAB, who, "paused until", f"when {NAME} says so")
    books.adds_column(ROUNDS_TAB, "remarks", f"ask {NAME}")


def test_it_is_spoken_of_in_every_tab(everywhere: Everywhere) -> None:
    speaks = {
        tab.title
        for tab in TABS
        if everywhere.who in everywhere.tab(tab.title) or NAME in everywhere.tab(tab.title)
    }

    assert speaks == {tab.title for tab in TABS}


def test_no_tab_speaks_of_them_any_more_and_the_rest_stays(everywhere: Everywhere) -> None:
    known = everywhere.console.world.known
    groups = {one.key: set(one.members) for one in known.groups}
    others = {one.key: one.status for one in known.groups}

    said = everywhere.forgets()

    assert said.endswith("gone-1 stands in their place.\n")
    assert everywhere.who not in everywhere.all()
    assert NAME.casefold() not in everywhere.all().casefold()
    after = everywhere.console.world.known
    assert {one.key: one.status for one in after.groups} == others
    assert {one.key: set(one.members) for one in after.groups} == {
        key: {"gone-1" if member == everywhere.who else member for member in members}
        for key, members in groups.items()
    }
    assert everywhere.tab("Groups").count("gone-1, Person 001") == 3
    assert "Nobody Else" in everywhere.tab("Draft")
    assert "asked for it" in everywhere.tab("Keep apart")
    assert "ask gone-1" in everywhere.tab("Rounds")


def test_a_second_time_nothing_is_left_and_nothing_changes(everywhere: Everywhere) -> None:
    everywhere.forgets()
    before = everywhere.all()

    assert everywhere.forgets() == f"The ledger holds nothing about {everywhere.who}.\n"
    assert everywhere.all() == before


def test_pasted_history_is_understood_as_before(everywhere: Everywhere) -> None:
    everywhere.forgets()

    ran = everywhere.console.at("2026-12-18 11:05").calls()

    assert "Groups!" not in ran.output, "gone-1 is somebody whom the ledger knows"


def test_a_draft_with_them_in_it_says_so_and_waits(everywhere: Everywhere) -> None:
    everywhere.forgets()
    everywhere.console.world.books.types(ROUNDS_TAB, THIRD, "approval", "approved")

    ran = everywhere.console.at("2026-12-21 09:35").calls()

    assert "gone-1 cannot take part: not in the channel" in ran.output


def test_a_cell_that_was_not_understood_is_left_to_a_person(everywhere: Everywhere) -> None:
    books, other = everywhere.console.world.books, everywhere.console.world.members[0]
    books.types(PEOPLE_TAB, other, "paused until", f"while {NAME} is away")

    result = everywhere.console.calls("forget", everywhere.who, "--yes")

    assert result.exit_code == 2
    assert f"it may speak of {everywhere.who}: clear People!C" in result.output
    assert NAME not in result.output
    books.types(PEOPLE_TAB, other, "paused until", "")
    everywhere.console.calls("run")
    assert everywhere.forgets() == f"The ledger holds nothing about {everywhere.who}.\n"
