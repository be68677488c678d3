"""A whole tab that is gone or empty while others know better: nothing is done, and it is said."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, Tab
from tests.behaviour.books import SheetBooks
from tests.behaviour.console import Console, console
from tests.behaviour.slips.slip import DONE, TO_MEND, introduced
from tests.behaviour.world import ROUND

COMMANDS = ("run", "plan", "check", "report")


def stops(ready: Console, title: str) -> None:
    """Every command says what is missing against what; nothing is sent."""
    sent = ready.world.sent()
    for command in COMMANDS:
        ended = ready.calls(command)
        told = ended.output + ended.stderr
        assert f"{title} is gone or empty, while " in told, (command, told)
        assert re.search(f"knows? of {ROUND}; put {title} back", told)
        assert ended.exit_code != DONE
    assert ready.calls().exit_code == TO_MEND
    assert ready.world.sent() == sent


@pytest.mark.parametrize("how", ["gone", "0 bytes", "renamed", "blank lines"])
@pytest.mark.parametrize("title", ["Groups", "Rounds"])
def test_a_file_that_is_gone_stops_all_commands(tmp_path: Path, title: str, how: str) -> None:
    with introduced(tmp_path, "csv") as ready:
        path = tmp_path / f"ledger/{title}.csv"
        if how == "gone":
            path.unlink()
        elif how == "renamed":
            path.rename(path.with_name(f"{title} (1).csv"))
        else:
            path.write_text("" if how == "0 bytes" else "\n\n", encoding="utf-8")

        stops(ready, title)


@pytest.mark.parametrize("tab", [GROUPS_TAB, PEOPLE_TAB], ids=lambda tab: tab.title)
def test_a_tab_made_anew_after_it_was_deleted_stops_all_commands(tmp_path: Path, tab: Tab) -> None:
    with introduced(tmp_path, "sheet") as ready:
        books = ready.world.books
        assert isinstance(books, SheetBooks)
        for row in range(len(books.sees(tab, tab.key)), 0, -1):
            books.person.deletes_row(tab.title, row)

        stops(ready, tab.title)


@pytest.mark.parametrize("title", ["People", "Keep apart", "Answers"])
def test_a_file_of_which_others_know_stops_all_commands(tmp_path: Path, title: str) -> None:
    with introduced(tmp_path, "csv") as ready:
        ready.world.reacts("calendar")
        assert ready.calls().exit_code == DONE
        (tmp_path / f"ledger/{title}.csv").unlink()

        stops(ready, title)

        if title != "People":
            assert ready.calls("setup").exit_code == DONE
            assert ready.calls().exit_code == DONE


@pytest.mark.parametrize("ledger", ["csv", "sheet"])
def test_a_new_ledger_is_none_that_lost_anything(tmp_path: Path, ledger: str) -> None:
    with console(tmp_path, has_sheet=ledger == "sheet") as ready:
        assert ready.calls().exit_code == DONE
        assert len(ready.world.sent()) == 2


def drafts(ready: Console) -> tuple[str, str]:
    ready.edits("    calendar:", "    approval: {ahead: 3 days}\n    calendar:")
    return "2026-12-04 10:00", "2026-12-04 13:00"


def polls(ready: Console) -> tuple[str, str]:
    before, _, _ = ready.config.read_text("utf-8").partition("    intro:")
    poll = "{opens: {at: '09:00'}, closes: '11:15', choices: ['12:00', '12:45']}"
    kind = f"    signup: poll\n    poll: {poll}\n"
    ready.config.write_text(before + kind, encoding="utf-8")
    return "2026-12-07 09:05", "2026-12-07 10:05"


@pytest.mark.parametrize("begins", [drafts, polls])
@pytest.mark.parametrize("ledger", ["csv", "sheet"])
def test_a_round_without_groups_yet_has_lost_none(
    tmp_path: Path, ledger: str, begins: Callable[[Console], tuple[str, str]]
) -> None:
    """In a folder the file of groups is made with the first of them."""
    with console(tmp_path, has_sheet=ledger == "sheet") as ready:
        owner = ready.world.slack.add_person("Organiser")
        ready.edits("programs:", f"owner: {owner}\nprograms:")
        for moment in begins(ready):
            ran = ready.at(moment).calls()
            assert ran.exit_code == DONE, ran.output
        assert ready.world.sent()
