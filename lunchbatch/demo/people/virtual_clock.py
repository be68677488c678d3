"""The simulated Slack's time: asked for, never read from the machine."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Protocol


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
