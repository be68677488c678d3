"""Clubs that live through many rounds, each with the history of those before."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from lunchbatch.core.matching import MatchingProblem, MatchingResult, PastGroup, match


def rounds(
    people: int, size: int, count: int, seed: str, guests: int = 0
) -> Iterator[MatchingResult]:
    """What a club gets to see of whom `people` always come, and `guests` seven times of ten."""
    history: list[PastGroup] = []
    chance = Random(f"guests/{seed}")
    always = names(people)
    for number in range(1, count + 1):
        here = [f"V{guest:03d}" for guest in range(guests) if chance.random() < 0.7]
        matching = match(
            MatchingProblem(
                members=(*always, *here),
                group_size=size,
                seed=f"{seed}/{number}",
                round=number,
                history=tuple(history),
            )
        )
        yield matching
        history += [
            PastGroup(round=number, members=group.members, point_person=group.point_person)
            for group in matching.groups
        ]


def names(people: int) -> tuple[str, ...]:
    return tuple(f"U{number:03d}" for number in range(people))


@dataclass
class Turns:
    """How often each of some members was point person, and sat in a group off the wished size."""

    members: tuple[str, ...]
    led: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)

    def add(self, matching: MatchingResult, size: int) -> None:
        for group in matching.groups:
            self.led[group.point_person] += 1
            self.odd.update(group.members if len(group.members) != size else ())

    def spread(self) -> tuple[int, int]:
        """The largest difference between two of the members, in each kind of turn."""
        led, odd = ([turns[member] for member in self.members] for turns in (self.led, self.odd))
        return max(led) - min(led), max(odd) - min(odd)
