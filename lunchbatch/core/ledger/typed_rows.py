"""From the ledger to the rows that people wrote themselves."""

from datetime import date

from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import DRAFT_TAB, GROUPS_TAB
from lunchbatch.core.ledger.typed_cells import DraftRow, PastedRow, TypedCell, TypedRow
from lunchbatch.core.model.terms import Status

HISTORY = "history/"
"""How the key of a group begins that was brought in from another tool by `import`."""


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
