"""A tab as Google answers it: typed cell values by row and column, not yet understood.

A cell is read as `effectiveValue` (typed, independent of the Sheet's locale and formats); where a
person's formula stands, the formula is kept beside, so that it can be put back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from lunchbatch.core.ledger.cell_values import CellError, RawCell, Value, write_cell
from lunchbatch.core.ledger.columns import letters
from lunchbatch.core.ledger.date_cells import SERIAL_ZERO
from lunchbatch.core.ledger.table import Grid
from lunchbatch.core.ledger.tabs import Tab
from lunchbatch.core.model.spelling import fold

FIELDS = (
    "sheets(properties(sheetId,title),merges,"
    "data(startRow,startColumn,rowData(values(userEnteredValue,effectiveValue))))"
)
# A word may be typed over the box.
_CHECKBOX = {"condition": {"type": "BOOLEAN"}, "strict": False}
_UNMERGE = "select them and choose Format, Merge cells, Unmerge"
LONGEST_TEXT = 50_000  # characters a cell can hold (Drive help)

_ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A person's formula; written only to put back what stood there."""

    text: str


Stored = RawCell | Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTab:
    """One tab: `cells` by row and column, the header first; `formulas` where people have some."""

    tab: Tab
    sheet_id: int
    cells: tuple[tuple[RawCell, ...], ...]
    link: str = ""
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)

    @property
    def grid(self) -> Grid:
        """What the core reads."""
        return Grid(tab=self.tab, cells=self.cells, link=f"{self.link}#gid={self.sheet_id}")

    @property
    def header(self) -> tuple[str, ...]:
        """The header row, folded so that case and spaces do not matter."""
        first = self.cells[0] if self.cells else ()
        return tuple(map(fold, first))

    def at(self, row: int, column: int) -> RawCell:
        """The value of a cell; None outside of what was read."""
        cells = self.cells[row] if row < len(self.cells) else ()
        return cells[column] if column < len(cells) else None

    def stored(self, row: int, column: int) -> Stored:
        """What must be written to have the cell as it is."""
        formula = self.formulas.get((row, column))
        return Formula(formula) if formula is not None else self.at(row, column)

    def patched(self, puts: Iterable[tuple[int, int, Stored]]) -> "RawTab":
        """The same with some cells as they are about to be."""
        cells = [list(row) for row in self.cells]
        for row, column, value in puts:
            line = cells[row]
            line += [None] * (column + 1 - len(line))
            line[column] = None if isinstance(value, Formula) else value
        return replace(self, cells=tuple(tuple(row) for row in cells))


def raw_tabs(answer: Mapping[str, Any], tabs: Iterable[Tab], link: str) -> dict[str, RawTab]:
    """The tabs of a Spreadsheet of the API, by our title for them."""
    known = {tab.title.casefold(): tab for tab in tabs}
    found: dict[str, RawTab] = {}
    for sheet in answer.get("sheets", []):
        properties = sheet["properties"]
        tab = known.get(str(properties["title"]).casefold())
        if tab is None:
            continue
        cells, formulas = _cells(sheet.get("data", []))
        cells = _with_merges(cells, sheet.get("merges", []))
        found[tab.title] = RawTab(
            tab=tab,
            sheet_id=properties.get("sheetId", 0),
            cells=cells,
            link=link,
            formulas=formulas,
        )
    return found


def _cells(
    blocks: list[dict[str, Any]],
) -> tuple[tuple[tuple[RawCell, ...], ...], dict[tuple[int, int], str]]:
    """Rows of values without the blank ones at the end, and the formulas among them."""
    rows: list[tuple[RawCell, ...]] = []
    formulas: dict[tuple[int, int], str] = {}
    for block in blocks:
        for row, line in enumerate(block.get("rowData", [])):
            values = line.get("values", [])
            rows.append(tuple(raw_value(cell.get("effectiveValue")) for cell in values))
            formulas |= {
                (row, column): entered["formulaValue"]
                for column, cell in enumerate(values)
                if "formulaValue" in (entered := cell.get("userEnteredValue", {}))
            }
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    return tuple(rows), formulas


def _with_merges(
    cells: tuple[tuple[RawCell, ...], ...], merges: list[dict[str, Any]]
) -> tuple[tuple[RawCell, ...], ...]:
    """Cells that a person merged into another hold nothing and take nothing: they are faults."""
    lines = [list(line) for line in cells]
    for merge in merges:
        top, left = merge.get("startRowIndex", 0), merge.get("startColumnIndex", 0)
        first = f"{letters(left)}{top + 1}"
        fault = CellError(f"nothing, for it is merged with {first}", _UNMERGE)
        for row in range(top, min(merge["endRowIndex"], len(lines))):
            line = lines[row]
            line += [None] * (merge["endColumnIndex"] - len(line))
            for column in range(left, merge["endColumnIndex"]):
                if (row, column) != (top, left):
                    line[column] = fault
    return tuple(tuple(line) for line in lines)


def raw_value(effective: Mapping[str, Any] | None) -> RawCell:
    """The value inside an ExtendedValue of the API."""
    if not effective:
        return None
    kind, value = next(iter(effective.items()))
    if kind == "errorValue":
        return CellError(_ERRORS.get(value.get("type", ""), "an error"))
    raw: RawCell = value
    return raw


def to_store(value: Value) -> RawCell:
    """A value as the Sheet keeps it: dates as serial numbers, text cut to what a cell holds."""
    raw = write_cell(value)
    if isinstance(raw, date):
        return (raw - SERIAL_ZERO).days
    if isinstance(raw, str):
        return raw if len(raw) <= LONGEST_TEXT else raw[: LONGEST_TEXT - 1] + "…"
    return raw


def extended(value: Stored) -> dict[str, Any]:
    """The CellData of the API for a value: typed or literal, so that nothing is evaluated."""
    if value is None or value == "" or isinstance(value, CellError):
        return {}
    if isinstance(value, Formula):
        return {"userEnteredValue": {"formulaValue": value.text}}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}, "dataValidation": _CHECKBOX}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": str(value)}}
