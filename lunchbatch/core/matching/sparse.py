"""The search for large numbers of people: no table, only the people in conflict are touched.

Among thousands a handful share a past with any given person, so nearly every partner tried at
random is free. Memory grows with the history, not with the square of the people.
"""

from random import Random

from lunchbatch.core.matching.cost import BLOCKED, Prices
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.turns import Turns

_PARTNERS_TRIED = 200
_SWEEPS = 60


class Hall:
    """A seating whose prices are computed when asked for."""

    def __init__(self, prices: Prices, room: Room, turns: Turns, groups: Seating) -> None:
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


def settle(hall: Hall, chance: Random) -> tuple[bool, Seating]:
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


def _move(hall: Hall, person: int, before: int, partners: list[int]) -> bool:
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
