"""Carries out a plan, a whole stage at a time: claim, look, act, settle."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from lunchbatch.core.context.plan_model import Effect, Plan, PlanningContext, recording_changes
from lunchbatch.core.ledger.changes import Change, Commit, Delete
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import JOURNAL_TAB
from lunchbatch.core.rounds.regroup import UnreachableGroup, regroup
from lunchbatch.core.statistics.home_tabs import home_tabs
from lunchbatch.engine.apply_in_memory import apply_changes
from lunchbatch.engine.delivery import Delivery, DeliveryItem, find_message, group_of
from lunchbatch.engine.effect_recorder import EffectRecorder
from lunchbatch.engine.home_publisher import publish
from lunchbatch.engine.journal import (
    ClaimEvent,
    Journal,
    NextStep,
    claims,
    is_wanted,
    is_young,
    next_step,
)
from lunchbatch.engine.run_result import NOBODY, EffectEnd, RunResult, Watch
from lunchbatch.engine.unreachable import is_refused_for_a_member, who_is_able
from lunchbatch.errors import (
    ConfigError,
    LedgerError,
    LunchbatchError,
    OutsideError,
    SetupError,
    SlackError,
    UnforeseenError,
)
from lunchbatch.ports import Clock, Workspace


@dataclass(slots=True, kw_only=True)
class Executor:
    """One plan on its way: who carries it out, and what became of it so far.

    `snapshot` is the ledger on which the plan rests.
    Begins nothing from `until` on, nor once `stop` says so. `watch` is told after each effect how
    many have ended, of how many.
    """

    plan: Plan
    context: PlanningContext
    snapshot: Snapshot
    journal: Journal
    clock: Clock
    until: datetime
    stop: Callable[[], bool]
    watch: Watch = NOBODY.watch
    done: RunResult = field(default_factory=RunResult)
    newest: Snapshot | None = None
    recorder: EffectRecorder = field(init=False)

    def __post_init__(self) -> None:
        self.recorder = EffectRecorder(
            claims=self.context.records.claims, clock=self.clock, result=self.done
        )

    def run(self, slack: Callable[[], Workspace], *, base: Snapshot | None) -> RunResult:
        """Carry the plan out.

        Raises LedgerError when the ledger cannot be written: what was sent by then is found
        again by the next run. A SetupError of Slack and an exception that nobody foresaw end the
        sending, and are raised once what was done is written down, the latter as UnforeseenError.
        """
        self.recorder.pending = list(self.plan.changes)
        self.done.written = len(self.recorder.pending)
        broken: LunchbatchError | None = None
        try:
            if self.plan.effects:
                self._act(slack(), base)
            if self.context.policy.app_home and not self.plan.goes_on:
                self._show_homes(slack)
        except LedgerError as error:
            error.sent = self.done.standing
            raise
        except (ConfigError, SetupError) as error:
            broken = error
        except Exception as bug:  # noqa: BLE001 - whatever it is, what was sent is written down first
            broken = UnforeseenError(bug)
        self._write_down(base, broken)
        if broken is not None:
            broken.sent = self.done.standing
            left = len(self.done.ended_as(EffectEnd.LEFT))
            broken.add_note(f"Sent before that: {len(broken.sent)}. Not sent: {left}.")
            raise broken
        return self.done

    def _write_down(self, base: Snapshot | None, broken: LunchbatchError | None) -> None:
        """The last write of a run. If that fails too, who hears of it still hears what was sent."""
        took_time = self.plan.effects or self.context.policy.app_home
        try:
            self._leave(None if took_time else base)
        except OutsideError as error:
            error.sent = self.done.standing
            raise error from broken
        except Exception as bug:
            unforeseen = UnforeseenError(bug)
            unforeseen.sent = self.done.standing
            raise unforeseen from bug

    def _act(self, workspace: Workspace, base: Snapshot | None) -> None:
        items = self._sort_out(workspace)
        if not self._may_go_on():
            for item in items:
                self.done.record(item.effect.key, EffectEnd.LEFT)
            return
        items = self._claim(items, base if self.newest is None else None)
        delivery = Delivery(workspace=workspace, clock=self.clock, go_on=self._may_go_on)
        try:
            reserve = delivery.hold_back(items)
            self._deliver(delivery, [item for item in items if item not in reserve])
            self._mend(workspace, items, reserve)
            self._deliver(delivery, [item for item in items if not item.is_ended])
            self._mend(workspace, items, ())
            self._deliver(delivery, [item for item in items if not item.is_ended])
        finally:
            for item in items:
                if not item.is_ended:
                    self.recorder.set_aside(item)

    def _show_homes(self, slack: Callable[[], Workspace]) -> None:
        """Publish Home tabs as they should be once this run has ended, as time allows."""
        ahead = apply_changes(
            self.newest or self.snapshot, (*self.recorder.pending, *self._finished())
        )
        wanted = home_tabs(replace(self.context, records=records(ahead)))
        go_on, until = self._may_go_on, self.until
        for note in publish(wanted, slack, self.clock, until=until, go_on=go_on, done=self.done):
            self.recorder.pending.append(note)

    def _may_go_on(self) -> bool:
        """Whether there is time, and the right, for one more call; renews the lease when due."""
        now = self.clock.now()
        if now >= self.until or self.stop():
            self.done.was_cut_short = True
            return False
        if self.journal.is_held(now) and self.journal.is_due(now):
            self._write(self.recorder.pending, None)
        return self.journal.is_held(self.clock.now())

    def _sort_out(self, workspace: Workspace) -> list[DeliveryItem]:
        """What is to be acted on; what is done or too young to judge is set aside."""
        items = []
        for effect in self.plan.effects:
            claim = self.context.records.claims.get(effect.key)
            match next_step(claim):
                case NextStep.ACT:
                    items.append(DeliveryItem(effect=effect))
                case NextStep.SEED if claim is not None:
                    items.append(DeliveryItem(effect=effect, posted=claim.posted, was_found=True))
                case NextStep.LOOK:
                    items += self._look(workspace, effect)
                case NextStep.RECORD if claim is not None and claim.posted is not None:
                    self.done.over.add(effect.key)
                    self.recorder.pending += recording_changes(effect, claim.posted)
                case _:
                    self.done.over.add(effect.key)
        return items

    def _look(self, workspace: Workspace, effect: Effect) -> list[DeliveryItem]:
        """A message in doubt: found, or surely not there; else it waits."""
        claim, now = self.context.records.claims[effect.key], self.clock.now()
        if not self._may_go_on():
            self.done.record(effect.key, EffectEnd.LEFT)
            return []
        item = find_message(workspace, effect, since=claim.claimed or now)
        if item.failure is not None and not is_refused_for_a_member(item):
            self.recorder.note_unseen(item)
            return []
        if item.posted is None and is_young(claim, now):
            self.done.record(effect.key, EffectEnd.LEFT)
            return []
        return [item]

    def _claim(self, items: list[DeliveryItem], base: Snapshot | None) -> list[DeliveryItem]:
        """Claim in one write what will be sent, and keep only what is still wanted after it."""
        unsent = [item.effect for item in items if item.posted is None]
        taken = claims(unsent, self.context.records.claims, self.journal.run, self.clock.now())
        commit = self._write((*self.recorder.pending, *taken), base)
        kept = []
        for item in items:
            if item.posted is not None or is_wanted(item.effect, commit):
                kept.append(item)
            else:
                self.done.record(item.effect.key, EffectEnd.WITHDRAWN)
                self.recorder.pending.append(Delete(tab=JOURNAL_TAB, key=item.effect.key))
        return kept

    def _deliver(self, delivery: Delivery, items: Collection[DeliveryItem]) -> None:
        for item in delivery.send(items, until=self.until):
            if not is_refused_for_a_member(item):
                self.recorder.note(item)
                self.watch(self.done.ended, len(self.plan.effects))
        if any(not item.is_ended and item.failure is None for item in items):
            self.done.was_cut_short = self.journal.is_held(self.clock.now())

    def _mend(
        self, workspace: Workspace, items: list[DeliveryItem], reserve: Iterable[DeliveryItem]
    ) -> None:
        """Make groups again of those that cannot be opened, and put them in their place."""
        wrong = [p for p in items if not p.is_ended and is_refused_for_a_member(p)]
        if not wrong or not self._may_go_on():
            return
        broken: list[UnreachableGroup] = []
        for item in wrong:
            try:
                able, gone = who_is_able(workspace, item.effect.to)
            except SlackError as failure:
                item.failure, gone, able = failure, {}, ()
            if gone:
                broken.append(UnreachableGroup(key=group_of(item), able=able, gone=gone))
            else:
                self.recorder.note(item)
        if not broken or self.newest is None:
            return
        context = replace(self.context, records=records(self.newest))
        mended = regroup(context, broken, [group_of(p) for p in reserve if not p.is_ended])
        self.done.mended |= mended.told
        self.recorder.pending += mended.changes
        again = {effect.key: effect for effect in mended.effects}
        touched = [p for p in items if p.effect.key in again or group_of(p) in mended.dissolved]
        for item in touched:
            items.remove(item)
            if item.effect.key not in again:
                self.recorder.journal(item.effect, ClaimEvent.DROPPED)
                if group_of(item) not in mended.owed:
                    self.done.over.add(item.effect.key)
        commit = self._write(self.recorder.pending, None)
        items += [
            DeliveryItem(effect=effect) for effect in again.values() if is_wanted(effect, commit)
        ]

    def _write(self, changes: Iterable[Change], base: Snapshot | None) -> Commit:
        commit = self.journal.write(changes, self.clock.now(), base=base)
        self.done.refused += commit.refused
        self.recorder.pending = []
        self.newest = commit.after
        return commit

    def _leave(self, base: Snapshot | None) -> None:
        commit = self.journal.leave((*self.recorder.pending, *self._finished()), base=base)
        self.done.refused += commit.refused

    def _finished(self) -> list[Change]:
        return [each.change for each in self.plan.finishes if each.effects <= self.done.over]
