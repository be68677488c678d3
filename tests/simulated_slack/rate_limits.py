"""Slack's rate limits, enforced to the letter: any 60 seconds hold so many calls and no more.

Slack promises these figures as a floor and allows bursts; a client that is never refused
here is never refused there. Source: the Web API's rate-limits page.
"""

import math
from collections import defaultdict, deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from lunchbatch.demo.people.virtual_clock import SimulatedTime

MINUTE = timedelta(seconds=60)

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


class RateLimits:
    """Counts calls; `retry_after` admits one or says how many whole seconds to wait."""

    def __init__(self, clock: SimulatedTime) -> None:
        self._clock = clock
        self._calls: dict[str, deque[datetime]] = defaultdict(deque)
        self._last_post: dict[str, datetime] = {}
        self._lock = Lock()

    def retry_after(self, method: str, channel: str = "") -> int:
        """0 when the call is admitted (and counted), else the Retry-After of the refusal."""
        if method not in PER_MINUTE:
            return 0
        with self._lock:
            now = self._clock.now()
            calls = self._calls[method]
            while calls and calls[0] <= now - MINUTE:
                calls.popleft()
            free_at = now
            if len(calls) >= PER_MINUTE[method]:
                free_at = calls[0] + MINUTE
            if method == "chat.postMessage" and channel in self._last_post:
                free_at = max(free_at, self._last_post[channel] + timedelta(seconds=1))
            if free_at > now:
                return max(1, math.ceil((free_at - now).total_seconds()))
            calls.append(now)
            if method == "chat.postMessage":
                self._last_post[channel] = now
            return 0
