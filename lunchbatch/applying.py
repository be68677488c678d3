"""Carrying out a plan: claim, look, act, settle, a whole stage at a time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from lunchbatch.core.effects import Effect, Plan, settlement
from lunchbatch.core.ledger.changes import Change, Commit, Drop, Refusal
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import JOURNAL
from lunchbatch.core.records import Records
from lunchbatch.delivery import Delivery, Parcel, look
from lunchbatch.errors import SetupError
from lunchbatch.journal import RENEW, Doubt, Journal, Outcome, claims, doubt, settled, unsettled
from lunchbatch.ports import Clock, Workspace


@dataclass(slots=True, kw_only=True)
class Applied:
    """What a run did, effects by key; `failed` and `warned` with the sentence for people.

    `doubtful`: the next run looks whether they went out. `left`: for a later run.
    `withdrawn`: not sent, because a person changed the row in the last moment.
    `too_late`: not sent, because their time was over.
    `over`: nothing is left to do for these, whether sent now, before, or given up.
    """

    sent: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    too_late: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    written: int = 0


@dataclass(slots=True, kw_only=True)
class Applying:
    """One plan on its way: who carries it out, and the changes not yet written."""

    plan: Plan
    known: Records
    journal: Journal
    clock: Clock
    done: Applied = field(default_factory=Applied)
    pending: list[Change] = field(default_factory=list)

    def run(
        self, slack: Callable[[], Workspace], *, base: Snapshot | None, until: datetime
    ) -> Applied:
        """Carry the plan out.

        Raises LedgerFailed when the ledger cannot be written: what was sent by then is found
        again by the next run. A SetupError of Slack ends the sending, and is raised once what
        was done is written down.
        """
        self.pending = list(self.plan.changes)
        self.done.written = len(self.pending)
        broken = None
        if self.plan.effects:
            workspace = slack()
            parcels = self._claim(self._sort_out(workspace), base)
            base = None
            broken = self._deliver(workspace, parcels, until)
        self._leave(base)
        if broken is not None:
            done = self.done
            broken.add_note(f"Sent before that: {len(done.sent)}. Not sent: {len(done.left)}.")
            raise broken
        return self.done

    def _sort_out(self, workspace: Workspace) -> list[Parcel]:
        """What is to be acted on; what is done or too young to judge is set aside."""
        by_doubt: dict[Doubt, list[Effect]] = {kind: [] for kind in Doubt}
        now = self.clock.now()
        for effect in self.plan.effects:
            by_doubt[doubt(self.known.claims.get(effect.key), now)].append(effect)
        self.done.left += [effect.key for effect in by_doubt[Doubt.WAIT]]
        self.done.over |= {effect.key for effect in by_doubt[Doubt.GIVEN_UP]}
        for effect in by_doubt[Doubt.DONE]:
            posted = self.known.claims[effect.key].posted
            self.done.over.add(effect.key)
            self.pending += settlement(effect, posted) if posted is not None else ()
        parcels = [Parcel(effect=effect) for effect in by_doubt[Doubt.FRESH]]
        return parcels + self._look(workspace, by_doubt[Doubt.LOOK])

    def _look(self, workspace: Workspace, effects: list[Effect]) -> list[Parcel]:
        """Messages in doubt, found or surely not there; where looking fails they wait."""
        parcels = []
        for effect in effects:
            claimed = self.known.claims[effect.key].claimed or self.clock.now()
            parcel = look(workspace, effect, since=claimed)
            if parcel.failure is None:
                parcels.append(parcel)
            else:
                self.done.failed[effect.key] = str(parcel.failure)
        return parcels

    def _claim(self, parcels: list[Parcel], base: Snapshot | None) -> list[Parcel]:
        """Claim in one write what will be sent, and keep only what is still wanted after it."""
        unsent = [parcel.effect for parcel in parcels if parcel.posted is None]
        now = self.clock.now()
        taken = claims(unsent, self.known.claims, self.journal.run, now)
        commit = self.journal.write((*self.pending, *taken), now, base=base)
        self.done.refused += commit.refused
        self.pending = []
        kept = []
        for parcel in parcels:
            if parcel.posted is not None or _is_wanted(parcel.effect, commit):
                kept.append(parcel)
            else:
                self.done.withdrawn.append(parcel.effect.key)
                self.pending.append(Drop(tab=JOURNAL, key=parcel.effect.key))
        return kept

    def _deliver(
        self, workspace: Workspace, parcels: list[Parcel], until: datetime
    ) -> SetupError | None:
        placed = {key: claim.posted for key, claim in self.known.claims.items() if claim.posted}
        delivery = Delivery(workspace=workspace, clock=self.clock, placed=placed)
        ended: set[str] = set()
        broken = None
        try:
            for parcel in delivery.send(parcels, until=until):
                ended.add(parcel.effect.key)
                self._note(parcel)
                if self.journal.renewed and self.clock.now() - self.journal.renewed >= RENEW:
                    self._settle()
        except SetupError as error:
            broken = error
        for parcel in parcels:
            if parcel.effect.key not in ended:
                self._set_aside(parcel)
        return broken

    def _note(self, parcel: Parcel) -> None:
        key, now = parcel.effect.key, self.clock.now()
        if parcel.warning:
            self.done.warned[key] = parcel.warning
        if parcel.posted is not None:
            outcome = Outcome.FOUND if parcel.was_found else Outcome.SENT
            (self.done.found if parcel.was_found else self.done.sent).append(key)
            self.done.over.add(key)
            self.pending.append(settled(parcel.effect, parcel.posted, outcome, now))
            self.pending += settlement(parcel.effect, parcel.posted)
        elif parcel.is_too_late:
            # Not over yet: what people hear instead is decided by the next look at the ledger.
            self.done.too_late.append(key)
            self.pending.append(unsettled(parcel.effect, Outcome.DROPPED, now))
        elif parcel.is_doubtful:
            self.done.doubtful.append(key)
        else:
            self.done.failed[key] = str(parcel.failure)
            self.pending.append(unsettled(parcel.effect, Outcome.FAILED, now))

    def _set_aside(self, parcel: Parcel) -> None:
        """Time is up or Slack refuses us: what surely was not sent is free for the next run."""
        self.done.left.append(parcel.effect.key)
        if parcel.posted is None and not parcel.is_doubtful:
            self.pending.append(Drop(tab=JOURNAL, key=parcel.effect.key))

    def _settle(self) -> None:
        commit = self.journal.write(self.pending, self.clock.now())
        self.done.refused += commit.refused
        self.pending = []

    def _leave(self, base: Snapshot | None) -> None:
        finishes = [
            finish.change for finish in self.plan.finishes if finish.effects <= self.done.over
        ]
        commit = self.journal.leave((*self.pending, *finishes), base=base)
        self.done.refused += commit.refused


def _is_wanted(effect: Effect, commit: Commit) -> bool:
    """Whether this run holds the claim, and the row still says what the decision rested on."""
    if any(refusal.change.key == effect.key for refusal in commit.refused):
        return False
    for about in effect.about:
        row = commit.after[about.tab].find(about.key)
        if row is None or not row.is_sound:
            return False
        if any(row.values.get(title) != value for title, value in about.holds.items()):
            return False
    return True
