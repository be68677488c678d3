"""How many repeats no groups of these sizes could have avoided: proofs, from simple to strong.

Every bound holds for whatever whole numbers the search for it ended with, so its budget, counted
in steps, decides only how good it is and never whether it is true.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lunchbatch.core.matching.cost import Prices
from lunchbatch.core.matching.edmonds import FREE, largest_matching
from lunchbatch.core.matching.lagrange import Duals
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.thin import least_at_thin_times

_MATCHED_AT_MOST = 300
_WEIGHED_AT_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No seating of the room has fewer repeats than `repeats`; `proof` is why, for people."""

    repeats: int
    proof: str


def least_repeats(prices: Prices, room: Room, seating: Seating) -> Bound:
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


def allowed(prices: Prices, room: Room) -> list[list[int]]:
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


def _degree(prices: Prices, room: Room, company: Sequence[Sequence[int]]) -> Bound:
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
        repeats=-(-total // 2),
        proof="Counted from how few people each still has to meet.",
    )


def _thin(prices: Prices, room: Room, company: Sequence[Sequence[int]]) -> Bound:
    return Bound(
        repeats=least_at_thin_times(prices, room, company),
        proof="Every choice was tried for those who can make one time only.",
    )


def _matched(prices: Prices, company: Sequence[Sequence[int]]) -> Bound:
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
    prices: Prices, room: Room, company: Sequence[Sequence[int]], seating: Seating
) -> Bound:
    duals = Duals(prices.met, company, room)
    return Bound(
        repeats=duals.climb(seating),
        proof="Each person carries a weight, and no group that can be formed has fewer repeats "
        "than the weights in it allow for (a Lagrangian bound).",
    )
