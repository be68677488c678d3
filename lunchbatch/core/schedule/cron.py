"""The cron lines of a workflow as GitHub reads them: five fields in, moments (UTC) out.

`*`, lists, ranges and steps, names of months and weekdays (GitHub, "Events that trigger
workflows", schedule). When both day fields are restricted, either is enough, as in POSIX.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
# Name, least, most, words that stand for the least and those after it.
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of the month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("weekday", 0, 7, _DAYS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CronSchedule:
    """One line of a schedule: the numbers each field allows, and the zone they are counted in."""

    fields: tuple[frozenset[int], ...]
    free_days: tuple[bool, bool]
    zone: ZoneInfo

    def between(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """The moments (UTC) from `first` up to but not including `last`, earliest first."""
        minutes, hours, *_ = self.fields
        day = first.astimezone(self.zone).date()
        while day <= last.astimezone(self.zone).date():
            if self._fits(day.day, day.month, day.isoweekday() % 7):
                for hour in sorted(hours):
                    for minute in sorted(minutes):
                        local = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - the zone comes next
                        moment = local.replace(tzinfo=self.zone).astimezone(UTC)
                        if first <= moment < last:
                            yield moment
            day += timedelta(days=1)

    def _fits(self, day: int, month: int, weekday: int) -> bool:
        _, _, days, months, weekdays = self.fields
        by_day, by_weekday = day in days, weekday in weekdays
        any_day, any_weekday = self.free_days
        if not any_day and not any_weekday:
            return month in months and (by_day or by_weekday)
        return month in months and by_day and by_weekday


def parse(text: str, zone: ZoneInfo) -> CronSchedule:
    """Read a cron expression. Raises ValueError with a sentence."""
    words = text.split()
    if len(words) != len(_FIELDS):
        raise ValueError(
            f"'{text}' has {len(words)} fields; write five: minute, hour, day of the month, month, "
            'weekday, as "47 9 * * 1-5"'
        )
    fields = [_field(word.casefold(), *field) for word, field in zip(words, _FIELDS, strict=True)]
    fields[4] = frozenset(day % 7 for day in fields[4])
    free = (words[2].startswith("*"), words[4].startswith("*"))
    return CronSchedule(fields=tuple(fields), free_days=free, zone=zone)


def _field(text: str, name: str, least: int, most: int, words: tuple[str, ...]) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = least, most
        else:
            low = _number(first, name, least, most, words)
            high = _number(last, name, least, most, words) if dash else low
            if slash and not dash:
                high = most
        if slash and not (step.isascii() and step.isdigit() and int(step)):
            raise ValueError(f"'{part}' is not a step for the {name}; write it as */2")
        if low > high:
            raise ValueError(f"'{part}' runs backwards; the {name} counts up")
        found |= set(range(low, high + 1, int(step) if slash else 1))
    return frozenset(found)


def _number(text: str, name: str, least: int, most: int, words: tuple[str, ...]) -> int:
    if text in words:
        return words.index(text) + least
    if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
        raise ValueError(f"'{text}' is not a {name}; it goes from {least} to {most}")
    return int(text)
