"""An approved draft by the commands that a user types: what they print, and how they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import DRAFT_TAB, PEOPLE_TAB, ROUNDS_TAB
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

IN_PAIRS = f"{ROUND}: 4 people in 2 groups, 0 repeats, 0 of them unavoidable"


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def approved(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Console]:
    """A draft of two pairs, made by the command, for which an organiser typed `approved`."""
    with console(tmp_path, has_sheet=request.param) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        assert ready.calls().exit_code == 0
        ready.world.books.types(ROUNDS_TAB, ROUND, "approval", "approved")
        yield ready


def test_a_draft_that_nobody_edited_is_sent_once_approved(approved: Console) -> None:
    planned, ran = approved.calls("plan"), approved.calls("run")

    assert (planned.exit_code, ran.exit_code) == (0, 0), planned.output + ran.output
    assert IN_PAIRS in planned.stdout.splitlines()
    assert IN_PAIRS in ran.stdout.splitlines()
    assert f"Sent {ROUND} intro: 2 messages" in ran.stdout.splitlines()
    assert approved.world.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
    assert approved.calls("run").exit_code == 0


def test_a_draft_that_was_edited_is_sent_as_it_stands(approved: Console) -> None:
    books = approved.world.books
    first, second = (cell.split(", ") for cell in books.sees(DRAFT_TAB, "members")[1:])
    books.types(DRAFT_TAB, f"{ROUND}/1", "members", f"{first[0]}, {second[0]}")
    books.types(DRAFT_TAB, f"{ROUND}/2", "members", f"{first[1]}, {second[1]}")
    ran = approved.calls("run")

    assert ran.exit_code == 0, ran.output
    assert IN_PAIRS in ran.stdout.splitlines()
    assert approved.world.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]


def test_a_draft_whose_time_has_come_is_what_comes_next(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        ready.calls()
        ran = ready.at("2026-11-23 10:00").calls()

    assert f"coffee: next is intro of {ROUND}, once it is approved" in ran.stdout


def test_who_is_paused_until_the_day_of_the_round_is_in_its_draft(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        ready.calls()
        ready.world.books.types(ROUNDS_TAB, ROUND, "approval", "approved")
        ready.at("2026-11-23 10:00").calls()
        member = ready.world.members[0]
        ready.world.books.types(PEOPLE_TAB, member, "paused until", "2026-12-07")
        ready.at("2026-12-04 10:00").calls()
        drafted = " ".join(ready.world.books.sees(DRAFT_TAB, "as drafted"))

    assert member in drafted.split()


def test_a_mistake_in_a_draft_is_told_to_the_owner_once(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        owner = ready.world.slack.add_person("Organiser")
        ready.edits("programs:\n", f"owner: {owner}\nprograms:\n")
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        ready.calls()
        ready.world.books.types(DRAFT_TAB, f"{ROUND}/1", "members", "Nobody Known, Person 001")
        ready.world.books.types(ROUNDS_TAB, ROUND, "approval", "approved")
        ran = ready.at("2026-11-23 10:00").calls()
        told = [m.text for _, m in ready.world.slack.app_messages() if "Nobody Known" in m.text]

    assert ran.exit_code == 2
    assert len(told) == 1
