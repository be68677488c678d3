"""The intro stage: who meets whom, written down before the first message goes out."""

from collections.abc import Collection, Iterator, Mapping

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import turnout
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import (
    About,
    Effect,
    Finish,
    Members,
    Stop,
    View,
    effect_key,
)
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Set
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import GROUPS, ROUNDS
from lunchbatch.core.messages.member_messages import LeftOut
from lunchbatch.core.rounds.approval.draft_approval import as_approved
from lunchbatch.core.rounds.grouping import ALONE, NO_RULE_FITS, seat
from lunchbatch.core.rounds.new_groups import Made, write_down
from lunchbatch.core.rounds.round_rows import identity, new_groups, round_number, stage_done
from lunchbatch.core.schedule.calendar import INTRO
from lunchbatch.core.schedule.due_stages import Turn, drafts


def introduce(
    view: View, name: str, turn: Turn, draft: Draft, *, repeats: Collection[str] = ()
) -> None:
    """Make the groups of a round, or take up those that were made before, and introduce them."""
    one, groups = turn.round, view.known.groups_of(turn.round.id)
    absent: Mapping[str, str] = one.absent
    made = None
    if not groups and _was_taken_out(view, one):
        _skip(view, one, draft)
        return
    if not groups:
        is_drafted = one in drafts(view.known, name, view.policy.programs[name])
        made = as_approved(view, name, one, draft) if is_drafted else None
        if is_drafted and made is None:
            return
        made = made or _seated(view, name, one, draft, repeats)
        groups, absent = made.groups, made.absent
    effects = [
        intro_effect(view, name, group) for group in groups if group.is_sound and not group.intro
    ]
    # The only one in the channel knows.
    effects += _left_out_words(view, name, one, absent) if groups or len(absent) > 1 else ()
    is_over = not groups and not effects
    if made is not None:
        write_down(view, name, turn, made, draft, is_over=is_over)
    if is_over:
        return
    draft.effects += effects
    over = Set(tab=ROUNDS, key=one.id, values={"stage": Stop.SKIPPED})
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=INTRO,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view, one, INTRO) if groups else over,
        )
    )


def _was_taken_out(view: View, one: Round) -> bool:
    """Whether intros were claimed and somebody has deleted every group since.

    Making groups anew would introduce people a second time who may have been introduced.
    """
    return any(
        key.startswith(f"{one.id}/") and key.endswith(f" {INTRO}") for key in view.known.claims
    )


def _skip(view: View, one: Round, draft: Draft) -> None:
    values: dict[str, Value] = {"stage": Stop.SKIPPED}
    if one.id in view.known.rounds:
        draft.changes.append(Set(tab=ROUNDS, key=one.id, values=values))
    else:
        draft.changes.append(Append(tab=ROUNDS, key=one.id, values={**identity(one), **values}))
    draft.notes.append(f"{one.id}: its groups were deleted from the ledger; it is skipped")


def intro_effect(view: View, name: str, group: Group) -> Effect:
    """The first message to a group."""
    return Effect(
        key=effect_key(group.key, INTRO),
        to=Members(ids=group.members),
        message=message_context.intro(view, name, group),
        seeds=message_context.seeds(view.policy.programs[name], INTRO),
        about=(About(tab=GROUPS, key=group.key, stage=INTRO),),
    )


def _left_out_words(
    view: View, name: str, one: Round, absent: Mapping[str, str]
) -> Iterator[Effect]:
    """A word to everybody who takes part and is in no group; who is paused or away needs none."""
    for member, reason in absent.items():
        why = LeftOut.KEPT_APART if reason.startswith(NO_RULE_FITS) else LeftOut.TOO_FEW
        if reason == ALONE or reason.startswith(NO_RULE_FITS):
            yield Effect(
                key=effect_key(f"{one.id}/{member}", "left-out"),
                to=Members(ids=(member,)),
                message=message_context.left_out(view, name, why),
            )


def _seated(view: View, name: str, one: Round, draft: Draft, repeats: Collection[str]) -> Made:
    """The groups of a new round by the matching."""
    number = round_number(view, name)
    who = turnout(view, view.policy.programs[name], number=number)
    seated = seat(view, name, one, who.present, repeats)
    draft.notes += seated.notes
    made = Made(
        groups=new_groups(view, name, one, seated.groups),
        absent={**who.absent, **seated.left},
        members=len(who.present) + len(who.absent),
        figures={"repeats": seated.repeats, "unavoidable": seated.unavoidable},
    )
    if not made.groups:
        draft.notes.append(f"{one.id}: nobody to introduce, {len(who.present)} present")
    return made
