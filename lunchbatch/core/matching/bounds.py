"""How good a seating is, and how many of its repeats are proved unavoidable.

Whoever can make one time only must sit there, so at a thin time there is little to choose. The
least of each time adds up, since no group is at two of them.

Every bound holds for whatever whole numbers the search for it ended with, so its budget, counted
in steps, decides only how good it is and never whether it is true.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from lunchbatch.core.matching.lagrangian_bound import Duals
from lunchbatch.core.matching.max_coverage import FREE, largest_matching
from lunchbatch.core.matching.objective import Objective, too_soon
from lunchbatch.core.matching.problem import Quality
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating

_CHOICES_AT_MOST = 20_000


def least_at_thin_times(
    prices: Objective, room: RoundSlots, company: Sequence[Sequence[int]]
) -> int:
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
    prices: Objective,
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


_MATCHED_AT_MOST = 300
_WEIGHED_AT_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No seating of the room has fewer repeats than `repeats`; `proof` is why, for people."""

    repeats: int
    proof: str


def least_repeats(prices: Objective, room: RoundSlots, seating: Seating) -> Bound:
    """The best bound found; the effort ends at the repeats of the seating itself."""
    reached = sum(
        other in prices.met[one]
        for group in seating
        for at, one in enumerate(group)
        for other in group[:at]
    )
    if not reached:
        return Bound(repeats=0, proof="Nobody in these groups has met before.")
    company = allowed(prices, room)
    best = _degree(prices, room, company)
    if room.is_poll:
        best = max(best, _thin(prices, room, company), key=lambda bound: bound.repeats)
    if best.repeats < reached and set(room.sizes) == {2} and prices.people <= _MATCHED_AT_MOST:
        best = max(best, _matched(prices, company), key=lambda bound: bound.repeats)
    elif best.repeats < reached and prices.people <= _WEIGHED_AT_MOST:
        best = max(best, _weighed(prices, room, company, seating), key=lambda bound: bound.repeats)
    return best


def allowed(prices: Objective, room: RoundSlots) -> list[list[int]]:
    """For each person all whom they may sit with: not kept apart, and with a time in common."""
    people, apart = range(prices.people), prices.apart_masks()
    return [
        [
            other
            for other in people
            if other != one and room.can[one] & room.can[other] and not apart[one] >> other & 1
        ]
        for one in people
    ]


def _degree(prices: Objective, room: RoundSlots, company: Sequence[Sequence[int]]) -> Bound:
    """Whoever has f people left to meet repeats size - 1 - f times or more, two to a repeat."""
    sizes = Counter(room.sizes)
    fresh = [
        sum(other not in prices.met[one] for other in others) for one, others in enumerate(company)
    ]
    # The people with the least left to meet are supposed to sit in the smallest groups.
    total, rest = 0, sorted(fresh)
    for size in sorted(sizes):
        seats = size * sizes[size]
        total += sum(max(0, size - 1 - left) for left in rest[:seats])
        rest = rest[seats:]
    return Bound(
        repeats=-(-total // 2), proof="Counted from how few people each still has to meet."
    )


def _thin(prices: Objective, room: RoundSlots, company: Sequence[Sequence[int]]) -> Bound:
    return Bound(
        repeats=least_at_thin_times(prices, room, company),
        proof="Every choice was tried for those who can make one time only.",
    )


def _matched(prices: Objective, company: Sequence[Sequence[int]]) -> Bound:
    """In pairs, a largest matching of those who never met is the most pairs without a repeat."""
    near = [
        [other for other in others if other not in prices.met[one]]
        for one, others in enumerate(company)
    ]
    mate = largest_matching(near)
    return Bound(
        repeats=mate.count(FREE) // 2,
        proof="No choice of pairs joins more people who have not met (a largest matching).",
    )


def _weighed(
    prices: Objective, room: RoundSlots, company: Sequence[Sequence[int]], seating: Seating
) -> Bound:
    duals = Duals(prices.met, company, room)
    return Bound(
        repeats=duals.climb(seating),
        proof="Each person carries a weight, and no group that can be formed has fewer repeats "
        "than the weights in it allow for (a Lagrangian bound).",
    )


def quality(prices: Objective, room: RoundSlots, seating: Seating) -> Quality:
    """The figures of a seating, with the proven least number of repeats."""
    repeats = soon = apart = same = hours = 0
    for group in seating:
        for one, other in combinations(group, 2):
            gap = prices.met[one].get(other)
            if gap is not None:
                repeats += 1
                soon += too_soon(gap, prices.others, prices.group_size)
            apart += prices.blocked(one, other)
            hours += other in prices.hours_apart[one]
            same += any(
                tag.values[one] is not None and tag.values[one] == tag.values[other]
                for tag in prices.tags
            )
    bound = least_repeats(prices, room, seating)
    return Quality(
        repeats=repeats,
        too_soon=soon,
        keep_apart=apart,
        same_tag=same,
        no_common_hours=hours,
        unavoidable=bound.repeats,
        proof=bound.proof,
    )
