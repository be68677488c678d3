"""Who makes the meeting happen: whoever did it least for the rounds they were there."""

from collections.abc import Sequence
from itertools import product

from lunchbatch.core.matching.cost import REPEAT, Prices
from lunchbatch.core.matching.past import Past
from lunchbatch.core.matching.room import Room, Seating

_WORTH = REPEAT // 2


def due(person: int, past: Past, group_size: int) -> tuple[int, int]:
    """The smaller, the sooner somebody should be point person; a turn adds `group_size`.

    A share is one turn in `group_size` rounds taken part in, so months away neither save nor
    cost a turn. Of equals the first by id.
    """
    return past.led[person] * group_size - past.present[person], person


def point_person(group: Sequence[int], past: Past, group_size: int) -> int:
    """The one of a group with the fewest turns for the rounds they were there."""
    return min(group, key=lambda person: due(person, past, group_size))


def share_turns(seating: Seating, prices: Prices, room: Room, past: Past) -> Seating:
    """The seating with a few people swapped, so that nobody gets two turns more than another.

    A group of people who all had theirs makes one of them lead again, while a whole turn is
    owed to somebody who sits beside someone owed even more. They change places with one of
    that group if it costs less than half a repeat.
    """
    groups = [list(group) for group in seating]
    for here in range(len(groups)):
        best, swap = _WORTH, None
        for there in _owed_more(groups, here, past, prices.group_size):
            for one, other in product(groups[here], there):
                gain = _gain(groups, (here, one), other, prices, room)
                if gain < best:
                    best, swap = gain, (one, other)
        if swap is not None:
            _swap(groups, *swap)
    return groups


def _owed_more(groups: Seating, here: int, past: Past, group_size: int) -> list[list[int]]:
    """For each other group those owed a whole turn more than the leader here, but for its own."""
    leader = point_person(groups[here], past, group_size)
    level = due(leader, past, group_size)[0] - group_size
    owed = []
    for number, group in enumerate(groups):
        if number != here:
            own = point_person(group, past, group_size)
            owed.append([p for p in group if p != own and due(p, past, group_size)[0] <= level])
    return [people for people in owed if people]


def _gain(groups: Seating, mine: tuple[int, int], other: int, prices: Prices, room: Room) -> int:
    """What it costs to swap a person of a group with somebody of another."""
    here, one = mine
    there = next(number for number, group in enumerate(groups) if other in group)
    if not (room.suits(one, there) and room.suits(other, here)):
        return _WORTH
    gain = 0
    for person, group, leaving in ((one, there, other), (other, here, one)):
        gain += sum(prices.pair(person, mate) for mate in groups[group] if mate != leaving)
        gain -= sum(prices.pair(leaving, mate) for mate in groups[group] if mate != leaving)
    odd = prices.odd_seat[one] - prices.odd_seat[other]
    off = [room.sizes[group] != room.wished for group in (here, there)]
    return gain + odd * (off[1] - off[0])


def _swap(groups: Seating, one: int, other: int) -> None:
    for group in groups:
        group[:] = [
            other if person == one else one if person == other else person for person in group
        ]
