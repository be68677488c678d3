"""Who sits with whom: picks the search that fits and keeps the cheapest seating found."""

from random import Random

from lunchbatch.core.matching.cost import REPEAT, Prices
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.sparse import Hall, settle
from lunchbatch.core.matching.table import Table, anneal, seat_prices

TABLE_AT_MOST = 700


def arrange(prices: Prices, room: Room, start: Seating, chance: Random) -> Seating:
    """The cheapest seating of the room found from `start`, in bounded steps."""
    if prices.people > TABLE_AT_MOST:
        hall = Hall(prices, room, start)
        settle(hall, chance)
        return hall.groups
    table = Table(prices.matrix(), seat_prices(prices, room), start)
    if len(room.sizes) > 1:
        anneal(table, chance, 100_000, REPEAT)
    return table.groups
