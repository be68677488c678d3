"""A lower bound on repeats at times that few people can make, by looking at every choice.

Whoever can make one time only must sit there, so at a thin time there is little to choose. The
least of each time adds up, since no group is at two of them.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb

from lunchbatch.core.matching.cost import Prices
from lunchbatch.core.matching.room import Room

_CHOICES_AT_MOST = 20_000


def least_at_thin_times(prices: Prices, room: Room, company: Sequence[Sequence[int]]) -> int:
    """The least repeats in the groups around those who can make one time only."""
    friends = [frozenset(others) for others in company]
    total = 0
    for slot in sorted(set(room.slots)):
        sizes = [size for size, at in zip(room.sizes, room.slots, strict=True) if at == slot]
        can = [person for person, mask in enumerate(room.can) if mask >> slot & 1]
        bound = [person for person in can if room.can[person] == 1 << slot]
        free = [person for person in can if room.can[person] != 1 << slot]
        if _choices(sizes, len(bound), len(free)) <= _CHOICES_AT_MOST:
            total += _least(sizes, bound, free, prices, friends) or 0
    return total


def _choices(sizes: list[int], bound: int, free: int) -> int:
    """At most so many ways to fill the groups around the bound people."""
    choices, seats = 1, sum(sizes)
    for size in sorted(sizes)[:bound]:
        pool = bound - 1 + (free if seats > bound else 0)
        choices *= len(set(sizes)) * max(1, *(comb(max(0, pool), other - 1) for other in sizes))
        if seats == bound:
            seats, bound = seats - size, bound - size
    return choices


def _least(
    sizes: list[int],
    bound: list[int],
    free: list[int],
    prices: Prices,
    friends: list[frozenset[int]],
) -> int | None:
    """The least repeats over all ways to seat the bound; None if there is no way."""
    if not bound:
        return 0
    if not sizes or sum(sizes) < len(bound):
        return None
    first = bound[0]
    pool = bound[1:] + (free if sum(sizes) > len(bound) else [])
    best: int | None = None
    for size in sorted(set(sizes)):
        rest = list(sizes)
        rest.remove(size)
        for others in combinations(pool, size - 1):
            group = (first, *others)
            pairs = list(combinations(group, 2))
            repeats = sum(other in prices.met[one] for one, other in pairs)
            if best is not None and repeats >= best:
                continue
            if any(other not in friends[one] for one, other in pairs):
                continue
            left = [person for person in bound if person not in group]
            more = _least(rest, left, [p for p in free if p not in group], prices, friends)
            if more is not None and (best is None or repeats + more < best):
                best = repeats + more
    return best
