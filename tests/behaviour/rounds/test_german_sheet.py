"""A Sheet in another locale: what an organiser types there means what they see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB, Tab
from tests.behaviour.books import SheetBooks
from tests.behaviour.console import Console, console

FIRST, SECOND = "coffee/2026-11-23", "coffee/2026-12-07"


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path, has_sheet=True, people=6) as found:
        assert isinstance(found.world.books, SheetBooks)
        document = next(iter(found.world.books.google.documents.values()))
        document.properties["locale"] = "de_DE"
        assert found.calls().exit_code == 0
        yield found


def types(ready: Console, tab: Tab, key: str, title: str, text: str) -> None:
    ready.world.books.types(tab, key, title, text)


def test_dates_numbers_and_words_typed_in_german_are_understood(ready: Console) -> None:
    away, rare, *_ = ready.world.members
    types(ready, PEOPLE_TAB, away, "paused until", "8.12.2026")
    types(ready, PEOPLE_TAB, rare, "joins every N rounds", "3,0")
    types(ready, GROUPS_TAB, f"{FIRST}/1", "meeting status", "closed_met")

    ran = ready.at("2026-12-07 09:35").calls()

    assert ran.exit_code == 0, ran.output
    row = ready.world.books.ledger.read()[ROUNDS_TAB].find(SECOND)
    assert row is not None
    assert "paused until 2026-12-08" in str(row.values["not in"])
    assert "joins every 3 rounds" in str(row.values["not in"])
    assert ready.world.status() == "closed_met"


def test_a_number_that_became_a_date_is_named_with_its_cell(ready: Console) -> None:
    """The first of May in place of one and a half is no rhythm; nobody else is hurt."""
    types(ready, PEOPLE_TAB, ready.world.members[0], "joins every N rounds", "1.5")

    ran = ready.at("2026-12-07 09:35").calls()

    assert ran.exit_code == 2
    assert "46143 is not a number of rounds from 1 to 100" in ran.stdout
    assert "Sent coffee/2026-12-07 intro: 2 messages" in ran.stdout
