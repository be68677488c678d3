"""From a problem to its groups: place, arrange, choose point persons, account."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from lunchbatch.core.matching.account import account
from lunchbatch.core.matching.arrange import TABLE_AT_MOST, arrange, foreseen
from lunchbatch.core.matching.cost import Prices, price
from lunchbatch.core.matching.design import seats
from lunchbatch.core.matching.leading import point_persons
from lunchbatch.core.matching.past import Past, read_past
from lunchbatch.core.matching.placing import (
    COVER_AT_MOST,
    Placing,
    covering,
    joined,
    masks,
    placings,
)
from lunchbatch.core.matching.problem import Group, Matching, Member, PastGroup, Problem
from lunchbatch.core.matching.room import Room, Seating
from lunchbatch.core.matching.sizes import sizes, table_sizes
from lunchbatch.core.matching.stuck import cannot_separate, left_out, nobody_found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crowd:
    """The people to be placed, sorted, with their past, prices and the times they can make."""

    ids: tuple[Member, ...]
    can: list[int]
    past: Past
    prices: Prices


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seated:
    """The placed part of a crowd and where it sits."""

    crowd: _Crowd
    room: Room
    seating: Seating


def match(problem: Problem) -> Matching:
    """The best groups found for the people present, and the proof of how good they are.

    The answer depends on the problem alone, not on the order of its members or pairs, nor on
    the machine. Everybody is placed who can be placed; where there are times and rules leave
    somebody over, they are left out with the reason. Kept-apart rules are never broken.

    Raises `CannotSeparate` if, without times, not everybody can be placed within the rules.
    """
    times = tuple(problem.slots or ())
    crowd = _crowd(problem)
    chance = Random(f"{problem.seed}:{problem.round}")  # noqa: S311 - seeded, and no secret
    seated = _seat(problem, crowd, max(1, len(times)), chance)
    placed = set(seated.crowd.ids)
    out = [person for person, member in enumerate(crowd.ids) if member not in placed]
    return Matching(
        groups=_groups(seated, times, _leaders(problem, seated, chance)),
        left_out=left_out(out, crowd.ids, crowd.can, crowd.prices.apart_masks(), times),
        account=account(seated.crowd.prices, seated.room, seated.seating),
    )


def _crowd(problem: Problem) -> _Crowd:
    ids = tuple(sorted(set(problem.members)))
    index = {member: number for number, member in enumerate(ids)}
    past = read_past(problem, index)
    can = masks(problem, ids)
    if problem.join_nearest:
        willing = [member in problem.join_nearest for member in ids]
        can = joined(can, willing, len(problem.slots or "1"), problem.group_size)
    return _Crowd(ids=ids, can=can, past=past, prices=price(problem, index, past))


def _seat(problem: Problem, crowd: _Crowd, times: int, chance: Random) -> _Seated:
    stuck: set[Member] = set()
    shapes = sizes if problem.slots is None else table_sizes
    for placing in placings(crowd.prices, crowd.can, times, chance, shapes=shapes):
        seated = _arranged(problem, crowd, placing, chance)
        stuck = _stuck(seated)
        if not stuck:
            return seated
    if len(crowd.ids) > COVER_AT_MOST:
        raise nobody_found(tuple(sorted(stuck)))
    placing, found = covering(crowd.prices, crowd.can)
    if found.out and problem.slots is None:
        raise cannot_separate(crowd.ids, found, crowd.prices)
    return _arranged(problem, crowd, placing, chance)


def _arranged(problem: Problem, crowd: _Crowd, placing: Placing, chance: Random) -> _Seated:
    placed = placing.placed()
    if len(placed) < len(crowd.ids):
        crowd = _part(problem, crowd, placed)
    number = {person: position for position, person in enumerate(placed)}
    room = Room(
        sizes=tuple(map(len, placing.groups)),
        slots=placing.slots,
        can=crowd.can,
        wished=problem.group_size,
    )
    start = [[number[person] for person in group] for group in placing.groups]
    chairs = _chairs(problem, crowd) if problem.slots is None else ()
    seating = arrange(crowd.prices, room, start, chairs, chance)
    return _Seated(crowd=crowd, room=room, seating=seating)


def _chairs(problem: Problem, crowd: _Crowd) -> list[int | None]:
    """Who sits on each seat of a design."""
    if len(crowd.ids) > TABLE_AT_MOST:
        return []
    held = seats(problem)
    chairs: list[int | None] = [None] * (max(held.values(), default=-1) + 1)
    for person, member in enumerate(crowd.ids):
        chairs[held[member]] = person
    return chairs


def _part(problem: Problem, crowd: _Crowd, placed: Sequence[int]) -> _Crowd:
    """Only the placed; those who are not stay in the problem, so that a cycle stays as long."""
    ids = tuple(crowd.ids[person] for person in placed)
    index = {member: position for position, member in enumerate(ids)}
    past = read_past(problem, index)
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


def _leaders(problem: Problem, seated: _Seated, chance: Random) -> list[int]:
    following = _following(problem, seated, chance) if seated.seating else []
    return point_persons(seated.seating, seated.crowd.past.led, following, chance)


def _following(problem: Problem, seated: _Seated, chance: Random) -> list[Seating]:
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


def _groups(seated: _Seated, times: tuple[str, ...], leaders: Sequence[int]) -> tuple[Group, ...]:
    ids = seated.crowd.ids
    groups = []
    for slot, people, leader in zip(seated.room.slots, seated.seating, leaders, strict=True):
        members = tuple(sorted(ids[person] for person in people))
        time = times[slot] if times else None
        groups.append((slot, Group(members=members, slot=time, point_person=ids[leader])))
    groups.sort(key=lambda pair: (pair[0], pair[1].members))
    return tuple(group for _, group in groups)
