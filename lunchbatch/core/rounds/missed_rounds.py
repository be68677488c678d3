"""Rounds that could not begin in time: written down, and the owner is told once."""

from collections.abc import Sequence

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    RoundEnd,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.tabs import ROUNDS_TAB
from lunchbatch.core.rounds.round_rows import round_identity
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import DueStage


def plan_missed_round(
    context: PlanningContext, name: str, turns: Sequence[DueStage], builder: PlanBuilder
) -> None:
    """Mark rounds as missed. Nothing else changes: nobody's turn counts as taken."""
    program = context.policy.programs[name]
    for turn in turns:
        values: dict[str, Value] = {"stage": RoundEnd.MISSED}
        if turn.round.id in context.records.rounds:
            builder.changes.append(Update(tab=ROUNDS_TAB, key=turn.round.id, values=values))
        else:
            values |= {**round_identity(turn.round), "due": local(program, turn.due.due)}
            builder.changes.append(Append(tab=ROUNDS_TAB, key=turn.round.id, values=values))
    builder.notes += [f"{turn.round.id}: missed, it could not begin in time" for turn in turns]
    message = message_context.missed(context, name, tuple(turn.round.id for turn in turns))
    if context.policy.owner and message:
        builder.effects.append(
            Effect(
                key=effect_key(turns[-1].round.id, RoundEnd.MISSED),
                to=ToMembers(ids=(context.policy.owner,)),
                message=message,
            )
        )
