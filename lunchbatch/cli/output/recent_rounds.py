"""Sums up the last days: polls, times and groups, as a value and as lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lunchbatch.core.answers.group_answers import recorded
from lunchbatch.core.context.plan_model import effect_key
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.rounds.polls.poll_answers import closes_at, is_asking
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import rounds_of
from lunchbatch.core.settings.policy import Policy, Program

Member = str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSummary:
    """A group; `time` is empty where there is none, and `was_told` says that it heard of itself."""

    members: tuple[Member, ...]
    point_person: Member
    time: str
    status: Status | None
    was_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSummary:
    """A round. `chosen` holds who chose what, each choice of its poll and "not today".

    `open_until` (in the program's time zone) is set while its poll can be answered; `ended` is
    the word in its row where it ended without its stages, such as "missed".
    """

    id: str
    slot: date
    chosen: Mapping[str, tuple[Member, ...]]
    groups: tuple[GroupSummary, ...]
    open_until: datetime | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSummary:
    """A program's rounds of the last days, today's and those already begun included."""

    name: str
    time_zone: str
    since: date
    rounds: tuple[RoundSummary, ...]


def summary(policy: Policy, known: Records, now: datetime, days: int) -> tuple[ProgramSummary, ...]:
    """The rounds of the last `days` days, today counted, in each program's own time zone."""
    return tuple(
        _program(name, program, known, now, days) for name, program in policy.programs.items()
    )


def _program(
    name: str, program: Program, known: Records, now: datetime, days: int
) -> ProgramSummary:
    since = local(program, now).date() - timedelta(days=days - 1)
    rounds = (one for one in rounds_of(known, name, now) if one.slot >= since)
    return ProgramSummary(
        name=name,
        time_zone=program.time_zone,
        since=since,
        rounds=tuple(_round(program, known, one) for one in rounds),
    )


def _round(program: Program, known: Records, round_: Round) -> RoundSummary:
    is_open = program.signup == "poll" and Stage.POLL in round_.stages and is_asking(round_)
    return RoundSummary(
        id=round_.id,
        slot=round_.slot,
        chosen=_chosen(known, round_) if program.signup == "poll" else {},
        groups=tuple(map(_group, known.groups_of(round_.id))),
        open_until=local(program, closes_at(program, round_)) if is_open else None,
        ended=round_.stage if round_.is_off or round_.stage in {"missed", "skipped"} else "",
    )


def _chosen(known: Records, round_: Round) -> dict[str, tuple[Member, ...]]:
    members = sorted(answer.member for answer in known.under(effect_key(round_.id, Stage.POLL)))
    said = recorded(known, round_.id, Stage.POLL, members)
    return {
        choice: tuple(member for member in members if choice in said.get(member, ()))
        for choice in (*round_.choices, NOT_TODAY)
    }


def _group(group: Group) -> GroupSummary:
    return GroupSummary(
        members=group.members,
        point_person=group.point_person,
        time=group.time,
        status=group.status,
        was_told=bool(group.intro),
    )


def summary_lines(
    found: tuple[ProgramSummary, ...], names: Mapping[Member, str] | None = None
) -> Iterator[str]:
    """A summary for people: ids, or names where `names` has them."""
    called = names or {}
    for program in found:
        yield f"{program.name}, since {program.since:%a %d %b %Y} ({program.time_zone})"
        if not program.rounds:
            yield "  no round"
        for one in program.rounds:
            yield from _round_lines(one, called)


def _round_lines(one: RoundSummary, called: Mapping[Member, str]) -> Iterator[str]:
    told = sum(group.was_told for group in one.groups)
    people = sum(len(group.members) for group in one.groups if group.was_told)
    how = f"{people} people in {told} group{'' if told == 1 else 's'}"
    if one.open_until:
        how = f"open until {one.open_until:%a %d %b %H:%M}"
    elif one.ended:
        how = one.ended
    yield f"  {one.slot:%a %d %b %Y}: {how}"
    if one.chosen:
        votes = (f"{choice} {len(members)}" for choice, members in one.chosen.items())
        yield f"    answers: {', '.join(votes)}"
    for group in one.groups:
        yield f"    {_group_line(group, called)}"


def _group_line(group: GroupSummary, called: Mapping[Member, str]) -> str:
    when = f"{group.time}: " if group.time else ""
    who = ", ".join(called.get(member) or member for member in group.members)
    leader = called.get(group.point_person) or group.point_person
    status = f"; {group.status}" if group.status else ""
    return f"{when}{who}; point person {leader}{status}{'' if group.was_told else '; never told'}"
