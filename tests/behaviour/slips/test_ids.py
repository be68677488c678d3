"""An id of Slack that is none any more: its cell is named, and only its row waits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB
from tests.behaviour.console import Console
from tests.behaviour.slips.slip import DONE, TO_MEND, address, introduced
from tests.behaviour.world import ROUND

FIRST, SECOND = f"{ROUND}/1 checkpoint-1", f"{ROUND}/2 checkpoint-1"


@pytest.fixture(params=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with introduced(tmp_path, request.param) as found:
        yield found


def names(ready: Console, tab: Tab, key: str, title: str, told: str) -> None:
    """`run` ends with 2 and the cell; `check` names it as well."""
    where = f"{address(ready, tab, key, title)}: {told}"
    ran, checked = ready.calls(), ready.calls("check")
    assert (ran.exit_code, "Traceback" in ran.output) == (TO_MEND, False), ran.output
    assert where in ran.output
    assert where in checked.output


@pytest.mark.parametrize(
    ("title", "typed", "told"),
    [
        ("intro message ts", "abc", "'abc' is not a Slack message id"),
        ("group channel id", "#coffee", "'#coffee' is not the id of a Slack conversation"),
        ("member ids", "Ana and Ben", "'Ana and Ben' is not a list of Slack ids"),
        ("point person", "Ana", "'Ana' is not a Slack id of a person"),
        ("messages", "see thread", "'see thread' is not a list of Slack messages"),
    ],
)
def test_what_is_no_id_is_named_and_the_other_groups_go_on(
    ready: Console, title: str, typed: str, told: str
) -> None:
    ready.world.books.types(GROUPS_TAB, f"{ROUND}/1", title, typed)

    names(ready, GROUPS_TAB, f"{ROUND}/1", title, told)

    assert ready.world.sent()[2:] == [SECOND]


def test_people_in_a_list_with_semicolons_are_who_they_were(ready: Console) -> None:
    members = ready.world.group().members
    ready.world.books.types(GROUPS_TAB, f"{ROUND}/1", "member ids", "; ".join(members))

    assert ready.calls().exit_code == DONE

    assert sorted(ready.world.sent()[2:]) == [FIRST, SECOND]
    assert ready.world.group().members == members


@pytest.mark.parametrize("typed", ["see thread", "paused=D0000001:1795422900,5"])
def test_messages_in_people_that_are_none_are_named(ready: Console, typed: str) -> None:
    who = ready.world.members[0]
    ready.world.books.types(PEOPLE_TAB, who, "messages", typed)

    names(ready, PEOPLE_TAB, who, "messages", f"'{typed}' is not a list of Slack messages")

    assert sorted(ready.world.sent()[2:]) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("title", "typed"), [("repeats", "none"), ("due", "Monday"), ("slot", "Monday")]
)
def test_a_figure_of_a_round_that_cannot_be_read_holds_up_nobody(
    ready: Console, title: str, typed: str
) -> None:
    ready.world.books.types(ROUNDS_TAB, ROUND, title, typed)

    names(ready, ROUNDS_TAB, ROUND, title, f"'{typed}' is not a")

    assert sorted(ready.world.sent()[2:]) == [FIRST, SECOND]
    assert ready.world.books.sees(ROUNDS_TAB, title) == [typed]


def test_a_first_day_that_cannot_be_read_leaves_nobody_out(ready: Console) -> None:
    who = ready.world.members[0]
    ready.world.books.types(PEOPLE_TAB, who, "first seen", "ages ago")

    names(ready.at("2026-12-07 09:35"), PEOPLE_TAB, who, "first seen", "'ages ago' is not a date")

    later = [one for one in ready.world.known.groups if one.round == "coffee/2026-12-07"]
    assert who in {member for group in later for member in group.members}
