"""Who sits with whom: picks the search that fits and keeps the cheapest seating found."""

from random import Random

from lunchbatch.core.matching.cost import BLOCKED, REPEAT, Prices
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.sparse import Hall, settle
from lunchbatch.core.matching.starts import Chairs, from_designs, planned_pairs, seating_cost
from lunchbatch.core.matching.table import Table, anneal, seat_prices

TABLE_AT_MOST = 700
_HEAT = 6 * REPEAT // 5
# The swaps worth trying grow with the square of the people, the steps to settle with the people.
_FIRST_PER_CUBE, _FIRST_STEPS = 1, 150_000
_MORE_PER_CUBE, _MORE_STEPS = 8, 1_000_000
_FEWEST_STEPS = 4_000
_GENTLE_AT_MOST = 3 * REPEAT
_GENTLE_SHARE = 6, 10  # of the steps
_LATE_HEAT = 2 * REPEAT // 5


def arrange(
    prices: Prices, room: Room, start: Seating, chairs: Chairs, chance: Random
) -> tuple[Seating, bool]:
    """The cheapest seating of the room found from `start`, in bounded steps.

    With it whether it belongs to a plan of several rounds, which later changes would spoil.
    """
    if prices.people > TABLE_AT_MOST:
        hall = Hall(prices, room, start)
        settle(hall, chance)
        return hall.groups, False
    if len(room.sizes) <= 1:
        return start, False
    seat = seat_prices(prices, room)
    table = Table(prices.matrix(), seat, start)
    best, found = _annealed(table, prices, chance, _steps(prices, _FIRST_PER_CUBE, _FIRST_STEPS))
    is_planned = False
    for planned in planned_pairs(prices, room, chance):
        cost = spent(prices, seat, planned)
        if cost <= best:
            best, found, is_planned = cost, planned, True
    for designed, cost in from_designs(prices, room, chairs):
        if cost <= best:
            best, found, is_planned = cost, designed, True
    if best:
        cost, groups = _annealed_again(table, prices, chance)
        if cost < best:
            found, is_planned = groups, False
    return found, is_planned


def _steps(prices: Prices, per_cube: int, most: int) -> int:
    return min(most, _FEWEST_STEPS + per_cube * prices.people**3)


def _annealed_again(table: Table, prices: Prices, chance: Random) -> tuple[int, Seating]:
    """First with the heaviest prices softened, which lets people pass where they cannot stay."""
    steps = _steps(prices, _MORE_PER_CUBE, _MORE_STEPS)
    share, whole = _GENTLE_SHARE
    gentle = Table(
        [
            [price if price >= BLOCKED else min(price, _GENTLE_AT_MOST) for price in row]
            for row in table.pair
        ],
        table.seat,
        table.groups,
    )
    anneal(gentle, chance, steps * share // whole, _HEAT)
    table.reset(gentle.groups)
    return _annealed(table, prices, chance, steps - steps * share // whole, _LATE_HEAT)


def _annealed(
    table: Table, prices: Prices, chance: Random, steps: int, heat: int = _HEAT
) -> tuple[int, Seating]:
    anneal(table, chance, steps, heat)
    groups = [list(group) for group in table.groups]
    return spent(prices, table.seat, groups), groups


def spent(prices: Prices, seat: list[list[int]], seating: Seating) -> int:
    """The price of a seating, fresh triangles aside: they only choose between equals."""
    seats = sum(seat[number][person] for number, group in enumerate(seating) for person in group)
    return seats + seating_cost(seating, prices.pair)
