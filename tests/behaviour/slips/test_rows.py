"""Rows in which nothing of the program stands: blank, however far down a column is filled."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.columns import letters
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, PEOPLE_TAB, ROUNDS_TAB, Tab
from tests.behaviour.books import CsvBooks, SheetBooks
from tests.behaviour.console import Console
from tests.behaviour.slips.slip import DONE, TO_MEND, introduced
from tests.behaviour.world import ROUND

DOWN = 300
NEXT = "coffee/2026-12-07"


@pytest.fixture(params=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with introduced(tmp_path, request.param) as found:
        yield found


def fills_down(ready: Console, tab: Tab, text: str) -> None:
    """A column of the person's own, with the same in far more rows than are used."""
    books, used = ready.world.books, len(ready.world.books.sees(tab, tab.key))
    if isinstance(books, CsvBooks):
        path = books.folder / f"{tab.title}.csv"
        header, *lines = path.read_text("utf-8").splitlines()
        blank = "," * header.count(",")
        lines += [blank] * (DOWN - used)
        filled = [f"{header},mine", *(f"{line},{text}" for line in lines)]
        path.write_text("\n".join(filled) + "\n", encoding="utf-8")
    else:
        assert isinstance(books, SheetBooks)
        column = letters(len(books.person.rows(tab.title)[0]))
        books.person.types(f"{tab.title}!{column}1", "mine")
        for row in range(2, DOWN + 2):
            books.person.types(f"{tab.title}!{column}{row}", text)


@pytest.mark.parametrize("text", ["FALSE", "0", "todo", "=1+1"])
def test_a_column_filled_down_makes_no_mistakes(ready: Console, text: str) -> None:
    for tab in (GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB):
        fills_down(ready, tab, text)

    ran = ready.calls()

    assert ran.exit_code == DONE, ran.output
    assert len(ready.world.sent()) == 4


def test_new_groups_come_below_the_last_one_and_leave_what_was_filled_down(ready: Console) -> None:
    fills_down(ready, GROUPS_TAB, "todo")
    fills_down(ready, ROUNDS_TAB, "todo")

    ready.at("2026-12-07 09:35").calls()

    books = ready.world.books
    assert [key.rpartition("/")[0] for key in books.sees(GROUPS_TAB, "group key")[:4]] == [
        ROUND, ROUND, NEXT, NEXT,
    ]  # fmt: skip
    assert books.sees(ROUNDS_TAB, "round")[:2] == [ROUND, NEXT]
    assert set(books.sees(GROUPS_TAB, "mine")) == {"todo"}
    assert len(books.sees(GROUPS_TAB, "mine")) == DOWN


def test_a_row_of_the_journal_without_its_effect_is_taken_away(ready: Console) -> None:
    effect = f"{ROUND}/1 intro"
    ready.world.books.types(JOURNAL_TAB, effect, "effect", "")

    ran = ready.calls()

    assert ran.exit_code == DONE, ran.output
    assert len(ready.world.sent()) == 4
    assert "" not in ready.world.books.sees(JOURNAL_TAB, "effect")
    assert ready.at("2026-11-26 11:05").calls().exit_code == DONE


def test_a_copied_row_of_the_journal_is_taken_away(ready: Console) -> None:
    books = ready.world.books
    effects = books.sees(JOURNAL_TAB, "effect")
    copied = {
        column.title.replace(" ", "_"): books.sees(JOURNAL_TAB, column.title)[0]
        for column in JOURNAL_TAB.columns
    }
    books.adds(JOURNAL_TAB, **copied)

    ran = ready.calls()

    assert ran.exit_code == DONE, ran.output
    assert len(ready.world.sent()) == 4
    assert books.sees(JOURNAL_TAB, "effect").count(effects[0]) == 1


def test_two_rows_of_the_journal_that_differ_are_named(ready: Console) -> None:
    first, second = f"{ROUND}/1 intro", f"{ROUND}/2 intro"
    ready.world.books.types(JOURNAL_TAB, second, "effect", first)

    ran = ready.calls()

    assert ran.exit_code == TO_MEND
    assert f"'{first}' stands here and in Journal!A" in ran.output
