"""The matching's input and output as values, and what the history says about the people present."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, combinations_with_replacement, groupby
from typing import TypeAlias

from lunchbatch.errors import LunchbatchError

Member: TypeAlias = str
"""A member's id. Ids are compared and sorted as text."""

SMALLEST, LARGEST = 2, 8
"""People in a group: never one alone, never more than a group message holds."""


class Mixing(StrEnum):
    """How much people with the same value of a tag are kept from each other.

    `same` is the other way round: only people with the same value may meet.
    """

    OFF = "off"
    PREFER = "prefer"
    STRONG = "strong"
    NEVER = "never"
    SAME = "same"


class WithoutValue(StrEnum):
    """Whom people meet who have no value of a tag that is mixed as `same`."""

    ANYBODY = "anybody"
    OUT = "out"


class InfeasibleReason(StrEnum):
    """Why a member stands in no group."""

    NO_SLOT = "no_slot"
    ALONE = "alone"
    KEPT_APART = "kept_apart"
    NO_VALUE = "no_value"
    NO_ROLE = "no_role"
    RESTS = "rests"
    NOT_DRAWN = "not_drawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGroup:
    """A group of an earlier round; `met` is whether it counts as having met."""

    round: int
    members: tuple[Member, ...]
    point_person: Member | None = None
    met: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Which roles every group has, and who has which.

    `group` names the role of each seat; at most one role may stand there more than once. `rested`
    are the rounds in which somebody's role had more people than seats and they sat out. People
    in `of` and `rested` who are absent only count for what was a fair share then.
    """

    group: tuple[str, ...]
    of: Mapping[Member, str]
    rested: Mapping[Member, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lottery:
    """One group a round: the hosts who are there, and so many guests drawn from the others."""

    hosts: tuple[Member, ...]
    guests: int


def lottery_fault(hosts: Sequence[Member], guests: int) -> str:
    """What is wrong with a lottery, for after its place; or nothing."""
    if not hosts:
        return "has no hosts; name one or more"
    if guests < 1:
        return f"draws {guests} guests; it takes one or more"
    if len(set(hosts)) + guests > LARGEST:
        return f"makes a group of {len(set(hosts)) + guests}; {LARGEST} is the most"
    return ""


def roles_fault(group: Sequence[str]) -> str:
    """What is wrong with the roles that a group is to have, for after their place; or nothing."""
    seats = Counter(group)
    if not SMALLEST <= len(group) <= LARGEST:
        return f"has {len(group)} seats; a group has {SMALLEST} to {LARGEST}"
    if len(seats) == 1:
        return "has one role only; name two or more"
    if sum(count > 1 for count in seats.values()) > 1:
        return "has more than one role several times; only one may have several seats"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingProblem:
    """Everything a matching may depend on.

    The order of `members` and of the pairs means nothing. People named in `history`,
    `keep_apart` or `tags` who are not among `members` are absent and are passed over.
    Rounds are counted, not dated: `history` holds rounds before `round`, and a pair that met
    more than `met_again_after` rounds ago counts as never met.
    `slots` says who can make which time, in the order of the day; None means one time for all.
    Whoever is alone in all their slots and stands in `join_nearest` may be placed in the
    nearest other one. `elsewhere` are pairs whom another program brought together, and how many of
    our rounds ago, 0 for today. A tag that is not in `mixing` is mixed as `prefer`;
    `without_value` says what becomes of those without a value of a tag mixed as `same`.
    `no_common_hours` are pairs who are never at work at the same time: better apart, if it costs
    little.
    With `roles` every group has just these roles, and `group_size` is their number; with a
    `lottery` there is one group. Neither goes with the other, or with `slots`.
    """

    members: tuple[Member, ...]
    group_size: int
    seed: str
    round: int
    history: tuple[PastGroup, ...] = ()
    keep_apart: frozenset[frozenset[Member]] = frozenset()
    tags: Mapping[str, Mapping[Member, str]] = field(default_factory=dict)
    mixing: Mapping[str, Mixing] = field(default_factory=dict)
    slots: Mapping[str, tuple[Member, ...]] | None = None
    met_again_after: int | None = None
    join_nearest: frozenset[Member] = frozenset()
    without_value: WithoutValue = WithoutValue.ANYBODY
    elsewhere: Mapping[frozenset[Member], int] = field(default_factory=dict)
    roles: Roles | None = None
    lottery: Lottery | None = None
    no_common_hours: frozenset[frozenset[Member]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedGroup:
    """People introduced together, sorted by id; `slot` is None where there are no slots."""

    members: tuple[Member, ...]
    slot: str | None
    point_person: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A member in no group, with the reason as a sentence for people."""

    member: Member
    why: InfeasibleReason
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How good the groups are, counted from the groups themselves.

    `repeats` are pairs who have met before, `too_soon` those of them who met less than half a
    cycle ago (a cycle is the (people - 1) / (group size - 1) rounds it takes to meet everybody),
    `keep_apart` broken rules (always 0), `same_tag` pairs who share a value of a mixed tag,
    `no_common_hours` pairs who share no working hours.
    `unavoidable` is a proven lower bound: no way to seat the same people, in groups of these
    sizes at these times, has fewer repeats. `proof` says so for people.
    """

    repeats: int
    too_soon: int
    keep_apart: int
    same_tag: int
    no_common_hours: int
    unavoidable: int
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingResult:
    """The groups of a round, who is left out, and how good it is."""

    groups: tuple[MatchedGroup, ...]
    left_out: tuple[LeftOut, ...]
    quality: Quality


class NoFeasibleGroupsError(LunchbatchError):
    """No groups exist that keep everybody apart who must be; `stuck` names the people."""

    exit_code = 2

    def __init__(self, sentence: str, stuck: tuple[Member, ...]) -> None:
        super().__init__(sentence)
        self.stuck = stuck


_STEADY_ROUNDS = 4
ONE_TURN = 1_000_000
"""The unit in which turns beyond one's share are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMeetings:
    """By index of the people in sorted order: acquaintances and turns taken.

    `last[p][q]` is the last round in which p and q met. `led` and `odd` count the rounds in which
    somebody was point person or sat in a group off the wished size, less their share, in
    parts of ONE_TURN. A share is that of everybody who took part in the same round, so that months
    away neither save nor cost a turn, and a group without a point person is nobody's turn.
    """

    last: list[dict[int, int]]
    led: list[int]
    odd: list[int]


