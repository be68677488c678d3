"""Rounds known from design theory, offered to the search as one more start.

A design is a fixed list of rounds over numbered seats in which no two seats meet twice. Seats
are handed out from the history alone: whoever came first sits first, a newcomer takes the seat
of somebody away. Of all rounds the cheapest for the people present is offered, so a club that
follows a design goes on with it, and one that does not loses nothing.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TypeAlias

from lunchbatch.core.matching.field import Field, field
from lunchbatch.core.matching.problem import Member, Problem

Round: TypeAlias = tuple[tuple[int, ...], ...]
"""The seats of each group."""


def seats(problem: Problem) -> dict[Member, int]:
    """A seat for everybody present, the same in every round for as long as they stay."""
    seat: dict[Member, int] = {}
    rounds = groupby(sorted(problem.history, key=lambda past: past.round), lambda past: past.round)
    for _, groups in rounds:
        _sit(seat, {member for group in groups for member in group.members})
    _sit(seat, set(problem.members))
    return {member: seat[member] for member in problem.members}


def _sit(seat: dict[Member, int], present: set[Member]) -> None:
    newcomers = sorted(present - seat.keys())
    away = sorted((number, member) for member, number in seat.items() if member not in present)
    for newcomer in newcomers:
        if away:
            number, member = away.pop(0)
            del seat[member]
        else:
            number = len(seat)
        seat[newcomer] = number


@cache
def designs(people: int, group_size: int) -> tuple[tuple[Round, ...], ...]:
    """The designs for so many people or a few more seats, each a tuple of rounds."""
    found = []
    columns = field(-(-people // group_size))
    if columns is not None and 2 < group_size <= columns.size:
        found.append(tuple(_transversal(columns, group_size)))
    if group_size == 3 and (people - 1) // 2 % 6 == 1:
        half = field((people - 1) // 2)
        if half is not None:
            found.append(tuple(_triples(half)))
    return tuple(found)


def _transversal(columns: Field, rows: int) -> Iterator[Round]:
    """The rows of a grid of seats, cut into groups, then lines of each slope through the grid.

    The rows come first: whoever sits in one row but was cut apart is left over to meet at the end.
    """
    size = columns.size
    if size % rows == 0:
        yield tuple(tuple(range(first, first + rows)) for first in range(0, size * rows, rows))
    for slope in range(size):
        steps = [columns.times(row, slope) for row in range(rows)]
        yield tuple(
            tuple(row * size + columns.add(start, steps[row]) for row in range(rows))
            for start in range(size)
        )


def _triples(half: Field) -> Iterator[Round]:
    """Kirkman's schoolgirls for 2 q + 1 seats, q = 6 t + 1 a power of a prime.

    Ray-Chaudhuri and Wilson, Solution of Kirkman's schoolgirl problem (1971): one round, moved
    through the field. Seats are the elements, the elements again, and one that stays.
    """
    size, third = half.size, (half.size - 1) // 6
    power = [half.power[exponent % (size - 1)] for exponent in range(3 * size)]
    shift = next(
        exponent
        for exponent in range(size - 1)
        if half.times(half.add(1, 1), power[exponent]) == half.add(power[third], 1)
    )
    first = [(0, size, 2 * size)]
    first += [
        (power[at], power[at + third], size + power[at + shift])
        for block in (0, 2, 4)
        for at in range(block * third, (block + 1) * third)
    ]
    first += [
        (size + power[at + third], size + power[at + 3 * third], size + power[at + 5 * third])
        for at in range(shift, shift + third)
    ]
    for move in range(size):
        yield tuple(
            tuple(
                seat if seat == 2 * size else seat // size * size + half.add(seat % size, move)
                for seat in group
            )
            for group in first
        )
