"""Seatings that theory offers for a round, to be weighed against what the search finds."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import TypeAlias

from lunchbatch.core.matching.cost import Prices
from lunchbatch.core.matching.design import Round, designs
from lunchbatch.core.matching.lookahead import remaining_rounds
from lunchbatch.core.matching.room import Room, Seating

Chairs: TypeAlias = Sequence[int | None]
"""Who sits on each seat of a design."""


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


def from_designs(prices: Prices, room: Room, chairs: Chairs) -> Iterator[tuple[Seating, int, int]]:
    """The rounds of designs that fit the room, with the price of their pairs and how many wait.

    Somebody for whom a design has no seat joins the group that suits them best. As long as
    another unused round of the design waits, what that somebody costs is not held against it:
    leaving the design would cost more repeats than one person's.
    """
    for rounds in designs(prices.people, prices.group_size) if chairs else ():
        seated = [_seated(chairs, groups) for groups in rounds]
        extra = _unseated(chairs, rounds)
        costs = [seating_cost(groups, prices.pair) for groups in seated]
        waiting = costs.count(0)
        for groups, cost in zip(seated, costs, strict=True):
            joined = _join(groups, extra, prices)
            fitted = _fit(joined, room.sizes)
            if fitted:
                yield fitted, cost if waiting > 1 else seating_cost(fitted, prices.pair), waiting


def seating_cost(groups: Seating, pair: Callable[[int, int], int]) -> int:
    """The price of all pairs of a seating."""
    return sum(
        pair(person, other)
        for group in groups
        for position, person in enumerate(group)
        for other in group[:position]
    )


def _seated(chairs: Chairs, groups: Round) -> Seating:
    people = [[chairs[seat] for seat in group if seat < len(chairs)] for group in groups]
    return [[person for person in group if person is not None] for group in people]


def _unseated(chairs: Chairs, rounds: Sequence[Round]) -> list[int]:
    used = {seat for group in rounds[0] for seat in group}
    return [person for seat, person in enumerate(chairs) if person is not None and seat not in used]


def _join(groups: Seating, extra: list[int], prices: Prices) -> Seating:
    joined = [list(group) for group in groups]
    for person in extra:
        open_groups = [group for group in joined if len(group) <= prices.group_size]
        if open_groups:
            min(
                open_groups,
                key=lambda group: (sum(prices.pair(person, one) for one in group), group),
            ).append(person)
    return joined


def _fit(seated: Seating, sizes: Sequence[int]) -> Seating:
    """The groups in the order of the room's sizes, or nothing if they are of other sizes."""
    by_size: dict[int, Seating] = {}
    for group in seated:
        by_size.setdefault(len(group), []).append(group)
    if sorted(len(group) for group in seated if group) != sorted(sizes):
        return []
    return [by_size[size].pop() for size in sizes]
