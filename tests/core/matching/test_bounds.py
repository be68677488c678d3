"""Lower bounds against the true least number of repeats, by looking at every seating."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from random import Random

import pytest

from lunchbatch.core.matching import PastGroup, Problem, match, sizes


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
            Problem(
                members=tuple(f"U{number}" for number in range(people)),
                group_size=size,
                seed=f"bounds/{seed}",
                round=60,
                history=history,
                met_again_after=None,
            )
        )
        true = least(people, sizes(people, size), met)

        assert matching.account.unavoidable <= true
        assert matching.account.repeats >= true
        exact += matching.account.unavoidable == true
        total += 1
    assert exact >= total // 2
