"""When the job was last woken, and whether that is too long ago.

GitHub may stop a schedule, or never start it, without a word, and nothing inside a job can notice
that it isn't woken. So a wake leaves a row in the journal, once a day, and whoever looks next can
tell.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_cells import ClaimCells
from lunchbatch.core.schedule.cron import CronSchedule

LAST_WAKE = "wake"  # the key of the row
MOST_DAYS = 3


def last_wake(known: Records) -> datetime | None:
    """When the job was last known to be woken (UTC, to within a day); None for never."""
    claim = known.claims.get(LAST_WAKE)
    return claim.claimed if claim is not None else None


def wake_changes(known: Records, event: str, now: datetime) -> Iterator[Append | Update]:
    """What records a wake by this event; nothing where one of the same day stands there already.

    No event is no wake.
    """
    last = last_wake(known)
    if event and (last is None or last.date() < now.date()):
        cells = ClaimCells(run=event, claimed=now)
        yield cells.update(LAST_WAKE) if LAST_WAKE in known.claims else cells.append(LAST_WAKE)


def long_without_wakes(known: Records, wakes: Sequence[CronSchedule], now: datetime) -> str:
    """Since when no wake came through, if on three whole days of the schedule or more.

    Empty where it was, where nobody knows, and where there is no schedule.
    """
    last = last_wake(known)
    if last is None:
        return ""
    missed = set()
    for wake in wakes:
        for moment in wake.between(last, now):
            day = moment.astimezone(wake.zone).date()
            if last.astimezone(wake.zone).date() < day < now.astimezone(wake.zone).date():
                missed.add(day)
            if len(missed) >= MOST_DAYS:
                return (
                    f"no wake has come through since {last.astimezone(wake.zone):%a %d %b %Y}, on "
                    f"{MOST_DAYS} days of the schedule or more; each failed, or GitHub has stopped "
                    "the schedule: see Never woken in docs/operations.md"
                )
    return ""
