"""Only for stable clubs: the remaining rounds of pairs planned together, by edge colouring.

Choosing pairs round by round, however well, can strand a club two rounds before everybody met
everybody: what is left may hold odd rings. So once everybody has the same few people left to
meet, all remaining rounds are planned together: an edge colouring of who has yet to meet whom,
by Kempe chains, where each colour is a round.
"""

from collections.abc import Callable, Sequence
from random import Random

from lunchbatch.core.matching.objective import Objective
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating

_DEGREE_AT_MOST = 20
_STEPS_PER_EDGE = 200
_FREE = -1


def remaining_rounds(fresh: Sequence[set[int]], chance: Random) -> list[list[tuple[int, int]]]:
    """The pairs of each remaining round; nothing unless the same few are left to everybody.

    `fresh[p]` are those whom p may yet meet.
    """
    left = {len(others) for others in fresh}
    if len(left) != 1 or not 0 < min(left) <= _DEGREE_AT_MOST:
        return []
    rounds = min(left)
    edges = [(one, other) for one, others in enumerate(fresh) for other in others if one < other]
    edges.sort()
    colouring = _Colouring(len(fresh), rounds)
    waiting = sorted(edges, key=lambda _: chance.random())
    for _ in range(_STEPS_PER_EDGE * len(edges)):
        if not waiting:
            return [
                [(one, other) for one, other in edges if colouring.at[one][colour] == other]
                for colour in range(rounds)
            ]
        edge = waiting.pop()
        if not colouring.place(*edge, chance):
            waiting.insert(int(chance.random() * len(waiting)), edge)
    return []


class _Colouring:
    """For each person and colour whom they meet in that round, or nobody yet."""

    def __init__(self, people: int, colours: int) -> None:
        self.at = [[_FREE] * colours for _ in range(people)]

    def place(self, one: int, other: int, chance: Random) -> bool:
        """Colour an edge if a chain frees a colour for it, else shift what is free at one end."""
        mine, theirs = self._missing(one), self._missing(other)
        both = [colour for colour in mine if colour in theirs]
        if both:
            self._set(one, other, _pick(both, chance))
            return True
        colour, swapped = _pick(mine, chance), _pick(theirs, chance)
        chain = self._chain(other, colour, swapped)
        if one not in chain:
            self._flip(chain, colour, swapped)
            self._set(one, other, colour)
            return True
        held = [number for number, mate in enumerate(self.at[one]) if mate != _FREE]
        if held:
            given = _pick(held, chance)
            self._flip(self._chain(one, given, colour), given, colour)
        return False

    def _missing(self, person: int) -> list[int]:
        return [colour for colour, other in enumerate(self.at[person]) if other == _FREE]

    def _set(self, one: int, other: int, colour: int) -> None:
        self.at[one][colour], self.at[other][colour] = other, one

    def _chain(self, start: int, colour: int, swapped: int) -> list[int]:
        """The people on the path from `start` whose edges alternate between two colours."""
        chain = [start]
        while (following := self.at[chain[-1]][colour]) != _FREE:
            chain.append(following)
            colour, swapped = swapped, colour
        return chain

    def _flip(self, chain: list[int], colour: int, swapped: int) -> None:
        for person in chain:
            row = self.at[person]
            row[colour], row[swapped] = row[swapped], row[colour]


def _pick(colours: list[int], chance: Random) -> int:
    return colours[int(chance.random() * len(colours))]


def foretold(prices: Objective) -> Random:
    """A random generator seeded by the meeting history alone.

    So this round's forecast and the next round's search draw the same plan.
    """
    return Random(str([sorted(gaps) for gaps in prices.met]))  # noqa: S311 - seeded, and no secret


def planned_pairs(prices: Objective, room: RoundSlots, chance: Random) -> list[Seating]:
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


def seating_cost(groups: Seating, pair: Callable[[int, int], int]) -> int:
    """The price of all pairs of a seating."""
    return sum(
        pair(person, other)
        for group in groups
        for position, person in enumerate(group)
        for other in group[:position]
    )
