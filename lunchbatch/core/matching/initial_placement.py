"""Members and times in, a first seating out: who is at which time, in groups of which size."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from lunchbatch.core.matching.max_coverage import Cover, cover
from lunchbatch.core.matching.objective import Objective
from lunchbatch.core.matching.problem import LARGEST, SMALLEST, MatchingProblem, Member
from lunchbatch.core.matching.slots_and_sizes import NOWHERE, finer, spread

Shapes = Callable[[int, int], tuple[int, ...]]
"""Group sizes for so many people and a wished size."""

_FINER_TRIED = 2
COVER_AT_MOST = 3_000
"""People; beyond it a cover takes more memory than a proof is worth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """A first seating by index: the people of each group, and the time of each."""

    groups: tuple[tuple[int, ...], ...]
    slots: tuple[int, ...]

    def placed(self) -> list[int]:
        return sorted(person for group in self.groups for person in group)


def masks(problem: MatchingProblem, ids: Sequence[Member]) -> list[int]:
    """For each person a bit for each time they can make; one time for all without times."""
    if problem.slots is None:
        return [1] * len(ids)
    can = dict.fromkeys(ids, 0)
    for number, members in enumerate(problem.slots.values()):
        for member in members:
            if member in can:
                can[member] |= 1 << number
    return list(can.values())


def joined(can: Sequence[int], willing: Sequence[bool], times: int, wished: int) -> list[int]:
    """The masks, with the nearest used time added for willing people who would be alone."""
    slots = spread(can, times, wished)
    used = sorted(set(slots) - {NOWHERE})
    wider = list(can)
    for person, slot in enumerate(slots):
        if slot == NOWHERE and willing[person] and can[person] and used:
            own = [time for time in range(times) if can[person] >> time & 1]
            nearest = min(used, key=lambda time: (min(abs(time - mine) for mine in own), time))
            wider[person] |= 1 << nearest
    return wider


def placings(
    prices: Objective, can: Sequence[int], times: int, chance: Random, *, shapes: Shapes
) -> Iterator[Placing]:
    """Placings of the same people, best sizes first, then with more and smaller groups."""
    slots = spread(can, times, prices.group_size)
    order = sorted(range(len(can)), key=lambda _: chance.random())
    at = [[person for person in order if slots[person] == time] for time in range(times)]
    for extra in range(_FINER_TRIED + 1):
        yield _cut(at, prices.group_size, extra, shapes)


def _cut(at: list[list[int]], wished: int, extra: int, shapes: Shapes) -> Placing:
    groups: list[tuple[int, ...]] = []
    slots: list[int] = []
    for time, people in enumerate(at):
        shape = shapes(len(people), wished)
        if extra and people:
            shape = finer(len(people), min(len(shape) + extra, len(people) // SMALLEST))
        rest = iter(people)
        for size in shape:
            groups.append(tuple(next(rest) for _ in range(size)))
            slots.append(time)
    return Placing(groups=tuple(groups), slots=tuple(slots))


def covering(prices: Objective, can: Sequence[int]) -> tuple[Placing, Cover]:
    """The most people that can be placed without breaking a rule, in groups as large as wished.

    Raises nothing; whoever cannot be placed is `out` in the cover, which is also the proof.
    """
    apart = prices.apart_masks()

    def may_meet(group: tuple[int, ...]) -> bool:
        mask = -1
        for person in group:
            mask &= can[person]
        return bool(mask) and not any(apart[one] >> other & 1 for one in group for other in group)

    everybody = range(len(can))
    near = [
        [other for other in everybody if other != one and may_meet((one, other))]
        for one in everybody
    ]
    found = cover(near, may_meet)
    groups: list[tuple[int, ...]] = []
    for small in found.groups:
        for number, group in enumerate(groups):
            both = group + small
            if len(both) <= min(prices.group_size, LARGEST) and may_meet(both):
                groups[number] = both
                break
        else:
            groups.append(small)
    slots = [next(time for time in _bits(can, group)) for group in groups]
    return Placing(groups=tuple(groups), slots=tuple(slots)), found


def _bits(can: Sequence[int], group: tuple[int, ...]) -> Iterator[int]:
    mask = -1
    for person in group:
        mask &= can[person]
    return (time for time in range(mask.bit_length()) if mask >> time & 1)
