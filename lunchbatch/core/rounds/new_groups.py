"""The groups of a round as they are about to be written down, however they were made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Stop, View
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Set
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.rounds.round_rows import absences, group_row, identity, round_number, times
from lunchbatch.core.schedule.due_stages import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The groups of a round, and everybody of the channel who is in none, with the reason.

    `figures` are cells of Rounds that only matter once there are groups; `members` counts the
    people in the channel.
    """

    groups: tuple[Group, ...]
    absent: Mapping[str, str]
    members: int
    figures: Mapping[str, Value] = field(default_factory=dict)


def write_down(
    view: View, name: str, turn: Turn, made: Made, draft: Draft, *, is_over: bool
) -> None:
    """The row of the round and the rows of its groups; `is_over` when nobody hears anything."""
    one = turn.round
    values: dict[str, Value] = {
        **identity(one),
        **times(view, turn),
        "members": made.members,
        "groups": len(made.groups),
        "introduced": sum(len(group.members) for group in made.groups),
        "not in": absences(made.absent.items()),
    }
    if made.groups:
        values |= {"number": round_number(view, name), **made.figures}
    if is_over:
        values["stage"] = Stop.SKIPPED
    change = Set if one.id in view.known.rounds else Append
    draft.changes.append(change(tab=ROUNDS, key=one.id, values=values))
    draft.changes += [group_row(group) for group in made.groups]
