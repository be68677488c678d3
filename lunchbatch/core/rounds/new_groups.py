"""The groups of a round as they are about to be written down, however they were made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, RoundEnd
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.tabs import ROUNDS_TAB
from lunchbatch.core.rounds.round_rows import (
    absences,
    group_row,
    planned_times,
    round_identity,
    round_number,
)
from lunchbatch.core.schedule.due_stages import DueStage


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
