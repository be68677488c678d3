"""Whole cycles, round by round, as a club lives through them."""

from itertools import combinations
from random import Random

import pytest

from lunchbatch.core.matching import MatchingResult
from lunchbatch.core.matching.stable_club_designs import designs, finite_field
from lunchbatch.core.matching.stable_club_pairs import remaining_rounds
from tests.core.matching.clubs import rounds


def live(people: int, size: int, count: int, seed: str) -> list[MatchingResult]:
    """What a club whose members never change gets to see."""
    return list(rounds(people, size, count, seed))


@pytest.mark.parametrize("people", [4, 6, 8, 10, 12, 16, 20])
def test_in_pairs_everybody_meets_everybody_before_anybody_meets_twice(people: int) -> None:
    for seed in ("a", "b"):
        assert sum(m.quality.repeats for m in live(people, 2, people - 1, seed)) == 0


@pytest.mark.parametrize(
    ("people", "size", "count"), [(15, 3, 7), (20, 4, 5), (9, 3, 4), (25, 5, 6)]
)
def test_clubs_that_fit_a_design_see_no_repeat(people: int, size: int, count: int) -> None:
    assert sum(m.quality.repeats for m in live(people, size, count, "design")) == 0


@pytest.mark.parametrize("size", [2, 3, 4, 5, 7, 8, 9, 16, 25, 27, 49])
def test_a_field_adds_and_multiplies_as_numbers_do(size: int) -> None:
    numbers = finite_field(size)
    assert numbers is not None
    chance = Random(size)
    for _ in range(100):
        a, b, c = (int(chance.random() * size) for _ in range(3))
        left = numbers.times(a, numbers.add(b, c))
        assert left == numbers.add(numbers.times(a, b), numbers.times(a, c))
    assert sorted(numbers.power) == list(range(1, size))


def test_there_is_no_field_of_other_sizes() -> None:
    assert [size for size in range(1, 17) if finite_field(size) is None] == [1, 6, 10, 12, 14, 15]


def test_no_two_seats_of_a_design_meet_twice() -> None:
    found = [d for people in range(9, 110) for size in range(3, 9) for d in designs(people, size)]
    assert len(found) > 100
    for design in found:
        pairs = [pair for groups in design for g in groups for pair in combinations(sorted(g), 2)]
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
        planned = remaining_rounds(fresh, Random(1))
        if people - 3 > 20:
            assert planned == []
            continue
        assert len(planned) == people - 3
        assert sorted(pair for pairs in planned for pair in pairs) == sorted(
            (p, q) for p in range(people) for q in fresh[p] if p < q
        )
