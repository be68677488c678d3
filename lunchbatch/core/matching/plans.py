"""Following a design: its rounds as seatings of the people present, and which comes next."""

from collections.abc import Sequence
from itertools import combinations, permutations
from operator import add
from random import Random
from typing import NamedTuple, TypeAlias

from lunchbatch.core.matching.cost import REPEAT, Prices
from lunchbatch.core.matching.design import Round, designs
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.starts import seating_cost
from lunchbatch.core.matching.table import Table, anneal

Chairs: TypeAlias = Sequence[int | None]
"""Who sits on each seat of a design."""

_MET_AT_MOST = 10  # one in so many
_MENDED = 3
_MENDING_STEPS, _MENDING_HEAT = 30_000, 2 * REPEAT // 5


class Plan(NamedTuple):
    """The rounds of a design as seatings of the room: those that wait, and those that are over.

    Both are in the order in which they are wanted.
    """

    waiting: list[Seating]
    over: list[Seating]

    def later(self, now: Seating, people: int) -> list[list[int]]:
        """What it costs a pair to meet now whom another round of the plan will bring together."""
        rows = [[0] * people for _ in range(people)]
        for groups in self.waiting:
            for group in groups:
                for one, other in permutations(group, 2):
                    rows[one][other] = REPEAT
        for group in now:
            for one, other in permutations(group, 2):
                rows[one][other] = 0
        return rows


def from_designs(prices: Prices, room: Room, chairs: Chairs) -> list[Plan]:
    """The designs that fit the room, first the one of which the most rounds wait.

    A round waits as long as hardly anybody in it has met.
    """
    plans = []
    for rounds in designs(prices.people, prices.group_size) if chairs else ():
        extra = _unseated(chairs, rounds)
        plan = Plan([], [])
        seated = [_seated(chairs, groups) for groups in rounds]
        for groups in sorted(seated, key=lambda groups: seating_cost(groups, prices.pair)):
            pairs = [pair for group in groups for pair in combinations(group, 2)]
            met = sum(other in prices.met[one] for one, other in pairs)
            fitted = _fit(_join(groups, extra, prices), room.sizes)
            if fitted:
                (plan.over if met * _MET_AT_MOST > len(pairs) else plan.waiting).append(fitted)
        plans.append(plan)
    return sorted(plans, key=lambda plan: -len(plan.waiting))


def next_round(prices: Prices, table: Table, plan: Plan, chance: Random) -> tuple[int, Seating]:
    """The next round of a plan that waits and its price; odd seats do not count.

    It is mended where it would not let turns go round, at the least cost to it and to the rounds
    after it. Otherwise it is the first, so that the rounds to come are known in advance.
    """
    first = plan.waiting[0]
    if not table.turns.total(first):
        return seating_cost(first, prices.pair), first
    return min(_mended(table, plan, groups, chance) for groups in plan.waiting[:_MENDED])


def _mended(table: Table, plan: Plan, groups: Seating, chance: Random) -> tuple[int, Seating]:
    """A round changed for the better, with its price and what that costs the rounds after it."""
    later = plan.later(groups, len(table.pair))
    mended = Table(
        [list(map(add, *rows)) for rows in zip(table.pair, later, strict=True)],
        [[0] * len(row) for row in table.seat],
        table.turns,
        groups,
    )
    anneal(mended, chance, _MENDING_STEPS, _MENDING_HEAT)
    return mended.cost(), [list(group) for group in mended.groups]


def _seated(chairs: Chairs, groups: Round) -> Seating:
    people = [[chairs[seat] for seat in group if seat < len(chairs)] for group in groups]
    return [[person for person in group if person is not None] for group in people]


def _unseated(chairs: Chairs, rounds: Sequence[Round]) -> list[int]:
    used = {seat for group in rounds[0] for seat in group}
    return [person for seat, person in enumerate(chairs) if person is not None and seat not in used]


def _join(groups: Seating, extra: list[int], prices: Prices) -> Seating:
    """Whoever has no seat joins whom they know least."""
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
