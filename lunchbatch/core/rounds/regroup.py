"""Makes groups again whose members Slack can't bring together, while a run is sending.

Somebody may leave in the minutes between planning and sending. The others are introduced without
them. Who would be alone joins a group of the same round that nobody has heard of yet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import tagged
from lunchbatch.core.context.keep_apart import KeepApart, keep_apart
from lunchbatch.core.context.plan_model import Effect, PlanningContext, ProgramView, ToMembers
from lunchbatch.core.ledger.changes import Change, Update
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.row_cells import GroupCells, RoundCells
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.matching import Mixing
from lunchbatch.core.matching.rules.lottery import WITHOUT_HOST
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.rounds.grouping import ALONE
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.polls.poll_announcements import introduced_to

MOST = 8  # people in a group conversation beside the app (conversations.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachableGroup:
    """A group that cannot be introduced: who still can be, and why the others cannot."""

    key: str
    able: tuple[str, ...]
    gone: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """What to write and to send instead; `told` has a sentence for each broken group.

    `dissolved` are groups that are no more. Of those to which a message is still `owed` somebody is
    alone now, and the next run tells them.
    """

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    dissolved: frozenset[str] = frozenset()
    owed: frozenset[str] = frozenset()


def is_introduction(effect: Effect) -> bool:
    """Whether an effect introduces one group in a conversation of its own."""
    about = effect.about[0] if effect.about else None
    is_intro = about is not None and about.tab is GROUPS_TAB and about.stage == Stage.INTRO
    return is_intro and isinstance(effect.to, ToMembers)


def regroup(
    context: PlanningContext, broken: Sequence[UnreachableGroup], reserve: Iterable[str]
) -> Regrouping:
    """Make groups again of those who can still be introduced.

    `context.records` has the groups as they stand now; `reserve` names groups not told yet
    and can take somebody in. Nobody comes to somebody they are kept apart from.
    """
    known = {group.key: group for group in context.records.groups}
    lost = {one.key: one for one in broken if one.key in known}
    teams = {key: list(one.able) for key, one in lost.items()}
    teams |= {key: list(known[key].members) for key in reserve if key in known}
    alone: dict[str, str] = {}
    apart = keep_apart(context)
    for key in lost:
        lottery = context.policy.programs[known[key].program].lottery
        if lottery is not None and not set(lottery.hosts).intersection(teams[key]):
            alone |= dict.fromkeys(teams[key], WITHOUT_HOST)
            teams[key] = []
        elif len(teams[key]) == 1:
            member = teams[key].pop()
            host = _host(context, known, teams, apart, key, member)
            if host is None:
                alone[member] = ALONE
            else:
                teams[host].append(member)
    groups = {
        key: _again(context, known[key], members)
        for key, members in teams.items()
        if set(members) != set(known[key].members)
    }
    changes: list[Change] = [
        change for key, group in groups.items() for change in _row(known[key], group)
    ]
    changes += _round_rows(context, groups, lost.values(), alone)
    return Regrouping(
        changes=tuple(changes),
        effects=tuple(_effect(context, group) for group in groups.values() if group.members),
        told={key: _sentence(one, teams, alone) for key, one in lost.items()},
        dissolved=frozenset(key for key, group in groups.items() if not group.members),
        owed=frozenset(key for key, one in lost.items() if set(one.able) & alone.keys()),
    )


def _host(
    context: PlanningContext,
    known: Mapping[str, Group],
    teams: Mapping[str, Sequence[str]],
    apart: KeepApart,
    key: str,
    member: str,
) -> str | None:
    """The smallest group of the same round and time that may take somebody in."""
    own = known[key]
    if context.policy.programs[own.program].roles is not None:
        return None  # it would have a seat more than its roles
    hosts = [
        other
        for other, members in teams.items()
        if other != key
        and 0 < len(members) < MOST
        and (known[other].round, known[other].time) == (own.round, own.time)
        and not apart.splits((*members, member))
        and all(may_meet(context.view(own.program), member, one) for one in members)
    ]
    return min(hosts, key=lambda other: (len(teams[other]), other), default=None)


def may_meet(view: ProgramView, one: str, other: str) -> bool:
    """Whether the tags that a program mixes by let two people meet."""
    for tag, how in view.program.mixing.items():
        values = tagged(view.context, view.program, tag, (one, other))
        if len(values) == 2:
            is_alike = values[one] == values[other]
            if (how is Mixing.NEVER and is_alike) or (how is Mixing.SAME and not is_alike):
                return False
    return True


def _again(context: PlanningContext, group: Group, members: Sequence[str]) -> Group:
    names = ", ".join(message_context.name_of(context, member) for member in members)
    point = group.point_person if group.point_person in members else next(iter(members), "")
    return replace(group, members=tuple(members), names=names, point_person=point)


def _row(before: Group, group: Group) -> Iterator[Update]:
    cells = GroupCells(member_ids=group.members, names=group.names, point_person=group.point_person)
    yield cells.update(group.key)
    if group.members or before.is_typed:
        return
    # On its own: a status that somebody types meanwhile stays, and the people still move on.
    closed = GroupCells(meeting_status=Status.CLOSED_STALE, status_written=Status.CLOSED_STALE)
    yield closed.update(group.key, expected=GroupCells(meeting_status=before.status))


def _round_rows(
    context: PlanningContext,
    groups: Mapping[str, Group],
    lost: Iterable[UnreachableGroup],
    alone: Mapping[str, str],
) -> list[Change]:
    out: dict[str, dict[str, str]] = {}
    for one in lost:
        reasons = out.setdefault(
            next(g.round for g in context.records.groups if g.key == one.key), {}
        )
        reasons |= one.gone
        reasons |= {member: alone[member] for member in one.able if member in alone}
    changes: list[Change] = []
    for id_, reasons in out.items():
        before = context.records.rounds.get(id_)
        if before is not None:
            now = [groups.get(group.key, group) for group in context.records.groups_of(id_)]
            cells = RoundCells(
                groups=sum(bool(group.members) for group in now),
                introduced=sum(len(group.members) for group in now),
                not_in={**before.absent, **reasons},
            )
            changes.append(cells.update(id_))
    return changes


def _effect(context: PlanningContext, group: Group) -> Effect:
    program = context.policy.programs[group.program]
    if program.signup == "everyone":
        return intro_effect(context.view(group.program), group)
    return introduced_to(context.view(group.program), context.records.rounds[group.round], group)


def _sentence(
    one: UnreachableGroup, teams: Mapping[str, Sequence[str]], alone: Mapping[str, str]
) -> str:
    gone = ", ".join(f"{member} ({why})" for member, why in one.gone.items()) or "nobody"
    if teams[one.key]:
        return f"introduced without {gone}"
    moved = [
        f"{member} was put into {key}"
        for key, members in teams.items()
        for member in one.able
        if member in members
    ]
    left = [f"{member}: {why}" for member, why in alone.items() if member in one.able]
    return "; ".join([f"cannot be introduced: {gone} cannot be reached", *moved, *left])
