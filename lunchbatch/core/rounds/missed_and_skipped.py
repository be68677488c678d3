"""Rounds that don't take place: missed because no wake came in time, or skipped by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import Effect, ProgramView, RoundEnd, ToMembers, effect_key
from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.records import Records, Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.model.spelling import suggestion
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.round_rows import round_change, round_identity
from lunchbatch.core.schedule.calendar import last_start, local, next_slots, slots
from lunchbatch.core.schedule.due_stages import DueStage, round_id, rounds_of
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.errors import ConfigError


def plan_missed_round(view: ProgramView, turns: Sequence[DueStage], builder: PlanBuilder) -> None:
    """Mark rounds as missed. Nothing else changes: nobody's turn counts as taken."""
    program = view.program
    for turn in turns:
        cells = RoundCells(stage=RoundEnd.MISSED)
        if turn.round.id not in view.records.rounds:
            cells = replace(cells, due=local(program, turn.due.due))
        builder.changes.append(round_change(view.context, turn.round, cells))
    builder.notes += [f"{turn.round.id}: missed, it could not begin in time" for turn in turns]
    message = message_context.missed(view, tuple(turn.round.id for turn in turns))
    if view.context.policy.owner and message:
        builder.effects.append(
            Effect(
                key=effect_key(turns[-1].round.id, RoundEnd.MISSED),
                to=ToMembers(ids=(view.context.policy.owner,)),
                message=message,
            )
        )


def plan_skip(policy: Policy, known: Records, wanted: str, now: datetime) -> Append | Update | None:
    """What marks a round as skipped; None when it is already.

    Raises ConfigError for what is no round of the calendar, and for one that has begun.
    """
    name, slot = program_named("skip", wanted, policy), round_date(wanted)
    program = policy.programs[name]
    coming = _next(program, name, now)
    if slot is None or wanted != round_id(name, slot):
        raise ConfigError(f"skip {wanted}: write the program and the date, as {coming}")
    if slot not in set(slots(program.calendar, slot, slot)):
        raise ConfigError(f"skip {wanted}: no round begins on that date; the next is {coming}")
    before = next((one for one in rounds_of(known, name, now) if one.id == wanted), None)
    if before is not None and before.stage == RoundEnd.SKIPPED:
        return None
    _refuse_begun(known, program, wanted, before, now)
    fresh = before or Round(id=wanted, program=name, slot=slot, stages={}, messages={})
    if fresh.id in known.rounds:
        was = RoundCells(stage=fresh.stage)
        return RoundCells(stage=RoundEnd.SKIPPED).update(wanted, expected=was)
    return replace(round_identity(fresh), stage=RoundEnd.SKIPPED).append(wanted)


def program_named(command: str, wanted: str, policy: Policy) -> str:
    """The program of a round as typed behind a command. Raises ConfigError where there is none."""
    name = wanted.partition("/")[0]
    if name not in policy.programs:
        hint = suggestion(name, policy.programs)
        raise ConfigError(f"{command} {wanted}: there is no program '{name}'; {hint}")
    return name


def _refuse_begun(
    known: Records, program: Program, wanted: str, before: Round | None, now: datetime
) -> None:
    if before is not None and not before.is_sound:
        raise ConfigError(f"skip {wanted}: its row in Rounds cannot be read; mend that first")
    is_begun = before is not None and (
        before.is_over or bool(before.stages.keys() - {Stage.DRAFT}) or bool(before.messages)
    )
    if is_begun or known.groups_of(wanted):
        raise ConfigError(f"skip {wanted}: it has begun; only a coming round can be skipped")
    slot = round_date(wanted)
    if slot is not None and now >= last_start(program, slot):
        raise ConfigError(f"skip {wanted}: it is over; only a coming round can be skipped")


def _next(program: Program, name: str, now: datetime) -> str:
    following = next_slots(program.calendar, local(program, now).date(), 1)
    return round_id(name, following[0]) if following else f"{name}/2026-11-23"
