"""The seats of a round: how many groups, of which sizes, at which times.

First as many people as possible are placed, then as few groups as possible are off the wished
size. Who of the flexible people sits where is only a start: the search swaps them freely.
"""

import heapq
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, combinations_with_replacement
from typing import TypeAlias

from lunchbatch.core.matching.problem import LARGEST, SMALLEST

Seating: TypeAlias = list[list[int]]
"""For each group of a room the people in it, by index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSlots:
    """Groups by number: their sizes and times (both by index), and whom each time suits.

    `can[p]` is a bit mask of the times p can make; `wished` the wished group size.
    """

    sizes: tuple[int, ...]
    slots: tuple[int, ...]
    can: Sequence[int]
    wished: int

    @property
    def is_poll(self) -> bool:
        """Whether people sit at different times."""
        return len(set(self.slots)) > 1

    def suits(self, person: int, group: int) -> bool:
        return bool(self.can[person] >> self.slots[group] & 1)


@cache
def sizes(people: int, wished: int) -> tuple[int, ...]:
    """Group sizes for `people` who wish for groups of `wished` (2 to 8), largest first.

    Nobody is alone and no group is above 8. Sizes stray from the wish as little as possible
    (one larger or one smaller wherever that works out); then as few groups as possible are
    off the wish; then the smaller size is taken, because large groups use up acquaintances
    faster. So pairs get one trio. Nobody at all, or one person, makes no group.
    """
    return _least(people, wished, most=LARGEST)


@cache
def table_sizes(people: int, wished: int) -> tuple[int, ...]:
    """Group sizes at one time of a poll: first of all as few groups off the wish as possible.

    People who go to lunch ask for a table of a size; they know no cycle of rounds. So one
    table of six rather than two of three where four are wished. Then the wish is kept as
    nearly as it can be, then the smaller size is taken.
    """
    for most in range(LARGEST):
        found = _least(people, wished, most=most)
        if found:
            return found
    return ()


def _least(people: int, wished: int, *, most: int) -> tuple[int, ...]:
    """The sizes that stray least, with at most `most` groups off the wish."""
    for stray in range(LARGEST):
        off = [
            size
            for size in range(max(SMALLEST, wished - stray), min(LARGEST, wished + stray) + 1)
            if size != wished
        ]
        for count in range(min(people // SMALLEST, most) + 1):
            for odd in combinations_with_replacement(off, count):
                rest = people - sum(odd)
                if rest >= 0 and rest % wished == 0:
                    return tuple(sorted([*odd, *[wished] * (rest // wished)], reverse=True))
    return ()


def finer(people: int, groups: int) -> tuple[int, ...]:
    """`people` in `groups` groups as even as can be: used where the wished size cannot be kept."""
    small, larger = divmod(people, groups)
    return (small + 1,) * larger + (small,) * (groups - larger)


NOWHERE = -1
_THIN_TRIED_TOGETHER = 10
_COUNTS_LOOKED_AT = 300

Kind: TypeAlias = int
"""A bit mask of the times that people of this kind can make."""

Tally: TypeAlias = dict[tuple[Kind, int], int]
"""How many people of each kind sit at each time."""


def spread(can: Sequence[int], times: int, wished: int) -> list[int]:
    """A time for each person out of the times in their mask `can`, or NOWHERE."""
    kinds = Counter(mask for mask in can if mask)
    tally = _evened(_fill(kinds, _opened(kinds, times)), times, wished)
    seats: dict[Kind, list[int]] = {}
    for (kind, slot), count in sorted(tally.items()):
        seats.setdefault(kind, []).extend([slot] * count)
    waiting = {kind: iter(slots) for kind, slots in seats.items()}
    return [next(waiting.get(kind, iter(())), NOWHERE) for kind in can]


def _opened(kinds: Counter[Kind], times: int) -> tuple[int, ...]:
    """The times to use, so that the most people are placed and nobody is alone.

    A time that twice as many people as there are times can make never lacks its two. Of the
    thin ones the best set is found by trying all, the widest ones first if there are many.
    """
    voters = [
        sum(count for kind, count in kinds.items() if kind >> slot & 1) for slot in range(times)
    ]
    fat = tuple(slot for slot in range(times) if voters[slot] >= SMALLEST * times)
    thin = [slot for slot in range(times) if SMALLEST <= voters[slot] < SMALLEST * times]
    thin = sorted(thin, key=lambda slot: (-voters[slot], slot))[:_THIN_TRIED_TOGETHER]
    best, most = fat, -1
    for count in range(len(thin) + 1):
        for more in combinations(sorted(thin), count):
            used = (*fat, *more)
            mask = sum(1 << slot for slot in used)
            placed = sum(count for kind, count in kinds.items() if kind & mask)
            if placed > most and _fill(kinds, used):
                best, most = used, placed
    return best


def _fill(kinds: Counter[Kind], used: tuple[int, ...]) -> Tally:
    """Two people at each of the used times, everybody else at the first of theirs; or nothing."""
    tally: Tally = Counter()
    left = Counter(kinds)
    for slot in used:
        for _ in range(SMALLEST):
            if not _seat_one(slot, tally, left, used):
                return {}
    for kind, count in left.items():
        slot = next((slot for slot in used if kind >> slot & 1), NOWHERE)
        if count and slot != NOWHERE:
            tally[kind, slot] += count
    return tally


def _seat_one(slot: int, tally: Tally, left: Counter[Kind], used: tuple[int, ...]) -> bool:
    """Seat one more person at a time, by moving others along if need be."""
    reached: dict[int, tuple[Kind, int] | None] = {slot: None}
    queue = deque([slot])
    while queue:
        here = queue.popleft()
        spare = next((kind for kind in sorted(left) if left[kind] and kind >> here & 1), None)
        if spare is not None:
            left[spare] -= 1
            tally[spare, here] = tally.get((spare, here), 0) + 1
            step = reached[here]
            while step is not None:
                kind, there = step
                tally[kind, here] -= 1
                tally[kind, there] = tally.get((kind, there), 0) + 1
                here, step = there, reached[there]
            return True
        for (kind, there), count in sorted(tally.items()):
            if count and there not in reached and there in used and kind >> here & 1:
                reached[there] = (kind, here)
                queue.append(there)
    return False


def _evened(tally: Tally, times: int, wished: int) -> Tally:
    """Move people between times until the fewest groups are off the wished size.

    Best first over the head counts that single moves reach; small polls are searched wholly.
    """
    start = _counts(tally, times)
    rating = _rate(start, wished)
    best = (rating, start, tally)
    heap = [(rating, start)]
    seen = {start: tally}
    for _ in range(_COUNTS_LOOKED_AT):
        if not heap:
            break
        rating, counts = heapq.heappop(heap)
        if rating < best[0]:
            best = (rating, counts, seen[counts])
        if best[0][:2] == (0, 0):
            break
        for donor in range(times):
            for moved in _moves(seen[counts], donor):
                reached = _counts(moved, times)
                if reached not in seen:
                    seen[reached] = moved
                    heapq.heappush(heap, (_rate(reached, wished), reached))
    return best[2]


def _moves(tally: Tally, donor: int) -> list[Tally]:
    """The tallies with one person fewer at `donor` and one more at another time."""
    moved = {donor: tally}
    queue = deque([donor])
    while queue:
        here = queue.popleft()
        for (kind, slot), count in sorted(moved[here].items()):
            if slot != here or not count:
                continue
            for there in range(kind.bit_length()):
                if kind >> there & 1 and there not in moved:
                    after = dict(moved[here])
                    after[kind, here] -= 1
                    after[kind, there] = after.get((kind, there), 0) + 1
                    moved[there] = after
                    queue.append(there)
    del moved[donor]
    return list(moved.values())


def _counts(tally: Tally, times: int) -> tuple[int, ...]:
    counts = [0] * times
    for (_, slot), count in tally.items():
        counts[slot] += count
    return tuple(counts)


def _rate(counts: tuple[int, ...], wished: int) -> tuple[int, int, int]:
    """People alone, groups off the wished size, and by how much those are off."""
    strays = [abs(size - wished) for count in counts for size in table_sizes(count, wished)]
    return counts.count(1), sum(map(bool, strays)), sum(stray * stray for stray in strays)
