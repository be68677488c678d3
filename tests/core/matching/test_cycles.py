"""Whole cycles, round by round, as a club lives through them."""

from itertools import combinations
from random import Random

import pytest

from lunchbatch.core.matching import Matching, PastGroup, Problem, match
from lunchbatch.core.matching.design import designs
from lunchbatch.core.matching.field import field
from lunchbatch.core.matching.lookahead import remaining_rounds


def live(people: int, size: int, rounds: int, seed: str) -> list[Matching]:
    """What a club whose members never change gets to see."""
    history: list[PastGroup] = []
    seen = []
    for number in range(1, rounds + 1):
        matching = match(
            Problem(
                members=tuple(f"U{person:03d}" for person in range(people)),
                group_size=size,
                seed=f"{seed}/{number}",
                round=number,
                history=tuple(history),
            )
        )
        seen.append(matching)
        history += [
            PastGroup(round=number, members=group.members, point_person=group.point_person)
            for group in matching.groups
        ]
    return seen


@pytest.mark.parametrize("people", [4, 6, 8, 10, 12, 16, 20])
def test_in_pairs_everybody_meets_everybody_before_anybody_meets_twice(people: int) -> None:
    for seed in ("a", "b"):
        assert sum(m.account.repeats for m in live(people, 2, people - 1, seed)) == 0


@pytest.mark.parametrize(
    ("people", "size", "rounds"), [(15, 3, 7), (20, 4, 5), (9, 3, 4), (25, 5, 6)]
)
def test_clubs_that_fit_a_design_see_no_repeat(people: int, size: int, rounds: int) -> None:
    assert sum(m.account.repeats for m in live(people, size, rounds, "design")) == 0


def test_turns_as_point_person_and_odd_seats_go_round() -> None:
    led = dict.fromkeys((f"U{person:03d}" for person in range(14)), 0)
    odd = dict(led)
    for matching in live(14, 4, 20, "fair"):
        for group in matching.groups:
            led[group.point_person] += 1
            for member in group.members:
                odd[member] += len(group.members) != 4

    assert max(led.values()) - min(led.values()) <= 1
    assert max(odd.values()) - min(odd.values()) <= 3


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27, 49])
def test_a_field_adds_and_multiplies_as_numbers_do(size: int) -> None:
    numbers = field(size)
    assert numbers is not None
    chance = Random(size)
    for _ in range(100):
        a, b, c = (int(chance.random() * size) for _ in range(3))
        left = numbers.times(a, numbers.add(b, c))
        assert left == numbers.add(numbers.times(a, b), numbers.times(a, c))
    assert sorted(numbers.power) == list(range(1, size))


def test_there_is_no_field_of_other_sizes() -> None:
    assert [size for size in range(1, 17) if field(size) is None] == [1, 6, 10, 12, 14, 15]


def test_no_two_seats_of_a_design_meet_twice() -> None:
    found = [d for people in range(9, 110) for size in range(3, 9) for d in designs(people, size)]
    assert len(found) > 100
    for rounds in found:
        pairs = [pair for groups in rounds for g in groups for pair in combinations(sorted(g), 2)]
        assert len(pairs) == len(set(pairs))


def test_planned_rounds_use_every_pair_that_has_yet_to_meet_once() -> None:
    for people in (6, 10, 20, 50):
        met = {(p, q) for m in live(people, 2, 2, "x") for g in m.groups for p, q in [g.members]}
        names = [f"U{person:03d}" for person in range(people)]
        fresh = [
            {
                q
                for q in range(people)
                if q != p and (min(names[p], names[q]), max(names[p], names[q])) not in met
            }
            for p in range(people)
        ]
        rounds = remaining_rounds(fresh, Random(1))
        if people - 3 > 20:
            assert rounds == []
            continue
        assert len(rounds) == people - 3
        assert sorted(pair for pairs in rounds for pair in pairs) == sorted(
            (p, q) for p in range(people) for q in fresh[p] if p < q
        )
