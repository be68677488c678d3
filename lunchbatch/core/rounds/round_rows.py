"""Builds the Rounds and Groups rows of a round, and the matching problem for it.

The groups of a round as they are about to be written down, however they were made.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lunchbatch.core.context import message_context
from lunchbatch.core.context.meeting_history import member_numbers, past_groups
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, RoundEnd
from lunchbatch.core.context.tags import tagged
from lunchbatch.core.ledger.cell_codecs import write_stages
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import GROUPS_TAB, ROUNDS_TAB
from lunchbatch.core.matching import MatchedGroup as Made
from lunchbatch.core.matching import MatchingProblem
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.calendar import GROUPS as GROUPS_MADE
from lunchbatch.core.schedule.calendar import INTRO, local
from lunchbatch.core.schedule.due_stages import DueStage
from lunchbatch.core.settings.policy import Program


def round_identity(round_: Round) -> dict[str, Value]:
    """The cells that say which round a row is."""
    return {"round": round_.id, "program": round_.program, "slot": round_.slot}


def planned_times(context: PlanningContext, due_stage: DueStage) -> dict[str, Value]:
    """When a round was due to begin, and how late it does."""
    program = context.policy.programs[due_stage.round.program]
    return {
        "due": local(program, due_stage.due.due),
        "late by": lateness(context.now - due_stage.due.due),
    }


def lateness(span: timedelta) -> str:
    """How late something ran, for people: `12 min`, `3 h 05 min`."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def absences(reasons: Iterable[tuple[str, str]]) -> str | None:
    """The cell `not in`: everyone who is in no group, each with the reason."""
    return "; ".join(f"{member}: {reason}" for member, reason in sorted(reasons)) or None


def stage_done(
    context: PlanningContext, round_: Round, *stages: str, extra: Mapping[str, Value] | None = None
) -> Append | Update:
    """The round's row once a stage is done; restored if somebody deleted it."""
    now = local(context.policy.programs[round_.program], context.now)
    values: dict[str, Value] = {
        "stage": stages[-1],
        "stages": write_stages({**round_.stages, **dict.fromkeys(stages, now)}),
        "done": now,
        **(extra or {}),
    }
    if round_.id in context.records.rounds or not context.records.groups_of(round_.id):
        return Update(tab=ROUNDS_TAB, key=round_.id, values=values)
    return Append(tab=ROUNDS_TAB, key=round_.id, values={**round_identity(round_), **values})


def round_number(context: PlanningContext, name: str) -> int:
    """The number of the round that begins, counted from 1 over all that introduced anybody.

    A missed or skipped round has no number, so it is nobody's turn that is lost. Numbers stand
    in Rounds and are taken from there, whatever was deleted since.
    """
    written = (
        one.number
        for one in context.records.rounds.values()
        if one.program == name and {INTRO, GROUPS_MADE} & one.stages.keys()
    )
    return max((*member_numbers(context.records, name).values(), *written), default=0) + 1


def matching_problem(
    context: PlanningContext,
    name: str,
    round_: Round,
    members: Collection[str],
    *,
    slots: Mapping[str, tuple[str, ...]] | None = None,
    join_nearest: Collection[str] = (),
) -> MatchingProblem:
    """What the matching is asked: these people, with all that the ledger knows of them."""
    program = context.policy.programs[name]
    here = set(members)
    return MatchingProblem(
        members=tuple(members),
        group_size=context.request.group_size or round_.group_size or program.group_size,
        seed=round_.id,
        round=round_number(context, name),
        history=past_groups(context.records, name, program, before=round_.id),
        keep_apart=frozenset(
            frozenset(pair)
            for pair in context.records.apart
            if set(pair) <= here and len(set(pair)) == 2
        ),
        tags={tag: tagged(context, program, tag, members) for tag in program.mixing},
        mixing=dict(program.mixing),
        slots=slots,
        met_again_after=_remembered(context, name, program, round_),
        join_nearest=frozenset(join_nearest),
    )


def _remembered(context: PlanningContext, name: str, program: Program, round_: Round) -> int | None:
    """How many rounds back a meeting still counts: those within the span of the setting."""
    if program.met_again_after is None:
        return None
    number, since = round_number(context, name), round_.slot - program.met_again_after
    found = [
        number - past
        for id_, past in member_numbers(context.records, name).items()
        if id_ != round_.id and id_.partition("/")[2][:10] >= since.isoformat()
    ]
    return max(found, default=0)


def new_groups(
    context: PlanningContext,
    name: str,
    round_: Round,
    made: Iterable[Made],
    *,
    status: Status = Status.OPEN,
) -> tuple[Group, ...]:
    """Groups as they will stand in the ledger, before anybody has heard of them."""
    return tuple(
        new_group(context, name, round_, f"{round_.id}/{number}", group, status)
        for number, group in enumerate(made, start=1)
    )


def new_group(
    context: PlanningContext,
    name: str,
    round_: Round,
    key: str,
    made: Made,
    status: Status = Status.OPEN,
) -> Group:
    """One group as it will stand in the ledger, before anybody has heard of it."""
    program = context.policy.programs[name]
    # A lunch is announced without a question, so that none is used up by it.
    asks = program.signup == "everyone"
    return Group(
        key=key,
        program=name,
        round=round_.id,
        members=made.members,
        point_person=made.point_person,
        time=made.slot or "",
        status=status,
        status_written=status,
        introduced_on=local(program, context.now).date(),
        names=", ".join(message_context.name_of(context, member) for member in made.members),
        icebreaker=message_context.icebreaker_for(context, name, key, made.members) if asks else "",
        messages={},
    )


def group_row(group: Group) -> Append:
    """The row of a new group."""
    values: dict[str, Value] = {
        "meeting status": group.status,
        "status written": group.status_written,
        "date of intro": group.introduced_on,
        "names": group.names,
        "program": group.program,
        "round": group.round,
        "group key": group.key,
        "member ids": " ".join(group.members),
        "point person": group.point_person,
        "time": group.time or None,
        "icebreaker": group.icebreaker or None,
    }
    return Append(tab=GROUPS_TAB, key=group.key, values=values)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroups:
    """The groups of a round, and everybody of the channel who is in none, with the reason.

    `figures` are cells of Rounds that only matter once there are groups; `members` counts the
    people in the channel.
    """

    groups: tuple[Group, ...]
    absent: Mapping[str, str]
    members: int
    figures: Mapping[str, Value] = field(default_factory=dict)


def record_groups(
    context: PlanningContext,
    name: str,
    due_stage: DueStage,
    made: NewGroups,
    builder: PlanBuilder,
    *,
    is_over: bool,
) -> None:
    """The row of the round and the rows of its groups; `is_over` when nobody hears anything."""
    one = due_stage.round
    values: dict[str, Value] = {
        **round_identity(one),
        **planned_times(context, due_stage),
        "members": made.members,
        "groups": len(made.groups),
        "introduced": sum(len(group.members) for group in made.groups),
        "not in": absences(made.absent.items()),
    }
    if made.groups:
        values |= {"number": round_number(context, name), **made.figures}
    if is_over:
        values["stage"] = RoundEnd.SKIPPED
    change = Update if one.id in context.records.rounds else Append
    builder.changes.append(change(tab=ROUNDS_TAB, key=one.id, values=values))
    builder.changes += [group_row(group) for group in made.groups]
