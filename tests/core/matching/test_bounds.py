"""Lower bounds against the true least number of repeats, by looking at every seating."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from random import Random
from typing import TypeAlias

import pytest

from lunchbatch.core.matching import MatchingProblem, PastGroup, match, sizes

Shape: TypeAlias = tuple[tuple[str, int], ...]
Met: TypeAlias = set[tuple[str, str]]


@cache
def partitions(
    people: tuple[int, ...], shape: tuple[int, ...]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """Every way to seat the people in groups of these sizes."""
    return tuple(_partitions(people, shape))


def _partitions(
    people: tuple[int, ...], shape: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], ...]]:
    if not people:
        yield ()
        return
    first, rest = people[0], people[1:]
    for size in sorted(set(shape)):
        left = list(shape)
        left.remove(size)
        for others in combinations(rest, size - 1):
            remaining = tuple(person for person in rest if person not in others)
            for more in partitions(remaining, tuple(left)):
                yield ((first, *others), *more)


def least(people: int, shape: tuple[int, ...], met: set[tuple[int, int]]) -> int:
    return min(
        sum(pair in met for group in seating for pair in combinations(group, 2))
        for seating in partitions(tuple(range(people)), shape)
    )


@pytest.mark.parametrize("people", range(4, 10))
@pytest.mark.parametrize("size", range(2, 9))
def test_no_bound_is_above_the_true_least(people: int, size: int) -> None:
    exact = total = 0
    for seed in range(12):
        chance = Random(f"{people}/{size}/{seed}")
        density = chance.random()
        met = {pair for pair in combinations(range(people), 2) if chance.random() < density}
        history = tuple(
            PastGroup(round=1, members=(f"U{one}", f"U{other}")) for one, other in sorted(met)
        )
        matching = match(
            MatchingProblem(
                members=tuple(f"U{number}" for number in range(people)),
                group_size=size,
                seed=f"bounds/{seed}",
                round=60,
                history=history,
                met_again_after=None,
            )
        )
        true = least(people, sizes(people, size), met)

        assert matching.quality.unavoidable <= true
        assert matching.quality.repeats >= true
        exact += matching.quality.unavoidable == true
        total += 1
    assert exact >= total // 2


def least_at_times(shape: Shape, can: dict[str, set[str]], met: Met) -> int | None:
    """The least repeats over every way to seat everybody at times they can make."""

    def best(people: frozenset[str], groups: Shape) -> int | None:
        if not people:
            return 0
        first, found = min(people), None
        for group in sorted(set(groups)):
            time, size = group
            if time not in can[first]:
                continue
            left = list(groups)
            left.remove(group)
            mates = [one for one in sorted(people) if one != first and time in can[one]]
            for others in combinations(mates, size - 1):
                seated = (first, *others)
                more = best(people - set(seated), tuple(left))
                if more is not None:
                    more += sum(pair in met for pair in combinations(sorted(seated), 2))
                    found = more if found is None else min(found, more)
        return found

    return best(frozenset(can), shape)


def test_no_bound_is_above_the_true_least_where_people_chose_times() -> None:
    exact = gaps = 0
    for seed in range(180):
        chance = Random(f"times/{seed}")
        names = [f"U{number}" for number in range(5 + seed % 5)]
        times = ("early", "late") if seed % 2 else ("early", "noon", "late")
        can = {
            name: {time for time in times if chance.random() < 0.6} or {"late"} for name in names
        }
        met = {pair for pair in combinations(names, 2) if chance.random() < 0.6}
        matching = match(
            MatchingProblem(
                members=tuple(names),
                group_size=2 + seed % 3,
                seed="times",
                round=2,
                history=tuple(PastGroup(round=1, members=pair) for pair in sorted(met)),
                slots={time: tuple(name for name in names if time in can[name]) for time in times},
            )
        )
        placed = {member: can[member] for group in matching.groups for member in group.members}
        shape = tuple((group.slot or "", len(group.members)) for group in matching.groups)
        true = least_at_times(shape, placed, met)

        assert true is not None
        assert matching.quality.unavoidable <= true <= matching.quality.repeats
        exact += matching.quality.unavoidable == true
        gaps += true > 0
    assert gaps > 60
    assert exact > 100
