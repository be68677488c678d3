"""What a tab and a column are: who owns a cell, what it holds, and how a header row is read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lunchbatch.core.model.spelling import fold, nearest
from lunchbatch.errors import SetupError

_TITLE_ROWS = 10  # headers further down are data


class CellOwner(StrEnum):
    """Who may write a cell. The program never writes a cell that is a person's."""

    PERSON = "person"
    PROGRAM = "program"
    SHARED = "shared"


class CellKind(StrEnum):
    """What a cell holds. Everything is written as literal text or as a typed value."""

    TEXT = "text"
    ID = "id"  # text that must never become a number
    ROUND = "round"  # the id of a round: coffee/2026-11-23
    CHANNEL = "channel"  # a conversation in Slack: C0123ABCD
    MEMBER = "member"  # a person in Slack: U0123ABCD
    MEMBERS = "members"  # several of them, separated by spaces
    MESSAGE = "message"  # a message in its conversation: 1795422900.123459
    PLACE = "place"  # a message and its conversation: C0123ABCD:1795422900.123459
    MESSAGES = "messages"  # several of these with what they are: stage=channel:message
    STAGES = "stages"  # stages with the moment they were done: intro=2026-11-23T09:30:00+01:00
    DATE = "date"  # a calendar date, no time zone
    MOMENT = "moment"  # an instant, written with its offset: 2026-11-23 09:30:00+01:00
    NUMBER = "number"
    RHYTHM = "rhythm"  # every how many rounds, 0 to 100
    STATUS = "status"  # one of the six group statuses
    PAUSE = "pause"  # a date, or "until further notice"
    APPROVAL = "approval"  # a checkbox; a word may be typed over it


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column, found by its header text in any order. Aliases are accepted when reading.

    `is_folded` is for what only the program needs: `setup` folds such columns away.
    """

    title: str
    kind: CellKind = CellKind.TEXT
    owner: CellOwner = CellOwner.PROGRAM
    help: str
    aliases: tuple[str, ...] = ()
    optional: bool = False
    is_folded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One worksheet, or one CSV file. `key` names the column that identifies a row.

    In a tab with `own_rows` a row without a key is no mistake: people add rows of their own, or
    the program can do without it. In one with `copied_rows` they may copy rows too, key and all;
    in one with `drops_copies` the program takes such copies away.
    Nothing is decided by the columns in `informs`: a cell there that can't be read is named, and
    holds nothing up.
    """

    title: str
    key: str
    columns: tuple[Column, ...]
    help: str
    own_rows: bool = False
    copied_rows: bool = False
    drops_copies: bool = False
    informs: frozenset[str] = frozenset()

    def column(self, title: str) -> Column:
        """The declaration of one column."""
        return next(column for column in self.columns if column.title == title)

    @property
    def fills(self) -> frozenset[str]:
        """The columns of which one holds something in every row that isn't blank."""
        return frozenset(
            column.title
            for column in self.columns
            if column.owner is CellOwner.PROGRAM
            or not (column.optional or column.kind in {CellKind.STATUS, CellKind.APPROVAL})
        )


def letters(index: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@lru_cache(maxsize=32)  # headers hardly ever change, and a run reads each several times
def find_columns(tab: Tab, header: tuple[object, ...]) -> Mapping[str, int]:
    folded = [fold(cell) for cell in header]
    at: dict[str, int] = {}
    for column in tab.columns:
        names = column_names(column)
        places = [index for index, name in enumerate(folded) if name in names]
        if len(places) > 1:
            where = " and ".join(f"{tab.title}!{letters(index)}1" for index in places)
            raise SetupError(
                f"{where} both say '{column.title}'; rename or delete one of the two columns"
            )
        if places:
            at[column.title] = places[0]
        elif not column.optional:
            raise SetupError(_missing_column(tab, column, header))
    counts = Counter(name for name in folded if name)
    taken = set(at.values())
    return at | {
        name: index
        for index, name in enumerate(folded)
        if name and index not in taken and counts[name] == 1
    }


def column_names(column: Column) -> set[str]:
    """The folded headers by which a column is found."""
    return {fold(column.title), *map(fold, column.aliases)}


def header_below(tab: Tab, cells: Sequence[Sequence[object]]) -> int:
    """The row, counted from 1, in which the headers stand below the first; 0 where they don't.

    A title or a blank row above them is what people put there.
    """
    needed = [column_names(column) for column in tab.columns if not column.optional]

    def held(row: Sequence[object]) -> int:
        there = {fold(cell) for cell in row}
        return sum(not names.isdisjoint(there) for names in needed)

    first = held(cells[0]) if cells else 0
    rows = enumerate(cells[1:_TITLE_ROWS], start=2)
    return next((n for n, row in rows if held(row) > max(first, len(needed) / 2)), 0)


def misplaced_sentence(tab: Tab, number: int) -> str:
    """What to do about headers in another row than the first."""
    above = "row 1" if number == 2 else f"the rows 1 to {number - 1}"
    return f"the headers of {tab.title} stand in row {number}: delete {above}"


def renamed_from(tab: Tab, column: Column, header: Sequence[object]) -> int | None:
    """The place of a header that nobody declared and that looks like this column's, if any."""
    known = {name for each in tab.columns for name in column_names(each)}
    strangers = {fold(cell): n for n, cell in enumerate(header) if fold(cell) not in known | {""}}
    near = nearest(fold(column.title), strangers)
    return strangers[near] if near else None


def renamed_sentence(column: Column, found: object) -> str:
    """What to do about a column that seems to have got another name."""
    return (
        f"the column '{column.title}' is missing; was it renamed to '{found}'? "
        f"Name it '{column.title}' again"
    )


def _missing_column(tab: Tab, column: Column, header: tuple[object, ...]) -> str:
    place = renamed_from(tab, column, header)
    if place is not None:
        return f"{tab.title}!{letters(place)}1: {renamed_sentence(column, header[place])}"
    return (
        f"{tab.title}!1:1: the header row has no column '{column.title}'; "
        "add it, or run `python -m lunchbatch setup`, which adds what is missing"
    )
