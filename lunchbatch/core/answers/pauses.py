"""Computes each member's pause: a cell that a person cleared or typed, then emoji, then silence.

In this order one wins over the next. What a person typed into People holds until its date, and
an emptied cell sets aside all that was asked for before; the program writes a pause of its own
only where no person's holds. Whoever left the channel and has joined again starts afresh: that
clears a pause of the program's like an emptied cell, even where its message is hidden by now.
It writes what the reactions say now, so a pause ends by itself when a reaction is taken back.
The cell shows a pause; a stop holds even where it cannot be shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lunchbatch.core.answers.member_requests import read_member_requests
from lunchbatch.core.answers.silence import (
    ClosingRound,
    is_too_silent,
    notice,
    notice_stage,
    silent_rounds,
)
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import Effect, PlanningContext, ToMembers
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group, MemberRecord
from lunchbatch.core.ledger.row_cells import PersonCells, RoundCells
from lunchbatch.core.model.terms import Pause
from lunchbatch.core.schedule.calendar import local

FOREVER = Pause(until=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseUpdate:
    """The view with everybody's pause as it is now, what the ledger needs, and what is said.

    `repeats` are the groups that somebody wants once more; `notices` the words to those who are
    paused after silence, by the round that closes.
    """

    context: PlanningContext
    repeats: frozenset[str]
    changes: tuple[Change, ...]
    notices: Mapping[str, tuple[Effect, ...]]


def update_pauses(
    context: PlanningContext,
    closings: Sequence[ClosingRound],
    groups: Mapping[str, Group] | None = None,
) -> PauseUpdate:
    """Bring everybody's pause up to date with what was typed, asked for and not said.

    `groups` are those whose answers were read in this run, as they stand now, by key.
    """
    today = local(next(iter(context.policy.programs.values())), context.now).date()
    before = context.records.people
    context = _with_returned_members(context)
    wishes = read_member_requests(context)
    wanted, stopped = wishes.pauses(today), wishes.stopped()
    silent = silent_rounds(context, closings, groups or {})
    people: dict[str, MemberRecord] = {}
    changes = list(wishes.changes)
    for member in sorted(context.records.people.keys() | wanted.keys()):
        old = context.records.people.get(member) or MemberRecord(id=member, name="", tags={})
        new = _steered(context, old, wanted.get(member), silent.get(member, ()), today)
        off = member in stopped or (new.is_typed and new.pause == FOREVER)
        people[member] = replace(new, has_stopped=off)
        if member in context.records.people and old.is_sound:
            changes += _row_changes(before[member], new)
    steered = replace(context, records=replace(context.records, people=people))
    fallen = {closing.round: fallen_silent(steered, closing) for closing in closings}
    changes += [
        RoundCells(paused=len(members)).update(round_id)
        for round_id, members in fallen.items()
        if members
    ]
    notices = {
        closing.round: tuple(_notices(steered, closing, fallen[closing.round]))
        for closing in closings
    }
    return PauseUpdate(
        context=steered, repeats=wishes.repeats(), changes=tuple(changes), notices=notices
    )


def _with_returned_members(context: PlanningContext) -> PlanningContext:
    """Who is marked as having left and is in a channel again, with their own pause cleared."""
    channels = (program.channel for program in context.policy.programs.values())
    here = {member for channel in channels for member in context.slack.members.get(channel, ())}
    returned = {
        member: replace(standing, pause=None)
        for member, standing in context.records.people.items()
        if member in here
        and standing.left is not None
        and not standing.is_typed
        and standing.pause is not None
        and not ((person := context.slack.people.get(member)) and person.is_deactivated)
    }
    people = {**context.records.people, **returned}
    return replace(context, records=replace(context.records, people=people))


def _steered(
    context: PlanningContext,
    old: MemberRecord,
    wanted: Pause | None,
    silent: tuple[str, ...],
    today: date,
) -> MemberRecord:
    if old.is_cleared:
        return replace(old, pause=wanted, pause_written=wanted, silent=())
    if old.is_typed and old.pause is not None and old.pause.covers(today):
        return replace(old, silent=())
    own = wanted or (FOREVER if is_too_silent(context.policy, silent) else None)
    if own is None and old.is_typed:
        return replace(old, silent=silent)
    return replace(old, pause=own, pause_written=own, silent=silent)


def _row_changes(old: MemberRecord, new: MemberRecord) -> Iterator[Change]:
    cells, expected = PersonCells(), None
    if (new.pause, new.pause_written) != (old.pause, old.pause_written):
        cells = PersonCells(paused_until=new.pause, pause_written=new.pause_written)
        expected = PersonCells(paused_until=old.pause)
    if new.silent != old.silent:
        cells = replace(cells, silent_rounds=len(new.silent) or None, silent_since=new.silent)
    if cells.values:
        yield cells.update(old.id, expected=expected)


def fallen_silent(context: PlanningContext, closing: ClosingRound) -> tuple[str, ...]:
    """Members of a round that closes with which their silence has become too long."""
    return tuple(
        member
        for group in closing.groups
        for member in group.members
        if (standing := context.records.people.get(member)) is not None
        and closing.round in standing.silent
        and not standing.is_typed
        and is_too_silent(context.policy, standing.silent)
    )


def _notices(
    context: PlanningContext, closing: ClosingRound, members: Sequence[str]
) -> Iterator[Effect]:
    here = context.slack.members.get(context.policy.programs[closing.program].channel, ())
    for member in members:
        standing = context.records.people[member]
        told = notice_stage(closing.round) in standing.messages
        if member in here and not (told or standing.has_stopped):
            yield notice(context.view(closing.program), closing.round, standing)


def drop_messages_to_stopped(context: PlanningContext, builder: PlanBuilder) -> None:
    """Nobody who wants to be left alone is written to, whatever was planned.

    A conversation with somebody who stopped is silent for all in it; the owner's own notices go
    out.
    """
    off = {member for member, standing in context.records.people.items() if standing.has_stopped}
    dropped = {
        effect.key
        for effect in builder.effects
        if isinstance(effect.to, ToMembers)
        and off.intersection(effect.to.ids)
        and effect.to.ids != (context.policy.owner,)
    }
    builder.effects = [effect for effect in builder.effects if effect.key not in dropped]
    builder.finishes = [
        replace(finish, effects=finish.effects - dropped) for finish in builder.finishes
    ]
    builder.notes += [
        f"{key}: not sent, somebody in it is left out until further notice"
        for key in sorted(dropped)
    ]
