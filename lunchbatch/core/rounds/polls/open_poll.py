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
    ProgramView,
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
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.polls.poll_answers import (
    PollAnswers,
    choices_of,
    closes_at,
    direct_key,
    questions_out,
)
from lunchbatch.core.rounds.polls.poll_deadlines import closing
from lunchbatch.core.rounds.round_rows import planned_times, round_change, stage_done
from lunchbatch.core.schedule.calendar import TIME_TO_ANSWER, local
from lunchbatch.core.schedule.due_stages import DueStage
from lunchbatch.core.settings.policy import Program


def plan_poll(view: ProgramView, due_stage: DueStage, builder: PlanBuilder) -> None:
    """Ask the question, in the channel or each member directly, while there is time to answer."""
    program = view.program
    known = view.context.records.rounds.get(due_stage.round.id)
    one = known or due_stage.round
    if known is None or known.is_over:  # a missed round may be opened by hand
        try:
            one = _as_ordered(view.context, program, due_stage.round)
        except ValueError as refused:
            builder.blocked.append(f"{one.id}: {refused}")
            return
        builder.changes.append(_round_row(view.context, program, due_stage, one))
    effects = list(_questions(view, program, one))
    builder.effects += effects
    is_late = view.context.now >= closes_at(program, one)
    # With groups to be made, one member who cannot be reached holds up nobody.
    waits_for = () if is_late and questions_out(view.context.records, one) else effects
    builder.goes_on |= is_late
    builder.finishes.append(_finish(view.context, one, Stage.POLL, waits_for))


def _as_ordered(context: PlanningContext, program: Program, round_: Round) -> Round:
    """The round that begins, with what was given by hand. Raises ValueError if that cannot be."""
    order = context.request
    choices = order.choices or program.poll.choices
    new = replace(round_, choices=choices, group_size=order.group_size)
    by_hand = order.stage == Stage.POLL
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


def _questions(view: ProgramView, program: Program, round_: Round) -> Iterable[Effect]:
    choices = choices_of(program, round_)
    until = closes_at(program, round_)
    message = message_context.poll(view, round_.slot, choices, until)
    seeds = (*choice_emoji(choices), program.poll.not_today)
    last = until - TIME_TO_ANSWER
    if program.poll.deliver == "channel":
        about = RowToUpdate(tab=ROUNDS_TAB, key=round_.id, stage=Stage.POLL, so_far=round_.messages)
        yield Effect(
            key=effect_key(round_.id, Stage.POLL),
            to=ToChannel(id=program.channel),
            message=message,
            seeds=seeds,
            about=(about,),
            until=last,
        )
        return
    for member in eligibility(view.context, program, number=1).present:
        key = direct_key(round_.id, member)
        if not view.context.records.is_settled(key):
            yield Effect(
                key=key, to=ToMembers(ids=(member,)), message=message, seeds=seeds, until=last
            )


def plan_reminder(
    view: ProgramView,
    due_stage: DueStage,
    answers: PollAnswers,
    builder: PlanBuilder,
) -> None:
    """Remind before the poll closes, unless as many as usual have said yes.

    The channel where it was asked in the channel, else those who have not answered.
    """
    program = view.program
    one = due_stage.round
    by_hand = view.context.request.stage == Stage.REMINDER
    effects: list[Effect] = []
    if by_hand or len(answers.yes) < _usual(view):
        until = closes_at(program, one)
        message = message_context.poll_reminder(view, until)
        asked = questions_out(view.context.records, one).values()
        silent = sorted(member for member in asked if member and member not in answers.said)
        if "" in asked:
            to = ToChannel(id=program.channel)
            key = effect_key(one.id, Stage.REMINDER)
            effects.append(Effect(key=key, to=to, message=message, until=until))
        effects += [
            Effect(
                key=effect_key(f"{one.id}/{member}", Stage.REMINDER),
                to=ToMembers(ids=(member,)),
                message=message,
                until=until,
            )
            for member in silent
        ]
    builder.effects += effects
    builder.finishes.append(_finish(view.context, one, Stage.REMINDER, effects))


def _usual(view: ProgramView) -> float:
    """How many usually come: the median of the last five rounds, or one group at the start."""
    before = [one.introduced for one in view.rounds if one.introduced]
    return median(before[-5:]) if before else view.program.group_size


def _finish(
    context: PlanningContext, round_: Round, stage: str, effects: Sequence[Effect]
) -> StageCompletion:
    return StageCompletion(
        round=round_.id,
        stage=stage,
        effects=frozenset(effect.key for effect in effects),
        change=stage_done(context, round_, stage),
    )
