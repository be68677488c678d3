"""
A person at the web page of the spreadsheet: types, sorts, inserts, renames, deletes.

They see the spreadsheet, not the API: what they do is in no log and counts against no quota.
Rows and columns are counted from 0 here, cells are named as people name them: `Groups!B7`.
"""

from dataclasses import dataclass, replace
from typing import Any

from tests.simulated_sheets import batch
from tests.simulated_sheets.cells import EMPTY, plain, shown, typed
from tests.simulated_sheets.document import Document, Tab


@dataclass(frozen=True, slots=True)
class Person:
    document: Document

    def _do(self, **request: Any) -> None:
        batch.apply(self.document, {"requests": [request]})

    def _tab(self, title: str) -> Tab:
        return self.document.titled(title)

    def types(self, address: str, text: str) -> None:
        """Type into a cell, with all that the web page makes of it: dates, numbers, formulas."""
        tab, box = self.document.find(address)
        before = tab.at(box.top, box.left)
        is_text = before.look.get("numberFormat", {}).get("type") == "TEXT"
        entered, look = ({"stringValue": text}, {}) if is_text and text else self._typed(text)
        tab.put(box.top, box.left, replace(before, entered=entered, look=before.look | look))

    def _typed(self, text: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        return typed(text, self.document.properties["locale"])

    def clears(self, address: str) -> None:
        self.types(address, "")

    def merges(self, address: str) -> None:
        """Make one cell of several: `Groups!B2:B3`."""
        tab, box = self.document.find(address)
        rows = {"startRowIndex": box.top, "endRowIndex": box.bottom}
        columns = {"startColumnIndex": box.left, "endColumnIndex": box.right}
        self._do(mergeCells={"range": {"sheetId": tab.sheet_id} | rows | columns})

    def sees(self, address: str) -> str:
        tab, box = self.document.find(address)
        return shown(tab.at(box.top, box.left))

    def rows(self, title: str) -> list[list[Any]]:
        """All values of a tab, row by row, as wide as the header; numbers stay numbers."""
        tab = self._tab(title)
        bottom = tab.end_of_values()
        right = max((column for _, column in tab.filled()), default=-1) + 1
        return [
            [plain(tab.at(row, column).effective) for column in range(right)]
            for row in range(bottom)
        ]

    def sorts(self, title: str, column: int, *, descending: bool = False, top: int = 1) -> None:
        """Sort all rows below the header by one column."""
        order = "DESCENDING" if descending else "ASCENDING"
        self._do(
            sortRange={
                "range": {"sheetId": self._tab(title).sheet_id, "startRowIndex": top},
                "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}],
            }
        )

    def inserts_column(self, title: str, before: int, header: str = "") -> None:
        self._insert(title, "COLUMNS", before)
        if header:
            self._put(title, 0, before, header)

    def inserts_row(self, title: str, before: int) -> None:
        self._insert(title, "ROWS", before)

    def _insert(self, title: str, dimension: str, at: int) -> None:
        span = {"dimension": dimension, "startIndex": at, "endIndex": at + 1}
        self._do(insertDimension={"range": {"sheetId": self._tab(title).sheet_id} | span})

    def deletes_row(self, title: str, row: int) -> None:
        span = {"dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
        self._do(deleteDimension={"range": {"sheetId": self._tab(title).sheet_id} | span})

    def duplicates_row(self, title: str, row: int) -> None:
        """Copy a row and paste it right below itself."""
        self.inserts_row(title, row + 1)
        tab = self._tab(title)
        for column in range(tab.columns):
            tab.put(row + 1, column, tab.at(row, column))

    def moves_column(self, title: str, column: int, to: int) -> None:
        """Drag a column to another place; `to` counts with the column taken out."""
        tab = self._tab(title)
        kept = {row: tab.cells.pop((row, column), EMPTY) for row in range(tab.rows)}
        tab.delete(1, column, column + 1)
        tab.insert(1, to, to + 1)
        for row, cell in kept.items():
            tab.put(row, to, cell)

    def renames_header(self, title: str, old: str, new: str) -> None:
        header = self.rows(title)[0]
        self._put(title, 0, header.index(old), new)

    def renames_tab(self, old: str, new: str) -> None:
        self._tab(old).properties["title"] = new

    def deletes_tab(self, title: str) -> None:
        self._do(deleteSheet={"sheetId": self._tab(title).sheet_id})

    def adds_tab(self, title: str, header: tuple[str, ...] = ()) -> None:
        """A new tab of 26 or more columns with these words in its first row, as plain text."""
        grid = {"rowCount": 1000, "columnCount": max(26, len(header))}
        self._do(addSheet={"properties": {"title": title, "gridProperties": grid}})
        for column, text in enumerate(header):
            self._put(title, 0, column, text)

    def _put(self, title: str, row: int, column: int, text: str) -> None:
        tab = self._tab(title)
        entered = {"stringValue": text} if text else None
        tab.put(row, column, replace(tab.at(row, column), entered=entered))
