"""What every round writes down when it begins and as it goes on, whatever its kind."""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from lunchbatch.core.context import message_context
from lunchbatch.core.context.meeting_history import numbers, past_groups
from lunchbatch.core.context.plan_model import View
from lunchbatch.core.context.tags import tagged
from lunchbatch.core.ledger.cell_codecs import write_stages
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Set
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import GROUPS, ROUNDS
from lunchbatch.core.matching import Group as Made
from lunchbatch.core.matching import Problem
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.calendar import GROUPS as GROUPS_MADE
from lunchbatch.core.schedule.calendar import INTRO, local
from lunchbatch.core.schedule.due_stages import Turn
from lunchbatch.core.settings.policy import Program


def identity(one: Round) -> dict[str, Value]:
    """The cells that say which round a row is."""
    return {"round": one.id, "program": one.program, "slot": one.slot}


def times(view: View, turn: Turn) -> dict[str, Value]:
    """When a round was due to begin, and how late it does."""
    program = view.policy.programs[turn.round.program]
    return {"due": local(program, turn.due.due), "late by": lateness(view.now - turn.due.due)}


def lateness(span: timedelta) -> str:
    """How late something ran, for people: `12 min`, `3 h 05 min`."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def absences(reasons: Iterable[tuple[str, str]]) -> str | None:
    """The cell `not in`: everyone who is in no group, each with the reason."""
    return "; ".join(f"{member}: {reason}" for member, reason in sorted(reasons)) or None


def stage_done(
    view: View, one: Round, *stages: str, extra: Mapping[str, Value] | None = None
) -> Append | Set:
    """The round's row once a stage is done; restored if somebody deleted it."""
    now = local(view.policy.programs[one.program], view.now)
    values: dict[str, Value] = {
        "stage": stages[-1],
        "stages": write_stages({**one.stages, **dict.fromkeys(stages, now)}),
        "done": now,
        **(extra or {}),
    }
    if one.id in view.known.rounds or not view.known.groups_of(one.id):
        return Set(tab=ROUNDS, key=one.id, values=values)
    return Append(tab=ROUNDS, key=one.id, values={**identity(one), **values})


def round_number(view: View, name: str) -> int:
    """The number of the round that begins, counted from 1 over all that introduced anybody.

    A missed or skipped round has no number, so it is nobody's turn that is lost. Numbers stand
    in Rounds and are taken from there, whatever was deleted since.
    """
    written = (
        one.number
        for one in view.known.rounds.values()
        if one.program == name and {INTRO, GROUPS_MADE} & one.stages.keys()
    )
    return max((*numbers(view.known, name).values(), *written), default=0) + 1


def problem_of(
    view: View,
    name: str,
    one: Round,
    members: Collection[str],
    *,
    slots: Mapping[str, tuple[str, ...]] | None = None,
    join_nearest: Collection[str] = (),
) -> Problem:
    """What the matching is asked: these people, with all that the ledger knows of them."""
    program = view.policy.programs[name]
    here = set(members)
    return Problem(
        members=tuple(members),
        group_size=view.order.group_size or one.group_size or program.group_size,
        seed=one.id,
        round=round_number(view, name),
        history=past_groups(view.known, name, program, before=one.id),
        keep_apart=frozenset(
            frozenset(pair)
            for pair in view.known.apart
            if set(pair) <= here and len(set(pair)) == 2
        ),
        tags={tag: tagged(view, program, tag, members) for tag in program.mixing},
        mixing=dict(program.mixing),
        slots=slots,
        met_again_after=_remembered(view, name, program, one),
        join_nearest=frozenset(join_nearest),
    )


def _remembered(view: View, name: str, program: Program, one: Round) -> int | None:
    """How many rounds back a meeting still counts: those within the span of the setting."""
    if program.met_again_after is None:
        return None
    number, since = round_number(view, name), one.slot - program.met_again_after
    found = [
        number - past
        for id_, past in numbers(view.known, name).items()
        if id_ != one.id and id_.partition("/")[2][:10] >= since.isoformat()
    ]
    return max(found, default=0)


def new_groups(
    view: View, name: str, one: Round, made: Iterable[Made], *, status: Status = Status.OPEN
) -> tuple[Group, ...]:
    """Groups as they will stand in the ledger, before anybody has heard of them."""
    return tuple(
        new_group(view, name, one, f"{one.id}/{number}", group, status)
        for number, group in enumerate(made, start=1)
    )


def new_group(
    view: View, name: str, one: Round, key: str, made: Made, status: Status = Status.OPEN
) -> Group:
    """One group as it will stand in the ledger, before anybody has heard of it."""
    program = view.policy.programs[name]
    # A lunch is announced without a question, so that none is used up by it.
    asks = program.signup == "everyone"
    return Group(
        key=key,
        program=name,
        round=one.id,
        members=made.members,
        point_person=made.point_person,
        time=made.slot or "",
        status=status,
        status_written=status,
        introduced_on=local(program, view.now).date(),
        names=", ".join(message_context.name_of(view, member) for member in made.members),
        icebreaker=message_context.icebreaker_for(view, name, key, made.members) if asks else "",
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
    return Append(tab=GROUPS, key=group.key, values=values)
