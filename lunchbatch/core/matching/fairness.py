"""Chooses the point person of each group, and prices groups by whose turn it is.

Somebody is due before another who had a whole turn more (beyond their share). In groups where
everybody due can have their turn nobody ever gets two turns more than another; whether they can
is a matter of who sits with whom, so it is priced (`Objective.turn`) and searched for.

Those who wait for their turn, and the groups to be led in this round and in those foreseen, are
the two sides of a bipartite graph; a matching in it says who leads when. While each group has
as many who wait as there are rounds left for them, it has one that leaves nobody out (König,
1916), so that in rounds known in advance nobody waits in vain.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from lunchbatch.core.matching.max_coverage import FREE, largest_matching
from lunchbatch.core.matching.problem import ONE_TURN
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating

_WAITING, _DONE = 1, 16  # more than a group can hold of the waiting
_MOST = 8 * _DONE + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPrices:
    """What a group costs for the turns of its people.

    Each person has a `weight` that is of the waiting, of the done or nothing. `price[g][w]` is the
    price of group g for people of weight w in all.
    """

    weight: list[int]
    price: list[list[int]]

    def total(self, seating: Seating) -> int:
        return sum(
            self.price[number][sum(self.weight[person] for person in group)]
            for number, group in enumerate(seating)
        )

    def added(self, number: int, person: int, others: Sequence[int]) -> int:
        """What one more person adds to the price of a group of these others."""
        weight = sum(self.weight[other] for other in others)
        price = self.price[number]
        return price[weight + self.weight[person]] - price[weight]


def turns(led: Sequence[int], room: RoundSlots, price: int) -> TurnPrices:
    """What groups cost by turns had beyond one's share, at a price for each that is not fair.

    Whoever had less than the `mark` is waiting and must lead: no two of them fit in one group.
    Whoever had the mark and a whole turn more is done and must not: each group needs somebody
    else. If both are kept, no leader had a whole turn more than anybody who does not lead.
    """
    least = mark(led, len(room.sizes))
    weight = [_WAITING * (own < least) + _DONE * (own >= least + ONE_TURN) for own in led]
    by_size = {size: _prices(size, price) for size in sorted(set(room.sizes))}
    return TurnPrices(weight=weight, price=[by_size[size] for size in room.sizes])


def mark(led: Sequence[int], groups: int) -> int:
    """Threshold of leader turns, in parts of ONE_TURN.

    Members below it must lead, members at least one turn above it must not; of the two
    candidates the one that constrains fewer members.

    Any mark will do that lies less than a turn below whoever is due last. Those who are always
    there, the most of all who are whole turns apart, stand at one such value: either they are all
    to have it, or those just a turn below it are to have it first.
    """
    last = sorted(led)[groups - 1]
    parts = Counter(own % ONE_TURN for own in led)
    part = min(parts, key=lambda part: (-parts[part], part))
    own = last - (last - part) % ONE_TURN
    return min(
        (own, own - ONE_TURN + 1),
        key=lambda least: sum(not least <= had < least + ONE_TURN for had in led),
    )


def _prices(size: int, price: int) -> list[int]:
    return [
        price * (max(0, weight % _DONE - 1) + (weight == _DONE * size)) for weight in range(_MOST)
    ]


def point_persons(
    seating: Seating, led: Sequence[int], following: Sequence[Seating], chance: Random
) -> list[int]:
    """The one of each group who is due; of several, so that the `following` rounds are fair too.

    `led` are turns had beyond one's share (see `Past`). Whoever is known to share a group with
    others soon goes first, since only one of them can lead there. Where nothing decides, chance
    does, lest the first by id lead together and then have to meet.
    """
    luck = [chance.random() for _ in led]
    bound = {person for groups in following for group in groups for person in group}

    def first(person: int) -> tuple[int, bool, float]:
        return led[person], person not in bound, luck[person]

    due = [
        sorted((p for p in group if led[p] < min(led[q] for q in group) + ONE_TURN), key=first)
        for group in seating
    ]
    waiting = sorted(_waiting(led, len(seating)), key=first)
    leaders = _matched([due, *following], waiting)
    if len(waiting) < len(seating):  # a turn of all ends here, and the next begins
        rest = [[] if number in leaders else group for number, group in enumerate(due)]
        leaders |= _matched([rest, *following], sorted(range(len(led)), key=first))
    return [leaders.get(number, group[0]) for number, group in enumerate(due)]


def _waiting(led: Sequence[int], groups: int) -> list[int]:
    """Whoever is to lead before anybody's next turn begins."""
    if not led:
        return []
    end = mark(led, groups)
    if min(led) >= end:
        end += ONE_TURN
    return [person for person, own in enumerate(led) if own < end]


def _matched(rounds: Sequence[Seating], waiting: Sequence[int]) -> dict[int, int]:
    """By number of a group of the first round who of the waiting leads it.

    Nobody leads twice in these rounds, and no group has to do without for the sake of one in a
    later round: a vertex that is matched stays so while the graph and its matching grow.
    """
    vertex = {person: number for number, person in enumerate(waiting)}
    near: list[list[int]] = [[] for _ in waiting]
    mate: list[int] = []
    for groups in rounds:
        if mate and FREE not in mate[: len(waiting)]:
            break
        for group in groups:
            for person in group:
                if person in vertex:
                    near[vertex[person]].append(len(near))
            near.append([vertex[person] for person in group if person in vertex])
        mate = largest_matching(near, mate, len(waiting))
    first = enumerate(mate[len(waiting) :][: len(rounds[0])])
    return {number: waiting[person] for number, person in first if person != FREE}
