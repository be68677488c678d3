"""Turns located changes into one batchUpdate, and notes every cell that it touches.

Only `userEnteredValue` is written, in runs of cells that lie together, so that formats, notes and
dropdowns stay; true and false come with the box that shows them. Rows are appended with
appendCells: below all data, with no guess about tables.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from lunchbatch.adapters.sheet.raw_cells import RawTab, Stored, extended, to_store
from lunchbatch.core.ledger.changes import NewRow, Placement
from lunchbatch.core.ledger.columns import letters

_ONLY_VALUES = "userEnteredValue"
_BOXES_TOO = f"{_ONLY_VALUES},dataValidation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One cell that a batch writes: where it stood when the batch was made, and what it gets.

    `undoes` marks a cell that was hit by mistake and is put back.
    """

    title: str
    row: int
    column: int
    value: Stored
    undoes: bool = False

    @property
    def address(self) -> str:
        """As people say it: `Groups!B7`."""
        return f"{self.title}!{letters(self.column)}{self.row + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one write does. Touched rows count before any row is dropped."""

    touches: tuple[Touch, ...] = ()
    appends: tuple[NewRow, ...] = ()
    drops: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.touches or self.appends or self.drops)

    @property
    def titles(self) -> frozenset[str]:
        """The tabs that are written."""
        named = {touch.title for touch in self.touches}
        named |= {title for title, _ in self.drops}
        return frozenset(named | {row.tab.title for row in self.appends})

    def row_after(self, touch: Touch) -> int:
        """Where a touched row is once the dropped ones are gone."""
        above = {row for title, row in self.drops if title == touch.title and row < touch.row}
        return touch.row - len(above)


def batch_of(placement: Placement, restores: Iterable[Touch] = ()) -> Batch:
    """The batch for a placement; a restored cell that is also written gets what is written."""
    cells = {(touch.title, touch.row, touch.column): touch for touch in restores}
    for write in placement.writes:
        spot = (write.tab.title, write.row, write.column)
        cells[spot] = Touch(
            title=write.tab.title,
            row=write.row,
            column=write.column,
            value=to_store(write.value),
            undoes=spot in cells,
        )
    return Batch(
        touches=tuple(cells[place] for place in sorted(cells)),
        appends=placement.appends,
        drops=tuple((tab.title, row) for tab, row in placement.drops),
    )


def requests_of(batch: Batch, raws: Mapping[str, RawTab]) -> list[dict[str, Any]]:
    """The requests of spreadsheets.batchUpdate: cells, then deletions from below, then new rows."""
    requests = [_update(raws[run[0].title].sheet_id, run) for run in _runs(batch.touches)]
    for title, row in sorted(set(batch.drops), reverse=True):
        span = {"sheetId": raws[title].sheet_id, "dimension": "ROWS"}
        requests.append(
            {"deleteDimension": {"range": span | {"startIndex": row, "endIndex": row + 1}}}
        )
    by_tab = sorted(batch.appends, key=lambda row: row.tab.title)
    for title, rows in groupby(by_tab, key=lambda row: row.tab.title):
        requests.append(_append(raws[title].sheet_id, list(rows)))
    return requests


def _runs(touches: Iterable[Touch]) -> Iterable[list[Touch]]:
    """Touches of one row whose columns follow one another; a box is a run of its own."""
    run: list[Touch] = []
    for touch in touches:
        last = run[-1] if run else None
        if last is not None and (
            (touch.title, touch.row, touch.column) != (last.title, last.row, last.column + 1)
            or isinstance(touch.value, bool)
            or isinstance(last.value, bool)
        ):
            yield run
            run = []
        run.append(touch)
    if run:
        yield run


def _update(sheet_id: int, run: list[Touch]) -> dict[str, Any]:
    start = {"sheetId": sheet_id, "rowIndex": run[0].row, "columnIndex": run[0].column}
    values = [extended(touch.value) for touch in run]
    fields = _BOXES_TOO if isinstance(run[0].value, bool) else _ONLY_VALUES
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": fields}}


def _append(sheet_id: int, rows: list[NewRow]) -> dict[str, Any]:
    lines = [
        {
            "values": [
                extended(to_store(row.cells.get(column)))
                for column in range(max(row.cells, default=-1) + 1)
            ]
        }
        for row in rows
    ]
    has_box = any(isinstance(value, bool) for row in rows for value in row.cells.values())
    fields = _BOXES_TOO if has_box else _ONLY_VALUES
    return {"appendCells": {"sheetId": sheet_id, "rows": lines, "fields": fields}}
