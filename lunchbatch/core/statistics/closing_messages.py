"""What the channel and the owner are told when a round closes, if there's anything to say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from lunchbatch.core.answers.pauses import fallen_silent
from lunchbatch.core.answers.silence import ClosingRound
from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import exclusion_reason, in_numbers
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ToChannel,
    ToMembers,
    effect_key,
)
from lunchbatch.core.messages.owner_messages import Review, RoundOutcome, digest, review
from lunchbatch.core.model.messages import ChartBar
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.calendar import at
from lunchbatch.core.statistics import Figures
from lunchbatch.core.statistics.figures import RoundFigures

DIGEST = "digest"
NEWS_FOR = timedelta(days=14)  # a round whose row was deleted may close again, long after
MOST_BARS = 12  # a quarter of weekly rounds; more would need smaller figures


def plan_digest(
    context: PlanningContext, round_id: str, found: Figures, builder: PlanBuilder
) -> None:
    """Where that is set, add the digest to the close of a round, which is done once it is sent."""
    one = next((one for one in found.held if one.id == round_id), None)
    if one is None or not context.policy.programs[one.program].digest:
        return
    program = context.policy.programs[one.program]
    closed = at(program, one.slot + program.close.after, program.close.at)
    if context.now - closed > NEWS_FOR:
        return
    lately = [each for each in found.held if each.program == one.program and each.slot <= one.slot]
    bars = tuple(ChartBar(groups=each.groups, met=each.met) for each in lately[-MOST_BARS:])
    outcome = replace(_outcome(one), lately=bars)
    said = digest(message_context.voice(context.view(one.program)), outcome)
    if said is None:
        return
    channel = context.policy.programs[one.program].channel
    effect = Effect(key=effect_key(one.id, DIGEST), to=ToChannel(id=channel), message=said)
    builder.send_before(one.id, Stage.CLOSE, effect)


def _outcome(one: RoundFigures) -> RoundOutcome:
    return RoundOutcome(
        round_date=one.slot,
        groups=one.groups,
        met=one.met,
        scheduled=one.scheduled,
        new_connections=one.new_connections,
    )


REVIEW = "review"


def plan_owner_summary(
    context: PlanningContext, closing: ClosingRound, found: Figures, builder: PlanBuilder
) -> None:
    """The round in five lines for the owner, where there is one. The close is done once it is sent.

    Which cells need mending they have heard already; here they are counted.
    """
    owner = context.policy.owner
    one = next((one for one in found.held if one.id == closing.round), None)
    if owner is None or one is None:
        return
    row = context.records.rounds.get(closing.round)
    never = dict(_never_in(context, closing, found))
    silent = message_context.people_of(context, fallen_silent(context, closing))
    told = Review(
        outcome=_outcome(one),
        out=in_numbers(row.absent.values()) if row else "",
        silent=tuple(sorted(silent, key=lambda one: (one.name, one.id))),
        never=tuple(
            (person, never[person.id])
            for person in message_context.people_of(context, tuple(never))
        ),
        problems=len(context.records.problems),
    )
    said = review(message_context.voice(context.view(closing.program)), told)
    key = effect_key(closing.round, REVIEW)
    effect = Effect(key=key, to=ToMembers(ids=(owner,)), message=said)
    builder.send_before(closing.round, Stage.CLOSE, effect)


def _never_in(
    context: PlanningContext, closing: ClosingRound, found: Figures
) -> Iterator[tuple[str, str]]:
    """Who was out of this round, and of all before it, though they could take part now."""
    program = context.policy.programs[closing.program]
    row = context.records.rounds.get(closing.round)
    for one in found.never_in:
        reason = row.absent.get(one.id) if row else None
        if reason and not exclusion_reason(context, program, one.id):
            yield one.id, reason
