"""Plans the intro stage: groups are written down before the first message goes out."""

from collections.abc import Collection, Iterator, Mapping

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import in_numbers
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    RoundEnd,
    RowToUpdate,
    StageCompletion,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.changes import Delete
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.ledger.tabs import DRAFT_TAB, GROUPS_TAB
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.approval.draft_approval import BY_RULE, approved_groups
from lunchbatch.core.rounds.approval.draft_parser import box_key
from lunchbatch.core.rounds.grouping import form_groups
from lunchbatch.core.rounds.round_rows import (
    NewGroups,
    new_groups,
    participants,
    record_groups,
    round_change,
    stage_done,
)
from lunchbatch.core.schedule.due_stages import DueStage, drafted_rounds


def plan_introductions(
    view: ProgramView, due_stage: DueStage, builder: PlanBuilder, *, repeats: Collection[str] = ()
) -> None:
    """Make the groups of a round, or take up those that were made before, and introduce them."""
    one, groups = due_stage.round, view.records.groups_of(due_stage.round.id)
    absent: Mapping[str, str] = one.absent
    made = None
    if not groups and _was_taken_out(view.context, one):
        _skip(view.context, one, builder)
        return
    if not groups:
        is_drafted = one in drafted_rounds(view.records, view.name, view.program)
        made = approved_groups(view, one, builder) if is_drafted else None
        if is_drafted and made is None:
            return
        if made is not None:  # the box above the groups waits for nobody any more
            boxes = {row.key for row in view.records.drafted} & {box_key(one.id)}
            builder.changes += [Delete(tab=DRAFT_TAB, key=key) for key in boxes]
        made = made or _seated(view, one, builder, repeats)
        groups, absent = made.groups, made.absent
    effects = [intro_effect(view, group) for group in groups if group.is_sound and not group.intro]
    # The only one in the channel knows.
    effects += _left_out_words(view, one, absent) if groups or len(absent) > 1 else ()
    is_over = not groups and not effects
    if made is not None:
        record_groups(view, due_stage, made, builder, is_over=is_over)
    if is_over:
        return
    builder.effects += effects
    over = RoundCells(stage=RoundEnd.SKIPPED).update(one.id)
    builder.finishes.append(
        StageCompletion(
            round=one.id,
            stage=Stage.INTRO,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view.context, one, Stage.INTRO) if groups else over,
        )
    )


def _was_taken_out(context: PlanningContext, round_: Round) -> bool:
    """Whether intros were claimed and somebody has deleted every group since.

    Making groups anew would introduce people a second time who may have been introduced.
    """
    return any(
        key.startswith(f"{round_.id}/") and key.endswith(f" {Stage.INTRO}")
        for key in context.records.claims
    )


def _skip(context: PlanningContext, round_: Round, builder: PlanBuilder) -> None:
    builder.changes.append(round_change(context, round_, RoundCells(stage=RoundEnd.SKIPPED)))
    builder.notes.append(f"{round_.id}: its groups were deleted from the ledger; it is skipped")


def intro_effect(view: ProgramView, group: Group) -> Effect:
    """The first message to a group."""
    return Effect(
        key=effect_key(group.key, Stage.INTRO),
        to=ToMembers(ids=group.members),
        message=message_context.intro(view, group),
        seeds=message_context.seeds(view.program, Stage.INTRO),
        about=(RowToUpdate(tab=GROUPS_TAB, key=group.key, stage=Stage.INTRO),),
    )


def _left_out_words(
    view: ProgramView, round_: Round, absent: Mapping[str, str]
) -> Iterator[Effect]:
    """A word to everybody who takes part and is in no group; who is paused or away needs none."""
    for member, reason in absent.items():
        if reason.startswith(BY_RULE):
            yield Effect(
                key=effect_key(f"{round_.id}/{member}", "left-out"),
                to=ToMembers(ids=(member,)),
                message=message_context.left_out(view),
            )


def _seated(
    view: ProgramView, round_: Round, builder: PlanBuilder, repeats: Collection[str]
) -> NewGroups:
    """The groups of a new round by the matching."""
    who = participants(view, round_)
    seated = form_groups(view, round_, who.present, repeats)
    builder.notes += seated.notes
    made = NewGroups(
        groups=new_groups(view, round_, seated.groups),
        absent={**who.absent, **seated.left},
        members=len(who.present) + len(who.absent),
        quality=RoundCells(repeats=seated.repeats, unavoidable=seated.unavoidable),
    )
    if not made.groups:
        out = in_numbers(made.absent.values())
        builder.alerts.append(f"{round_.id}: there is nobody to introduce: {out or 'no members'}")
    return made
