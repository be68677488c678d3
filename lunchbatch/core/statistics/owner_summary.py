"""The word to the owner when a round closes: what a person may want to look at, if anything."""

from collections.abc import Iterator

from lunchbatch.core.answers.pauses import fallen_silent
from lunchbatch.core.answers.silence import Closing
from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import why_not
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Effect, Members, View, effect_key
from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.messages.owner_messages import Review, review
from lunchbatch.core.schedule.calendar import CLOSE
from lunchbatch.core.statistics import Figures

REVIEW = "review"


def tell_owner(view: View, closing: Closing, found: Figures, draft: Draft) -> None:
    """Who is paused after silence, who was never in a group and why, which cells need mending.

    The close is done once it is sent. Nothing where there is nothing to tell, or no owner.
    """
    owner, slot = view.policy.owner, round_date(closing.round)
    if owner is None or slot is None:
        return
    never = dict(_never_in(view, closing, found))
    silent = message_context.people_of(view, fallen_silent(view, closing))
    told = Review(
        round_date=slot,
        silent=tuple(sorted(silent, key=lambda one: (one.name, one.id))),
        never=tuple(
            (person, never[person.id]) for person in message_context.people_of(view, tuple(never))
        ),
        problems=view.known.problems,
    )
    said = review(message_context.voice(view, closing.program), told)
    if said is not None:
        key = effect_key(closing.round, REVIEW)
        effect = Effect(key=key, to=Members(ids=(owner,)), message=said)
        draft.send_before(closing.round, CLOSE, effect)


def _never_in(view: View, closing: Closing, found: Figures) -> Iterator[tuple[str, str]]:
    """Who was out of this round, and of all before it, though they could take part now."""
    program = view.policy.programs[closing.program]
    row = view.known.rounds.get(closing.round)
    for one in found.never_in:
        reason = row.absent.get(one.id) if row else None
        if reason and not why_not(view, program, one.id):
            yield one.id, reason
