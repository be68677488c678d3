"""Makes the groups of a round anew before anybody was told of them.

By `rematch ROUND`, or by a word such as `again` where a draft is approved. People are those who
can take part now; a draft waits for approval once more.
"""

from collections.abc import Collection, Iterator

from lunchbatch.core.context.keep_apart import keep_apart
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import ProgramView
from lunchbatch.core.ledger.changes import Change, Delete
from lunchbatch.core.ledger.records import ClaimOutcome, Group, Records, Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.approval.draft_approval import is_asked_again
from lunchbatch.core.rounds.approval.draft_writer import NO_OTHERS, redraft
from lunchbatch.core.rounds.grouping import form_other_groups
from lunchbatch.core.rounds.round_rows import group_row, new_groups, other_people, participants
from lunchbatch.core.schedule.calendar import last_start
from lunchbatch.core.schedule.due_stages import drafted_rounds

_NOT_SENT = (ClaimOutcome.LEFT, ClaimOutcome.FAILED, ClaimOutcome.DROPPED)


def remake_drafts(view: ProgramView, builder: PlanBuilder, repeats: Collection[str]) -> None:
    """Other groups for each draft for which somebody asked for them."""
    for one in drafted_rounds(view.records, view.name, view.program):
        is_seen = view.program.channel in view.slack.members
        is_ahead = view.context.now < last_start(view.program, one.slot)
        if is_seen and is_ahead and is_asked_again(view, one):
            redraft(view, one, builder, repeats)


def plan_rematch(view: ProgramView, builder: PlanBuilder, repeats: Collection[str]) -> None:
    """Other groups for the round of the order, or why not; a draft is remade already."""
    wanted = view.request.round
    one = next((one for one in view.rounds if one.id == wanted), None)
    why = next(_refusals(view, wanted, one), None)
    if why:
        builder.blocked.append(f"rematch {wanted}: {why}")
    elif one is not None and view.records.groups_of(wanted):
        _regroup(view, one, builder, repeats)


def _refusals(view: ProgramView, wanted: str, one: Round | None) -> Iterator[str]:
    """Why the groups of a round stay as they are, the first reason first; none if they needn't."""
    groups = view.records.groups_of(wanted)
    is_drafted = one in drafted_rounds(view.records, view.name, view.program)
    if one is None or not (groups or is_drafted):
        yield "there are no groups of it; they are made when it is drafted, or begins"
    elif Stage.INTRO in one.stages or any(group.intro for group in groups):
        yield "its people were told already; write to them"
    elif view.program.signup == "poll" or _may_have_been_told(view.records, wanted):
        yield "its people may have been told already; let the next run finish it"
    elif one.is_over or view.context.now >= last_start(view.program, one.slot):
        yield "it is over; only a round that is still to begin can be made anew"
    held = [row.where for row in keep_apart(view.context).held]
    if groups and held:
        yield f"it waits until {' and '.join(held)} can be understood"
    if not all(group.is_sound for group in groups):
        yield "a row of it in Groups cannot be read; mend that first"


def _may_have_been_told(known: Records, round_id: str) -> bool:
    return any(
        key.startswith(f"{round_id}/") and claim.outcome not in _NOT_SENT
        for key, claim in known.claims.items()
    )


def _regroup(view: ProgramView, one: Round, builder: PlanBuilder, repeats: Collection[str]) -> None:
    standing = {group.key: group for group in view.records.groups_of(one.id)}
    who = participants(view, one)
    former = [group.members for group in standing.values()]
    seated = form_other_groups(view, one, who.present, repeats, former)
    if seated is None:
        builder.notes.append(f"{one.id}: {NO_OTHERS}")
        return
    builder.notes += seated.notes
    groups = new_groups(view, one, seated.groups)
    builder.changes += _rows(standing, groups)
    builder.changes.append(
        RoundCells(
            groups=len(groups),
            members=len(who.present) + len(who.absent),
            introduced=sum(len(group.members) for group in groups),
            repeats=seated.repeats,
            unavoidable=seated.unavoidable,
            not_in={**who.absent, **seated.left},
        ).update(one.id)
    )


def _rows(standing: Collection[str], groups: Collection[Group]) -> Iterator[Change]:
    for group in groups:
        yield other_people(group) if group.key in standing else group_row(group)
    for key in set(standing) - {group.key for group in groups}:
        yield Delete(tab=GROUPS_TAB, key=key)
