"""Records what became of each effect of a run: in its result, and in the journal.

Trouble that passes is no reason ever to give an effect up; a refusal for good is, the third time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lunchbatch.core.context.plan_model import Effect, recording_changes
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Claim
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.engine.delivery import DeliveryItem
from lunchbatch.engine.journal import TRIES, ClaimEvent, claim_cells
from lunchbatch.engine.run_result import EffectEnd, RunResult
from lunchbatch.ports import Clock


@dataclass(slots=True, kw_only=True)
class EffectRecorder:
    """`claims` is the journal as it was when the run began; `pending` what is not yet written."""

    claims: Mapping[str, Claim]
    clock: Clock
    result: RunResult
    pending: list[Change] = field(default_factory=list)

    def note_unseen(self, item: DeliveryItem) -> None:
        """Nobody could look. Where that does not pass, it is better not said than said twice."""
        effect, sentence = item.effect, str(item.failure)
        before = self.claims[effect.key]
        if item.failure is not None and not item.failure.is_temporary:
            self.journal(effect, ClaimEvent.UNSEEN)
            if before.tries + 1 >= TRIES:
                sentence += " Nobody can tell whether the message is out; it is given up."
                self.result.over.add(effect.key)
                self.journal(effect, ClaimEvent.DROPPED)
        self.result.record(effect.key, EffectEnd.FAILED, sentence)

    def note(self, item: DeliveryItem) -> None:
        """What became of one message: sent, found, too late, in doubt or failed."""
        item.is_ended = True
        effect, key = item.effect, item.effect.key
        if item.warning:
            self.result.warned[key] = item.warning
        if item.posted is not None and item.failure is not None:
            self.result.unseeded.append(key)
            sentence = f"{item.failure} The message itself is out; only emoji are missing."
            self.result.record(key, EffectEnd.FAILED, sentence)
            self.journal(effect, ClaimEvent.OUT, item.posted)
        elif item.posted is not None:
            self.result.record(key, EffectEnd.FOUND if item.was_found else EffectEnd.SENT)
            self.result.over.add(key)
            event = ClaimEvent.FOUND if item.was_found else ClaimEvent.SENT
            self.journal(effect, event, item.posted)
            self.pending += recording_changes(effect, item.posted)
        elif item.is_too_late:
            # Not over yet: what people hear instead is decided by the next look at the ledger.
            self.result.record(key, EffectEnd.TOO_LATE)
            self.journal(effect, ClaimEvent.DROPPED)
        elif item.is_doubtful:
            self.result.record(key, EffectEnd.DOUBTFUL, str(item.failure))
            self.journal(effect, ClaimEvent.DOUBTFUL)
        else:
            self._note_failure(item)

    def _note_failure(self, item: DeliveryItem) -> None:
        """Trouble that passes is no reason ever to give up; a refusal is, the third time."""
        before = self.claims.get(item.effect.key)
        sentence = str(item.failure)
        if item.failure is not None and item.failure.is_temporary:
            self.journal(item.effect, ClaimEvent.NOT_DONE)
        else:
            self.journal(item.effect, ClaimEvent.REFUSED)
            if before is not None and before.tries + 1 >= TRIES:
                sentence += f" This was tried {TRIES} times and is given up."
                self.result.over.add(item.effect.key)
        self.result.record(item.effect.key, EffectEnd.FAILED, sentence)

    def set_aside(self, item: DeliveryItem) -> None:
        """Time is up or Slack refuses us: what surely was not sent is free for the next run."""
        if item.failure is not None:
            self.note(item)
            return
        self.result.record(item.effect.key, EffectEnd.LEFT)
        if item.posted is not None:
            self.result.unseeded.append(item.effect.key)
            self.journal(item.effect, ClaimEvent.OUT, item.posted)
        elif item.is_doubtful:
            self.journal(item.effect, ClaimEvent.DOUBTFUL)
        else:
            self.journal(item.effect, ClaimEvent.NOT_DONE)

    def journal(self, effect: Effect, event: ClaimEvent, posted: MessageRef | None = None) -> None:
        """Have the next write say in the journal what happened to an effect."""
        before = self.claims.get(effect.key)
        cells = claim_cells(event, before, self.clock.now(), posted)
        self.pending.append(cells.update(effect.key))
