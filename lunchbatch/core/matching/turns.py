"""Who makes the meeting happen: whoever is due for it, and groups that let them.

Somebody is due before another who had a whole turn more (beyond their share). In groups where
everybody due can have their turn nobody ever gets two turns more than another; whether they can
is a matter of who sits with whom, so it is priced (`Prices.turn`) and searched for.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lunchbatch.core.matching.past import ONE_TURN
from lunchbatch.core.matching.room import Room, Seating

_WAITING, _DONE = 1, 16  # more than a group can hold of the waiting
_MOST = 8 * _DONE + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
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


def turns(led: Sequence[int], room: Room, price: int) -> Turns:
    """What groups cost by turns had beyond one's share, at a price for each that is not fair.

    Whoever had less than the `mark` is waiting and must lead: no two of them fit in one group.
    Whoever had the mark and a whole turn more is done and must not: each group needs somebody
    else. If both are kept, no leader had a whole turn more than anybody who does not lead.
    """
    least = mark(led, len(room.sizes))
    weight = [_WAITING * (own < least) + _DONE * (own >= least + ONE_TURN) for own in led]
    by_size = {size: _prices(size, price) for size in sorted(set(room.sizes))}
    return Turns(weight=weight, price=[by_size[size] for size in room.sizes])


def mark(led: Sequence[int], groups: int) -> int:
    """The mark that binds the fewest people, one that people who are always there can keep.

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
