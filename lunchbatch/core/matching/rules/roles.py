"""Forms groups that each have certain roles, and says who rests.

Where a role has more people than seats, those go first who had the fewest turns beyond their
share; among equals those who have the most people left to meet. In pairs both are exact: whoever
a matching of the two roles can join form a matroid, so that taking them in turn gives the most
pairs there can be, of those most due (Edmonds 1971), and one matching joins the best of both sides
(Mendelsohn and Dulmage, 1958). In larger groups the seats are tried in that order, and a choice is
taken back where the rules leave nobody for a seat.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import chain, groupby
from random import Random

from lunchbatch.core.matching.max_coverage import FREE, largest_matching
from lunchbatch.core.matching.objective import Objective
from lunchbatch.core.matching.problem import (
    ONE_TURN,
    SMALLEST,
    InfeasibleReason,
    LeftOut,
    MatchingProblem,
    Member,
    Roles,
)

WITHOUT_ROLE, RESTS, TOO_FEW = "without a role", "rests this round", "too few in the role"
"""How the reasons begin for which this leaves somebody out."""

_EXACT_AT_MOST = 300  # people; among more the search alone keeps the rules
_CHOICES_AT_MOST = 50_000

_Groups = tuple[tuple[int, ...], ...]
_Tiers = list[list[int]]
"""People of one role, those first who are due first; within a tier nobody is before another."""


def role_groups(
    problem: MatchingProblem, ids: Sequence[Member], prices: Objective, chance: Random
) -> _Groups:
    """As many groups with the wished roles as there can be, of those whose turn it is."""
    roles = problem.roles
    if roles is None:
        return ()
    turns = role_turns(problem, roles)
    luck = [chance.random() for _ in ids]
    tiers: dict[str, _Tiers] = {}
    for role in dict.fromkeys(roles.group):
        people = [person for person, member in enumerate(ids) if roles.of.get(member) == role]
        people.sort(key=lambda p: (turns[ids[p]], len(prices.met[p]), luck[p]))
        tiers[role] = [list(tier) for _, tier in groupby(people, key=lambda p: turns[ids[p]])]
    if len(roles.group) == SMALLEST and len(ids) <= _EXACT_AT_MOST:
        one, other = tiers.values()
        return _pairs(one, other, prices)
    lines = {role: list(chain.from_iterable(tier)) for role, tier in tiers.items()}
    if len(ids) <= _EXACT_AT_MOST:
        return _tried(roles.group, lines, prices)
    return _dealt(roles.group, lines)


def role_turns(problem: MatchingProblem, roles: Roles) -> Counter[Member]:
    """Turns taken beyond one's share in the rounds in which a role had too many, in ONE_TURN.

    A share is the same for everybody of the role who was there, so that months away neither save
    nor cost a turn. Nobody is more than a turn ahead or behind: whoever changes role starts anew.
    """
    there: dict[int, set[Member]] = {}
    for past in problem.history:
        there.setdefault(past.round, set()).update(past.members)
    rested: dict[int, set[Member]] = {}
    for member, rounds in roles.rested.items():
        for number in rounds:
            rested.setdefault(number, set()).add(member)
    turns: Counter[Member] = Counter()
    for number, resting in sorted(rested.items()):
        for role in dict.fromkeys(roles.group):
            over = {member for member in resting if roles.of.get(member) == role}
            took = {m for m in there.get(number, ()) if roles.of.get(m) == role} - over
            if over:
                share = ONE_TURN * len(took) // len(took | over)
                for member in took | over:
                    had = turns[member] + ONE_TURN * (member in took) - share
                    turns[member] = max(-ONE_TURN, min(ONE_TURN, had))
    return turns


def _pairs(one: _Tiers, other: _Tiers, prices: Objective) -> _Groups:
    apart = prices.apart_masks()
    sides = [list(chain.from_iterable(tiers)) for tiers in (one, other)]
    allowed = {p: {q for q in sides[1] if not apart[p] >> q & 1} for p in sides[0]}
    fresh = {p: allowed[p] - prices.met[p].keys() for p in sides[0]}
    chosen = []
    for tiers, across in ((one, sides[1]), (other, sides[0])):
        new = set(_first_joined(tiers, across, fresh))
        finer = [
            part
            for tier in tiers
            for part in ([p for p in tier if p in new], [p for p in tier if p not in new])
        ]
        chosen.append(_first_joined(finer, across, allowed))
    people, mate = chosen[0] + chosen[1], _joined(chosen[0] + chosen[1], allowed, [], 0)
    return tuple((people[at], people[mate[at]]) for at in range(len(chosen[0])))


def _first_joined(tiers: _Tiers, across: Sequence[int], may_meet: dict[int, set[int]]) -> list[int]:
    """The most of one side that a matching joins to the other, earlier tiers first."""
    people, mate = list(across), list[int]()
    for tier in tiers:
        people += tier
        mate = _joined(people, may_meet, mate, len(across))
    return [people[at] for at in range(len(across), len(people)) if mate[at] != FREE]


def _joined(
    people: Sequence[int], may_meet: dict[int, set[int]], known: list[int], side: int
) -> list[int]:
    """A largest matching of these people that leaves nobody of a known one free."""
    at = {person: number for number, person in enumerate(people)}
    near: list[list[int]] = [[] for _ in people]
    for one in people:
        for other in sorted(may_meet.get(one, set()) & at.keys(), key=at.__getitem__):
            near[at[one]].append(at[other])
            near[at[other]].append(at[one])
    return largest_matching(near, known, side)


def _most(group: Sequence[str], lines: dict[str, list[int]]) -> int:
    """How many groups there are people for."""
    return min(len(line) // group.count(role) for role, line in lines.items())


def _tried(group: Sequence[str], lines: dict[str, list[int]], prices: Objective) -> _Groups:
    """The most groups without two who must not meet, found by trying people in their order."""
    seats = sorted(group, key=lambda role: (group.count(role), role))
    most = _most(group, lines)
    apart, tries = prices.apart_masks(), 0
    best: _Groups = ()

    def fill(groups: _Groups, here: tuple[int, ...], taken: int) -> bool:
        nonlocal best, tries
        if len(here) == len(seats):
            groups, here = (*groups, here), ()
            best = max(best, groups, key=len)
        if len(best) == most or tries >= _CHOICES_AT_MOST:
            return True
        line, after = lines[seats[len(here)]], groups[-1][0] if groups else None
        if here:
            after = here[-1] if seats[len(here) - 1] == seats[len(here)] else None
        for person in line[line.index(after) + 1 if after is not None else 0 :]:
            if not taken >> person & 1 and not any(apart[person] >> one & 1 for one in here):
                tries += 1
                if fill(groups, (*here, person), taken | 1 << person):
                    return True
        return False

    fill((), (), 0)
    return best


def _dealt(group: Sequence[str], lines: dict[str, list[int]]) -> _Groups:
    most = _most(group, lines)
    rest = {role: iter(line) for role, line in lines.items()}
    return tuple(tuple(next(rest[role]) for role in group) for _ in range(most))


def left_over(
    roles: Roles, ids: Sequence[Member], placed: Collection[Member]
) -> tuple[LeftOut, ...]:
    """Each member who is not placed, with the reason."""
    need = Counter(roles.group)
    count = Counter(roles.of.get(member, "") for member in ids)
    most = min(count[role] // seats for role, seats in need.items())
    left = []
    for member in ids:
        role = roles.of.get(member, "")
        few = next((name for name, seats in need.items() if count[name] < seats), None)
        if member in placed:
            continue
        if role not in need:
            why, own = InfeasibleReason.NO_ROLE, f" ({role})" if role else ""
            reason = f"{WITHOUT_ROLE} that a group has{own}"
        elif few is not None:
            why, reason = InfeasibleReason.ALONE, f"{TOO_FEW} {few} take part"
        elif count[role] > most * need[role]:
            why, reason = InfeasibleReason.RESTS, f"{RESTS}, too many have the role {role}"
        else:
            why, reason = InfeasibleReason.KEPT_APART, "kept apart from too many who take part"
        left.append(LeftOut(member=member, why=why, reason=reason))
    return tuple(left)
