"""Which columns of another tool's file hold people, the day, the program and how it went."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lunchbatch.core.model.spelling import fold
from lunchbatch.errors import ConfigError

IDS = ("member ids", "slack ids", "user ids", "ids")
PEOPLE = (
    *("members", "names", "people", "participants", "group members", "group", "pair", "users"),
    *("organiser", "organizer", "buyer", "host", "guest", "mentor", "mentee", "giver", "receiver"),
    *("partner", "partners", "match", "matched with", "paired with", "buddy", "with"),
)
DAYS = (
    "date of intro",
    "date",
    "introduced",
    "day",
    "met on",
    "created",
    "created at",
    "matched on",
)
PROGRAMS = ("program", "channel program")
STATUSES = ("meeting status", "status")

_ONE = r"(?:person|name|full name|member|participant|user|employee|colleague|attendee|email)"
_ID = r"(?:(?:slack |user |member |person |participant )?id)"
_WHICH = r"(?:[0-9]{1,2}|[a-h]|one|two|three|four|first|second|third|fourth|fifth|sixth)"

_PERSON = re.compile(
    rf"{_ONE}(?: ?{_WHICH}(?: name)?)?|{_WHICH} {_ONE}|(?:organi[sz]er|buyer|host|guest) name"
)
_PERSON_ID = re.compile(rf"{_ID}(?: ?{_WHICH})?|{_WHICH} {_ID}|{_ONE} ?{_WHICH} id")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryColumns:
    """Where columns stand, from 0. `width` is how many the header has."""

    people: tuple[int, ...]
    ids: tuple[int, ...]
    day: tuple[int, ...]
    program: tuple[int, ...]
    status: tuple[int, ...]
    width: int

    @property
    def known(self) -> frozenset[int]:
        """Every column that is read."""
        return frozenset((*self.people, *self.ids, *self.day, *self.program, *self.status))


def columns_of(header: Sequence[str]) -> HistoryColumns:
    """The columns of a header row; any may be missing."""
    plain = [fold(re.sub(r"[\ufeff_.:#-]+", " ", title)) for title in header]
    return HistoryColumns(
        people=_at(plain, PEOPLE, _PERSON),
        ids=_at(plain, IDS, _PERSON_ID),
        day=_at(plain, DAYS),
        program=_at(plain, PROGRAMS),
        status=_at(plain, STATUSES),
        width=len(header),
    )


def recognised(header: Sequence[str]) -> int:
    """How many titles of a header row are known."""
    return len(columns_of(header).known)


def needed_columns(file: str, header: Sequence[str]) -> HistoryColumns:
    """The columns of a file. Raises ConfigError without one for people or for the day."""
    at = columns_of(header)
    if not (at.people or at.ids) or not at.day:
        lacks = f"'{DAYS[1]}'" if at.people or at.ids else f"'{PEOPLE[1]}' (or '{IDS[0]}')"
        raise ConfigError(
            f"{file}: the first line has no column {lacks}; it needs one for the people and one "
            "for the date, as: names,date"
        )
    return at


def _at(
    titles: Sequence[str], wanted: Sequence[str], pattern: re.Pattern[str] | None = None
) -> tuple[int, ...]:
    return tuple(
        n
        for n, title in enumerate(titles)
        if title in wanted or (pattern is not None and pattern.fullmatch(title))
    )
