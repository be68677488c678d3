"""Whoever can be placed is placed: against trying everything."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations
from random import Random

import pytest

from lunchbatch.core.matching import (
    InfeasibleReason,
    MatchingProblem,
    NoFeasibleGroupsError,
    PastGroup,
    match,
    sizes,
)
from lunchbatch.core.matching.fairness import turns
from lunchbatch.core.matching.max_coverage import cover
from lunchbatch.core.matching.objective import BLOCKED, REPEAT
from lunchbatch.core.matching.search_steps import PairTable, anneal
from lunchbatch.core.matching.slots_and_sizes import RoundSlots


def most_placed(people: int, may_meet: Callable[[tuple[int, ...]], bool]) -> int:
    """Pairs and threes are enough to look at: every larger group splits into them."""

    @cache
    def best(left: frozenset[int]) -> int:
        if not left:
            return 0
        first, rest = min(left), left - {min(left)}
        found = best(rest)
        for count in (1, 2):
            for others in combinations(sorted(rest), count):
                if may_meet((first, *others)):
                    found = max(found, 1 + count + best(rest - set(others)))
        return found

    return best(frozenset(range(people)))


def poll(seed: int) -> tuple[MatchingProblem, Callable[[tuple[int, ...]], bool]]:
    chance = Random(seed)
    people, times = 1 + int(chance.random() * 9), 1 + int(chance.random() * 4)
    can = [1 + int(chance.random() * ((1 << times) - 1)) for _ in range(people)]
    density = chance.random() * 0.8
    apart = {p for p in combinations(range(people), 2) if chance.random() < density}

    def may_meet(group: tuple[int, ...]) -> bool:
        together = all(pair not in apart for pair in combinations(sorted(group), 2))
        return together and any(all(can[p] >> t & 1 for p in group) for t in range(times))

    problem = MatchingProblem(
        members=tuple(f"U{p}" for p in range(people)),
        group_size=2 + int(chance.random() * 4),
        seed="poll",
        round=1,
        keep_apart=frozenset(frozenset((f"U{a}", f"U{b}")) for a, b in apart),
        slots={
            f"{11 + time}:00": tuple(f"U{p}" for p in range(people) if can[p] >> time & 1)
            for time in range(times)
        },
    )
    return problem, may_meet


@pytest.mark.parametrize("block", range(10))
def test_nobody_is_left_out_of_a_poll_who_could_have_been_placed(block: int) -> None:
    for seed in range(block * 30, block * 30 + 30):
        problem, may_meet = poll(seed)

        matching = match(problem)

        placed = sum(len(group.members) for group in matching.groups)
        assert placed == most_placed(len(problem.members), may_meet)


def test_a_cover_places_the_most_people_and_names_a_bottleneck() -> None:
    for seed in range(1500):
        problem, may_meet = poll(seed)
        people = range(len(problem.members))
        near = [[q for q in people if q != p and may_meet((p, q))] for p in people]

        found = cover(near, may_meet)

        assert sum(map(len, found.groups)) == most_placed(len(people), may_meet)
        assert all(may_meet(group) for group in found.groups)
        beyond = {q for p in found.short for q in near[p]} - set(found.short)
        assert beyond <= set(found.needed)


def times(**voters: str) -> dict[str, tuple[str, ...]]:
    return {slot: tuple(f"U{letter}" for letter in who) for slot, who in voters.items()}


def lunch(slots: dict[str, tuple[str, ...]], size: int = 4, join: str = "") -> MatchingProblem:
    return MatchingProblem(
        members=tuple(sorted({member for who in slots.values() for member in who})),
        group_size=size,
        seed="lunch",
        round=1,
        slots=slots,
        join_nearest=frozenset(f"U{letter}" for letter in join),
    )


def test_a_flexible_person_joins_somebody_who_would_be_alone() -> None:
    matching = match(lunch(times(noon="abcde", one="ex"), size=4))

    assert matching.left_out == ()
    assert {group.slot: group.members for group in matching.groups}["one"] == ("Ue", "Ux")


def test_flexible_people_make_the_sizes_come_out() -> None:
    matching = match(lunch(times(noon="abcdex", one="fghx"), size=4))
    assert sorted(len(group.members) for group in matching.groups) == [4, 5]

    matching = match(lunch(times(noon="abcxyz", one="defghxyz"), size=4))
    off = sum(len(group.members) != 4 for group in matching.groups)
    assert off == min(
        sum(size != 4 for count in (3 + s, 8 - s) for size in sizes(count, 4)) for s in range(4)
    )


def test_whoever_is_alone_in_their_slot_is_told_why() -> None:
    (left,) = match(lunch(times(noon="abc", one="x"))).left_out

    assert (left.member, left.why) == ("Ux", InfeasibleReason.ALONE)
    assert "one" in left.reason


def test_whoever_agreed_joins_the_nearest_other_slot() -> None:
    matching = match(lunch(times(early="abc", noon="x", late="def"), join="x"))

    assert matching.left_out == ()
    assert [group.slot for group in matching.groups if "Ux" in group.members] == ["early"]


def meeting(*groups: str, number: int = 1) -> tuple[PastGroup, ...]:
    return tuple(
        PastGroup(round=number, members=tuple(f"U{letter}" for letter in group)) for group in groups
    )


def test_three_people_pass_each_other_their_times() -> None:
    """Nobody sits with whom they met, once 6, 7 and 8 each follow the next to their time."""
    room = RoundSlots(
        sizes=(3, 3, 3), slots=(0, 1, 2), can=(1, 1, 2, 2, 4, 4, 0b011, 0b110, 0b101), wished=3
    )
    pair = [[0] * 9 for _ in range(9)]
    for one, other in ((6, 0), (6, 1), (7, 2), (7, 3), (8, 4), (8, 5)):
        pair[one][other] = pair[other][one] = REPEAT
    seat = [[0 if mask >> slot & 1 else BLOCKED for mask in room.can] for slot in room.slots]
    table = PairTable(pair, seat, turns([0] * 9, room, 0), [[0, 1, 6], [2, 3, 7], [4, 5, 8]])

    anneal(table, Random(1), 4_000, REPEAT)

    assert [set(group) for group in table.groups] == [{0, 1, 8}, {2, 3, 6}, {4, 5, 7}]
    assert table.cost() == 0


def test_a_poll_has_no_repeat_to_spare_for_the_sake_of_spacing() -> None:
    history = (*meeting("ac", "bd", number=1), *meeting("ad", "bc", number=2))
    history = (*history, *meeting("ab", number=19))
    poll = replace(lunch(times(noon="abcd", one="ef"), size=2), round=20, history=history)
    everyone = replace(poll, members=("Ua", "Ub", "Uc", "Ud"), slots=None)

    assert match(poll).quality.repeats == match(poll).quality.unavoidable == 1
    assert match(everyone).quality.repeats == 2


def apart(*pairs: str) -> MatchingProblem:
    return MatchingProblem(
        members=tuple(sorted({member for pair in pairs for member in pair})),
        group_size=2,
        seed="coffee",
        round=1,
        keep_apart=frozenset(frozenset(pair) for pair in pairs),
    )


def test_rules_that_leave_somebody_alone_stop_the_matching_and_name_them() -> None:
    with pytest.raises(NoFeasibleGroupsError, match="a is kept apart from everybody"):
        match(apart("ab", "ac"))
    with pytest.raises(NoFeasibleGroupsError) as stuck:
        match(apart("ab"))
    assert stuck.value.stuck == ("a", "b")
    assert stuck.value.exit_code == 2


def test_sizes_give_way_before_a_rule_does() -> None:
    problem = MatchingProblem(
        members=("a", "b", "c", "d"),
        group_size=4,
        seed="coffee",
        round=1,
        keep_apart=frozenset({frozenset("ab")}),
    )

    assert sorted(len(group.members) for group in match(problem).groups) == [2, 2]


def test_thousands_of_people_are_placed_or_stopped_alike() -> None:
    everybody = tuple(f"U{number:04d}" for number in range(3_200))
    hermit = frozenset(frozenset((everybody[0], other)) for other in everybody[1:])

    matching = match(MatchingProblem(members=everybody, group_size=4, seed="big", round=1))
    assert len(matching.groups) == 800
    with pytest.raises(NoFeasibleGroupsError, match="U0000"):
        match(
            MatchingProblem(members=everybody, group_size=4, seed="big", round=1, keep_apart=hermit)
        )
