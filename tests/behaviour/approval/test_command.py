"""An approved draft by the commands that a user types: what they print, and how they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import DRAFT_TAB, ROUNDS_TAB
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
    first, second = (cell.split(", ") for cell in books.sees(DRAFT_TAB, "members"))
    books.types(DRAFT_TAB, f"{ROUND}/1", "members", f"{first[0]}, {second[0]}")
    books.types(DRAFT_TAB, f"{ROUND}/2", "members", f"{first[1]}, {second[1]}")
    ran = approved.calls("run")

    assert ran.exit_code == 0, ran.output
    assert IN_PAIRS in ran.stdout.splitlines()
    assert approved.world.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
