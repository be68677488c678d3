"""A lower bound on repeats by weights on people.

For any numbers y (one a person) and z (one a kind of group: its time and size), every seating of
the room has at least sum(y) + sum(z) + sum over people of the least
(repeats(G) - y(G) - z(kind)) / size over the groups G that may hold the person: each group's
surplus is shared out among its members, and nobody's share is less than their least.
At the best numbers this is the value of the linear
set-partitioning programme. They are improved by subgradient steps aimed at the cost reached
(Held, Wolfe, Crowder: Validation of subgradient optimization, 1974). Whole numbers throughout.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from math import lcm
from typing import TypeAlias

from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating

_SCALE = 10_000  # weights are in parts of a repeat
_FINE = 16  # a way is in parts of a slack
_KEPT = 9, 10  # of the way of the step before
_CLIMBS = 400
_PATIENCE = 12
_WORK = 10_000_000  # list entries looked at, well under two seconds

Kind: TypeAlias = tuple[int, int]
"""The time and the size of a group."""

Candidates: TypeAlias = list[tuple[int, int]]
"""What each person would add to a group, with the person; the most first."""


class Duals:
    """The weights, and for each person and kind the group that beats them most."""

    def __init__(
        self, met: Sequence[Mapping[int, int]], company: Sequence[Sequence[int]], room: RoundSlots
    ) -> None:
        self.met = met
        self.count: Counter[Kind] = Counter(zip(room.slots, room.sizes, strict=True))
        self.company = {
            slot: [
                frozenset(other for other in others if room.can[other] >> slot & 1)
                if room.can[person] >> slot & 1
                else frozenset[int]()
                for person, others in enumerate(company)
            ]
            for slot in sorted(set(room.slots))
        }
        self.kinds = [
            [kind for kind in sorted(self.count) if mask >> kind[0] & 1] for mask in room.can
        ]
        self.whole = lcm(*room.sizes)
        self.weight = [0] * len(company)
        self.extra = dict.fromkeys(sorted(self.count), 0)
        self.groups: dict[tuple[int, Kind], list[int]] = {}
        self.way: list[int] = []
        self.work = 0

    def climb(self, seating: Seating) -> int:
        """The best bound found on the way up to the repeats of a seating.

        Each person starts with half the repeats they have in it, evened out half-way.
        """
        own = {
            one: sum(other in self.met[one] for other in group)
            for group in seating
            for one in group
        }
        reached = sum(own.values()) // 2
        even = reached * _SCALE // len(own)
        self.weight = [(own[person] * _SCALE // 2 + even) // 2 for person in sorted(own)]
        target = reached * _SCALE * self.whole
        best, highest, stale, reach = 0, -target, 0, 100
        for _ in range(_CLIMBS):
            chosen, value = self._shared()
            best = max(best, -(-value // (_SCALE * self.whole)))
            if best >= reached or not reach or self.work > _WORK:
                break
            highest, stale = (value, 0) if value > highest else (highest, stale + 1)
            if stale >= _PATIENCE:
                reach, stale = reach * 2 // 3, 0
            self._step(chosen, (target - value) * reach // 100)
        return min(best, reached)

    def _shared(self) -> tuple[list[tuple[Kind, list[int]]], int]:
        """For each person kind and group of their least share, and the bound, times `whole`."""
        bound = self.whole * (
            sum(self.weight) + sum(self.extra[kind] * self.count[kind] for kind in self.extra)
        )
        chosen = []
        for person, kinds in enumerate(self.kinds):
            least, kind, group = min(
                (-(value + self.extra[kind]) * (self.whole // kind[1]), kind, group)
                for kind in kinds
                for value, group in [self._heaviest(person, kind)]
            )
            bound += least
            chosen.append((kind, group))
        return chosen, bound

    def _step(self, chosen: list[tuple[Kind, list[int]]], gap: int) -> None:
        """Raise the weights of those who are in too few of the groups, lower the others.

        Most of the way of the step before is kept, which stops much of the zigzag.
        """
        slack = [self.whole] * len(self.weight)
        spare = {kind: self.whole * count for kind, count in self.count.items()}
        for kind, group in chosen:
            part = self.whole // kind[1]
            spare[kind] -= part
            for person in group:
                slack[person] -= part
        ways = [*slack, *(spare[kind] for kind in self.extra)]
        kept, whole = _KEPT
        self.way = [
            _FINE * new + old * kept // whole
            for new, old in zip(ways, self.way or [0] * len(ways), strict=True)
        ]
        norm = sum(part * part for part in self.way)
        if norm:
            moves = iter([_FINE * gap * part // norm for part in self.way])
            self.weight = [weight + next(moves) for weight in self.weight]
            for kind in self.extra:
                self.extra[kind] += next(moves)

    def _heaviest(self, person: int, kind: Kind) -> tuple[int, list[int]]:
        """The group of a kind around a person with the most weight beyond its repeats."""
        own, met = self.weight[person], self.met[person]
        company = self.company[kind[0]]
        candidates = sorted(
            (
                (self.weight[other] - (_SCALE if other in met else 0), other)
                for other in company[person]
            ),
            reverse=True,
        )
        self.work += len(candidates)
        before = self.groups.get((person, kind))
        best = (self._value(before), before) if before else (-(1 << 60), [person])
        best = self._grow([person], own, candidates, kind, best)
        for member in best[1]:
            known = self.groups.get((member, kind))
            if known is None or self._value(known) < best[0]:
                self.groups[member, kind] = best[1]
        return best

    def _value(self, group: list[int]) -> int:
        repeats = sum(
            other in self.met[one] for at, one in enumerate(group) for other in group[:at]
        )
        return sum(self.weight[one] for one in group) - _SCALE * repeats

    def _grow(
        self,
        group: list[int],
        value: int,
        candidates: Candidates,
        kind: Kind,
        best: tuple[int, list[int]],
    ) -> tuple[int, list[int]]:
        """The heavier of `best` and the heaviest way to fill the group from the candidates.

        A branch ends where even the heaviest candidates left, repeats among them forgiven,
        do not outweigh the best.
        """
        need = kind[1] - len(group)
        for at in range(len(candidates) - need + 1):
            if value + sum(net for net, _ in candidates[at : at + need]) <= best[0]:
                break
            net, one = candidates[at]
            if need == 1:
                return value + net, [*group, one]
            met, company = self.met[one], self.company[kind[0]][one]
            # Whoever adds no more than this cannot be in a heavier group, whoever else is.
            least = best[0] - value - net - (need - 2) * candidates[at + 1][0]
            following = []
            for other_net, other in islice(candidates, at + 1, None):
                if other_net <= least:
                    break
                if other in company:
                    following.append((other_net - _SCALE if other in met else other_net, other))
            self.work += 1 + len(following)
            if len(following) < need - 1:
                continue
            if need == 2:
                last, other = max(following)
                if value + net + last > best[0]:
                    best = (value + net + last, [*group, one, other])
                continue
            following.sort(reverse=True)
            best = self._grow([*group, one], value + net, following, kind, best)
        return best
