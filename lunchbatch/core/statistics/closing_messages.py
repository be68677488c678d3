"""What the channel and the owner are told when a round closes, if there's anything to say."""

from collections.abc import Iterator
from datetime import timedelta

from lunchbatch.core.answers.pauses import fallen_silent
from lunchbatch.core.answers.silence import ClosingRound
from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import exclusion_reason
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ToChannel,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.messages.owner_messages import Review, RoundOutcome, digest, review
from lunchbatch.core.model.messages import ChartBar
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.calendar import at
from lunchbatch.core.statistics import Figures

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
    outcome = RoundOutcome(
        round_date=one.slot,
        groups=one.groups,
        met=one.met,
        scheduled=one.scheduled,
        new_connections=one.new_connections,
        lately=tuple(ChartBar(groups=each.groups, met=each.met) for each in lately[-MOST_BARS:]),
    )
    said = digest(message_context.voice(context.view(one.program)), outcome)
    if said is None:
        return
    channel = context.policy.programs[one.program].channel
    effect = Effect(key=effect_key(one.id, DIGEST), to=ToChannel(id=channel), message=said)
    builder.send_before(one.id, Stage.CLOSE, effect)


REVIEW = "review"


def plan_owner_summary(
    context: PlanningContext, closing: ClosingRound, found: Figures, builder: PlanBuilder
) -> None:
    """Who is paused after silence, who was never in a group and why, which cells need mending.

    The close is done once it is sent. Nothing where there is nothing to tell, or no owner.
    """
    owner, slot = context.policy.owner, round_date(closing.round)
    if owner is None or slot is None:
        return
    never = dict(_never_in(context, closing, found))
    silent = message_context.people_of(context, fallen_silent(context, closing))
    told = Review(
        round_date=slot,
        silent=tuple(sorted(silent, key=lambda one: (one.name, one.id))),
        never=tuple(
            (person, never[person.id])
            for person in message_context.people_of(context, tuple(never))
        ),
        problems=context.records.problems,
    )
    said = review(message_context.voice(context.view(closing.program)), told)
    if said is not None:
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
