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
    the program can do without it. In one with `copied_rows` they may copy rows too, key and all.
    Nothing is decided by the columns in `informs`: a cell there that can't be read is named, and
    holds nothing up.
    """

    title: str
    key: str
    columns: tuple[Column, ...]
    help: str
    own_rows: bool = False
    copied_rows: bool = False
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
            or not (column.optional or column.kind is CellKind.STATUS)
        )
