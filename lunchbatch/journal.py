"""Every outward act once: claim, look, act, settle.

One run acts at a time. It writes a row of its own into the journal and reads it back in the same
answer; the first row of a run that is still alive wins, and the others leave. Before the first
message of a stage all its effects are claimed in one write. A claim that an earlier run left
unsettled is in doubt: the message may be out. It is looked for in Slack by the effect key in its
metadata, and sent only if it is not there and the claim is old enough for Slack's history to
show it. This makes each act idempotent over any number of crashes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lunchbatch.core.effects import Effect
from lunchbatch.core.ledger.changes import Append, Change, Commit, Drop, Set
from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import JOURNAL, TABS, Tab
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.posts import Posted
from lunchbatch.core.reading import RUN_PREFIX
from lunchbatch.core.records import Claim
from lunchbatch.ports import Ledger

LEASE = timedelta(minutes=5)  # a run that has not renewed its row for so long is dead
RENEW = timedelta(seconds=45)  # how often a run renews it, and settles what it has done
YOUNG = timedelta(minutes=15)  # how long Slack's history may take to show a message
TRIES = 3  # how often an act that surely failed is tried, over as many runs
KEPT = timedelta(days=60)  # how long settled claims stay; rounds remember longer themselves
RUNNING = "running"


class Outcome(StrEnum):
    """What became of a claim."""

    SENT = "sent"
    FOUND = "found"
    FAILED = "failed"
    DROPPED = "dropped"


class Doubt(StrEnum):
    """What an effect needs, by what the journal says of it."""

    FRESH = "fresh"  # never claimed, or surely not done: act
    LOOK = "look"  # claimed by an earlier run: look before acting
    WAIT = "wait"  # claimed so recently that looking proves nothing
    DONE = "done"  # settled, but the row it is about does not show it
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Another run is at work."""

    run: str
    since: datetime


def doubt(claim: Claim | None, now: datetime) -> Doubt:
    """How sure one can be that an effect has not happened yet."""
    if claim is None or claim.outcome == Outcome.FAILED:
        return Doubt.GIVEN_UP if claim and claim.tries >= TRIES else Doubt.FRESH
    if claim.outcome == Outcome.DROPPED:
        return Doubt.GIVEN_UP
    if claim.settled is not None:
        return Doubt.DONE
    if claim.claimed is not None and now - claim.claimed < YOUNG:
        return Doubt.WAIT
    return Doubt.LOOK


class Journal:
    """The journal of one run."""

    def __init__(self, ledger: Ledger, run: str) -> None:
        self._ledger = ledger
        self._key = RUN_PREFIX + run
        self.run = run
        self.renewed: datetime | None = None
        self._spent: list[str] = []

    def enter(self, base: Snapshot, now: datetime) -> Commit | Busy:
        """Become the one run that acts. The commit's snapshot shows every tab as it is then."""
        other = self._other(base, now, above=None)
        if other is not None:
            return other
        values: dict[str, Value] = {
            "effect": self._key,
            "run": self.run,
            "claimed": now,
            "outcome": RUNNING,
        }
        entry = Append(tab=JOURNAL, key=self._key, values=values)
        commit = self._ledger.commit((entry,), base=base, everything_back=True)
        own = commit.after[JOURNAL].find(self._key)
        other = self._other(commit.after, now, above=own.number if own else None)
        if other is not None:
            self._ledger.commit((Drop(tab=JOURNAL, key=self._key),))
            return other
        self.renewed = now
        self._spent = [
            row.key
            for row in commit.after[JOURNAL].rows
            if row.key != self._key and _is_spent(row, now)
        ]
        return commit

    def _other(self, snapshot: Snapshot, now: datetime, above: int | None) -> Busy | None:
        for row in snapshot[JOURNAL].rows:
            since = row.values["claimed"]
            if (
                _is_run(row)
                and row.key != self._key
                and isinstance(since, datetime)
                and now - since < LEASE
                and (above is None or row.number < above)
            ):
                return Busy(run=row.key.removeprefix(RUN_PREFIX), since=since)
        return None

    def write(
        self, changes: Iterable[Change], now: datetime, *, base: Snapshot | None = None
    ) -> Commit:
        """Write, and renew the run's row with it."""
        renewal = Set(tab=JOURNAL, key=self._key, values={"claimed": now})
        commit = self._ledger.commit((*changes, renewal), base=base)
        self.renewed = now
        return commit

    def leave(self, changes: Iterable[Change], *, base: Snapshot | None = None) -> Commit:
        """Write what is left, and take back this run's row, dead runs' rows and old claims."""
        old = [Drop(tab=JOURNAL, key=key) for key in self._spent]
        own = Drop(tab=JOURNAL, key=self._key)
        return self._ledger.commit((*changes, *old, own), base=base)


def _is_run(row: Row) -> bool:
    return row.key.startswith(RUN_PREFIX) and row.values["outcome"] == RUNNING


def _is_spent(row: Row, now: datetime) -> bool:
    claimed, settled = row.values["claimed"], row.values["settled"]
    if _is_run(row):
        return isinstance(claimed, datetime) and now - claimed >= LEASE
    return isinstance(settled, datetime) and now - settled >= KEPT


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
            "tries": 1 + (old.tries if old else 0),
        }
        if old is None:
            values["effect"] = effect.key
            changes.append(Append(tab=JOURNAL, key=effect.key, values=values))
        else:
            changes.append(Set(tab=JOURNAL, key=effect.key, values=values))
    return changes


def settled(effect: Effect, posted: Posted, outcome: Outcome, now: datetime) -> Change:
    """The journal's row once the message stands."""
    values: dict[str, Value] = {
        "settled": now,
        "outcome": outcome,
        "channel": posted.channel,
        "ts": posted.ts,
    }
    return Set(tab=JOURNAL, key=effect.key, values=values)


def unsettled(effect: Effect, outcome: Outcome, now: datetime) -> Change:
    """The journal's row of an act that surely did not happen: the next run may try it at once."""
    when = now if outcome is Outcome.DROPPED else None
    return Set(tab=JOURNAL, key=effect.key, values={"outcome": outcome, "settled": when})


def is_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same, the rows of runs at work left out."""
    return all(_rows(one, tab) == _rows(other, tab) for tab in TABS)


def _rows(snapshot: Snapshot, tab: Tab) -> list[Mapping[str, Value]]:
    return [row.values for row in snapshot[tab].rows if not row.key.startswith(RUN_PREFIX)]
