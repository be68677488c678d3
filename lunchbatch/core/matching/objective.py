"""The objective: what a pair and a seat cost, in whole numbers, all of it in this file.

Terms, from heavy to light, in units of one repeat:

- blocked: kept apart, or a time somebody cannot make. Outweighs everything together.
- elsewhere: 1000 for two whom another program brings together today, 0.5 if that was less than
  half a cycle ago.
- repeat: 1 for two people who met before.
- too soon: 4 more if that was less than half a cycle ago. After a few weeks a repeat reads as a
  broken bot, later it reads as chance.
- recent: up to 2 more, 0.1 (cycle / gap)², so that meetings spread out evenly. While somebody new
  is left (no fewer pairs have yet to meet than meet in a round) seven tenths of both.
- turn: 8 for each group that would give somebody a second turn as point person while another
  waits for their first: a little more than any one repeat. Ten times that once nobody new is left.
- odd seat: 2.5 for a seat in a group off the wished size before somebody who had one less, 7.5
  before one who had two less, and so on with the square. Ten times that too once nobody new is
  left; then, of those due, 0.3 less for each other who waits and was met too lately to share such
  a group, as the last must.
- where people come and go (they were not the same in each of the last rounds), while somebody
  new is left: a twentieth of too soon and recent, an eighth of turns, a tenth of odd seats. What
  the next rounds need is not known then, and a repeat saved is worth more than one put off.
- at a poll with several times a tenth of too soon, recent and odd seats, a hundredth of turns:
  who comes differs and the choice is small, so that nobody meets twice there while somebody new
  is left.
- hours: 1.5 for two who are never at work at the same time.
- same tag: 0.3 (prefer) or 1.5 (strong) for two people with the same value.
- fresh triangles: all pairs together well under half of one; two people who have many
  never-met people in common are better kept for a later round, when such groups get scarce.

A cycle is the (people - 1) / (group size - 1) rounds it takes to meet everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations

from lunchbatch.core.matching.problem import (
    ONE_TURN,
    MatchingProblem,
    Member,
    Mixing,
    PastMeetings,
    all_known,
    is_steady,
    others_to_meet,
)
from lunchbatch.core.matching.rules.tags import Tag, alike_people, never_meet, single_roles
from lunchbatch.core.matching.slots_and_sizes import RoundSlots

REPEAT = 1_000_000
TOO_SOON = 4 * REPEAT
RECENT_AT_MOST = 2 * REPEAT
SAME_TAG = {Mixing.PREFER: 3 * REPEAT // 10, Mixing.STRONG: 3 * REPEAT // 2}
NO_COMMON_HOURS = 3 * REPEAT // 2
TURN = 80 * REPEAT
ODD_SEAT, EARLY_ODD_SEAT = 25 * REPEAT, 5 * REPEAT // 2
GO_FIRST = 3 * REPEAT // 10
SPACING_EARLY, SPACING_AT_A_POLL, SPACING_IN_CHANGE = 70, 10, 5
TURN_EARLY, TURN_IN_CHANGE, TURN_AT_A_POLL = 10, 80, 100
ODD_SEAT_IN_CHANGE, ODD_SEAT_AT_A_POLL = 10, 10
TRIANGLES = REPEAT // 2
ELSEWHERE, ELSEWHERE_TODAY = REPEAT // 2, 1_000 * REPEAT
BLOCKED = 1_000_000 * REPEAT
_FEW_ROUNDS = 4


def too_soon(gap: int, others: int, group_size: int) -> bool:
    """Whether two who met `gap` rounds ago meet again before half a cycle is over."""
    return 2 * gap * (group_size - 1) < others


def repeat_price(gap: int, others: int, group_size: int, percent: int) -> int:
    """What it costs to bring two together again who met `gap` rounds ago.

    So many hundredths of what it costs that it is soon are counted.
    """
    steps = gap * (group_size - 1)
    more = min(RECENT_AT_MOST, REPEAT * others * others // (10 * steps * steps))
    if too_soon(gap, others, group_size):
        more += TOO_SOON
    return REPEAT + more * percent // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """The objective for the people of one problem, by index in sorted order.

    `met[p][q]` is the gap in rounds where p and q met (and that still counts), `apart[p]` whom p
    must not meet by name, `hours_apart[p]` who is never at work when p is, `near[p][q]` the price
    of all three, `led[p]` and `odd[p]` p's turns beyond p's share (see `PastMeetings`).
    `others` is how many others there are to meet, people who cannot be placed included.
    `is_steady` is whether the same people took part in each of the last rounds.
    """

    people: int
    others: int
    group_size: int
    met: list[dict[int, int]]
    apart: list[set[int]]
    hours_apart: list[set[int]]
    near: list[dict[int, int]]
    tags: tuple[Tag, ...]
    led: list[int]
    odd: list[int]
    is_steady: bool

    def pair(self, one: int, other: int) -> int:
        """The price of seating two together, fresh triangles aside."""
        price = self.near[one].get(other, 0)
        for tag in self.tags:
            value = tag.values[one]
            if value is not None and value == tag.values[other]:
                price += tag.price
        return price

    def turn(self, room: RoundSlots) -> int:
        """What a group costs that would give somebody a second turn while another waits."""
        if room.is_poll:
            return TURN // TURN_AT_A_POLL
        if all_known(self.met, self.group_size, never_meet(self.tags)):
            return TURN
        return TURN // (TURN_EARLY if self.is_steady else TURN_IN_CHANGE)

    def odd_seats(self, room: RoundSlots) -> list[int]:
        """What an odd seat costs each: nothing for those most due, as many as there are seats."""
        seats = sum(size for size in room.sizes if size != room.wished)
        if not 0 < seats < self.people:
            return [0] * self.people
        last = sorted(self.odd)[seats - 1]
        beyond = [abs(odd - last) // ONE_TURN * (1 if odd > last else -1) for odd in self.odd]
        is_late = all_known(self.met, self.group_size, never_meet(self.tags)) and not room.is_poll
        price = ODD_SEAT if is_late else EARLY_ODD_SEAT
        if room.is_poll:
            price = EARLY_ODD_SEAT // ODD_SEAT_AT_A_POLL
        elif not is_late and not self.is_steady:
            price = EARLY_ODD_SEAT // ODD_SEAT_IN_CHANGE
        unfit = self._unfit(seats) if is_late else [0] * self.people
        prices = [
            price * far * (abs(far) + 1) // 2 - GO_FIRST * count
            for far, count in zip(beyond, unfit, strict=True)
        ]
        least = min(prices)
        return [price - least for price in prices]

    def odd_groups(self, room: RoundSlots) -> list[list[int]]:
        """For each odd group who may sit in it, if those most due are just as many as its seats."""
        sizes = [size for size in room.sizes if size != room.wished]
        last = sorted(self.odd)[sum(sizes) - 1]
        due = [person for person, odd in enumerate(self.odd) if odd <= last]
        return [due] * len(sizes) if len(due) == sum(sizes) else []

    def _unfit(self, seats: int) -> list[int]:
        """For each who waits for an odd seat how many others do whom they have met too lately.

        The last who wait have to sit together. Counted only while they are few rounds' worth.
        """
        least = min(self.odd)
        waiting = [person for person, odd in enumerate(self.odd) if odd < least + ONE_TURN]
        counts = [0] * self.people
        left = len(waiting) - seats
        if 0 < left <= _FEW_ROUNDS * seats:
            for one in waiting:
                gaps = [gap for other in waiting if (gap := self.met[one].get(other))]
                counts[one] = sum(
                    too_soon(gap + left // seats, self.others, self.group_size) for gap in gaps
                )
        return counts

    def blocked(self, one: int, other: int) -> bool:
        return self.pair(one, other) >= BLOCKED

    def apart_masks(self) -> list[int]:
        """For each person a bit for everybody they must not meet."""
        masks = [sum(1 << other for other in others) for others in self.apart]
        for tag in self.tags:
            if tag.price >= BLOCKED:
                for alike in alike_people(tag.values):
                    mask = sum(1 << person for person in alike)
                    for person in alike:
                        masks[person] |= mask & ~(1 << person)
        return masks

    def matrix(self) -> list[list[int]]:
        """All pair prices, fresh triangles included."""
        people = range(self.people)
        rows = [[0] * self.people for _ in people]
        fresh = self._fresh()
        meetings = max(1, self.people * (self.group_size - 1) // 2)
        for one in people:
            row, near, mask = rows[one], self.near[one], fresh[one]
            for other in range(one):
                price = near.get(other, 0)
                if not price and self.group_size > 2:
                    common = (mask & fresh[other]).bit_count()
                    price = common * TRIANGLES // (meetings * self.people)
                row[other] = rows[other][one] = price
        for tag in self.tags:
            for alike in alike_people(tag.values):
                for one in alike:
                    for other in alike:
                        rows[one][other] += tag.price if one != other else 0
        return rows

    def _fresh(self) -> list[int]:
        """For each person a bit for everybody they may meet for the first time."""
        everybody = (1 << self.people) - 1
        masks = []
        for person, near in enumerate(self.near):
            known = 1 << person
            for other in near:
                known |= 1 << other
            masks.append(everybody & ~known)
        return masks


def price(problem: MatchingProblem, index: dict[Member, int], past: PastMeetings) -> Objective:
    """Everything known about the people present, turned into prices."""
    others, size = others_to_meet(problem), problem.group_size
    tags = _tags(problem, index)
    longest = problem.met_again_after
    met = [
        {
            other: gap
            for other, last in known.items()
            if (gap := max(1, problem.round - last)) and (longest is None or gap <= longest)
        }
        for known in past.last
    ]
    steady = is_steady(problem)
    percent = SPACING_EARLY if steady else SPACING_IN_CHANGE
    if len(problem.slots or ()) > 1:
        percent = SPACING_AT_A_POLL
    elif all_known(met, size, never_meet(tags)):
        percent = 100
    prices = {
        gap: repeat_price(gap, others, size, percent)
        for gap in {g for m in met for g in m.values()}
    }
    near = [{other: prices[gap] for other, gap in gaps.items()} for gaps in met]
    for pair, gap in problem.elsewhere.items():
        if pair <= index.keys() and (not gap or too_soon(gap, others, size)):
            for one, other in permutations(index[member] for member in pair):
                near[one][other] = near[one].get(other, 0) + (ELSEWHERE if gap else ELSEWHERE_TODAY)
    apart = _apart(problem.keep_apart, index)
    hours_apart = _apart(problem.no_common_hours, index)
    for pairs, more in ((apart, BLOCKED), (hours_apart, NO_COMMON_HOURS)):
        for person, kept in enumerate(pairs):
            for other in kept:
                near[person][other] = near[person].get(other, 0) + more
    return Objective(
        people=len(index),
        others=others,
        group_size=size,
        met=met,
        apart=apart,
        hours_apart=hours_apart,
        near=near,
        tags=tags,
        led=past.led,
        odd=past.odd,
        is_steady=steady,
    )


def _apart(pairs: Iterable[frozenset[Member]], index: dict[Member, int]) -> list[set[int]]:
    apart: list[set[int]] = [set() for _ in index]
    for pair in pairs:
        here = sorted(index[member] for member in pair if member in index)
        for one in here:
            apart[one].update(other for other in here if other != one)
    return apart


def _tags(problem: MatchingProblem, index: dict[Member, int]) -> tuple[Tag, ...]:
    tags = []
    for name in sorted(problem.tags):
        mixing = problem.mixing.get(name, Mixing.PREFER)
        if mixing in (Mixing.OFF, Mixing.SAME):  # within a part all are the same
            continue
        values = [problem.tags[name].get(member) or None for member in index]
        cost = BLOCKED if mixing is Mixing.NEVER else SAME_TAG[mixing]
        tags.append(Tag(name=name, values=values, price=cost))
    if problem.roles is not None:
        values = single_roles(problem.roles, index)
        tags.append(Tag(name="", values=values, price=BLOCKED))
    return tuple(tags)
