"""Keeps every Slack method below its documented rate, each on its own.

A method may be called so many times in any minute; which of these calls come early in it does
not matter. So the first calls go out at once and the rest follow as the oldest fall out of the
window: as fast as any even spacing, and never more than the tier in any minute.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from threading import Lock

from lunchbatch.ports import Clock

# Guaranteed calls a minute, per method and workspace. Source: the Web API's rate-limits page;
# where the documents and Slack's Java SDK differ, the lower figure. "Special" tiers have none:
# for chat.postMessage "several hundred" is read as 300, for auth.test the SDK's 600.
PER_MINUTE: Mapping[str, int] = {
    "auth.test": 600,
    "chat.postMessage": 300,
    "conversations.history": 50,
    "conversations.info": 50,
    "conversations.members": 100,
    "conversations.open": 50,
    "conversations.replies": 50,
    "files.completeUploadExternal": 100,
    "files.getUploadURLExternal": 100,
    "reactions.add": 50,
    "reactions.get": 50,
    "reactions.list": 20,
    "users.conversations": 20,
    "users.info": 100,
    "users.list": 20,
    "views.publish": 100,
}

# A second more than a minute, for calls that travel unequally long.
MINUTE = timedelta(seconds=61)
SECOND = timedelta(seconds=1)


class _Window:
    """The starts of the last calls: at most `most` in any `span`."""

    __slots__ = ("_span", "_starts")

    def __init__(self, most: int, span: timedelta) -> None:
        self._starts: deque[datetime] = deque(maxlen=most)
        self._span = span

    def free_at(self, now: datetime) -> datetime:
        if len(self._starts) < (self._starts.maxlen or 0):
            return now
        return max(now, self._starts[0] + self._span)

    def add(self, start: datetime) -> None:
        self._starts.append(start)


class Pace:
    """When the next call of a method may go out. Safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._methods = {method: _Window(most, MINUTE) for method, most in PER_MINUTE.items()}
        self._channels: dict[str, _Window] = {}
        self._frozen: dict[str, datetime] = {}

    def pause(self, method: str, channel: str = "") -> float:
        """Seconds until such a call may go out; 0 is now. Reserves nothing."""
        with self._lock:
            now = self._clock.now()
            return (self._free_at(method, channel, now) - now).total_seconds()

    def take(self, method: str, channel: str = "") -> float:
        """Reserve the next free moment for a call and return the seconds until then."""
        with self._lock:
            now = self._clock.now()
            start = self._free_at(method, channel, now)
            for window in self._windows(method, channel):
                window.add(start)
            return (start - now).total_seconds()

    def freeze(self, method: str, seconds: float) -> None:
        """Hold this method, and no other, for so long; what a Retry-After asks for."""
        with self._lock:
            until = self._clock.now() + timedelta(seconds=seconds)
            self._frozen[method] = max(until, self._frozen.get(method, until))

    def _free_at(self, method: str, channel: str, now: datetime) -> datetime:
        free = max(now, self._frozen.get(method, now))
        return max(
            (window.free_at(free) for window in self._windows(method, channel)), default=free
        )

    def _windows(self, method: str, channel: str) -> Iterator[_Window]:
        if method in self._methods:
            yield self._methods[method]
        if method == "chat.postMessage" and channel:
            # One message a second in a channel, whatever the minute still holds.
            yield self._channels.setdefault(channel, _Window(1, SECOND))
