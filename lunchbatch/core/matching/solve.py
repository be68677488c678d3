"""Solves a matching problem: placement, search, leaders, or why no groups fit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from lunchbatch.core.matching.bounds import quality
from lunchbatch.core.matching.fairness import point_persons
from lunchbatch.core.matching.initial_placement import (
    COVER_AT_MOST,
    Placing,
    covering,
    joined,
    masks,
    placings,
)
from lunchbatch.core.matching.local_search import TABLE_AT_MOST, foreseen, search
from lunchbatch.core.matching.objective import Objective, price
from lunchbatch.core.matching.problem import (
    MatchedGroup,
    MatchingProblem,
    MatchingResult,
    Member,
    PastGroup,
    PastMeetings,
    past_meetings,
)
from lunchbatch.core.matching.rules.lottery import drawn_group, not_drawn
from lunchbatch.core.matching.rules.reasons import cannot_separate, left_out, nobody_found
from lunchbatch.core.matching.rules.roles import left_over, role_groups
from lunchbatch.core.matching.rules.shared_tags import join_results, split_by_tags
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating, sizes, table_sizes
from lunchbatch.core.matching.stable_club_designs import seats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crowd:
    """The people to be placed, sorted, with their past, prices and the times they can make."""

    ids: tuple[Member, ...]
    can: list[int]
    past: PastMeetings
    prices: Objective


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seated:
    """The placed part of a crowd and where it sits."""

    crowd: _Crowd
    room: RoundSlots
    seating: Seating


def match(problem: MatchingProblem) -> MatchingResult:
    """The best groups found for the people present, and the proof of how good they are.

    The answer depends on the problem alone, not on the order of its members or pairs, nor on
    the machine. Everybody is placed who can be placed; where there are times and rules leave
    somebody over, they are left out with the reason. Kept-apart rules are never broken.

    Where a tag is mixed as `same`, the people of each of its values are matched by themselves.
    Where groups have roles, whoever is over rests, in turns; in a lottery the rest is not drawn.

    Raises `NoFeasibleGroupsError` if, without times, not everybody can be placed within the rules.
    """
    parts = split_by_tags(problem)
    return join_results(parts, [_match_part(part) for part in parts.problems])


def _match_part(problem: MatchingProblem) -> MatchingResult:
    times = tuple(problem.slots or ())
    crowd = _crowd(problem)
    chance = Random(f"{problem.seed}:{problem.round}")  # noqa: S311 - seeded, and no secret
    seated = _seat(problem, crowd, max(1, len(times)), chance)
    placed = set(seated.crowd.ids)
    if problem.roles is not None:
        left = left_over(problem.roles, crowd.ids, placed)
    elif problem.lottery is not None:
        left = not_drawn(problem.lottery, crowd.ids, placed)
    else:
        out = [person for person, member in enumerate(crowd.ids) if member not in placed]
        left = left_out(out, crowd.ids, crowd.can, crowd.prices.apart_masks(), times)
    return MatchingResult(
        groups=_groups(seated, times, _leaders(problem, seated, chance)),
        left_out=left,
        quality=quality(seated.crowd.prices, seated.room, seated.seating),
    )


def _crowd(problem: MatchingProblem) -> _Crowd:
    ids = tuple(sorted(set(problem.members)))
    index = {member: number for number, member in enumerate(ids)}
    past = past_meetings(problem, index)
    can = masks(problem, ids)
    if problem.join_nearest:
        willing = [member in problem.join_nearest for member in ids]
        can = joined(can, willing, len(problem.slots or "1"), problem.group_size)
    return _Crowd(ids=ids, can=can, past=past, prices=price(problem, index, past))


def _seat(problem: MatchingProblem, crowd: _Crowd, times: int, chance: Random) -> _Seated:
    stuck: set[Member] = set()
    if problem.roles is not None:
        groups = role_groups(problem, crowd.ids, crowd.prices, chance)
        return _seat_groups(problem, crowd, groups, chance)
    if problem.lottery is not None:
        groups = drawn_group(problem, crowd.ids, crowd.prices, chance)
        return _seat_groups(problem, crowd, groups, chance)
    shapes = sizes if problem.slots is None else table_sizes
    for placing in placings(crowd.prices, crowd.can, times, chance, shapes=shapes):
        seated = _arranged(problem, crowd, placing, chance)
        stuck = _stuck(seated)
        if not stuck:
            return seated
    if len(crowd.ids) > COVER_AT_MOST:
        raise nobody_found(tuple(sorted(stuck)), crowd.prices)
    placing, found = covering(crowd.prices, crowd.can)
    if found.out and problem.slots is None:
        raise cannot_separate(crowd.ids, found, crowd.prices)
    return _arranged(problem, crowd, placing, chance)


def _seat_groups(
    problem: MatchingProblem, crowd: _Crowd, groups: Sequence[tuple[int, ...]], chance: Random
) -> _Seated:
    """The best groups from these on; of thousands those in which somebody is stuck are dropped."""
    while True:
        placing = Placing(groups=tuple(groups), slots=(0,) * len(groups))
        seated = _arranged(problem, crowd, placing, chance)
        stuck = _stuck(seated)
        if not stuck:
            return seated
        index = {member: person for person, member in enumerate(crowd.ids)}
        ids = [[seated.crowd.ids[one] for one in group] for group in seated.seating]
        groups = [tuple(index[m] for m in group) for group in ids if stuck.isdisjoint(group)]


def _arranged(problem: MatchingProblem, crowd: _Crowd, placing: Placing, chance: Random) -> _Seated:
    placed = placing.placed()
    if len(placed) < len(crowd.ids):
        crowd = _part(problem, crowd, placed)
    number = {person: position for position, person in enumerate(placed)}
    room = RoundSlots(
        sizes=tuple(map(len, placing.groups)),
        slots=placing.slots,
        can=crowd.can,
        wished=problem.group_size,
    )
    start = [[number[person] for person in group] for group in placing.groups]
    chairs = _chairs(problem, crowd) if problem.slots is None and not problem.roles else ()
    seating = search(crowd.prices, room, start, chairs, chance)
    return _Seated(crowd=crowd, room=room, seating=seating)


def _chairs(problem: MatchingProblem, crowd: _Crowd) -> list[int | None]:
    """Who sits on each seat of a design."""
    if len(crowd.ids) > TABLE_AT_MOST:
        return []
    held = seats(problem)
    chairs: list[int | None] = [None] * (max(held.values(), default=-1) + 1)
    for person, member in enumerate(crowd.ids):
        chairs[held[member]] = person
    return chairs


def _part(problem: MatchingProblem, crowd: _Crowd, placed: Sequence[int]) -> _Crowd:
    """Only the placed; those who are not stay in the problem, so that a cycle stays as long."""
    ids = tuple(crowd.ids[person] for person in placed)
    index = {member: position for position, member in enumerate(ids)}
    past = past_meetings(problem, index)
    can = [crowd.can[person] for person in placed]
    return _Crowd(ids=ids, can=can, past=past, prices=price(problem, index, past))


def _stuck(seated: _Seated) -> set[Member]:
    """Whoever sits beside somebody they are kept apart from, or at a time they cannot make."""
    prices, room = seated.crowd.prices, seated.room
    return {
        seated.crowd.ids[one]
        for number, group in enumerate(seated.seating)
        for one in group
        if not room.suits(one, number)
        or any(prices.blocked(one, other) for other in group if other != one)
    }


def _leaders(problem: MatchingProblem, seated: _Seated, chance: Random) -> list[int]:
    if problem.lottery is not None:
        led, ids = seated.crowd.past.led, seated.crowd.ids
        return [
            min((p for p in group if ids[p] in problem.lottery.hosts), key=led.__getitem__)
            for group in seated.seating
        ]
    following = _following(problem, seated, chance) if seated.seating else []
    return point_persons(seated.seating, seated.crowd.past.led, following, chance)


def _following(problem: MatchingProblem, seated: _Seated, chance: Random) -> list[Seating]:
    """The rounds after this one, if everybody comes again, as far as they can be foreseen."""
    if problem.slots is not None:
        return []
    ids, seating, room = seated.crowd.ids, seated.seating, seated.room
    met = [
        PastGroup(round=problem.round, members=tuple(ids[person] for person in group))
        for group in seating
    ]
    after = replace(problem, members=ids, round=problem.round + 1, history=(*problem.history, *met))
    crowd = _crowd(after)
    return foreseen(crowd.prices, room, seating, _chairs(after, crowd), chance)


def _groups(
    seated: _Seated, times: tuple[str, ...], leaders: Sequence[int]
) -> tuple[MatchedGroup, ...]:
    ids = seated.crowd.ids
    groups = []
    for slot, people, leader in zip(seated.room.slots, seated.seating, leaders, strict=True):
        members = tuple(sorted(ids[person] for person in people))
        time = times[slot] if times else None
        groups.append((slot, MatchedGroup(members=members, slot=time, point_person=ids[leader])))
    groups.sort(key=lambda pair: (pair[0], pair[1].members))
    return tuple(group for _, group in groups)
