"""The same people once more: asked for by one of them, given once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import KEEP_APART_TAB
from tests.behaviour.books import CsvBooks
from tests.behaviour.members.days import (
    SLOTS,
    close,
    group_of,
    intro,
    is_in,
    react,
    round_of,
    standing,
    types_pause,
    unreact,
)
from tests.behaviour.world import World, world

AGAIN = "repeat"


@pytest.fixture(params=[6, 7])
def closed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A round is over; in an even channel and in an odd one."""
    with world(tmp_path, people=request.param, is_direct=True, silent_rounds=0) as found:
        intro(found, 0)
        yield celebrated(found, 0)


def celebrated(found: World, turn: int) -> World:
    """All groups say that they met, are thanked, and the round is over."""
    for group in found.known.groups_of(round_of(turn)):
        react(found, group.members[0], "tada", turn)
    found.at(f"{SLOTS[turn]} 12:00").run()
    found.at(f"{SLOTS[turn]} 15:00").run()
    return close(found, turn)


def test_the_thanks_offer_it_and_who_asks_gets_the_same_people(closed: World) -> None:
    one = closed.members[0]
    asked = group_of(closed, one, 0)
    assert ":repeat:" in closed.text_of(f"{asked.key} celebrate")
    react(closed, one, AGAIN, 0, under="celebrate")

    intro(closed, 1)

    assert set(group_of(closed, one, 1).members) == set(asked.members)
    assert all(is_in(closed, member, 1) for member in closed.members)


def test_it_is_given_once(closed: World) -> None:
    one = closed.members[0]
    asked = group_of(closed, one, 0)
    react(closed, one, AGAIN, 0, under="celebrate")

    intro(closed, 1)
    intro(closed, 2)

    assert set(group_of(closed, one, 2).members) != set(asked.members)


def test_taken_back_in_time_it_is_not_given(closed: World) -> None:
    one = closed.members[0]
    asked = group_of(closed, one, 0)
    react(closed, one, AGAIN, 0, under="celebrate")
    closed.at("2026-12-04 12:00").run()
    unreact(closed, one, AGAIN, 0, under="celebrate")

    intro(closed, 1)

    assert set(group_of(closed, one, 1).members) != set(asked.members)


def test_where_one_of_them_is_away_it_waits_for_the_round_after(closed: World) -> None:
    one, *_, other = group_of(closed, closed.members[0], 0).members
    asked = group_of(closed, one, 0)
    react(closed, one, AGAIN, 0, under="celebrate")
    types_pause(closed, other, "2026-12-20")

    assert not is_in(intro(closed, 1), other, 1)
    intro(closed, 2)

    assert set(group_of(closed, one, 2).members) == set(asked.members)


def test_people_who_are_kept_apart_by_now_are_not_brought_together(closed: World) -> None:
    one, other, *_ = group_of(closed, closed.members[0], 0).members
    react(closed, one, AGAIN, 0, under="celebrate")
    assert isinstance(closed.books, CsvBooks)
    closed.books.saves(KEEP_APART_TAB, [["member a", "member b", "note"], [one, other, ""]])

    intro(closed, 1)

    assert other not in group_of(closed, one, 1).members
    assert all(is_in(closed, member, 1) for member in closed.members)


def test_a_wish_leaves_nobody_alone(tmp_path: Path) -> None:
    with world(tmp_path, people=4, is_direct=True, silent_rounds=0) as found:
        intro(found, 0)
        celebrated(found, 0)
        one = found.members[0]
        asked = group_of(found, one, 0)
        react(found, one, AGAIN, 0, under="celebrate")
        away = next(member for member in found.members if member not in asked.members)
        types_pause(found, away, "2026-12-20")

        intro(found, 1)

        assert set(group_of(found, one, 1).members) == set(found.members) - {away}
        assert standing(found, away).pause is not None


def test_a_pair_that_said_no_is_free_again(tmp_path: Path) -> None:
    """Four people have three rounds without a repeat; one that did not happen is had again."""
    with world(tmp_path, people=4, is_direct=True, silent_rounds=0) as found:
        seen: list[set[frozenset[str]]] = []
        for turn in range(4):
            intro(found, turn)
            for member in found.members if turn == 0 else ():
                react(found, member, "x", turn)
            close(found, turn)
            groups = found.known.groups_of(round_of(turn))
            seen.append({frozenset(group.members) for group in groups})

        assert all(seen[turn] != seen[other] for turn, other in ((1, 2), (1, 3), (2, 3)))
        assert seen[0] in seen[1:]
