"""What people write into the ledger themselves, cell by cell, each with its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lunchbatch.core.model.terms import CellProblem, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCell:
    """The text of a cell, empty for a blank one, and where it stands."""

    text: str = ""
    where: str = ""
    link: str = ""

    @property
    def folded(self) -> str:
        """The text without what makes no difference: capitals, and blanks around and between."""
        return " ".join(self.text.split()).casefold()

    def problem(self, what: str) -> CellProblem:
        """What is wrong with it."""
        return CellProblem(where=self.where, what=what, link=self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One row of the tab Draft. `drafted` are the ids it was made with, the point person first.

    `problems` are cells that could not be read at all. `key` is empty in rows of people.
    """

    key: str
    round: TypedCell
    group: TypedCell
    members: TypedCell
    point_person: TypedCell
    why: str = ""
    drafted: tuple[str, ...] = ()
    problems: tuple[CellProblem, ...] = ()

    @property
    def round_id(self) -> str:
        """The round it is about: as typed, else the one it was drafted for; empty for neither."""
        return self.round.text or self.key.rpartition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedRow:
    """One row of the tab Groups that came from elsewhere: history, if it can be understood."""

    program: TypedCell
    members: TypedCell
    introduced: TypedCell
    introduced_on: date | None
    status: Status | None


TypedRow = Mapping[str, TypedCell]
"""The cells of a row by the title of their column."""
