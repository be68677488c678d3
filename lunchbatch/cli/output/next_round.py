"""Prints the rounds to come as they would be made if they began now."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations

from lunchbatch.cli.output.run_lines import Naming, moment_text
from lunchbatch.core.context.meeting_history import last_met
from lunchbatch.core.context.plan_model import Plan, PlanningContext
from lunchbatch.core.ledger.changes import Change, Delete
from lunchbatch.core.ledger.row_cells import GroupCells, RoundCells
from lunchbatch.core.model.sentence import sentence
from lunchbatch.core.schedule.calendar import local, opens
from lunchbatch.core.schedule.due_stages import NEXT, DueStage, due_stages
from lunchbatch.core.settings.policy import Program


def next_round_lines(
    context: PlanningContext, plan: Plan, who: Naming, *, but: Collection[str] = ()
) -> Iterator[str]:
    """The round to come of each program asked for, those left out whose ids are in `but`.

    `plan` is what `look_ahead` decided; of it only what belongs to those rounds is said.
    """
    for name, program in context.policy.programs.items():
        if context.request.program not in (None, name):
            continue
        for turn in due_stages(context.records, name, program, context.now, NEXT):
            if turn.round.id not in but:
                yield from _round(context, plan, who, program, turn)
        yield from (note for note in plan.notes if note.startswith(f"{name}: "))
    yield from (f"Refused without --force: {danger}" for danger in plan.unsafe)


def rounds_in(plan: Plan) -> frozenset[str]:
    """The rounds that a plan speaks of."""
    return frozenset("/".join(re.split(r"[/ ]", effect.key)[:2]) for effect in plan.effects)


def _round(
    context: PlanningContext, plan: Plan, who: Naming, program: Program, turn: DueStage
) -> Iterator[str]:
    one = turn.round
    begins = moment_text(local(program, opens(program, one.slot)))
    yield f"Next round, if it began now: {one.id}, due {begins} ({program.time_zone})"
    met = last_met(context.records, one.program, program)
    for change in plan.changes:
        yield from _lines(change, one.id, who, met)
    notes = [note for note in (*plan.notes, *plan.blocked) if note.startswith(one.id)]
    yield from (sentence("  {note}", note=note) for note in notes)


def _lines(
    change: Change, round_id: str, who: Naming, met: Mapping[frozenset[str], date]
) -> Iterator[str]:
    if isinstance(change, Delete):
        return
    match change.cells:
        case GroupCells(round=id_, member_ids=tuple(ids), point_person=str(first)) if (
            id_ == round_id
        ):
            asks = f"; {who(first)} suggests the time" if first in ids else ""
            yield f"  {', '.join(map(who, ids))} ({_acquaintance(ids, met)}{asks})"
        case RoundCells() as cells if change.key == round_id:
            if isinstance(cells.choices, tuple) and cells.choices:
                yield f"  a poll: {', '.join(cells.choices)}"
            if isinstance(cells.not_in, Mapping):
                for id_, why in cells.not_in.items():
                    yield sentence("  not in: {who}: {why}", who=who(id_), why=why)


def _acquaintance(members: Collection[str], met: Mapping[frozenset[str], date]) -> str:
    days = [met[pair] for pair in map(frozenset, combinations(members, 2)) if pair in met]
    return f"last met {max(days)}" if days else "never met"
