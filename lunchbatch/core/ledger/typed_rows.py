"""Rows that people type into the ledger themselves, cell by cell, each with its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lunchbatch.core.ledger.slack_cells import HISTORY
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import DRAFT_TAB, GROUPS_TAB
from lunchbatch.core.model.spelling import fold
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
        return fold(self.text)

    def problem(self, what: str) -> CellProblem:
        """What is wrong with it."""
        return CellProblem(where=self.where, what=what, link=self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One row of the tab Draft. `drafted` are the ids it was made with, the point person first.

    `problems` are cells that could not be read at all. `key` is empty in rows of people.
    """

    key: str
    approval: TypedCell
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


def cells(table: Table, row: Row) -> TypedRow:
    """The declared cells of a row; a column that is not there reads as blank."""
    return {column.title: typed_cell(table, row, column.title) for column in table.tab.columns}


def typed_cell(table: Table, row: Row, title: str) -> TypedCell:
    """One cell with its address."""
    value = row.values.get(title)
    at = table.problem(title, row.number, "")
    return TypedCell(text="" if value is None else str(value).strip(), where=at.where, link=at.link)


def draft_rows(snapshot: Snapshot) -> tuple[DraftRow, ...]:
    """Every row of the tab Draft, top to bottom."""
    table = snapshot[DRAFT_TAB]
    return tuple(_draft_row(cells(table, row), row) for row in table.rows)


def _draft_row(found: TypedRow, row: Row) -> DraftRow:
    return DraftRow(
        key=row.key,
        approval=found["approval"],
        round=found["round"],
        group=found["group"],
        members=found["members"],
        point_person=found["point person"],
        why=found["why"].text,
        drafted=tuple(found["as drafted"].text.split()),
        problems=row.problems,
    )


def pasted_rows(snapshot: Snapshot) -> tuple[PastedRow, ...]:
    """The rows of Groups that came from another tool: pasted, or brought in by `import`.

    A row with a cell that cannot be read at all is reported by that, and left out here.
    """
    table = snapshot[GROUPS_TAB]
    return tuple(_pasted_row(cells(table, row), row) for row in table.rows if _is_pasted(row))


def _is_pasted(row: Row) -> bool:
    return row.is_sound and (not row.key or row.key.startswith(HISTORY))


def _pasted_row(found: TypedRow, row: Row) -> PastedRow:
    day, status = row.values["date of intro"], row.values["meeting status"]
    has_ids = bool(found["member ids"].text)
    return PastedRow(
        program=found["program"],
        members=found["member ids"] if has_ids else found["names"],
        introduced=found["date of intro"],
        introduced_on=day if isinstance(day, date) else None,
        status=status if isinstance(status, Status) else None,
    )


class Approval(Enum):
    """`OPEN` is a box that nobody ticked; `AGAIN` asks for other groups; `OTHER` is no yes."""

    GIVEN = "given"
    AGAIN = "again"
    OPEN = "open"
    OTHER = "other"


# The first line is English, then what spreadsheet programs in other languages write for a ticked
# box, then German, Spanish, French, Portuguese, Italian, Dutch, Polish, and signs.
_YES = (
    "approved approve accepted agreed confirmed yes yep yeah yup y ok okay okey go send fine sure "
    "true wahr verdadero verdadeiro vrai vero waar prawda "
    "ja jo jawohl genehmigt freigegeben passt sí si vale aprobado aprobada oui d'accord approuvé "
    "sim aprovado aprovada certo approvato akkoord tak da "
    "x xx 1 +1 [x] ✓ ✔ ☑ ✅ 👍 👌 :+1: :white_check_mark:"
)
_AGAIN = (
    "again, rematch, reshuffle, shuffle, redo, nochmal, noch mal, neu, otra vez, de nuevo, encore, "
    "refaire, de novo, outra vez, ancora, di nuovo, opnieuw, ponownie, 🔁, 🔄, 🔀, :repeat:"
)
_OPEN = "false falsch falso faux onwaar fałsz 0 [] ☐ ⬜"
_AROUND = " .!,;*_'\"\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def approval_of(cell: TypedCell) -> Approval:
    """How a cell is meant, in any of the languages that members may read."""
    word = cell.folded.strip(_AROUND).replace("’", "'")
    if word in _YES.split():
        return Approval.GIVEN
    if word in _AGAIN.split(", "):
        return Approval.AGAIN
    return Approval.OPEN if word in ("", "[ ]", *_OPEN.split()) else Approval.OTHER
