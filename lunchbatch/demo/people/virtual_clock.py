"""The clock of the demo, and when its scheduled job really wakes: late, twice, or not at all."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo


class SimulatedTime(Protocol):
    """Tells the time as an aware UTC datetime."""

    def now(self) -> datetime: ...


class VirtualClock:
    """A clock that stands still until someone sleeps on it or moves it.

    One thread that only waits through `sleep` lives through weeks in milliseconds.
    """

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass at once; a negative figure is a fault of the caller."""
        self.advance(timedelta(seconds=seconds))

    def advance(self, step: timedelta) -> None:
        if step < timedelta(0):
            raise ValueError(f"time does not run backwards: {step}")
        with self._lock:
            self._now += step


ASKED_FOR = (time(8, 47), time(9, 47), time(11, 17), time(14, 47))

# Per cent of the wakes. What GitHub documents is that there is no promise; the figures are ours.
MISSING, DOUBLED, LATE = 6, 6, 20
LATEST = 130  # minutes


def wakes(first: date, last: datetime, zone: ZoneInfo, *, seed: int) -> tuple[datetime, ...]:
    """The wakes from the first day to the last moment, working days only, in order of time."""
    days = ((first + timedelta(days=n)) for n in range((last.date() - first).days + 1))
    found = sorted(
        wake for day in days if day.weekday() < 5 for wake in _wakes_of(day, zone, seed=seed)
    )
    return tuple(wake for wake in found if wake <= last)


def _wakes_of(day: date, zone: ZoneInfo, *, seed: int) -> Iterator[datetime]:
    chance = Random(f"{seed}/{day}")  # noqa: S311 - a seeded fiction, no secret
    for clock in ASKED_FOR:
        drawn = chance.randrange(100)
        late = chance.randrange(10, LATEST) if drawn < LATE else chance.randrange(3)
        wake = datetime.combine(day, clock, tzinfo=zone) + timedelta(minutes=late)
        if drawn < 100 - MISSING:
            yield wake
        if chance.randrange(100) < DOUBLED:
            yield wake + timedelta(minutes=2)
