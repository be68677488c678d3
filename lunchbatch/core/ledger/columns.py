"""What a tab and a column are: who owns a cell, and what it holds."""

from dataclasses import dataclass
from enum import StrEnum


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

    In a tab with `own_rows` people add rows of their own, which have no key; in one with
    `copied_rows` they may copy rows too, key and all.
    """

    title: str
    key: str
    columns: tuple[Column, ...]
    help: str
    own_rows: bool = False
    copied_rows: bool = False

    def column(self, title: str) -> Column:
        """The declaration of one column."""
        return next(column for column in self.columns if column.title == title)
