"""Types of single settings: times, spans, days, zones, ids; each says what is allowed."""

import re
from datetime import date, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from lunchbatch.core.model.emoji import canonical

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = ("first", "second", "third", "fourth", "last")
DAYS_OF_MONTH = tuple(f"{ordinal} {day}" for ordinal in ORDINALS for day in WEEKDAYS)

_SPAN = re.compile(r"([0-9]{1,4}) (minute|hour|day|week)s?")
# Names that zone files of a machine have, and that mean something else on the next one.
_OF_A_MACHINE = re.compile(r"(?:localtime|factory|posixrules)$|(?:posix|right)/", re.IGNORECASE)
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_SHEET = re.compile(
    r"(?:https://docs\.google\.com/(?:a/[^/]+/)?spreadsheets/(?:u/[0-9]+/)?d/)?"
    r"([A-Za-z0-9_-]{20,})(?:[/?#].*)?"
)


class SettingValueError(ValueError):
    """A setting that cannot stand, with a sentence that says what is allowed.

    `at` is the path from the model to the setting; `reads` are the settings that the rule
    compares; `allowed` are the spellings among which the nearest match is looked for.
    """

    def __init__(
        self,
        sentence: str,
        *,
        at: tuple[str | int, ...] = (),
        reads: tuple[str, ...] = (),
        allowed: tuple[str, ...] = (),
    ) -> None:
        super().__init__(sentence)
        self.at, self.reads, self.allowed = at, reads, allowed


def span_text(span: timedelta) -> str:
    """A span in the largest unit that leaves no rest: '2 weeks', '90 minutes'."""
    minutes = span // timedelta(minutes=1)
    for unit, size in (("week", 10080), ("day", 1440), ("hour", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size} {unit}{'s' * (minutes != size)}"
    return f"{minutes} minute{'s' * (minutes != 1)}"


def sheet_id(link: str) -> str:
    """The id of a Google Sheet from its link, or the id itself. Raises ValueError."""
    found = _SHEET.fullmatch(link)
    if found is None:
        raise SettingValueError(
            "is not the link of a Google Sheet; "
            "open the Sheet and copy the address, https://docs.google.com/spreadsheets/d/..."
        )
    return found[1]


def _span(text: object) -> timedelta:
    if isinstance(text, timedelta):
        return text
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise SettingValueError(
            "is not a span of time; write it as 3 days, 24 hours, 30 minutes or 2 weeks"
        )
    return timedelta(**{found[2] + "s": int(found[1])})


def _time(text: object) -> time:
    if isinstance(text, time):
        return text
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise SettingValueError(
            "is not a time of day; write it in 24 hours with four digits, as 09:30"
        )
    return time(int(found[1]), int(found[2]))


def _day(text: object) -> date:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text if isinstance(text, str) and len(text) == 10 else "")
    except ValueError:
        raise SettingValueError("is not a date; write year-month-day, as 2026-11-23") from None


def _weekday(text: str) -> str:
    if text not in WEEKDAYS and text not in DAYS_OF_MONTH:
        raise SettingValueError(
            "is not a weekday; write monday to sunday, "
            "or for a monthly program first, second, third, fourth or last with one of them",
            allowed=(*WEEKDAYS, *DAYS_OF_MONTH),
        )
    return text


def _zone(name: str) -> str:
    if _OF_A_MACHINE.match(name) or not _is_zone(name):
        # Listing all zones reads many files: done only where a name is wrong.
        known = sorted(available_timezones())
        allowed = tuple(zone for zone in known if not _OF_A_MACHINE.match(zone))
        raise SettingValueError("is not a time zone, written as in Asia/Tokyo", allowed=allowed)
    return name


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _folder(name: str) -> str:
    if not name.strip() or "\0" in name:
        raise SettingValueError("is not the name of a folder; write one, as ledger")
    return name


def _sheet(link: str) -> str:
    sheet_id(link)
    return link


def _spelt(pattern: str, sentence: str) -> AfterValidator:
    wanted = re.compile(pattern)

    def check(text: str) -> str:
        if not wanted.fullmatch(text):
            raise SettingValueError(sentence)
        return text

    return AfterValidator(check)


def _schema(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": [*examples]})


_CHANNEL = "[CG][A-Z0-9]{6,}"
_MEMBER = "[UW][A-Z0-9]{2,}"
_EMOJI = "[a-z0-9_+'-]+"
_PROGRAM = "[a-z][a-z0-9-]{0,30}"
_RHYTHM = "week|[2-9] weeks|1[0-9] weeks|month"

Span = Annotated[
    timedelta, BeforeValidator(_span), _schema(_SPAN.pattern, "3 days", "2 weeks", "90 minutes")
]
Clock = Annotated[time, BeforeValidator(_time), _schema(_TIME.pattern, "09:30")]
Day = Annotated[date, BeforeValidator(_day), Field(examples=["2026-11-23"])]
RoundDay = Annotated[
    str,
    AfterValidator(_weekday),
    WithJsonSchema({"type": "string", "enum": [*WEEKDAYS, *DAYS_OF_MONTH]}),
]
Rhythm = Annotated[
    str,
    _spelt(_RHYTHM, "is not a rhythm; write week, month, or 2 weeks up to 19 weeks"),
    _schema(f"({_RHYTHM})", "week", "2 weeks", "month"),
]
Zone = Annotated[str, AfterValidator(_zone), Field(examples=["Europe/Berlin"])]
FolderName = Annotated[str, AfterValidator(_folder)]
SheetLink = Annotated[
    str, AfterValidator(_sheet), Field(examples=["https://docs.google.com/spreadsheets/d/..."])
]
ChannelId = Annotated[
    str,
    _spelt(
        _CHANNEL,
        "is not the id of a channel, which looks like C0123ABCDEF; "
        "in Slack, click the channel's name: the id is at the bottom of About",
    ),
    _schema(_CHANNEL, "C0123ABCDEF"),
]
MemberId = Annotated[
    str,
    _spelt(
        _MEMBER,
        "is not the id of a member, which looks like U0123ABCDEF; "
        "in Slack, open the profile, then the three dots: Copy member ID",
    ),
    _schema(_MEMBER, "U0123ABCDEF"),
]
Emoji = Annotated[
    str,
    _spelt(
        _EMOJI, "is not the name of an emoji; write it without colons or skin tone, as palm_tree"
    ),
    AfterValidator(canonical),
    _schema(_EMOJI, "palm_tree"),
]
ProgramName = Annotated[
    str,
    _spelt(
        _PROGRAM,
        "is not a name for a program; write a small letter, "
        "then up to 30 small letters, digits or hyphens, as coffee-berlin",
    ),
    _schema(_PROGRAM, "coffee"),
]
