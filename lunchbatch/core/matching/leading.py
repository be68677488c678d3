"""Who of each group is point person: whoever is due, so that the rounds to come can be fair too.

Those who wait for their turn, and the groups to be led in this round and in those foreseen, are
the two sides of a bipartite graph; a matching in it says who leads when. While each group has
as many who wait as there are rounds left for them, it has one that leaves nobody out (König,
1916), so that in rounds known in advance nobody waits in vain.
"""

from collections.abc import Sequence
from random import Random

from lunchbatch.core.matching.edmonds import FREE, largest_matching
from lunchbatch.core.matching.past import ONE_TURN
from lunchbatch.core.matching.room import Seating
from lunchbatch.core.matching.turns import mark


def point_persons(
    seating: Seating,
    led: Sequence[int],
    following: Sequence[Seating],
    chance: Random,
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
