"""The word to the channel when a round closes: how many met. Nothing when nobody did."""

from datetime import timedelta

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import Effect, PlanningContext, ToChannel, effect_key
from lunchbatch.core.messages.owner_messages import RoundOutcome, digest
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
