"""Rounds of pairs planned together, to be weighed against what the search finds."""

from collections.abc import Callable
from random import Random

from lunchbatch.core.matching.cost import Prices
from lunchbatch.core.matching.lookahead import remaining_rounds
from lunchbatch.core.matching.room import Room, Seating


def foretold(prices: Prices) -> Random:
    """Chance that depends on nothing but who has met, so that a plan can be known in advance."""
    return Random(str([sorted(gaps) for gaps in prices.met]))  # noqa: S311 - seeded, and no secret


def planned_pairs(prices: Prices, room: Room, chance: Random) -> list[Seating]:
    """The remaining rounds of a cycle of pairs, if all of them can be kept free of repeats."""
    if set(room.sizes) != {2} or room.is_poll:
        return []
    apart = prices.apart_masks()
    fresh = [
        {
            other
            for other in range(prices.people)
            if other != one and other not in prices.met[one] and not apart[one] >> other & 1
        }
        for one in range(prices.people)
    ]
    return [[list(pair) for pair in pairs] for pairs in remaining_rounds(fresh, chance)]


def seating_cost(groups: Seating, pair: Callable[[int, int], int]) -> int:
    """The price of all pairs of a seating."""
    return sum(
        pair(person, other)
        for group in groups
        for position, person in enumerate(group)
        for other in group[:position]
    )
