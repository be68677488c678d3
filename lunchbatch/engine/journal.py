"""Every outward act once: claim, look, act, settle.

One run acts at a time. It writes a row of its own into the journal and reads it back in the same
answer; if the row of another run that is still alive is there too, it leaves. Of two runs the one
that wrote later sees the other, so both never stay. A run renews its row while it works, and
does nothing more once its lease is over, because another may then take its place.

Before the first message of a stage all its effects are claimed in one write. A claim that an
earlier run left unsettled is in doubt: the message may be out. It is looked for in Slack by the
effect key in its metadata, and sent only if it is not there and so much time has passed since its
run can have acted last that Slack's history would show it. This makes each act idempotent over
any number of crashes.

Limit: a process that is frozen for longer than the lease in the very moment between asking
whether it may act and acting cannot know; Slack offers nothing that would fence it off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lunchbatch.core.context.plan_model import Effect
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Commit, Delete, Update
from lunchbatch.core.ledger.records import Claim
from lunchbatch.core.ledger.row_parser import RUN_PREFIX
from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import JOURNAL_TAB, TABS, Tab
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.ports import Ledger

# A run that has not renewed its row for so long is dead. Longer than one call can take at worst:
# RENEW, a minute's wait for its turn, two of retries (adapters/slack/api_calls.py), a timeout.
LEASE = timedelta(minutes=5)
RENEW = timedelta(seconds=45)  # how often a run renews it, and settles what it has done
# How long Slack's history may take to show a message. Slack names no figure; its incident reports
# speak of minutes. Waiting too long costs one wake, too short a second message.
LAG = timedelta(minutes=15)
TRIES = 3  # how often an act may be refused for good, over as many runs, until it is given up
KEPT = timedelta(days=60)  # how long claims stay; rounds remember longer themselves
RUNNING = "running"


class Outcome(StrEnum):
    """What became of a claim."""

    SENT = "sent"
    FOUND = "found"
    FAILED = "failed"
    LEFT = "left"
    DROPPED = "dropped"


class Doubt(StrEnum):
    """What an effect needs, by what the journal says of it."""

    FRESH = "fresh"  # never claimed, or surely not done: act
    LOOK = "look"  # claimed by an earlier run: look before acting
    STANDS = "stands"  # the message is out; its emoji may not be
    DONE = "done"  # settled, but the row it is about does not show it
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Another run is at work."""

    run: str
    since: datetime


def doubt(claim: Claim | None) -> Doubt:
    """How sure one can be that an effect has not happened yet."""
    if claim is None or claim.outcome in {Outcome.FAILED, Outcome.LEFT}:
        return Doubt.GIVEN_UP if claim and claim.tries >= TRIES else Doubt.FRESH
    if claim.outcome == Outcome.DROPPED:
        return Doubt.GIVEN_UP
    if claim.settled is not None:
        return Doubt.DONE
    return Doubt.LOOK if claim.posted is None else Doubt.STANDS


def is_young(claim: Claim, now: datetime) -> bool:
    """Whether the message of a claim may be out although Slack's history does not show it yet.

    As long as the row of its run is there, that run may have acted until its lease was over.
    """
    last = claim.claimed
    if claim.renewed is not None:
        last = max(claim.renewed + LEASE, last or claim.renewed)
    return last is not None and now - last < LAG


