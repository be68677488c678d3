"""What the history says about the people present."""

from dataclasses import dataclass
from itertools import combinations, groupby

from lunchbatch.core.matching.problem import Member, PastGroup, Problem

ONE_TURN = 1_000_000
"""The unit in which turns beyond one's share are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """By index of the people in sorted order: acquaintances and turns taken.

    `last[p][q]` is the last round in which p and q met. `led` and `odd` count the rounds in which
    somebody was point person or sat in a group off the wished size, less their share, in
    parts of ONE_TURN. A share is that of everybody who took part in the same round, so that months
    away neither save nor cost a turn, and a group without a point person is nobody's turn.
    """

    last: list[dict[int, int]]
    led: list[int]
    odd: list[int]


def read_past(problem: Problem, index: dict[Member, int]) -> Past:
    """Groups that did not meet leave no acquaintance behind, but their turns count."""
    last: list[dict[int, int]] = [{} for _ in index]
    led, odd = [0] * len(index), [0] * len(index)
    history = sorted(problem.history, key=_round)
    for _, groups in groupby(history, key=_round):
        round_ = list(groups)
        seats = max(1, sum(len(past.members) for past in round_))
        leaders = sum(past.point_person is not None for past in round_)
        off = sum(len(p.members) for p in round_ if len(p.members) != problem.group_size)
        for past in round_:
            here = [index[member] for member in past.members if member in index]
            is_odd = len(past.members) != problem.group_size
            for person in here:
                led[person] -= ONE_TURN * leaders // seats
                odd[person] += ONE_TURN * is_odd - ONE_TURN * off // seats
            leader = index.get(past.point_person) if past.point_person is not None else None
            if leader is not None:
                led[leader] += ONE_TURN
            if past.met:
                for one, other in combinations(here, 2):
                    last[one][other] = last[other][one] = past.round
    return Past(last=last, led=led, odd=odd)


def _round(past: PastGroup) -> int:
    return past.round
