"""A lottery: the same hosts each round, and everybody else has a turn before anybody has two."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.matching import (
    InfeasibleReason,
    Lottery,
    MatchedGroup,
    MatchingProblem,
    MatchingResult,
    PastGroup,
    lottery_fault,
    match,
)

GUESTS = tuple(f"U{number:02}" for number in range(17))
HOST = "HOST"
few = settings(max_examples=60, deadline=None)


def problem(number: int, history: tuple[PastGroup, ...], *members: str) -> MatchingProblem:
    return MatchingProblem(
        members=members,
        group_size=6,
        seed=f"lottery/{number}",
        round=number,
        history=history,
        lottery=Lottery(hosts=(HOST,), guests=5),
    )


def year(present: list[set[str]], *hosts: str) -> Iterator[MatchedGroup]:
    """The group of each round, for those who are there besides the hosts."""
    history: tuple[PastGroup, ...] = ()
    for number, here in enumerate(present, start=1):
        (group,) = match(problem(number, history, *hosts or (HOST,), *sorted(here))).groups
        history += (PastGroup(round=number, members=group.members),)
        yield group


@few
@given(st.integers(6, 17), st.integers(1, 20))
def test_everybody_has_a_turn_before_anybody_has_two(guests: int, rounds: int) -> None:
    turns = Counter(dict.fromkeys(GUESTS[:guests], 0))
    for group in year([set(GUESTS[:guests])] * rounds):
        assert HOST in group.members
        assert group.point_person == HOST
        assert len(group.members) == 6
        turns.update(set(group.members) - {HOST})
        assert max(turns.values()) - min(turns.values()) <= 1


@few
@given(st.lists(st.sets(st.sampled_from(GUESTS[8:])), min_size=8, max_size=24))
def test_among_those_who_are_always_there_nobody_is_two_turns_ahead(others: list[set[str]]) -> None:
    turns = Counter(dict.fromkeys(GUESTS[:8], 0))
    for group in year([set(GUESTS[:8]) | here for here in others]):
        turns.update(set(group.members) & set(GUESTS[:8]))
        assert max(turns.values()) - min(turns.values()) <= 1


@pytest.mark.parametrize("guests", [15, 17])
def test_nobody_is_drawn_again_soon_while_others_have_waited_longer(guests: int) -> None:
    last: dict[str, int] = {}
    for number, group in enumerate(year([set(GUESTS[:guests])] * 20)):
        drawn = set(group.members) - {HOST}
        assert all(number - last.get(guest, -9) > 1 for guest in drawn)
        last |= dict.fromkeys(drawn, number)


def test_whoever_comes_new_or_comes_back_gets_one_turn_and_waits_like_the_others() -> None:
    guests = set(GUESTS[:12])
    present = [guests - {"U00"}] * 12 + [guests | {"NEW"}] * 8
    turns: Counter[str] = Counter()
    for number, group in enumerate(year(present)):
        if number >= 12:
            turns.update(group.members)

    assert {turns[guest] for guest in guests - {"U00"}} <= {2, 3, 4}
    assert turns["NEW"] in (3, 4)
    assert turns["U00"] in (3, 4)


def test_the_same_people_are_not_drawn_together_again_and_again() -> None:
    met: Counter[frozenset[str]] = Counter()
    for group in year([set(GUESTS[:15])] * 12):
        met.update(frozenset(pair) for pair in combinations(set(group.members) - {HOST}, 2))

    assert len(met) >= 70, "of 105 pairs; the same three groups again and again are 30"


def apart(*pairs: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair.split("-")) for pair in pairs)


def out(made: MatchingResult) -> set[tuple[str, InfeasibleReason]]:
    return {(left.member, left.why) for left in made.left_out}


def test_whoever_must_not_sit_with_the_host_is_not_drawn() -> None:
    three = problem(1, (), HOST, "U00", "U01", "U02")
    made = match(replace(three, keep_apart=apart("HOST-U00", "U01-U02")))

    assert len(made.groups[0].members) == 2
    assert "U00" not in made.groups[0].members
    assert {why for _, why in out(made)} == {InfeasibleReason.NOT_DRAWN}


def test_without_a_host_or_a_guest_there_is_no_group_and_the_reason_is_told() -> None:
    for members, reason in (
        (("U00", "U01"), "no host of the lottery takes part"),
        ((HOST,), "nobody else takes part"),
        ((), ""),
    ):
        made = match(problem(1, (), *members))
        assert made.groups == ()
        assert {left.reason for left in made.left_out} == ({reason} if reason else set())


def test_hosts_take_turns_as_point_person() -> None:
    two = Lottery(hosts=(HOST, "HOSTESS"), guests=2)
    history: tuple[PastGroup, ...] = ()
    led: Counter[str] = Counter()
    for number in range(1, 9):
        members = (HOST, "HOSTESS", *GUESTS)
        (group,) = match(replace(problem(number, history, *members), lottery=two)).groups
        led[group.point_person] += 1
        past = PastGroup(round=number, members=group.members, point_person=group.point_person)
        history += (past,)

    assert led == {HOST: 4, "HOSTESS": 4}


@pytest.mark.parametrize(
    ("hosts", "guests", "wrong"),
    [
        ("a", 5, ""),
        ("ab", 6, ""),
        ("ab", 7, "group of 9"),
        ("", 2, "no hosts"),
        ("a", 0, "0 guests"),
    ],
)
def test_what_is_wrong_with_a_lottery_is_named(hosts: str, guests: int, wrong: str) -> None:
    found = lottery_fault(hosts, guests)

    assert wrong in found
    assert bool(wrong) == bool(found)
