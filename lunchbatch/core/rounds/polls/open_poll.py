"""A round that begins with a question: asking it, and reminding of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import eligibility
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    RowToUpdate,
    StageCompletion,
    ToChannel,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.tabs import ROUNDS_TAB
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.rounds.polls.poll_answers import (
    PollAnswers,
    choices_of,
    closes_at,
    direct_key,
    questions_out,
)
from lunchbatch.core.rounds.polls.poll_deadlines import closing
from lunchbatch.core.rounds.round_rows import planned_times, round_change, stage_done
from lunchbatch.core.schedule.calendar import POLL, REMINDER, TIME_TO_ANSWER, local
from lunchbatch.core.schedule.due_stages import DueStage, rounds_of
from lunchbatch.core.settings.policy import Program


def plan_poll(
    context: PlanningContext, name: str, due_stage: DueStage, builder: PlanBuilder
) -> None:
    """Ask the question, in the channel or each member directly, while there is time to answer."""
    program = context.policy.programs[name]
    known = context.records.rounds.get(due_stage.round.id)
    one = known or due_stage.round
    if known is None or known.is_over:  # a missed round may be opened by hand
        try:
            one = _as_ordered(context, program, due_stage.round)
        except ValueError as refused:
            builder.blocked.append(f"{one.id}: {refused}")
            return
        builder.changes.append(_round_row(context, program, due_stage, one))
    effects = list(_questions(context, name, program, one))
    builder.effects += effects
    is_late = context.now >= closes_at(program, one)
    # With groups to be made, one member who cannot be reached holds up nobody.
    waits_for = () if is_late and questions_out(context.records, one) else effects
    builder.goes_on |= is_late
    builder.finishes.append(_finish(context, one, POLL, waits_for))


def _as_ordered(context: PlanningContext, program: Program, round_: Round) -> Round:
    """The round that begins, with what was given by hand. Raises ValueError if that cannot be."""
    order = context.request
    choices = order.choices or program.poll.choices
    new = replace(round_, choices=choices, group_size=order.group_size)
    by_hand = order.stage == POLL
    closes = closing(program, new, choices, context.now) if by_hand else closes_at(program, round_)
    return replace(new, poll_closes=closes)


def _round_row(
    context: PlanningContext, program: Program, due_stage: DueStage, round_: Round
) -> Change:
    cells = replace(
        planned_times(context, due_stage),
        stage=None,
        choices=choices_of(program, round_),
        group_size=round_.group_size,
        poll_closes=local(program, closes_at(program, round_)),
    )
    return round_change(context, round_, cells)


def _questions(
    context: PlanningContext, name: str, program: Program, round_: Round
) -> Iterable[Effect]:
    choices = choices_of(program, round_)
    until = closes_at(program, round_)
    message = message_context.poll(context, name, round_.slot, choices, until)
    seeds = (*choice_emoji(choices), program.poll.not_today)
    last = until - TIME_TO_ANSWER
    if program.poll.deliver == "channel":
        about = RowToUpdate(tab=ROUNDS_TAB, key=round_.id, stage=POLL, so_far=round_.messages)
        yield Effect(
            key=effect_key(round_.id, POLL),
            to=ToChannel(id=program.channel),
            message=message,
            seeds=seeds,
            about=(about,),
            until=last,
        )
        return
    for member in eligibility(context, program, number=1).present:
        key = direct_key(round_.id, member)
        if not context.records.is_settled(key):
            yield Effect(
                key=key, to=ToMembers(ids=(member,)), message=message, seeds=seeds, until=last
            )


def plan_reminder(
    context: PlanningContext,
    name: str,
    due_stage: DueStage,
    answers: PollAnswers,
    builder: PlanBuilder,
) -> None:
    """Remind before the poll closes, unless as many as usual have said yes.

    The channel where it was asked in the channel, else those who have not answered.
    """
    program = context.policy.programs[name]
    one = due_stage.round
    by_hand = context.request.stage == REMINDER
    effects: list[Effect] = []
    if by_hand or len(answers.yes) < _usual(context, name):
        until = closes_at(program, one)
        message = message_context.poll_reminder(context, name, until)
        asked = questions_out(context.records, one).values()
        silent = sorted(member for member in asked if member and member not in answers.said)
        if "" in asked:
            to = ToChannel(id=program.channel)
            key = effect_key(one.id, REMINDER)
            effects.append(Effect(key=key, to=to, message=message, until=until))
        effects += [
            Effect(
                key=effect_key(f"{one.id}/{member}", REMINDER),
                to=ToMembers(ids=(member,)),
                message=message,
                until=until,
            )
            for member in silent
        ]
    builder.effects += effects
    builder.finishes.append(_finish(context, one, REMINDER, effects))


def _usual(context: PlanningContext, name: str) -> float:
    """How many usually come: the median of the last five rounds, or one group at the start."""
    before = [
        one.introduced for one in rounds_of(context.records, name, context.now) if one.introduced
    ]
    return median(before[-5:]) if before else context.policy.programs[name].group_size


def _finish(
    context: PlanningContext, round_: Round, stage: str, effects: Sequence[Effect]
) -> StageCompletion:
    return StageCompletion(
        round=round_.id,
        stage=stage,
        effects=frozenset(effect.key for effect in effects),
        change=stage_done(context, round_, stage),
    )