class Journal:
    """The journal of one run."""

    def __init__(self, ledger: Ledger, run: str) -> None:
        self._ledger = ledger
        self._key = RUN_PREFIX + run
        self.run = run
        self.renewed: datetime | None = None
        self.is_lost = False
        self._spent: list[str] = []

    def enter(self, base: Snapshot, now: datetime) -> Commit | Busy:
        """Become the one run that acts. The commit's snapshot shows every tab as it is then."""
        other = self._other(base, now)
        if other is not None:
            return other
        values: dict[str, Value] = {
            "effect": self._key,
            "run": self.run,
            "claimed": now,
            "outcome": RUNNING,
        }
        entry = Append(tab=JOURNAL_TAB, key=self._key, values=values)
        commit = self._ledger.commit((entry,), base=base, everything_back=True)
        other = self._other(commit.after, now)
        if other is not None:
            self._ledger.commit((Delete(tab=JOURNAL_TAB, key=self._key),))
            return other
        self.renewed = now
        self._spent = [
            row.key
            for row in commit.after[JOURNAL_TAB].rows
            if row.key != self._key and _is_spent(row, now)
        ]
        return commit

    def _other(self, snapshot: Snapshot, now: datetime) -> Busy | None:
        for row in snapshot[JOURNAL_TAB].rows:
            since = row.values["claimed"]
            if (
                _is_run(row)
                and row.key != self._key
                and isinstance(since, datetime)
                and now - since < LEASE
            ):
                return Busy(run=row.key.removeprefix(RUN_PREFIX), since=since)
        return None

    def write(
        self, changes: Iterable[Change], now: datetime, *, base: Snapshot | None = None
    ) -> Commit:
        """Write, and renew the run's row with it. Somebody who deleted that row stops the run."""
        renewal = Update(tab=JOURNAL_TAB, key=self._key, values={"claimed": now})
        commit = self._ledger.commit((*changes, renewal), base=base)
        is_gone = any(refusal.change is renewal for refusal in commit.refused)
        self.is_lost = is_gone or self._other(commit.after, now) is not None
        self.renewed = now
        return commit

    def is_held(self, now: datetime) -> bool:
        """Whether this run may still act: its lease is not over and its row is there."""
        return not self.is_lost and self.renewed is not None and now - self.renewed < LEASE

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to renew the lease."""
        return self.renewed is not None and now - self.renewed >= RENEW

    def leave(self, changes: Iterable[Change], *, base: Snapshot | None = None) -> Commit:
        """Write what is left, and take back this run's row, dead runs' rows and old claims."""
        old = [Delete(tab=JOURNAL_TAB, key=key) for key in self._spent]
        own = Delete(tab=JOURNAL_TAB, key=self._key)
        return self._ledger.commit((*changes, *old, own), base=base)


def _is_run(row: Row) -> bool:
    return row.key.startswith(RUN_PREFIX) and row.values["outcome"] == RUNNING


def _is_spent(row: Row, now: datetime) -> bool:
    claimed, settled = row.values["claimed"], row.values["settled"]
    if _is_run(row):
        return isinstance(claimed, datetime) and now - claimed >= LEASE + LAG
    last = settled or claimed
    return isinstance(last, datetime) and now - last >= KEPT


def claims(
    effects: Iterable[Effect], known: Mapping[str, Claim], run: str, now: datetime
) -> list[Change]:
    """Claim effects: a new row each, or the old row taken over by this run."""
    changes: list[Change] = []
    for effect in effects:
        old = known.get(effect.key)
        values: dict[str, Value] = {
            "run": run,
            "claimed": now,
            "outcome": None,
            "settled": None,
        }
        if old is None:
            values["effect"] = effect.key
            changes.append(Append(tab=JOURNAL_TAB, key=effect.key, values=values))
        else:
            changes.append(Update(tab=JOURNAL_TAB, key=effect.key, values=values))
    return changes


def settled(effect: Effect, posted: MessageRef, outcome: Outcome, now: datetime) -> Change:
    """The journal's row once the message stands."""
    values: dict[str, Value] = {
        "settled": now,
        "outcome": outcome,
        "channel": posted.channel,
        "ts": posted.ts,
    }
    return Update(tab=JOURNAL_TAB, key=effect.key, values=values)


def refused(effect: Effect, before: Claim | None) -> Change:
    """The journal's row of an act that was refused, and may be tried by later runs."""
    tries = 1 + (before.tries if before else 0)
    return Update(
        tab=JOURNAL_TAB, key=effect.key, values={"outcome": Outcome.FAILED, "tries": tries}
    )


def unseen(effect: Effect, before: Claim) -> Change:
    """The journal's row of an act in doubt where Slack does not let us look."""
    return Update(tab=JOURNAL_TAB, key=effect.key, values={"tries": before.tries + 1})


def freed(effect: Effect) -> Change:
    """The journal's row of an act that surely did not happen: the next run may do it at once."""
    return Update(tab=JOURNAL_TAB, key=effect.key, values={"outcome": Outcome.LEFT})


def dropped(effect: Effect, now: datetime) -> Change:
    """The journal's row of an act that is not wanted any more."""
    values: dict[str, Value] = {"outcome": Outcome.DROPPED, "settled": now}
    return Update(tab=JOURNAL_TAB, key=effect.key, values=values)


def doubtful(effect: Effect, now: datetime) -> Change:
    """The journal's row of an act of which nobody can tell yet whether it happened just now."""
    return Update(tab=JOURNAL_TAB, key=effect.key, values={"claimed": now})


def standing(effect: Effect, posted: MessageRef) -> Change:
    """The journal's row of a message that is out, and still lacks emoji."""
    return Update(
        tab=JOURNAL_TAB, key=effect.key, values={"channel": posted.channel, "ts": posted.ts}
    )


def is_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same, the rows of runs at work left out."""
    return all(_rows(one, tab) == _rows(other, tab) for tab in TABS)


def _rows(snapshot: Snapshot, tab: Tab) -> list[Mapping[str, Value]]:
    return [row.values for row in snapshot[tab].rows if not row.key.startswith(RUN_PREFIX)]


def is_wanted(effect: Effect, commit: Commit) -> bool:
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
