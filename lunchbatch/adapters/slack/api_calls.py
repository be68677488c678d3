"""The one place through which every call to Slack goes, but for uploads of pictures.

Calls are paced, repeated where that is safe, and told in words where they fail.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from http.client import HTTPException
from random import Random
from typing import Any

from lunchbatch.adapters.retry import RepeatableError, repeat
from lunchbatch.adapters.slack.call_failures import (
    NOT_IDEMPOTENT,
    CallFailure,
    judge_answer,
    judge_exception,
)
from lunchbatch.adapters.slack.pacing import Pace
from lunchbatch.adapters.slack.transport import SlackReply, Transport
from lunchbatch.errors import SlackError
from lunchbatch.ports import Clock
from lunchbatch.spans import Note, span

SENT_AS_JSON = frozenset({"chat.postMessage", "views.publish"})

# What an answer of each method must hold; one that lacks it is no answer, whatever it says.
HOLDS: Mapping[str, frozenset[str]] = {
    "auth.test": frozenset({"user_id", "team_id"}),
    "chat.postMessage": frozenset({"channel", "ts"}),
    "conversations.history": frozenset({"messages"}),
    "conversations.info": frozenset({"channel"}),
    "conversations.members": frozenset({"members"}),
    "conversations.open": frozenset({"channel"}),
    "conversations.replies": frozenset({"messages"}),
    "files.completeUploadExternal": frozenset({"files"}),
    "files.getUploadURLExternal": frozenset({"upload_url", "file_id"}),
    "reactions.get": frozenset({"message"}),
    "users.conversations": frozenset({"channels"}),
    "users.info": frozenset({"user"}),
    "users.list": frozenset({"members"}),
    "views.publish": frozenset({"view"}),
}

PAGE = 200
# A workspace has tens of thousands of accounts, and its list is slow: 20 pages a minute.
PAGES = {"users.list": 1000}
MOST_PAGES = 1000

LONGEST_WAIT = 30.0  # seconds between two tries, where Slack names no figure


class SlackCaller:
    """Calls methods, and raises SetupError or SlackError with a sentence when one fails for good.

    A failed attempt is repeated when it may pass and repeating does no harm: anything but a
    post after lost connections and Slack's own errors, a post only when it surely did not
    happen. At most `attempts` in all, and none that would begin later than `patience` after
    the first. Between attempts it waits as long as Slack asks, else a random part ("full
    jitter") of a span that doubles.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        clock: Clock,
        chance: Random,
        attempts: int = 5,
        patience: timedelta = timedelta(seconds=120),
    ) -> None:
        self.pace = Pace(clock)
        self._transport = transport
        self._clock = clock
        self._chance = chance
        self._attempts = attempts
        self._patience = patience

    def call(self, method: str, **args: object) -> SlackReply:
        """One call, its arguments as Slack names them; those that are None are left out."""
        with span(f"Slack {method}", method=method) as note:
            return self._call(method, args, note)

    def _call(self, method: str, args: Mapping[str, object], note: Note) -> SlackReply:
        given = {name: value for name, value in args.items() if value is not None}
        began: list[datetime] = []
        waited = 0.0

        def sleep(seconds: float) -> None:
            nonlocal waited
            waited += max(seconds, 0)
            self._sleep_for(seconds)

        def attempt() -> SlackReply:
            sleep(self.pace.take(method, str(given.get("channel", ""))))
            began.append(self._clock.now())
            note(tries=len(began), waited_seconds=round(waited, 3))
            return self._attempt(method, given, note)

        def is_over(tries: int, pause: float) -> bool:
            next_start = self._clock.now() + timedelta(seconds=pause)
            return tries >= self._attempts or next_start - began[0] > self._patience

        return repeat(
            attempt,
            wait=lambda tries: self._chance.uniform(0, min(2.0 ** (tries - 1), LONGEST_WAIT)),
            is_over=is_over,
            sleep=sleep,
        )

    def pages(self, method: str, **args: object) -> Iterator[Mapping[str, Any]]:
        """The answers of a list method, page by page; a page may be short or empty."""
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            body = self.call(method, **args, limit=PAGES.get(method, PAGE), cursor=cursor).body
            yield body
            before, cursor = cursor, _next_cursor(body)
            if cursor is None:
                return
            if cursor == before:
                break
        raise SlackError(
            f"Slack, {method}: the list does not end. The next run tries again.", code="endless"
        )

    def _attempt(self, method: str, args: Mapping[str, object], note: Note) -> SlackReply:
        try:
            reply = self._transport.send(method, args, as_json=method in SENT_AS_JSON)
        except (OSError, HTTPException, ValueError, LookupError) as error:
            raise _told(method, judge_exception(method, args, error)) from error
        note(status=reply.status)
        if _is_answer(method, reply):
            return reply
        failure = judge_answer(method, args, reply)
        if failure.wait is not None:
            self.pace.freeze(method, failure.wait)
        raise _told(method, failure)

    def _sleep_for(self, seconds: float) -> None:
        if seconds > 0:
            self._clock.sleep(seconds)


def _is_answer(method: str, reply: SlackReply) -> bool:
    holds = HOLDS.get(method, frozenset())
    return reply.status == 200 and reply.body.get("ok") is True and holds <= reply.body.keys()


def _told(method: str, failure: CallFailure) -> Exception:
    """The failure to raise: one that may be repeated where another try cannot act twice."""
    may_repeat = failure.is_temporary and (failure.surely_not or method not in NOT_IDEMPOTENT)
    return RepeatableError(failure.error, failure.wait) if may_repeat else failure.error


def _next_cursor(body: Mapping[str, Any]) -> str | None:
    """The cursor of the next page. The last one may lack the field, or leave it empty."""
    return (body.get("response_metadata") or {}).get("next_cursor") or None
