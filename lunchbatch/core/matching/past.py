"""What the history says about the people present."""

from dataclasses import dataclass
from itertools import combinations

from lunchbatch.core.matching.problem import Member, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """By index of the people in sorted order: acquaintances and turns taken.

    `last[p][q]` is the last round in which p and q met; `led`, `odd` and `present` count the
    rounds in which somebody was point person, sat in a group off the wished size, took part.
    """

    last: list[dict[int, int]]
    led: list[int]
    odd: list[int]
    present: list[int]


def read_past(problem: Problem, index: dict[Member, int]) -> Past:
    """Groups that did not meet leave no acquaintance behind, but their turns count."""
    people = len(index)
    last: list[dict[int, int]] = [{} for _ in range(people)]
    led, odd, present = [0] * people, [0] * people, [0] * people
    for past in sorted(problem.history, key=lambda group: group.round):
        here = [index[member] for member in past.members if member in index]
        for person in here:
            present[person] += 1
        if len(past.members) != problem.group_size:
            for person in here:
                odd[person] += 1
        leader = index.get(past.point_person) if past.point_person is not None else None
        if leader is not None:
            led[leader] += 1
        if past.met:
            for one, other in combinations(here, 2):
                last[one][other] = last[other][one] = past.round
    return Past(last=last, led=led, odd=odd, present=present)
