"""The journal: each outward act is claimed before and settled after, so it happens once.

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
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lunchbatch.core.context.plan_model import Effect
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Commit, Delete
from lunchbatch.core.ledger.records import Claim, ClaimOutcome
from lunchbatch.core.ledger.row_cells import UNSET, ClaimCells
from lunchbatch.core.ledger.row_parser import RUN_PREFIX
from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import JOURNAL_TAB, TABS, Tab
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.schedule.last_wake import LAST_WAKE
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


class NextStep(StrEnum):
    """What an effect needs, by what the journal says of it."""

    ACT = "act"  # never claimed, or surely not done
    LOOK = "look"  # claimed, and nobody knows whether it was done: search Slack first
    SEED = "seed"  # the message is out; its emoji may not be
    RECORD = "record"  # settled, but the row it is about doesn't show it
    NOTHING = "nothing"  # given up, or not wanted any more


class ClaimEvent(StrEnum):
    """What happened to an effect, as far as its row in the journal is concerned."""

    CLAIMED = "claimed"  # this run is about to act
    SENT = "sent"  # the message and its emoji stand
    FOUND = "found"  # they stood already
    OUT = "out"  # the message stands, an emoji is still missing
    REFUSED = "refused"  # refused for good, this time
    UNSEEN = "unseen"  # in doubt, and Slack doesn't let us look
    NOT_DONE = "not done"  # surely not sent: the next run may act at once
    DOUBTFUL = "doubtful"  # nobody can tell yet whether it was sent just now
    DROPPED = "dropped"  # not wanted any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """Another run is at work."""

    run: str
    since: datetime


def next_step(claim: Claim | None) -> NextStep:
    """What comes next for an effect, from its journal row: the state of the claim."""
    if claim is None or claim.outcome in {ClaimOutcome.FAILED, ClaimOutcome.LEFT}:
        return NextStep.NOTHING if claim and claim.tries >= TRIES else NextStep.ACT
    if claim.outcome == ClaimOutcome.DROPPED:
        return NextStep.NOTHING
    if claim.settled is not None:
        return NextStep.RECORD
    return NextStep.LOOK if claim.posted is None else NextStep.SEED


def claim_cells(
    event: ClaimEvent, before: Claim | None, now: datetime, posted: MessageRef | None = None
) -> ClaimCells:
    """The cells of an effect's journal row after an event: the whole state machine of a claim.

    `posted` says where the message stands, for SENT, FOUND and OUT. `tries` counts how often the
    act was refused for good, or could not be looked for.
    """
    tries = 1 + (before.tries if before else 0)
    channel, ts = (posted.channel, posted.ts) if posted else (UNSET, UNSET)
    table = {
        ClaimEvent.CLAIMED: ClaimCells(claimed=now, outcome=None, settled=None),
        ClaimEvent.SENT: ClaimCells(settled=now, outcome=ClaimOutcome.SENT, channel=channel, ts=ts),
        ClaimEvent.FOUND: ClaimCells(
            settled=now, outcome=ClaimOutcome.FOUND, channel=channel, ts=ts
        ),
        ClaimEvent.OUT: ClaimCells(channel=channel, ts=ts),
        ClaimEvent.REFUSED: ClaimCells(outcome=ClaimOutcome.FAILED, tries=tries),
        ClaimEvent.UNSEEN: ClaimCells(tries=tries),
        ClaimEvent.NOT_DONE: ClaimCells(outcome=ClaimOutcome.LEFT),
        # Looked for from here on; `find` begins minutes before, so that nothing is missed.
        ClaimEvent.DOUBTFUL: ClaimCells(claimed=now),
        ClaimEvent.DROPPED: ClaimCells(outcome=ClaimOutcome.DROPPED, settled=now),
    }
    return table[event]


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
        cells = ClaimCells(run=self.run, claimed=now, outcome=ClaimOutcome.RUNNING)
        entry = cells.append(self._key)
        journal = base[JOURNAL_TAB]
        copies = [
            Delete(tab=JOURNAL_TAB, key=key, keeps_first=True)
            for key in {row.key for row in journal.rows if row.is_sound and row.key}
            if len(journal.keys[key]) > 1
        ]
        commit = self._ledger.commit((*copies, entry), base=base, everything_back=True)
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
        renewal = ClaimCells(claimed=now).update(self._key)
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
    return row.key.startswith(RUN_PREFIX) and row.values["outcome"] == ClaimOutcome.RUNNING


def _is_spent(row: Row, now: datetime) -> bool:
    claimed, settled = row.values["claimed"], row.values["settled"]
    if row.key == LAST_WAKE:
        return False
    if not row.key:  # somebody took the effect away: nobody can tell what it was
        return row.is_sound
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
        before = known.get(effect.key)
        cells = replace(claim_cells(ClaimEvent.CLAIMED, before, now), run=run)
        changes.append(cells.append(effect.key) if before is None else cells.update(effect.key))
    return changes


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
        if any(row.values.get(title) != value for title, value in about.holds.values.items()):
            return False
    return True
