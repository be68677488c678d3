"""Improves a seating step by step by annealing, with a table of all prices or without one.

With the table a swap of two people is priced in constant time and made in time linear in the
number of people. (The method is known from the maximally diverse grouping problem.) All
budgets are counted in steps and all prices are whole numbers, so the same seed gives the same
groups on every machine.

Among thousands a handful share a past with any given person, so nearly every partner tried at
random is free. Memory grows with the history, not with the square of the people.
"""

import math
from operator import add, sub
from random import Random

from lunchbatch.core.matching.fairness import TurnPrices
from lunchbatch.core.matching.objective import BLOCKED, Objective
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating

_IMPOSSIBLE = BLOCKED // 2
_LEVELS = 64  # 0.93 ** 64 is about a hundredth
_GRAIN = 1024
# Thresholds with the distribution of -ln(u), scaled by _GRAIN: annealing without floats.
_THRESHOLDS = [round(-math.log((step + 0.5) / _GRAIN) * _GRAIN) for step in range(_GRAIN)]


class PairTable:
    """A seating, and for each group and person the price of that person in that group.

    Row `table[g][p]` is the price of p's seat in g and of p with each other member of g. What the
    turns of a group cost depends on the weight of all its people, kept in `load[g]`.
    """

    __slots__ = ("groups", "home", "load", "pair", "seat", "table", "turns")

    def __init__(
        self, pair: list[list[int]], seat: list[list[int]], turns: TurnPrices, groups: Seating
    ) -> None:
        self.pair = pair
        self.seat = seat
        self.turns = turns
        self.load: list[int] = []
        self.home = [0] * len(pair)
        self.groups: Seating = []
        self.table: list[list[int]] = []
        self.reset(groups)

    def reset(self, groups: Seating) -> None:
        """Seat everybody anew."""
        self.groups[:] = [list(group) for group in groups]
        self.table.clear()
        for number, group in enumerate(self.groups):
            row = self.seat[number]
            for person in group:
                self.home[person] = number
                row = list(map(add, row, self.pair[person]))
            self.table.append(row)
        self.load[:] = [sum(self.turns.weight[person] for person in group) for group in groups]

    def cost(self) -> int:
        """The price of the whole seating."""
        twice = 0
        for number, group in enumerate(self.groups):
            row, seat = self.table[number], self.seat[number]
            twice += sum(row[person] + seat[person] for person in group)
        return twice // 2 + self.turns.total(self.groups)

    def swap(self, one: int, other: int) -> None:
        home, groups, table = self.home, self.groups, self.table
        here, there = home[one], home[other]
        change = list(map(sub, self.pair[other], self.pair[one]))
        table[here] = list(map(add, table[here], change))
        table[there] = list(map(sub, table[there], change))
        heavier = self.turns.weight[other] - self.turns.weight[one]
        self.load[here] += heavier
        self.load[there] -= heavier
        groups[here][groups[here].index(one)] = other
        groups[there][groups[there].index(other)] = one
        home[one], home[other] = there, here

    def follows(self, one: int, other: int) -> bool:
        """Whether one can make the time of the other, but not the other that of the one."""
        here, there = self.home[one], self.home[other]
        return self.seat[there][one] < BLOCKED <= self.seat[here][other]

    def turning(self, one: int, other: int, third: int) -> int:
        """What it adds if each of three takes the seat of the next; blocked within a group."""
        if self.home[third] in (self.home[one], self.home[other]):
            return BLOCKED
        added = 0
        for comes, goes in ((one, other), (other, third), (third, one)):
            group = self.home[goes]
            row, turn, load = self.table[group], self.turns.price[group], self.load[group]
            added += row[comes] - row[goes] - self.pair[comes][goes]
            added += turn[load + self.turns.weight[comes] - self.turns.weight[goes]] - turn[load]
        return added


def seat_prices(prices: Objective, room: RoundSlots) -> list[list[int]]:
    """What each seat costs each person by itself: impossible times and odd seats."""
    off = prices.odd_seats(room)
    rows: dict[tuple[int, bool], list[int]] = {}
    seats = []
    for slot, size in zip(room.slots, room.sizes, strict=True):
        kind = (slot, size != room.wished)
        if kind not in rows:
            odd = off if kind[1] else [0] * prices.people
            rows[kind] = [
                price if room.can[person] >> slot & 1 else price + BLOCKED
                for person, price in enumerate(odd)
            ]
        seats.append(rows[kind])
    return seats


