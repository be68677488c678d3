"""Rounds that could not begin in time: written down, and the owner is told once."""

from collections.abc import Sequence

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Effect, Members, Stop, View, effect_key
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Set
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.rounds.round_rows import identity
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import Turn


def miss(view: View, name: str, turns: Sequence[Turn], draft: Draft) -> None:
    """Mark rounds as missed. Nothing else changes: nobody's turn counts as taken."""
    program = view.policy.programs[name]
    for turn in turns:
        values: dict[str, Value] = {"stage": Stop.MISSED}
        if turn.round.id in view.known.rounds:
            draft.changes.append(Set(tab=ROUNDS, key=turn.round.id, values=values))
        else:
            values |= {**identity(turn.round), "due": local(program, turn.due.due)}
            draft.changes.append(Append(tab=ROUNDS, key=turn.round.id, values=values))
    draft.notes += [f"{turn.round.id}: missed, it could not begin in time" for turn in turns]
    message = message_context.missed(view, name, tuple(turn.round.id for turn in turns))
    if view.policy.owner and message:
        draft.effects.append(
            Effect(
                key=effect_key(turns[-1].round.id, Stop.MISSED),
                to=Members(ids=(view.policy.owner,)),
                message=message,
            )
        )
