"""spreadsheets.get: the spreadsheet as one JSON value, cut by ranges and field mask."""

from typing import Any

from tests.simulated_sheets import masks
from tests.simulated_sheets.a1 import Box
from tests.simulated_sheets.cells import Cell, shown
from tests.simulated_sheets.document import Document, Tab
from tests.simulated_sheets.masks import Mask

PROTECTORS = {"users": ["bot@example-project.iam.gserviceaccount.com"]}


def whole(
    document: Document, ranges: list[str], *, grid: bool, mask: Mask | None
) -> dict[str, Any]:
    """A Spreadsheet of the API. With a mask, grid data comes if the mask names it."""
    wanted = masks.wants(mask, "sheets", "data") if mask is not None else grid
    boxes = [document.find(text) for text in ranges]
    tabs = [tab for tab in document.tabs if not boxes or any(tab is hit for hit, _ in boxes)]
    answer: dict[str, Any] = {
        "spreadsheetId": document.spreadsheet_id,
        "properties": dict(document.properties),
        "sheets": [
            _tab(tab, [box for hit, box in boxes if hit is tab] or [Box()], grid=wanted)
            for tab in tabs
        ],
    }
    if document.named:
        answer["namedRanges"] = document.named
    if document.metadata:
        answer["developerMetadata"] = document.metadata
    return answer if mask is None else dict(masks.pick(answer, mask))


def _tab(tab: Tab, boxes: list[Box], *, grid: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {"properties": tab.properties}
    if grid:
        answer["data"] = [_grid(tab, box.within(tab.rows, tab.columns)) for box in boxes]
    for name, items in tab.objects.items():
        if name == "basicFilter":
            answer[name] = items[0]
        elif name == "protectedRanges" and items:
            answer[name] = [item | {"editors": PROTECTORS} for item in items]
        elif items:
            answer[name] = items
    return answer


def _grid(tab: Tab, box: Box) -> dict[str, Any]:
    """One GridData. Rows and cells after the last one that holds anything are left out."""
    rows: list[dict[str, Any]] = []
    for row, column in sorted(place for place in tab.cells if box.holds(*place)):
        rows += [{} for _ in range(row - box.top + 1 - len(rows))]
        values = rows[row - box.top].setdefault("values", [])
        values += [{} for _ in range(column - box.left - len(values))]
        values.append(_cell(tab.at(row, column)))
    answer: dict[str, Any] = {}
    if box.top:
        answer["startRow"] = box.top
    if box.left:
        answer["startColumn"] = box.left
    if rows:
        answer["rowData"] = rows
    answer["columnMetadata"] = [
        {"pixelSize": 100} | tab.widths.get(column, {})
        for column in range(box.left, box.right or 0)
    ]
    return answer


def _cell(cell: Cell) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    if cell.entered is not None:
        answer["userEnteredValue"] = cell.entered
        answer["effectiveValue"] = cell.effective
        answer["formattedValue"] = shown(cell)
    if cell.look:
        answer["userEnteredFormat"] = cell.look
    if cell.note:
        answer["note"] = cell.note
    if cell.rule is not None:
        answer["dataValidation"] = cell.rule
    return answer
