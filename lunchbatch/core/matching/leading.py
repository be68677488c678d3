"""Who of each group is point person: whoever is due, so that the rounds to come can be fair too."""

from collections.abc import Sequence
from random import Random

from lunchbatch.core.matching.past import ONE_TURN
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.turns import mark, turns

_STEPS_PER_TABLE = 8
_TRIES = 30


def point_persons(
    seating: Seating,
    led: Sequence[int],
    room: Room,
    following: Sequence[Seating],
    chance: Random,
) -> list[int]:
    """The one of each group who is due; of several, so that the `following` rounds are fair too.

    In pairs who leads now decides who may meet next: two who led must not. Where nothing
    decides, chance does, lest the first by id lead together and then have to meet.
    """
    best, chosen = -1, list[int]()
    for _ in range(_TRIES if len(following) > 1 else 1):
        leaders = _chosen(seating, led, following, chance)
        unfair = _unfair(_after(led, leaders), room, following, chance) if following else 0
        if not chosen or unfair < best:
            best, chosen = unfair, leaders
        if not unfair:
            break
    return chosen


def _chosen(
    seating: Seating, led: Sequence[int], following: Sequence[Seating], chance: Random
) -> list[int]:
    due = [
        [p for p in group if led[p] < min(led[q] for q in group) + ONE_TURN] for group in seating
    ]
    luck = [chance.random() for _ in led]
    leaders = [min(group, key=lambda person: (led[person], luck[person])) for group in due]
    return _Choice(due, leaders, led, following).settled() if following else leaders


def _unfair(led: Sequence[int], room: Room, rounds: Sequence[Seating], chance: Random) -> int:
    """What the turns of these rounds cost, if they come in this order."""
    price = 0
    for number, seating in enumerate(rounds):
        price += turns(led, room).total(seating)
        led = _after(led, _chosen(seating, led, rounds[number + 1 :], chance))
    return price


def _after(led: Sequence[int], leaders: Sequence[int]) -> list[int]:
    after = list(led)
    for person in leaders:
        after[person] += ONE_TURN
    return after


class _Choice:
    """A leader for each group, changed one at a time to spread the turns that are left.

    Those who will be due after this round shall sit as evenly as can be at the tables (groups)
    of the rounds to come: then each table can have one of them lead.
    """

    def __init__(
        self, due: Seating, leaders: Sequence[int], led: Sequence[int], rounds: Sequence[Seating]
    ) -> None:
        self.due, self.leaders = due, list(leaders)
        after = _after(led, leaders)
        most = mark(after, len(due))
        if min(after) >= most:
            most += ONE_TURN
        self.is_due = [[own + turn < most for turn in (0, ONE_TURN)] for own in led]
        self.group = {person: number for number, group in enumerate(due) for person in group}
        self.people = [group for groups in rounds for group in groups]
        self.tables: list[list[int]] = [[] for _ in led]
        for at, group in enumerate(self.people):
            for person in group:
                self.tables[person].append(at)
        chosen = set(leaders)
        self.count = [sum(self.is_due[p][p in chosen] for p in group) for group in self.people]
        self.fewest, more = divmod(sum(self.count), len(self.people))
        self.most = self.fewest + bool(more)

    def settled(self) -> list[int]:
        """The leaders, once all is even or after enough steps.

        A change that spoils another table is followed up there at once: in pairs the groups of
        two rounds form rings, and the two faults of a ring meet.
        """
        uneven = [at for at in range(len(self.people)) if self._is_uneven(at)]
        now = best = 0
        kept, changed = list(self.leaders), -1
        for _ in range(_STEPS_PER_TABLE * len(self.people)):
            if not uneven:
                break
            moves = self._moves(uneven.pop(), changed)
            if moves:
                gain, changed, person = min(moves)
                uneven += [at for at in self._change(changed, person) if self._is_uneven(at)]
                now += gain
                if now < best:
                    best, kept = now, list(self.leaders)
        return kept

    def _is_uneven(self, at: int) -> bool:
        return not self.fewest <= self.count[at] <= self.most

    def _moves(self, at: int, changed: int) -> list[tuple[int, int, int]]:
        """Changes of leader that touch a table, none in the group just changed."""
        moves = []
        for mate in self.people[at] if self._is_uneven(at) else ():
            number = self.group.get(mate, changed)
            if number != changed:
                leader = self.leaders[number]
                others = [p for p in self.due[number] if p != leader and mate in (p, leader)]
                moves += [(self._gain(number, person), number, person) for person in others]
        return moves

    def _gain(self, number: int, person: int) -> int:
        """By how much the squares of the counts change if `person` leads a group."""
        leader = self.leaders[number]
        before = -self._squares(leader, person)
        self._change(number, person)
        after = self._squares(leader, person)
        self._change(number, leader)
        return before + after

    def _squares(self, one: int, other: int) -> int:
        return sum(self.count[at] ** 2 for at in {*self.tables[one], *self.tables[other]})

    def _change(self, number: int, person: int) -> list[int]:
        """Let another lead a group; returns the tables it touches."""
        leader, self.leaders[number] = self.leaders[number], person
        for at in self.tables[leader]:
            self.count[at] += self.is_due[leader][0] - self.is_due[leader][1]
        for at in self.tables[person]:
            self.count[at] += self.is_due[person][1] - self.is_due[person][0]
        return self.tables[leader] + self.tables[person]
