"""A link that opens a prepared event in Google Calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import shorten, tidy
from lunchbatch.core.messages.placeholders import fill
from lunchbatch.core.model.people import Person

LENGTH = timedelta(minutes=30)
LONGEST = 2_000

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def calendar_link(
    voice: MessageFormat, people: Sequence[Person], start: datetime, length: timedelta = LENGTH
) -> str:
    """The address of an event with everybody invited whose e-mail is readable.

    Google's event template takes local times and a zone (`ctz`), and guests in `add`. What
    does not fit into 2,000 characters is left out: first the guests, then the names.
    """
    names = ", ".join(shorten(tidy(each.name), 24) for each in people)
    when = {
        "dates": "/".join(
            f"{_local(voice, each):%Y%m%dT%H%M%S}" for each in (start, start + length)
        ),
        "ctz": voice.zone.key,
    }
    named = {"text": fill(voice.words.intro.event, people=names), **when}
    guests = {"add": ",".join(each.email for each in people if each.email)}
    for fields in ({**named, **guests}, named):
        if len(address := _address(fields)) <= LONGEST:
            return address
    return _address({"text": fill(voice.words.intro.event, people=str(len(people))), **when})


def _local(voice: MessageFormat, moment: datetime) -> datetime:
    return moment.astimezone(voice.zone)


def _address(fields: dict[str, str]) -> str:
    query = "".join(f"&{key}={_percent(text)}" for key, text in fields.items() if text)
    return f"https://calendar.google.com/calendar/render?action=TEMPLATE{query}"


def _percent(text: str) -> str:
    # RFC 3986, section 2.1, by hand: the standard function lives beside the one that opens
    # connections, and the core may not even name that package.
    return "".join(
        chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
        for byte in text.encode(errors="ignore")
    )
