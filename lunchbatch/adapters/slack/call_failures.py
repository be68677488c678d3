"""Judges one failed call: whether it happened, whether it passes, and how to say it.

`judge_answer` reads what Slack said, `judge_exception` what became of the connection.
"""

import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from socket import gaierror
from urllib.error import URLError

from lunchbatch.adapters.slack.error_texts import (
    CONVERSATION,
    ENOUGH,
    PASSING,
    SETUP,
    UNKNOWN,
    scope_words,
    words_for,
)
from lunchbatch.adapters.slack.transport import SlackReply
from lunchbatch.errors import LunchbatchError, SetupError, SlackError

# These read the channel that the config names.
_OF_THE_CONFIG = frozenset({"conversations.info", "conversations.members"})
# Slack says of these itself, or they mean, that nothing was done.
_SURELY_NOT = frozenset({"ratelimited", "request_timeout"})
# Codes for failures that Slack itself has no word for.
CONNECTION, NOT_JSON = "connection", "not_json"
# Said twice it is heard twice. Everything else ends the same however often it is done.
NOT_IDEMPOTENT = frozenset({"chat.postMessage"})
_UNREACHED = frozenset({errno.ECONNREFUSED, errno.ENETUNREACH, errno.EHOSTUNREACH})
_LONGEST_QUOTE = 80
_NEXT_RUN = "The next run tries again"

_CONNECTION_WORDS: tuple[tuple[tuple[type[BaseException], ...], tuple[str, str]], ...] = (
    (
        (gaierror,),
        ("the address could not be found", f"Check the network and its DNS. {_NEXT_RUN}"),
    ),
    (
        (ssl.SSLCertVerificationError,),
        (
            "the certificate of the other side is not Slack's",
            "Check the proxy of this network and the clock of this machine",
        ),
    ),
    ((ConnectionRefusedError,), ("the connection was refused", _NEXT_RUN)),
    ((TimeoutError,), ("there was no answer in time", _NEXT_RUN)),
    ((HTTPException, ConnectionError), ("the connection broke off", _NEXT_RUN)),
    ((ValueError, LookupError), ("the answer could not be read", _NEXT_RUN)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailure:
    """One failed attempt.

    `is_temporary`: another attempt may succeed. `surely_not`: the call certainly had no effect.
    `wait`: seconds Slack asked to wait, if it did.
    """

    error: LunchbatchError
    is_temporary: bool = False
    surely_not: bool = True
    wait: float | None = None


def judge_answer(method: str, args: Mapping[str, object], reply: SlackReply) -> CallFailure:
    """What an answer that is no success means. `reply.body` is {} where it was no JSON."""
    code = str(reply.body.get("error", ""))
    if reply.status == 429 or code == "rate_limited":
        code = "ratelimited"
    if not code:
        return _garbled(method, args, reply)
    if code in PASSING or reply.status >= 500:
        wait = _seconds(reply.header("retry-after"))
        sure = code in _SURELY_NOT
        return _passing(method, args, code, *words_for(code), surely_not=sure, wait=wait)
    if code == "missing_scope":
        cause, remedy = scope_words(str(reply.body.get("needed", "")))
        return CallFailure(error=SetupError(_sentence(method, args, code, cause, remedy)))
    cause, remedy = words_for(code)
    sentence = _sentence(method, args, code, cause + _details(reply.body), remedy)
    if code in SETUP or (code in CONVERSATION and method in _OF_THE_CONFIG):
        return CallFailure(error=SetupError(sentence))
    # A word nobody here knows may be of Slack's own trouble: it is no reason to give up for good.
    unknown = words_for(code) is UNKNOWN
    error = SlackError(
        sentence,
        code=code,
        is_temporary=unknown or code in ENOUGH,
        is_unknown=unknown,
        ends_sending=code in ENOUGH,
    )
    return CallFailure(error=error)


def judge_exception(method: str, args: Mapping[str, object], error: BaseException) -> CallFailure:
    """What a connection that failed means."""
    reason = error.reason if isinstance(error, URLError) else error
    cause, remedy = _connection_words(reason)
    if isinstance(reason, ssl.SSLCertVerificationError):
        sentence = _sentence(method, args, "", cause, remedy)
        return CallFailure(error=SlackError(sentence, code=CONNECTION))
    sure = isinstance(error, URLError) and _never_left(reason)
    return _passing(method, args, CONNECTION, cause, remedy, surely_not=sure)


def _never_left(reason: object) -> bool:
    """Whether the request surely never reached Slack: the connection was not even made."""
    if isinstance(reason, gaierror | ConnectionRefusedError):
        return True
    return isinstance(reason, OSError) and reason.errno in _UNREACHED


def _connection_words(reason: object) -> tuple[str, str]:
    for kinds, words in _CONNECTION_WORDS:
        if isinstance(reason, kinds):
            return words
    return (f"the connection failed: {reason}", _NEXT_RUN)


def _passing(
    method: str,
    args: Mapping[str, object],
    code: str,
    cause: str,
    remedy: str,
    *,
    surely_not: bool,
    wait: float | None = None,
) -> CallFailure:
    if method in NOT_IDEMPOTENT and not surely_not:
        remedy = "It may have arrived all the same; the next run looks before it sends it again"
    sentence = _sentence(method, args, code if code in PASSING else "", cause, remedy)
    happened = False if surely_not else None
    return CallFailure(
        error=SlackError(sentence, code=code, happened=happened, is_temporary=True),
        is_temporary=True,
        surely_not=surely_not,
        wait=wait,
    )


def _garbled(method: str, args: Mapping[str, object], reply: SlackReply) -> CallFailure:
    start = " ".join(reply.text.split())[:_LONGEST_QUOTE]
    cause = f"it sent a page instead of an answer (HTTP {reply.status}: '{start}')"
    remedy = (
        "The next run tries again; if it stays so, look at https://slack-status.com and check "
        "the proxy of this network"
    )
    if 300 <= reply.status < 500:
        # Refused at the door, before anything was done, and again the next time.
        sentence = _sentence(method, args, "", cause, remedy)
        return CallFailure(error=SlackError(sentence, code=NOT_JSON))
    return _passing(method, args, NOT_JSON, cause, remedy, surely_not=False)


def _sentence(method: str, args: Mapping[str, object], code: str, cause: str, remedy: str) -> str:
    place = next(
        (f" for {name} {args[name]}" for name in ("channel", "users", "user") if args.get(name)), ""
    )
    word = f" ({code})" if code else ""
    return f"Slack, {method}{place}: {cause}{word}. {remedy}."


def _details(body: Mapping[str, object]) -> str:
    """What Slack adds of its own, for instance which block is wrong and why."""
    metadata = body.get("response_metadata")
    messages = metadata.get("messages") if isinstance(metadata, dict) else None
    return f": {'; '.join(map(str, messages))}" if isinstance(messages, list) else ""


def _seconds(header: str) -> float | None:
    """A Retry-After as seconds; None where it is missing or no number."""
    try:
        return max(0.0, float(header))
    except ValueError:
        return None
