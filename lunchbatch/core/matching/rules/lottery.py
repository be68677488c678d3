"""Chooses who joins the hosts of a lottery: by turns; chance only breaks ties.

Everybody has had a turn before anybody has two. Whoever comes new, or comes back, gets one turn
and is then level with the others. Of those who are due the two thirds who have waited longest are
looked at, and of these whoever costs least beside those drawn before, lest the same people are
drawn together again and again.
"""

from collections.abc import Collection, Iterable, Sequence
from random import Random

from lunchbatch.core.matching.objective import Objective
from lunchbatch.core.matching.problem import (
    InfeasibleReason,
    LeftOut,
    Lottery,
    MatchingProblem,
    Member,
)

WITHOUT_HOST = "no host of the lottery takes part"


def drawn_group(
    problem: MatchingProblem, ids: Sequence[Member], prices: Objective, chance: Random
) -> tuple[tuple[int, ...], ...]:
    """The one group, by index; none where there is no host, or nobody whom they may meet."""
    lottery, apart = problem.lottery, prices.apart_masks()
    if lottery is None:
        return ()
    luck = [chance.random() for _ in ids]
    had, last = guest_turns(problem)
    latest = max(had.values(), default=0)
    guests = [person for person, member in enumerate(ids) if member not in lottery.hosts]
    guests.sort(key=lambda p: (last.get(ids[p], 0), luck[p]))
    due = [person for person in guests if had.get(ids[person], -1) < latest]
    drawn: list[int] = []

    def draw(people: Iterable[int], seats: int) -> None:
        left = {person: place for place, person in enumerate(people) if person not in drawn}
        while left and len(drawn) < seats:
            one = min(left, key=lambda p: (sum(prices.pair(p, q) for q in drawn), left[p]))
            del left[one]
            if not any(apart[one] >> other & 1 for other in drawn):
                drawn.append(one)

    draw((person for person, member in enumerate(ids) if member in lottery.hosts), len(ids))
    hosts = len(drawn)
    seats = hosts + lottery.guests if hosts else 0
    for waiting in (due, [person for person in guests if person not in due]):
        draw(waiting[: max(seats - len(drawn), 2 * len(waiting) // 3)], seats)
        draw(waiting, seats)
    return (tuple(drawn),) if len(drawn) > hosts > 0 else ()


def guest_turns(problem: MatchingProblem) -> tuple[dict[Member, int], dict[Member, int]]:
    """Which turn of all each guest had last, counted from 0, and in which round.

    Whoever is behind and has a turn is level with the others then, however far they were behind.
    """
    rounds: dict[int, set[Member]] = {}
    hosts = problem.lottery.hosts if problem.lottery else ()
    for past in problem.history:
        rounds.setdefault(past.round, set()).update({*past.members}.difference(hosts))
    had: dict[Member, int] = {}
    last: dict[Member, int] = {}
    latest = 0
    for number, members in sorted(rounds.items()):
        again = {member for member in members if had.get(member, -1) == latest}
        had |= dict.fromkeys(members - again, latest) | dict.fromkeys(again, latest + 1)
        last |= dict.fromkeys(members, number)
        latest += bool(again)
    return had, last


def not_drawn(
    lottery: Lottery, ids: Sequence[Member], placed: Collection[Member]
) -> tuple[LeftOut, ...]:
    """Each member who is not in the group, with the reason."""
    why, reason = InfeasibleReason.NOT_DRAWN, "not drawn this time"
    if not placed:
        why, reason = InfeasibleReason.ALONE, "nobody else takes part"
        if not set(lottery.hosts).intersection(ids):
            reason = WITHOUT_HOST
    apart = "kept apart from somebody in the group"
    return tuple(
        LeftOut(member=member, why=InfeasibleReason.KEPT_APART, reason=apart)
        if placed and member in lottery.hosts
        else LeftOut(member=member, why=why, reason=reason)
        for member in ids
        if member not in placed
    )
