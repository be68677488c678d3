"""The intro stage: who meets whom, written down before the first message goes out."""

from lunchbatch.core import speech
from lunchbatch.core.begun import (
    absences,
    group_row,
    identity,
    new_groups,
    problem_of,
    round_number,
    stage_done,
    times,
)
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import About, Effect, Finish, Members, Stop, View, effect_key
from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.tabs import GROUPS, ROUNDS
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.matching import CannotSeparate, Matching, match
from lunchbatch.core.part import Turnout, turnout
from lunchbatch.core.records import Group
from lunchbatch.core.rounds import Turn
from lunchbatch.core.schedule import INTRO


def introduce(view: View, name: str, turn: Turn, draft: Draft) -> None:
    """Make the groups of a round, or take up those that were made before, and introduce them."""
    groups = view.known.groups_of(turn.round.id) or _begin(view, name, turn, draft)
    if not groups:
        return
    effects = [
        intro_effect(view, name, group) for group in groups if group.is_sound and not group.intro
    ]
    draft.effects += effects
    draft.finishes.append(
        Finish(
            round=turn.round.id,
            stage=INTRO,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view, turn.round, INTRO),
        )
    )


def intro_effect(view: View, name: str, group: Group) -> Effect:
    """The first message to a group."""
    return Effect(
        key=effect_key(group.key, INTRO),
        to=Members(ids=group.members),
        message=speech.intro(view, name, group),
        seeds=speech.seeds(view.policy.programs[name], INTRO),
        about=(About(tab=GROUPS, key=group.key, stage=INTRO),),
    )


def _begin(view: View, name: str, turn: Turn, draft: Draft) -> tuple[Group, ...]:
    program = view.policy.programs[name]
    who = turnout(view, program, number=round_number(view, name))
    if len(who.present) < 2:
        draft.changes.append(_skipped(view, turn, who))
        draft.notes.append(f"{turn.round.id}: nobody to introduce, {len(who.present)} present")
        return ()
    try:
        matching = match(problem_of(view, name, turn.round, who.present))
    except CannotSeparate as stuck:
        draft.blocked.append(f"{turn.round.id}: {stuck}")
        return ()
    groups = new_groups(view, name, turn.round, matching.groups)
    draft.changes.append(_round_row(view, turn, who, matching))
    draft.changes += [group_row(group) for group in groups]
    return groups


def _round_row(view: View, turn: Turn, who: Turnout, made: Matching) -> Append:
    left = {left.member: left.reason for left in made.left_out}
    values: dict[str, Value] = {
        **identity(turn.round),
        **times(view, turn),
        "members": len(who.present) + len(who.absent),
        "groups": len(made.groups),
        "introduced": sum(len(group.members) for group in made.groups),
        "repeats": made.account.repeats,
        "unavoidable": made.account.unavoidable,
        "not in": absences({**who.absent, **left}.items()),
    }
    return Append(tab=ROUNDS, key=turn.round.id, values=values)


def _skipped(view: View, turn: Turn, who: Turnout) -> Append:
    alone = dict.fromkeys(who.present, "nobody else was there")
    values: dict[str, Value] = {
        **identity(turn.round),
        **times(view, turn),
        "stage": Stop.SKIPPED,
        "members": len(who.present) + len(who.absent),
        "groups": 0,
        "introduced": 0,
        "not in": absences({**who.absent, **alone}.items()),
    }
    return Append(tab=ROUNDS, key=turn.round.id, values=values)
