"""One run: read everything, plan, guard, carry out. Settings and adapters in, an outcome out."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from lunchbatch.core.answers.welcome import profiles
from lunchbatch.core.context.plan_model import (
    ManualRequest,
    Plan,
    PlanningContext,
    SlackQuery,
    SlackSnapshot,
)
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.planning.plan import plan
from lunchbatch.core.planning.slack_needs import needs
from lunchbatch.core.schedule.cron import CronSchedule
from lunchbatch.core.schedule.due_stages import NEXT
from lunchbatch.core.settings.policy import Policy
from lunchbatch.engine.executor import Executor
from lunchbatch.engine.journal import Busy, Journal, is_same
from lunchbatch.engine.run_result import NOBODY, EffectEnd, RunCallbacks, RunResult
from lunchbatch.errors import LunchbatchError, OutsideError, UnsafePlanError
from lunchbatch.ports import Clock, Ledger, LedgerReader, Workspace, WorkspaceReader
from lunchbatch.spans import span


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """What a run is told: the config, the words, what was asked for by hand, and what wakes it."""

    policy: Policy
    wording: Wording
    questions: Icebreakers
    request: ManualRequest
    wakes: Sequence[CronSchedule] = ()
    woken_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A plan, and what it rests on."""

    plan: Plan
    context: PlanningContext
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """What became of a run. `busy` when another run was at work and this one left."""

    decided: Decision
    applied: RunResult
    busy: Busy | None = None

    @property
    def goes_on(self) -> bool:
        """Whether to look again at once: what was found or came too late has consequences."""
        done = self.applied
        open_ends = done.ended_as(EffectEnd.FAILED, EffectEnd.DOUBTFUL, EffectEnd.LEFT)
        is_clear = not (self.busy or open_ends)
        is_late = bool(done.ended_as(EffectEnd.TOO_LATE))
        return is_late or (is_clear and self.decided.plan.goes_on)


def look_and_plan(
    settings: RunSettings, ledger: LedgerReader, slack: Callable[[], WorkspaceReader], now: datetime
) -> Decision:
    """What `run` would do. It cannot write: what it is handed only reads."""
    return _decide(settings, ledger.read(), slack, now)


def look_ahead(
    settings: RunSettings, seen: Snapshot, slack: Callable[[], WorkspaceReader], now: datetime
) -> Decision:
    """The next rounds as they would be made if they began now. `seen` is the ledger as read."""
    request = replace(settings.request, stage=NEXT, force=True)
    return _decide(replace(settings, request=request), seen, slack, now)


def run(
    settings: RunSettings,
    ledger: Ledger,
    slack: Callable[[], Workspace],
    clock: Clock,
    *,
    run_id: str,
    until: datetime,
    bystander: RunCallbacks = NOBODY,
) -> RunOutcome:
    """Do what is due, until the moment `until` at the latest, or until the bystander says so.

    Raises UnsafePlanError when the plan looks like an accident, SetupError and OutsideError when
    Slack or the ledger failed; what was done by then is written down.
    """
    with span("run"):
        return _run(settings, ledger, cache(slack), clock, run_id, until, bystander)


def _run(
    settings: RunSettings,
    ledger: Ledger,
    slack: Callable[[], Workspace],
    clock: Clock,
    run_id: str,
    until: datetime,
    bystander: RunCallbacks,
) -> RunOutcome:
    with span("observe ledger"):
        seen = ledger.read()
    decided = _decide(settings, seen, slack, clock.now())
    _guard(decided)
    if decided.plan.is_empty:
        return RunOutcome(decided=decided, applied=RunResult())
    journal = Journal(ledger, run_id)
    entered = journal.enter(decided.snapshot, clock.now())
    if isinstance(entered, Busy):
        return RunOutcome(decided=decided, applied=RunResult(), busy=entered)
    base: Snapshot | None = entered.after
    if not is_same(entered.after, decided.snapshot):
        # Somebody wrote while we were deciding: decide again on what is there now.
        try:
            decided = _decide(settings, entered.after, slack, clock.now())
            _guard(decided)
        except LunchbatchError:
            with suppress(OutsideError):
                journal.leave(())
            raise
        base = None
    applying = Executor(
        plan=decided.plan,
        context=decided.context,
        snapshot=decided.snapshot,
        journal=journal,
        clock=clock,
        until=until,
        stop=bystander.stop,
        watch=bystander.watch,
    )
    with span("apply"):
        return RunOutcome(decided=decided, applied=applying.run(slack, base=base))


def _decide(
    settings: RunSettings, snapshot: Snapshot, slack: Callable[[], WorkspaceReader], now: datetime
) -> Decision:
    snapshot = name_contradictions(snapshot)
    found = records(snapshot)
    wanted = needs(settings.policy, found, now, settings.request)
    seen = SlackSnapshot()
    if not wanted.is_empty:
        with span("observe Slack"):
            seen = _observe(settings, found, wanted, slack())
    context = PlanningContext(
        policy=settings.policy,
        now=now,
        records=found,
        slack=seen,
        request=settings.request,
        wording=settings.wording,
        questions=settings.questions,
        wakes=settings.wakes,
        woken_by=settings.woken_by,
    )
    with span("plan") as note:
        decided = plan(context)
        note(messages=len(decided.effects), rows=len(decided.changes))
    return Decision(plan=decided, context=context, snapshot=snapshot)


def _observe(
    settings: RunSettings, found: Records, wanted: SlackQuery, workspace: WorkspaceReader
) -> SlackSnapshot:
    us = workspace.identity()
    members = {channel: workspace.members(channel) for channel in wanted.channels}
    wanted_people = profiles(
        settings.policy, found, members, us=us.user, everybody=wanted.has_all_profiles
    )
    return SlackSnapshot(
        us=us.user,
        teams=us.teams,
        members=members,
        people=workspace.people(wanted_people) if wanted_people else {},
        reactions=workspace.reactions(wanted.messages) if wanted.messages else {},
        reading=workspace.last_reading if wanted.messages else None,
        spoke=workspace.spoke(wanted.replies_to) if wanted.replies_to else {},
    )


def _guard(decided: Decision) -> None:
    if decided.plan.unsafe and not decided.context.request.force:
        raise UnsafePlanError("; ".join(decided.plan.unsafe))
