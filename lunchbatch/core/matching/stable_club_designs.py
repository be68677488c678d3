"""Only for stable clubs: known designs of rounds without repeats, and following them.

A design is a fixed list of rounds over numbered seats in which no two seats meet twice. Seats
are handed out from the history alone: whoever came first sits first, a newcomer takes the seat
of somebody away. Of all rounds the cheapest for the people present is offered, so a club that
follows a design goes on with it, and one that does not loses nothing.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, groupby, permutations
from operator import add
from random import Random
from typing import NamedTuple, TypeAlias

from lunchbatch.core.matching.objective import REPEAT, Objective
from lunchbatch.core.matching.problem import MatchingProblem, Member
from lunchbatch.core.matching.search_steps import PairTable, anneal
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating
from lunchbatch.core.matching.stable_club_pairs import seating_cost


class FiniteField:
    """The field with `prime ** degree` elements, written as whole numbers in base `prime`.

    `power[e]` is the e-th power of an element whose powers are all elements but 0.
    """

    def __init__(self, prime: int, degree: int, power: list[int]) -> None:
        self.prime = prime
        self.degree = degree
        self.size: int = prime**degree
        self.power = power
        self.log = {element: exponent for exponent, element in enumerate(power)}

    def add(self, one: int, other: int) -> int:
        return _add(one, other, self.prime, self.degree)

    def times(self, one: int, other: int) -> int:
        if not one or not other:
            return 0
        return self.power[(self.log[one] + self.log[other]) % (self.size - 1)]


@cache
def finite_field(size: int) -> FiniteField | None:
    """The field of that size; there is one only for powers of a prime."""
    if size < 2:
        return None
    prime = next(factor for factor in range(2, size + 1) if size % factor == 0)
    degree = 1
    while prime**degree < size:
        degree += 1
    if prime**degree != size:
        return None
    # Try every rule for what x**degree is, and in a field of prime size every x itself.
    for rule in range(1, size):
        power = _powers(prime, degree, rule)
        if len(power) == size - 1:
            return FiniteField(prime, degree, power)
    return None


def _powers(prime: int, degree: int, rule: int) -> list[int]:
    """The different powers of x, where x**degree is `rule`."""
    power, seen, top = [1], {1}, prime ** (degree - 1)
    while True:
        lead, rest = divmod(power[-1], top)
        following = rest * prime
        for _ in range(lead):
            following = _add(following, rule, prime, degree)
        if following in seen:
            return power
        power.append(following)
        seen.add(following)


def _add(one: int, other: int, prime: int, degree: int) -> int:
    total, place = 0, 1
    for _ in range(degree):
        total += (one // place + other // place) % prime * place
        place *= prime
    return total


Round: TypeAlias = tuple[tuple[int, ...], ...]
"""The seats of each group."""


def seats(problem: MatchingProblem) -> dict[Member, int]:
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
    columns = finite_field(-(-people // group_size))
    if columns is not None and 2 < group_size <= columns.size:
        found.append(tuple(_transversal(columns, group_size)))
    if group_size == 3 and (people - 1) // 2 % 6 == 1:
        half = finite_field((people - 1) // 2)
        if half is not None:
            found.append(tuple(_triples(half)))
    return tuple(found)


def _transversal(columns: FiniteField, rows: int) -> Iterator[Round]:
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


def _triples(half: FiniteField) -> Iterator[Round]:
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


Chairs: TypeAlias = Sequence[int | None]
"""Who sits on each seat of a design."""

_MET_AT_MOST = 10  # one in so many
_MENDED = 3
_ALL_SEATED_AT_MOST = 60  # people
_MENDING_STEPS, _MENDING_HEAT = 30_000, 2 * REPEAT // 5


class DesignPlan(NamedTuple):
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


def from_designs(prices: Objective, room: RoundSlots, chairs: Chairs) -> list[DesignPlan]:
    """The designs that fit the room, first the one of which the most rounds wait.

    A round waits as long as hardly anybody in it has met. Whoever has no seat in a design sits in
    an odd group in all its rounds, so a design has a seat for everybody, but in large clubs, where
    it saves the most.
    """
    plans = []
    for rounds in designs(prices.people, prices.group_size) if chairs else ():
        extra = _unseated(chairs, rounds)
        if extra and prices.people <= _ALL_SEATED_AT_MOST:
            continue
        plan = DesignPlan([], [])
        seated = [_seated(chairs, groups) for groups in rounds]
        for groups in sorted(seated, key=lambda groups: seating_cost(groups, prices.pair)):
            pairs = [pair for group in groups for pair in combinations(group, 2)]
            met = sum(other in prices.met[one] for one, other in pairs)
            fitted = _fit(_join(groups, extra, prices), room.sizes)
            if fitted:
                (plan.over if met * _MET_AT_MOST > len(pairs) else plan.waiting).append(fitted)
        plans.append(plan)
    return sorted(plans, key=lambda plan: -len(plan.waiting))


def next_round(
    prices: Objective, table: PairTable, plan: DesignPlan, chance: Random
) -> tuple[int, Seating]:
    """The next round of a plan that waits and its price; odd seats do not count.

    It is mended where it would not let turns go round, at the least cost to it and to the rounds
    after it. Otherwise it is the first, so that the rounds to come are known in advance.
    """
    first = plan.waiting[0]
    if not table.turns.total(first):
        return seating_cost(first, prices.pair), first
    return min(_mended(table, plan, groups, chance) for groups in plan.waiting[:_MENDED])


def _mended(
    table: PairTable, plan: DesignPlan, groups: Seating, chance: Random
) -> tuple[int, Seating]:
    """A round changed for the better, with its price and what that costs the rounds after it."""
    later = plan.later(groups, len(table.pair))
    mended = PairTable(
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


def _join(groups: Seating, extra: list[int], prices: Objective) -> Seating:
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
