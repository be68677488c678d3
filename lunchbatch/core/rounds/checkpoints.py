"""The later stages: asking a group how it stands, and closing the round."""

from collections.abc import Iterable

from lunchbatch.core.answers.answers import group_changes
from lunchbatch.core.answers.group_answers import Heard
from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import (
    About,
    Channel,
    Effect,
    Finish,
    Members,
    View,
    effect_key,
)
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Set
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.tabs import GROUPS, JOURNAL
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.terms import Status
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.round_rows import stage_done
from lunchbatch.core.schedule.calendar import ASK, CLOSE, INTRO
from lunchbatch.core.schedule.due_stages import Turn
from lunchbatch.core.settings.policy import Program

UNCONFIRMED = frozenset({Status.CLOSED_SCHEDULED, Status.CLOSED_STALE})


def ask(view: View, name: str, turn: Turn, heard: Heard, draft: Draft) -> None:
    """Ask every group that has not met yet. A silent one is nudged at the last checkpoint.

    A group whose row could not be read when the others were introduced gets its intro now.
    """
    program = view.policy.programs[name]
    effects = [
        _checkpoint(view, program, group, turn.stage)
        for group in _reachable(view, turn, heard)
        if group.status in {Status.OPEN, Status.SCHEDULED}
    ]
    if program.signup == "everyone":
        effects += [
            intro_effect(view, name, group)
            for group in view.known.groups_of(turn.round.id)
            if group.is_sound and not group.intro
        ]
    _send(view, turn, effects, draft)


def close(
    view: View, name: str, turn: Turn, heard: Heard, draft: Draft, *, notices: Iterable[Effect] = ()
) -> None:
    """Close the round; groups of which nobody knows whether they met are asked once more.

    `notices` are the words to those whose silence has become too long with it.
    """
    program = view.policy.programs[name]
    effects = [
        _effect(group, CLOSE, message_context.closing(view, name, group), program)
        for group in _reachable(view, turn, heard)
        if group.status in UNCONFIRMED and program.signup == "everyone"
    ]
    effects += notices
    groups = [group for group in heard.groups.values() if group.round == turn.round.id]
    draft.changes += [
        change
        for group in groups
        if group.is_sound and not group.intro
        for change in group_changes(group, Status.CLOSED_STALE, group.answers)
    ]
    draft.changes += _given_up(view, groups)
    met = sum(group.status is Status.CLOSED_MET for group in groups)
    _send(view, turn, effects, draft, met=met)


def _given_up(view: View, groups: Iterable[Group]) -> Iterable[Change]:
    """Claims of intros that the closing round has overtaken: nobody looks for them any more."""
    for group in groups:
        claim = view.known.claims.get(effect_key(group.key, INTRO))
        if group.is_sound and not group.intro and claim is not None and claim.is_in_doubt:
            values: dict[str, Value] = {"outcome": "dropped", "settled": view.now}
            yield Set(tab=JOURNAL, key=claim.effect, values=values)


def _send(
    view: View, turn: Turn, effects: list[Effect], draft: Draft, *, met: int | None = None
) -> None:
    draft.effects += effects
    extra = {} if met is None else {"met": met}
    draft.finishes.append(
        Finish(
            round=turn.round.id,
            stage=turn.stage,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view, turn.round, turn.stage, extra=extra),
        )
    )


def _reachable(view: View, turn: Turn, heard: Heard) -> list[Group]:
    """Groups of the round that can still be written to, and have not heard this yet."""
    return [
        group
        for group in heard.groups.values()
        if group.round == turn.round.id
        and group.is_sound
        and group.intro
        and turn.stage not in group.messages
        and sum(_is_here(view, member) for member in group.members) > 1
    ]


def _is_here(view: View, member: str) -> bool:
    person = view.seen.people.get(member)
    return person is not None and not person.is_deactivated


def _checkpoint(view: View, program: Program, group: Group, stage: str) -> Effect:
    if stage == ASK:
        return _effect(group, stage, message_context.ask_after_lunch(view, group), program)
    is_last = stage == f"checkpoint-{len(program.checkpoints)}"
    nudged = next_point_person(group) if is_last and not group.answers else None
    message = message_context.checkpoint(view, group.program, group, stage, nudged)
    return _effect(group, stage, message, program, nudged=nudged)


def next_point_person(group: Group) -> str:
    """Whose turn it is when nothing has happened: the one after the point person."""
    members = group.members
    at = members.index(group.point_person) if group.point_person in members else -1
    return members[(at + 1) % len(members)]


def _where(group: Group, program: Program) -> Members | Channel:
    """The group's own conversation, or the thread in the channel where it was told."""
    if program.signup == "poll" and program.poll.tell != "direct":
        return Channel(id=group.channel, thread=group.intro)
    return Members(ids=group.members, channel=group.channel)


def _effect(
    group: Group,
    stage: str,
    message: Message,
    program: Program,
    *,
    nudged: str | None = None,
) -> Effect:
    return Effect(
        key=effect_key(group.key, stage),
        to=_where(group, program),
        message=message,
        seeds=message_context.seeds(program, stage),
        about=(
            About(
                tab=GROUPS,
                key=group.key,
                stage=stage,
                so_far=group.messages,
                extra={"point person": nudged} if nudged else {},
                holds={"meeting status": group.status},
            ),
        ),
    )