def anneal(table: PairTable, chance: Random, steps: int, heat: int) -> None:
    """Swaps at random, taking worse ones less and less often; leaves the best seating found.

    Where somebody may follow another to their time but not change with them, a third, drawn like
    them, closes the ring. The temperature falls geometrically from `heat` to about a hundredth of
    it over `steps` swaps tried.
    """
    draw, people = chance.random, len(table.pair)
    home, pair, swap = table.home, table.pair, table.swap
    weight, turn, load = table.turns.weight, table.turns.price, table.load
    gains = 0
    best, kept = 0, [list(group) for group in table.groups]
    everything = -table.cost()
    for _ in range(_LEVELS):
        if best == everything:  # nothing is left to save
            break
        for _ in range(steps // _LEVELS):
            one, other = int(draw() * people), int(draw() * people)
            a, b = home[one], home[other]
            if a == b:
                continue
            here, there = table.table[a], table.table[b]
            gain = there[one] - here[one] + here[other] - there[other] - 2 * pair[one][other]
            heavier = weight[other] - weight[one]
            if heavier:
                gain += turn[a][load[a] + heavier] - turn[a][load[a]]
                gain += turn[b][load[b] - heavier] - turn[b][load[b]]
            third = one
            if gain > _IMPOSSIBLE and table.follows(one, other):
                third = int(draw() * people)
                gain = table.turning(one, other, third)
            if gain <= 0 or gain * _GRAIN < heat * _THRESHOLDS[int(draw() * _GRAIN)]:
                swap(one, other)
                if third != one:
                    swap(other, third)
                gains += gain
                if gains < best:
                    best, kept = gains, [list(group) for group in table.groups]
        heat = heat * 93 // 100
    table.reset(kept)


_PARTNERS_TRIED = 200
_SWEEPS = 60


class LargeSearch:
    """A seating whose prices are computed when asked for."""

    def __init__(
        self, prices: Objective, room: RoundSlots, turns: TurnPrices, groups: Seating
    ) -> None:
        self.prices = prices
        self.room = room
        self.turns = turns
        self.odd_seat = prices.odd_seats(room)
        self.groups = [list(group) for group in groups]
        self.home = [0] * prices.people
        for number, group in enumerate(self.groups):
            for person in group:
                self.home[person] = number

    def price(self, person: int, group: int, without: int) -> int:
        """What `person` costs in `group`, next to its members but for `without`."""
        near = self.prices.near[person]
        tags = [(tag.values, tag.values[person], tag.price) for tag in self.prices.tags]
        total = 0 if self.room.suits(person, group) else BLOCKED
        if self.room.sizes[group] != self.room.wished:
            total += self.odd_seat[person]
        others = [other for other in self.groups[group] if other not in (person, without)]
        total += self.turns.added(group, person, others)
        for other in others:
            total += near.get(other, 0)
            for values, value, price in tags:
                if value is not None and values[other] == value:
                    total += price
        return total

    def swap(self, one: int, other: int) -> None:
        here, there = self.home[one], self.home[other]
        self.groups[here][self.groups[here].index(one)] = other
        self.groups[there][self.groups[there].index(other)] = one
        self.home[one], self.home[other] = there, here


def settle(hall: LargeSearch, chance: Random) -> tuple[bool, Seating]:
    """Whoever costs something changes places with the best of many partners, while it helps.

    Whether in the end nobody costs anything, and the groups.
    """
    draw, people, home = chance.random, hall.prices.people, hall.home
    restless = [person for person in range(people) if hall.price(person, home[person], person)]
    for _ in range(_SWEEPS):
        moved = False
        for person in restless:
            before = hall.price(person, home[person], person)
            if before:
                moved |= _move(
                    hall, person, before, [int(draw() * people) for _ in range(_PARTNERS_TRIED)]
                )
        restless = [person for person in range(people) if hall.price(person, home[person], person)]
        if not moved or not restless:
            break
    return not restless, hall.groups


def _move(hall: LargeSearch, person: int, before: int, partners: list[int]) -> bool:
    here = hall.home[person]
    best, chosen = 0, None
    for other in partners:
        there = hall.home[other]
        if there == here:
            continue
        arriving = hall.price(person, there, other)
        if arriving - before >= best:
            continue
        gain = arriving - before + hall.price(other, here, person) - hall.price(other, there, other)
        if gain < best:
            best, chosen = gain, other
            if arriving == 0 and best == -before:
                break
    if chosen is None:
        return False
    hall.swap(person, chosen)
    return True
