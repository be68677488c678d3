"""A round that begins with a question: asking it, and reminding of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import turnout
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
from lunchbatch.core.ledger.changes import Append, Change, Set
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.rounds.polls.manual_poll import closing
from lunchbatch.core.rounds.polls.poll_answers import (
    Answers,
    choices_of,
    closes_at,
    direct_key,
    questions_out,
)
from lunchbatch.core.rounds.round_rows import identity, stage_done, times
from lunchbatch.core.schedule.calendar import POLL, REMINDER, TIME_TO_ANSWER, local
from lunchbatch.core.schedule.due_stages import Turn, rounds_of
from lunchbatch.core.settings.policy import Program


def open_poll(view: View, name: str, turn: Turn, draft: Draft) -> None:
    """Ask the question, in the channel or each member directly, while there is time to answer."""
    program = view.policy.programs[name]
    known = view.known.rounds.get(turn.round.id)
    one = known or turn.round
    if known is None or known.is_over:  # a missed round may be opened by hand
        try:
            one = _as_ordered(view, program, turn.round)
        except ValueError as refused:
            draft.blocked.append(f"{one.id}: {refused}")
            return
        draft.changes.append(_round_row(view, program, turn, one))
    effects = list(_questions(view, name, program, one))
    draft.effects += effects
    is_late = view.now >= closes_at(program, one)
    # With groups to be made, one member who cannot be reached holds up nobody.
    waits_for = () if is_late and questions_out(view.known, one) else effects
    draft.goes_on |= is_late
    draft.finishes.append(_finish(view, one, POLL, waits_for))


def _as_ordered(view: View, program: Program, one: Round) -> Round:
    """The round that begins, with what was given by hand. Raises ValueError if that cannot be."""
    order = view.order
    choices = order.choices or program.poll.choices
    new = replace(one, choices=choices, group_size=order.group_size)
    by_hand = order.stage == POLL
    closes = closing(program, new, choices, view.now) if by_hand else closes_at(program, one)
    return replace(new, poll_closes=closes)


def _round_row(view: View, program: Program, turn: Turn, one: Round) -> Change:
    values: dict[str, Value] = {
        **times(view, turn),
        "choices": " | ".join(choices_of(program, one)),
        "group size": one.group_size,
        "poll closes": local(program, closes_at(program, one)),
    }
    if one.id in view.known.rounds:
        return Set(tab=ROUNDS, key=one.id, values={**values, "stage": None})
    return Append(tab=ROUNDS, key=one.id, values={**identity(one), **values})


def _questions(view: View, name: str, program: Program, one: Round) -> Iterable[Effect]:
    choices = choices_of(program, one)
    until = closes_at(program, one)
    message = message_context.poll(view, name, one.slot, choices, until)
    seeds = (*choice_emoji(choices), program.poll.not_today)
    last = until - TIME_TO_ANSWER
    if program.poll.deliver == "channel":
        about = About(tab=ROUNDS, key=one.id, stage=POLL, so_far=one.messages)
        yield Effect(
            key=effect_key(one.id, POLL),
            to=Channel(id=program.channel),
            message=message,
            seeds=seeds,
            about=(about,),
            until=last,
        )
        return
    for member in turnout(view, program, number=1).present:
        key = direct_key(one.id, member)
        if not view.known.is_settled(key):
            yield Effect(
                key=key, to=Members(ids=(member,)), message=message, seeds=seeds, until=last
            )


def remind(view: View, name: str, turn: Turn, answers: Answers, draft: Draft) -> None:
    """Remind before the poll closes, unless as many as usual have said yes.

    The channel where it was asked in the channel, else those who have not answered.
    """
    program = view.policy.programs[name]
    one = turn.round
    by_hand = view.order.stage == REMINDER
    effects: list[Effect] = []
    if by_hand or len(answers.yes) < _usual(view, name):
        until = closes_at(program, one)
        message = message_context.poll_reminder(view, name, until)
        asked = questions_out(view.known, one).values()
        silent = sorted(member for member in asked if member and member not in answers.said)
        if "" in asked:
            to = Channel(id=program.channel)
            key = effect_key(one.id, REMINDER)
            effects.append(Effect(key=key, to=to, message=message, until=until))
        effects += [
            Effect(
                key=effect_key(f"{one.id}/{member}", REMINDER),
                to=Members(ids=(member,)),
                message=message,
                until=until,
            )
            for member in silent
        ]
    draft.effects += effects
    draft.finishes.append(_finish(view, one, REMINDER, effects))


def _usual(view: View, name: str) -> float:
    """How many usually come: the median of the last five rounds, or one group at the start."""
    before = [one.introduced for one in rounds_of(view.known, name, view.now) if one.introduced]
    return median(before[-5:]) if before else view.policy.programs[name].group_size


def _finish(view: View, one: Round, stage: str, effects: Sequence[Effect]) -> Finish:
    return Finish(
        round=one.id,
        stage=stage,
        effects=frozenset(effect.key for effect in effects),
        change=stage_done(view, one, stage),
    )
