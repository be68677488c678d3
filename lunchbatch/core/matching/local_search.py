"""A problem in, the cheapest seating found out; picks the search that fits."""

from random import Random

from lunchbatch.core.matching.fairness import turns
from lunchbatch.core.matching.objective import BLOCKED, REPEAT, Objective
from lunchbatch.core.matching.problem import SMALLEST
from lunchbatch.core.matching.search_steps import (
    LargeSearch,
    PairTable,
    anneal,
    seat_prices,
    settle,
)
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating
from lunchbatch.core.matching.stable_club_designs import (
    Chairs,
    DesignPlan,
    from_designs,
    next_round,
)
from lunchbatch.core.matching.stable_club_pairs import foretold, planned_pairs, seating_cost

TABLE_AT_MOST = 700
_SETTLED_FIRST = 250  # people; among more nearly everybody is free for everybody for years
_HEAT = 6 * REPEAT // 5
# The swaps worth trying grow with the square of the people, the steps to settle with the people.
_FIRST_PER_CUBE, _FIRST_STEPS = 1, 150_000
_MORE_PER_CUBE, _MORE_STEPS = 8, 1_000_000
_FEWEST_STEPS = 4_000
_GENTLE_AT_MOST = 3 * REPEAT
_GENTLE_SEAT_AT_MOST = 6 * REPEAT
_GENTLE_SHARE = 6, 10  # of the steps
_LATE_HEAT = 2 * REPEAT // 5


def search(
    prices: Objective, room: RoundSlots, start: Seating, chairs: Chairs, chance: Random
) -> Seating:
    """The cheapest seating of the room found from `start`, in bounded steps."""
    if len(room.sizes) <= 1:
        return start
    whose = turns(prices.led, room, prices.turn(room))
    if prices.people > TABLE_AT_MOST:
        return settle(LargeSearch(prices, room, whose, start), chance)[1]
    table = PairTable(prices.matrix(), seat_prices(prices, room), whose, start)
    planned = _planned(prices, room, chairs, table, chance)
    if planned and not planned[0]:
        return planned[1]
    if prices.people > _SETTLED_FIRST:
        is_free, groups = settle(LargeSearch(prices, room, whose, start), chance)
        if is_free:
            return groups
    best, found = _annealed(table, prices, chance, _steps(prices, _FIRST_PER_CUBE, _FIRST_STEPS))
    if planned and planned[0] <= best:
        best, found = planned
    if best:
        cost, groups = _annealed_again(table, prices, chance)
        if cost < best:
            found = groups
    return found


def foreseen(
    prices: Objective, room: RoundSlots, start: Seating, chairs: Chairs, chance: Random
) -> list[Seating]:
    """What `arrange` will find one day, whoever's turn it is; nothing where nobody knows.

    The rounds of a design are known in advance, and now and then who will sit in odd groups. In
    pairs any good round will do: as many others are as good.
    """
    if prices.people > TABLE_AT_MOST or len(room.sizes) <= 1:
        return []
    if prices.group_size > SMALLEST:
        plans = from_designs(prices, room, chairs)
        plan = plans[0] if plans else DesignPlan([], [])
        if not plan.waiting and set(room.sizes) != {room.wished}:
            return [prices.odd_groups(room)]
        return plan.waiting + plan.over
    pairs = planned_pairs(prices, room, foretold(prices))
    if pairs:
        return [min(pairs, key=lambda groups: seating_cost(groups, prices.pair))]
    nobody = turns([0] * prices.people, room, 0)
    if prices.people > _SETTLED_FIRST:
        return [settle(LargeSearch(prices, room, nobody, start), chance)[1]]
    table = PairTable(prices.matrix(), seat_prices(prices, room), nobody, start)
    return [_annealed(table, prices, chance, _steps(prices, _FIRST_PER_CUBE, _FIRST_STEPS))[1]]


def _planned(
    prices: Objective, room: RoundSlots, chairs: Chairs, table: PairTable, chance: Random
) -> tuple[int, Seating] | None:
    """The best round of a plan for several rounds, with its price.

    While others of a design wait it may cost a repeat for each of them: leaving the design would
    cost more. Of pairs there is a plan of our own, and for whose turn it is the one that the
    round before counted on.
    """
    best = []
    for plan in from_designs(prices, room, chairs):
        if plan.waiting:
            cost, groups = next_round(prices, table, plan, chance)
            best.append((max(0, cost - REPEAT * (len(plan.waiting) - 1)), groups))
        best += [(_spent(prices, table, groups), groups) for groups in plan.over]
    for one in (chance, foretold(prices)):
        for groups in planned_pairs(prices, room, one):
            best.append((_spent(prices, table, groups), groups))
    return min(best, default=None, key=lambda priced: priced[0])


def _steps(prices: Objective, per_cube: int, most: int) -> int:
    return min(most, _FEWEST_STEPS + per_cube * prices.people**3)


def _annealed_again(table: PairTable, prices: Objective, chance: Random) -> tuple[int, Seating]:
    """First with the heaviest prices softened, which lets people pass where they cannot stay."""
    steps = _steps(prices, _MORE_PER_CUBE, _MORE_STEPS)
    share, whole = _GENTLE_SHARE
    gentle = PairTable(
        [
            [price if price >= BLOCKED else min(price, _GENTLE_AT_MOST) for price in row]
            for row in table.pair
        ],
        [[min(price, _GENTLE_SEAT_AT_MOST) for price in row] for row in table.seat],
        table.turns,
        table.groups,
    )
    anneal(gentle, chance, steps * share // whole, _HEAT)
    table.reset(gentle.groups)
    return _annealed(table, prices, chance, steps - steps * share // whole, _LATE_HEAT)


def _annealed(
    table: PairTable, prices: Objective, chance: Random, steps: int, heat: int = _HEAT
) -> tuple[int, Seating]:
    anneal(table, chance, steps, heat)
    groups = [list(group) for group in table.groups]
    return _spent(prices, table, groups), groups


def _spent(prices: Objective, table: PairTable, seating: Seating) -> int:
    """The price of a seating, fresh triangles aside: they only choose between equals."""
    seats = sum(
        table.seat[number][person] for number, group in enumerate(seating) for person in group
    )
    return seats + seating_cost(seating, prices.pair) + table.turns.total(seating)
