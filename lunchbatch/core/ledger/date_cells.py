"""Dates and moments as people and spreadsheet programs write them.

What may be two dates (`3/2/2026`) is one only where other cells of the tab show which comes first;
what can't be a date of this program (before 1970, after 2099) is none.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import Enum

SERIAL_ZERO = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1970, 2099

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})\.?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{2})")
_TIME_BEHIND = re.compile(r"(?<=[\d.])(?:T|,?\s+)\d{1,2}[:.]\d{2}.*", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_IN_WORDS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y", "%d-%b-%y")


class DateOrder(Enum):
    """Which stands first in `3/2/2026`."""

    DAY = "day"
    MONTH = "month"


def read_date(text: str, order: DateOrder | None = None) -> date | None:
    """The one date that a text can mean, times of day left aside; None if there is none."""
    if _ISO.fullmatch(text):
        return _day(*map(int, text.split("-")))
    text = _TIME_BEHIND.sub("", _WEEKDAY.sub("", text.strip()))
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _YEAR_LAST.fullmatch(text):
        year = int(found[4]) + (2000 if len(found[4]) == len("26") else 0)
        one, other = int(found[1]), int(found[3])
        by_day, by_month = _day(year, other, one), _day(year, one, other)
        if found[2] == "." or by_month is None or by_day == by_month or order is DateOrder.DAY:
            return by_day
        return by_month if by_day is None or order is DateOrder.MONTH else None
    return _in_words(" ".join(text.replace(",", " ").replace(".", " ").split()))


def _in_words(text: str) -> date | None:
    for pattern in _IN_WORDS:
        try:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
        return found.date() if is_possible(found.date()) else None
    return None


def of_serial(days: float) -> date | None:
    """The date that a spreadsheet keeps as a number of days; None if it can be none."""
    first, last = (
        (day - SERIAL_ZERO).days for day in (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    )
    return SERIAL_ZERO + timedelta(days=int(days)) if first <= days < last + 1 else None


def is_possible(day: date) -> bool:
    """Whether a date can belong to a program like this."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def read_moment(text: str) -> datetime | None:
    """A moment with its offset, such as `2026-11-23 09:30:00+01:00`; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None or not is_possible(moment):
        return None
    return moment


def order_of(texts: Iterable[str]) -> DateOrder | None:
    """The order that all these dates have in common; None where they leave it open."""
    found = set()
    for text in texts:
        match = _YEAR_LAST.fullmatch(_TIME_BEHIND.sub("", text.strip()))
        if match is None or match[2] == ".":
            continue
        year, one, other = 2000, int(match[1]), int(match[3])
        by_day, by_month = _day(year, other, one), _day(year, one, other)
        if (by_day is None) != (by_month is None):
            found.add(DateOrder.MONTH if by_day is None else DateOrder.DAY)
    return found.pop() if len(found) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if is_possible(found) else None
