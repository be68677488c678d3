"""Plans a checkpoint, the question after a lunch, the close of a round, and thanks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from lunchbatch.core.answers.group_answers import GroupAnswers, answered_groups, group_changes
from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    RowToUpdate,
    StageCompletion,
    ToChannel,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import ClaimOutcome, Group, Records
from lunchbatch.core.ledger.row_cells import ClaimCells, GroupCells, RoundCells
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.round_rows import stage_done
from lunchbatch.core.schedule.due_stages import DueStage
from lunchbatch.core.settings.policy import Program


def plan_checkpoint(
    view: ProgramView, due_stage: DueStage, heard: GroupAnswers, builder: PlanBuilder
) -> None:
    """Ask every group that has not met yet. A silent one is nudged at the last checkpoint.

    A group whose row could not be read when the others were introduced gets its intro now.
    """
    program = view.program
    effects = [
        _checkpoint(view.context, program, group, due_stage.stage)
        for group in _reachable(view.context, due_stage, heard)
        if group.status and not group.status.is_closed
    ]
    if program.signup == "everyone":
        effects += [
            intro_effect(view, group)
            for group in view.records.groups_of(due_stage.round.id)
            if group.is_sound and not group.intro
        ]
    _send(view.context, due_stage, effects, builder)


def plan_close(
    view: ProgramView,
    due_stage: DueStage,
    heard: GroupAnswers,
    builder: PlanBuilder,
    *,
    notices: Iterable[Effect] = (),
) -> None:
    """Close the round; groups of which nobody knows whether they met are asked once more.

    `notices` are the words to those whose silence has become too long with it.
    """
    program = view.program
    effects = [
        _effect(group, Stage.CLOSE, message_context.closing(view, group), program)
        for group in _reachable(view.context, due_stage, heard)
        if group.status and group.status.is_unconfirmed and program.signup == "everyone"
    ]
    effects += notices
    groups = [group for group in heard.groups.values() if group.round == due_stage.round.id]
    builder.changes += [
        change
        for group in groups
        if group.is_sound and not group.intro
        for change in group_changes(group, Status.CLOSED_STALE, group.answers)
    ]
    met = sum(group.has_met for group in groups)
    _send(view.context, due_stage, effects, builder, met=met)


def plan_celebrations(view: ProgramView, heard: GroupAnswers, builder: PlanBuilder) -> None:
    """Thank every group that said it met, once; not if it has taken that back by now.

    What was promised is said all the same: it may stand already.
    """
    known = view.records
    owed = {g.key: g for g in groups_to_thank(known, view.name, view.program, view.context.now)}
    for group in known.groups:
        if group.program == view.name and group.key not in owed and _is_promised(known, group):
            # Somebody left, stopped or was paused since: nobody looks for it any more.
            builder.changes.append(_dropped(view.context, effect_key(group.key, Stage.CELEBRATE)))
    for group in owed.values():
        now = heard.groups[group.key]
        if now.has_met or _is_promised(known, group):
            thanks = message_context.celebration(view, now)
            builder.effects.append(_effect(now, Stage.CELEBRATE, thanks, view.program))


def groups_to_thank(known: Records, name: str, program: Program, now: datetime) -> Iterator[Group]:
    """Groups that the ledger says met and that were not thanked, while their answers are read.

    An answer that is new is thanked at the next wake: before anybody is written to, the last
    messages of everybody must have been read for who has stopped.
    """
    for group in answered_groups(known, name, program, now) if program.celebrate else ():
        has_met = group.has_met and not group.is_typed
        is_owed = has_met or _is_promised(known, group)
        if is_owed and Stage.CELEBRATE not in group.messages and _is_reachable(known, group):
            yield group


def _is_promised(known: Records, group: Group) -> bool:
    claim = known.claims.get(effect_key(group.key, Stage.CELEBRATE))
    return claim is not None and claim.is_in_doubt


def _is_reachable(known: Records, group: Group) -> bool:
    """Whether more than one of them is still here, and none is paused without end."""
    standings = [one for member in group.members if (one := known.people.get(member)) is not None]
    is_out_for_good = any(one.pause is not None and one.pause.until is None for one in standings)
    left = sum(one.left is not None for one in standings)
    return not is_out_for_good and len(group.members) - left > 1


def drop_overtaken_claims(context: PlanningContext, builder: PlanBuilder) -> None:
    """Let go of messages that a dead run had claimed and that are not to be sent any more.

    Somebody has answered since, taken back, stopped or left. Nobody looks for them once their
    stage is done; at the close of a round for none of it but thanks, which are still given. One to
    a group may be out all the same: it is looked for, so that answers under it count.
    """
    planned = {effect.key for effect in builder.effects}
    groups = {group.key: group for group in context.records.groups if group.is_sound}
    for finish in builder.finishes:
        for key, claim in context.records.claims.items():
            about, _, stage = key.rpartition(" ")
            is_of_stage = stage == finish.stage or (
                finish.stage == Stage.CLOSE and stage != Stage.CELEBRATE
            )
            is_of_round = about == finish.round or about.startswith(f"{finish.round}/")
            if not (claim.is_in_doubt and is_of_stage and is_of_round and key not in planned):
                continue
            group = groups.get(about)
            if group is not None and group.channel and group.intro and stage not in group.messages:
                program = context.policy.programs[group.program]
                unsent = _effect(group, stage, Message(text="", blocks=()), program)
                builder.effects.append(replace(unsent, seeds=(), until=context.now))
            else:
                builder.changes.append(_dropped(context, key))


def _dropped(context: PlanningContext, key: str) -> Change:
    """Let go of a claim: its message is not to be sent, and nobody looks for it."""
    cells = ClaimCells(outcome=ClaimOutcome.DROPPED, settled=context.now)
    return cells.update(key)


def _send(
    context: PlanningContext,
    due_stage: DueStage,
    effects: list[Effect],
    builder: PlanBuilder,
    *,
    met: int | None = None,
) -> None:
    builder.effects += effects
    extra = RoundCells() if met is None else RoundCells(met=met)
    builder.finishes.append(
        StageCompletion(
            round=due_stage.round.id,
            stage=due_stage.stage,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(context, due_stage.round, due_stage.stage, extra=extra),
        )
    )


def _reachable(context: PlanningContext, due_stage: DueStage, heard: GroupAnswers) -> list[Group]:
    """Groups of the round that can still be written to, and have not heard this yet."""
    return [
        group
        for group in heard.groups.values()
        if group.round == due_stage.round.id
        and group.is_sound
        and group.intro
        and due_stage.stage not in group.messages
        and sum(_is_here(context, member) for member in group.members) > 1
    ]


def _is_here(context: PlanningContext, member: str) -> bool:
    person = context.slack.people.get(member)
    return person is not None and not person.is_deactivated


def _checkpoint(context: PlanningContext, program: Program, group: Group, stage: str) -> Effect:
    if stage == Stage.ASK:
        return _effect(group, stage, message_context.ask_after_lunch(context, group), program)
    is_last = stage == f"checkpoint-{len(program.checkpoints)}"
    nudged = next_point_person(group) if is_last and not group.answers else None
    message = message_context.checkpoint(context.view(group.program), group, nudged)
    return _effect(group, stage, message, program, nudged=nudged)


def next_point_person(group: Group) -> str:
    """Whose turn it is when nothing has happened: the one after the point person."""
    members = group.members
    at = members.index(group.point_person) if group.point_person in members else -1
    return members[(at + 1) % len(members)]


def _where(group: Group, program: Program) -> ToMembers | ToChannel:
    """The group's own conversation, or the thread in the channel where it was told."""
    if program.signup == "poll" and program.poll.tell != "direct":
        return ToChannel(id=group.channel, thread=group.intro)
    return ToMembers(ids=group.members, channel=group.channel)


def _effect(
    group: Group, stage: str, message: Message, program: Program, *, nudged: str | None = None
) -> Effect:
    return Effect(
        key=effect_key(group.key, stage),
        to=_where(group, program),
        message=message,
        seeds=message_context.seeds(program, stage),
        about=(
            RowToUpdate(
                tab=GROUPS_TAB,
                key=group.key,
                stage=stage,
                so_far=group.messages,
                extra=GroupCells(point_person=nudged) if nudged else GroupCells(),
                holds=GroupCells(meeting_status=group.status),
            ),
        ),
    )
