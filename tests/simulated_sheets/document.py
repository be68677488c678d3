"""A spreadsheet as it stands: tabs with their cells, and the objects that lie over them."""

import copy
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.simulated_sheets.a1 import Box, parse_box, split_title
from tests.simulated_sheets.cells import EMPTY, Cell
from tests.simulated_sheets.refusals import unparsable

Places = dict[tuple[int, int], Cell]


@dataclass(slots=True, kw_only=True)
class Tab:
    """One tab. Only cells that hold something are stored; cells are never changed in place."""

    properties: dict[str, Any]
    cells: Places = field(default_factory=dict)
    objects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    widths: dict[int, dict[str, Any]] = field(default_factory=dict)

    @property
    def sheet_id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def rows(self) -> int:
        return int(self.properties["gridProperties"]["rowCount"])

    @property
    def columns(self) -> int:
        return int(self.properties["gridProperties"]["columnCount"])

    def at(self, row: int, column: int) -> Cell:
        return self.cells.get((row, column), EMPTY)

    def put(self, row: int, column: int, cell: Cell) -> None:
        if cell.is_bare:
            self.cells.pop((row, column), None)
        else:
            self.cells[row, column] = cell

    def filled(self, box: Box | None = None) -> Iterator[tuple[int, int]]:
        """Where a value stands, in the whole tab or in a box."""
        for (row, column), cell in self.cells.items():
            if cell.entered is not None and (box is None or box.holds(row, column)):
                yield row, column

    def end_of_values(self) -> int:
        """The number of the first row below all values, counted from 0."""
        return max((row for row, _ in self.filled()), default=-1) + 1

    def grow(self, *, rows: int = 0, columns: int = 0) -> None:
        """Make the tab at least this large."""
        grid = self.properties["gridProperties"]
        grid["rowCount"] = max(grid["rowCount"], rows)
        grid["columnCount"] = max(grid["columnCount"], columns)

    def trim(self) -> None:
        """Forget the cells outside the edges."""
        self.cells = {
            place: cell
            for place, cell in self.cells.items()
            if place[0] < self.rows and place[1] < self.columns
        }

    def insert(self, axis: int, start: int, end: int) -> None:
        """Blank rows (axis 0) or columns (axis 1) before `start`; what is there moves on."""
        self.cells = {
            _moved(place, axis, end - start if place[axis] >= start else 0): cell
            for place, cell in self.cells.items()
        }
        self._resize(axis, end - start)

    def delete(self, axis: int, start: int, end: int) -> None:
        """Take rows (axis 0) or columns (axis 1) away; what follows moves up."""
        self.cells = {
            _moved(place, axis, start - end if place[axis] >= end else 0): cell
            for place, cell in self.cells.items()
            if not start <= place[axis] < end
        }
        self._resize(axis, start - end)

    def _resize(self, axis: int, by: int) -> None:
        self.properties["gridProperties"]["columnCount" if axis else "rowCount"] += by


def _moved(place: tuple[int, int], axis: int, by: int) -> tuple[int, int]:
    return (place[0] + by, place[1]) if axis == 0 else (place[0], place[1] + by)


@dataclass(slots=True, kw_only=True)
class Document:
    """
    A whole spreadsheet. New ids come from one counter, so that a run can be repeated.

    `replace_by` undoes a batch: the batch works on a copy, which takes the place when it holds.
    """

    spreadsheet_id: str
    properties: dict[str, Any]
    tabs: list[Tab]
    named: list[dict[str, Any]] = field(default_factory=list)
    metadata: list[dict[str, Any]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1001))

    def copied(self) -> "Document":
        return Document(
            spreadsheet_id=self.spreadsheet_id,
            properties=dict(self.properties),
            tabs=[
                Tab(
                    properties=copy.deepcopy(tab.properties),
                    cells=dict(tab.cells),
                    objects=copy.deepcopy(tab.objects),
                    widths=copy.deepcopy(tab.widths),
                )
                for tab in self.tabs
            ],
            named=copy.deepcopy(self.named),
            metadata=copy.deepcopy(self.metadata),
            ids=self.ids,
        )

    def replace_by(self, other: "Document") -> None:
        self.properties, self.tabs = other.properties, other.tabs
        self.named, self.metadata = other.named, other.metadata

    def titled(self, title: str) -> Tab:
        return next(tab for tab in self.tabs if tab.title == title)

    def find(self, text: str) -> tuple[Tab, Box]:
        """The tab and box of an A1 address. Refused as Google refuses it."""
        try:
            title, cells = split_title(text, [tab.title for tab in self.tabs])
            return self.titled(title), parse_box(cells)
        except ValueError:
            raise unparsable(text) from None

    def number(self) -> None:
        """Write each tab's place into its properties."""
        for index, tab in enumerate(self.tabs):
            tab.properties["index"] = index


def new_tab(sheet_id: int, title: str, *, rows: int = 1000, columns: int = 26) -> Tab:
    return Tab(
        properties={
            "sheetId": sheet_id,
            "title": title,
            "index": 0,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": rows, "columnCount": columns},
        }
    )


def new_document(spreadsheet_id: str, title: str = "Lunch", tab: str = "Sheet1") -> Document:
    """An empty spreadsheet as the API makes it (recorded): one tab, GMT, en_US."""
    return Document(
        spreadsheet_id=spreadsheet_id,
        properties={
            "title": title,
            "locale": "en_US",
            "autoRecalc": "ON_CHANGE",
            "timeZone": "Etc/GMT",
        },
        tabs=[new_tab(0, tab)],
    )
