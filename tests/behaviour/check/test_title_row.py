"""A title or an empty row above the headers: every command says which row to delete."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.csv_person import CsvPerson
from tests.behaviour.books import SheetBooks
from tests.behaviour.console import Console, console
from tests.simulated_sheets.person import Person

TITLE = "Our coffee, spring 2026; all of it"
ABOVE = [
    ("Groups", TITLE),
    ("Groups", ""),
    ("People", "Name"),
    ("Keep apart", ""),
    ("Draft", TITLE),
]


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        assert found.calls("setup").exit_code == 0
        assert found.calls("run").exit_code == 0
        yield found


def person_of(ready: Console) -> Person | CsvPerson:
    books = ready.world.books
    return books.person if isinstance(books, SheetBooks) else CsvPerson(ready.folder / "ledger")


@pytest.mark.parametrize(("tab", "title"), ABOVE)
def test_the_row_to_delete_is_named_and_then_all_is_well(
    ready: Console, tab: str, title: str
) -> None:
    person, sent = person_of(ready), len(ready.world.sent())
    person.inserts_row(tab, 0)
    if title:
        person.types(f"{tab}!A1", title)
    before = person.rows(tab)

    for command in ("setup", "check", "plan", "run", "report"):
        said = ready.calls(command)

        assert said.exit_code == 2, said.output
        assert f"{tab}!1:1: the headers of {tab} stand in row 2: delete row 1" in said.output
    assert person.rows(tab) == before

    person.deletes_row(tab, 0)
    assert ready.calls("setup").exit_code == 0
    again = ready.calls("run")
    assert again.exit_code == 0, again.output
    assert len(ready.world.sent()) == sent


def test_several_rows_above_are_all_named(ready: Console) -> None:
    person = person_of(ready)
    for row in range(3):
        person.inserts_row("Groups", 0)
        person.types("Groups!A1", f"title {row}")

    for command in ("setup", "run"):
        said = ready.calls(command)

        assert "stand in row 4: delete the rows 1 to 3" in said.output


def test_in_a_sheet_as_well(tmp_path: Path) -> None:
    with console(tmp_path, has_sheet=True) as ready:
        person = person_of(ready)
        person.inserts_row("Groups", 0)
        for command in ("setup", "plan"):
            said = ready.calls(command)

            assert said.exit_code == 2, said.output
            assert "Groups!1:1: the headers of Groups stand in row 2: delete row 1" in said.output
        person.deletes_row("Groups", 0)
        assert ready.calls("plan").exit_code == 0
