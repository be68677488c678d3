from functools import cache

import pytest

from lunchbatch.core.matching import sizes
from lunchbatch.core.matching.problem import LARGEST, SMALLEST
from lunchbatch.core.matching.slots_and_sizes import table_sizes


@cache
def fewest_off(people: int, wished: int, stray: int) -> int | None:
    """By trying every size for the last group: the fewest groups off the wished size."""
    if people == 0:
        return 0
    tried = [
        rest + (size != wished)
        for size in range(max(SMALLEST, wished - stray), min(LARGEST, wished + stray, people) + 1)
        if (rest := fewest_off(people - size, wished, stray)) is not None
    ]
    return min(tried, default=None)


@pytest.mark.parametrize("wished", range(2, 9))
def test_nobody_is_alone_and_the_fewest_groups_are_off_size(wished: int) -> None:
    for people in range(1, 401):
        groups = sizes(people, wished)

        assert sum(groups) == (people if people > 1 else 0)
        assert all(SMALLEST <= size <= LARGEST for size in groups)
        stray = max((abs(size - wished) for size in groups), default=0)
        assert all(fewest_off(people, wished, less) is None for less in range(stray)) or people == 1
        if people > 1:
            assert sum(size != wished for size in groups) == fewest_off(people, wished, stray)


@pytest.mark.parametrize("wished", range(2, 9))
def test_at_a_table_the_fewest_groups_of_all_are_off_size(wished: int) -> None:
    for people in range(2, 401):
        groups = table_sizes(people, wished)

        assert sum(groups) == people
        assert all(SMALLEST <= size <= LARGEST for size in groups)
        assert sum(size != wished for size in groups) == fewest_off(people, wished, LARGEST)
    assert table_sizes(1, wished) == table_sizes(0, wished) == ()


def test_the_smaller_size_is_taken_where_both_leave_as_few_off_size() -> None:
    assert sizes(50, 4) == (4,) * 11 + (3, 3)
    assert sizes(10, 4) == (4, 3, 3)


def test_an_odd_number_in_pairs_makes_one_trio() -> None:
    assert all(sizes(people, 2).count(3) == people % 2 for people in range(2, 401))