def past_meetings(problem: MatchingProblem, index: dict[Member, int]) -> PastMeetings:
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
    return PastMeetings(last=last, led=led, odd=odd)


def all_known(met: Sequence[Mapping[int, int]], group_size: int, never: int = 0) -> bool:
    """Whether fewer pairs have yet to meet than meet in a round.

    So many pairs `never` meet by their roles, counted from both sides.
    """
    people = len(met)
    left = people * (people - 1) - never - sum(map(len, met))
    return left < people * (group_size - 1)


def others_to_meet(problem: MatchingProblem) -> int:
    """How many others there are to meet, where a cycle is that by the others in a group.

    With roles it is the shortest cycle that counts: of the two roles whose people are the first
    to have all met.
    """
    if problem.roles is None:
        return len(set(problem.members)) - 1
    need = Counter(problem.roles.group)
    count = Counter(problem.roles.of.get(member) for member in set(problem.members))
    groups = min(count[role] // seats for role, seats in need.items())
    cycles = [
        count[one]
        * (count[other] - (one == other))
        // (groups * need[one] * (need[other] - (one == other)))
        for one, other in combinations_with_replacement(need, 2)
        if groups and (one != other or need[one] > 1)
    ]
    return min(cycles, default=0) * (len(problem.roles.group) - 1)


def is_steady(problem: MatchingProblem) -> bool:
    """Whether the same people took part in each of the last rounds as do now."""
    lately = sorted({past.round for past in problem.history})[-_STEADY_ROUNDS:]
    here = {(number, member) for number in lately for member in problem.members}
    there = {(past.round, member) for past in problem.history for member in past.members}
    return here == {seat for seat in there if seat[0] in lately}


def _round(past: PastGroup) -> int:
    return past.round
