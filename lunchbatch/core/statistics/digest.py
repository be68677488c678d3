"""The word to the channel when a round closes: how many met. Nothing when nobody did."""

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Channel, Effect, View, effect_key
from lunchbatch.core.messages.owner_messages import Outcome, digest
from lunchbatch.core.model.messages import Bar
from lunchbatch.core.schedule.calendar import CLOSE
from lunchbatch.core.statistics import Figures

DIGEST = "digest"
MOST_BARS = 12  # a quarter of weekly rounds; more would need smaller figures


def tell_channel(view: View, round_id: str, found: Figures, draft: Draft) -> None:
    """Where that is set, add the digest to the close of a round, which is done once it is sent."""
    one = next((one for one in found.held if one.id == round_id), None)
    if one is None or not view.policy.programs[one.program].digest:
        return
    lately = [each for each in found.held if each.program == one.program and each.slot <= one.slot]
    outcome = Outcome(
        round_date=one.slot,
        groups=one.groups,
        met=one.met,
        scheduled=one.scheduled,
        new_connections=one.new_connections,
        lately=tuple(Bar(groups=each.groups, met=each.met) for each in lately[-MOST_BARS:]),
    )
    said = digest(message_context.voice(view, one.program), outcome)
    if said is None:
        return
    channel = view.policy.programs[one.program].channel
    effect = Effect(key=effect_key(one.id, DIGEST), to=Channel(id=channel), message=said)
    draft.send_before(one.id, CLOSE, effect)
