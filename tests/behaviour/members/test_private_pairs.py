"""Keep apart in a second, more private Sheet: made by setup, read by check and run, left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.check.setting import SHEET, Setting, setting
from tests.simulated_sheets.person import Person

PRIVATE = "PrivatePrivatePrivatePrivate"
MONDAY = "2026-11-23T10:00+01:00"


@pytest.fixture
def private(tmp_path: Path) -> Iterator[tuple[Setting, Person]]:
    """A second Sheet, new and shared as Editor, and the settings that name it."""
    with setting(tmp_path) as one:
        one.edit("owner:", f"  keep_apart_sheet: {PRIVATE}\nowner:")
        person = Person(one.google.add(PRIVATE))
        yield one, person


def setup(one: Setting) -> str:
    result = one.invoke("setup", "--config", str(one.config))
    assert result.exit_code == 0, result.output
    return result.output


def writes(one: Setting) -> list[str]:
    """The spreadsheets that were written to, by id."""
    return [call.spreadsheet for call in one.google.calls if not call.is_read]


def test_before_setup_check_says_what_to_do(private: tuple[Setting, Person]) -> None:
    one, _ = private

    result = one.check()

    assert result.exit_code == 2
    assert "mend  ledger: Keep apart: there is no such tab; run setup" in result.output


def test_setup_makes_the_tab_there_and_check_is_content(private: tuple[Setting, Person]) -> None:
    one, person = private
    one.person.deletes_tab("Keep apart")

    assert "Now made the tab Keep apart." in setup(one)

    assert person.rows("Keep apart")[0][:3] == ["member a", "member b", "note"]
    result = one.check()
    assert result.exit_code == 0, result.output
    assert "tab Keep apart" not in result.output


def test_once_it_is_made_a_share_as_viewer_is_enough(private: tuple[Setting, Person]) -> None:
    one, _ = private
    setup(one)
    one.google.read_only.add(PRIVATE)

    assert "Now" not in setup(one)
    assert one.check().exit_code == 0


def test_a_tab_that_is_no_longer_read_is_mentioned(private: tuple[Setting, Person]) -> None:
    one, _ = private
    setup(one)

    result = one.check()

    assert result.exit_code == 0
    assert "note  ledger: the tab Keep apart is not read, because ledger.keep_apart_sheet" in (
        result.output
    )


def test_a_run_honours_its_pairs_and_writes_nothing_there(private: tuple[Setting, Person]) -> None:
    one, person = private
    setup(one)
    ids = [
        key
        for key, each in one.slack.people.items()
        if key in one.slack.channels[one.channel].members and not each.is_bot
    ]
    for number, other in enumerate(ids[2:], start=2):
        person.types(f"Keep apart!A{number}", ids[0])
        person.types(f"Keep apart!B{number}", other)
    before = len(writes(one))

    assert one.run_at(MONDAY).exit_code == 0

    groups = [set(str(row[7]).split()) for row in one.person.rows("Groups")[1:]]
    assert {ids[0], ids[1]} in groups, "there is nobody else they may meet"
    assert set(writes(one)[before:]) == {SHEET}


def test_forget_says_which_cells_there_a_person_must_change(
    private: tuple[Setting, Person],
) -> None:
    one, person = private
    setup(one)
    person.types("Keep apart!A2", "U00000002")
    person.types("Keep apart!B2", "U00000003")
    one.run_at(MONDAY)
    before = len(writes(one))

    result = one.invoke("forget", "U00000002", "--config", str(one.config), "--yes")

    assert result.exit_code == 2
    assert "Not written: Keep apart!2:2 is in a second Sheet" in result.output
    assert PRIVATE in result.output
    assert set(writes(one)[before:]) == {SHEET}
    assert "U00000002" not in str([one.person.rows(tab) for tab in ("Groups", "People", "Journal")])
    person.types("Keep apart!A2", "gone-1")
    again = one.invoke("forget", "U00000002", "--config", str(one.config), "--yes")
    assert again.output == "The ledger holds nothing about U00000002.\n"
