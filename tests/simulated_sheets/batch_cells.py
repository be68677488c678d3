"""
Requests of a batch that touch cells: write, append, sort, replace, insert and delete.

appendCells, findReplace and repeatCell over open ranges are not in any recording: they behave
as the reference documents them (assumed).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from tests.simulated_sheets import masks
from tests.simulated_sheets.a1 import Box
from tests.simulated_sheets.cells import Cell, plain, typed
from tests.simulated_sheets.document import Document, Tab
from tests.simulated_sheets.shifts import shift_objects

_PARTS = {
    "userEnteredValue": "entered",
    "userEnteredFormat": "look",
    "note": "note",
    "dataValidation": "rule",
}


_EDGES = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


def tab_of(document: Document, sheet_id: Any) -> Tab:
    for tab in document.tabs:
        if tab.sheet_id == int(sheet_id or 0):
            return tab
    raise ValueError(f"No grid with id: {sheet_id}")


def box_of(document: Document, grid_range: dict[str, Any]) -> tuple[Tab, Box]:
    tab = tab_of(document, grid_range.get("sheetId", 0))
    box = Box(
        grid_range.get("startRowIndex", 0),
        grid_range.get("endRowIndex"),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endColumnIndex"),
    )
    return tab, box.within(tab.rows, tab.columns)


def is_covered(tab: Tab, row: int, column: int) -> bool:
    """Whether a cell lies under the top-left one of a merge: it has no value, and takes none."""
    boxes = (Box(*(merged[name] for name in _EDGES)) for merged in tab.objects.get("merges", []))
    return any(box.holds(row, column) and (row, column) != (box.top, box.left) for box in boxes)


def merge_cells(document: Document, content: dict[str, Any]) -> None:
    """Make one cell of a box; what stands in its other cells is lost (assumed)."""
    tab, box = box_of(document, content["range"])
    edges = dict(zip(_EDGES, (box.top, box.bottom, box.left, box.right), strict=True))
    tab.objects.setdefault("merges", []).append({"sheetId": tab.sheet_id} | edges)
    for row, column in places(box):
        if is_covered(tab, row, column):
            tab.put(row, column, replace(tab.at(row, column), entered=None))


def places(box: Box) -> Iterator[tuple[int, int]]:
    for row in range(box.top, box.bottom or 0):
        for column in range(box.left, box.right or 0):
            yield row, column


def colours(look: dict[str, Any]) -> dict[str, Any]:
    """Colours as Google keeps them (recorded): zeroes left out, and a style twin beside."""
    kept: dict[str, Any] = {}
    for name, value in look.items():
        if name.endswith("ColorStyle") and name.removesuffix("Style") in look:
            continue
        if name.endswith("Color"):
            rgb = {part: shade for part, shade in value.items() if shade}
            kept[name], kept[f"{name}Style"] = rgb, {"rgbColor": rgb}
        else:
            kept[name] = colours(value) if isinstance(value, dict) else value
    return kept


def changed(cell: Cell, given: dict[str, Any], mask: masks.Mask) -> Cell:
    """A cell with the masked parts of a CellData; parts that are masked but absent are cleared."""
    parts = list(_PARTS) if "*" in mask else [name for name in mask if name in _PARTS]
    for name in parts:
        value: Any = given.get(name)
        if name == "userEnteredFormat":
            look = dict(cell.look)
            masks.change(look, value or {}, mask.get(name) or {"*": {}})
            value = colours(look) if value else {}
        elif name == "note":
            value = value or ""
        elif name == "userEnteredValue" and value == {"stringValue": ""}:
            value = None
        cell = replace(cell, **{_PARTS[name]: value})
    return cell


def update_cells(document: Document, content: dict[str, Any]) -> None:
    mask = masks.parse(content["fields"])
    if "range" in content:
        tab, box = box_of(document, content["range"])
    else:
        start = content["start"]
        tab = tab_of(document, start.get("sheetId", 0))
        rows = content.get("rows", [])
        top, left = start.get("rowIndex", 0), start.get("columnIndex", 0)
        width = max((len(row.get("values", [])) for row in rows), default=0)
        box = Box(top, top + len(rows), left, left + width)
    if (box.bottom or 0) > tab.rows:
        raise ValueError(
            f"Attempting to write row: {tab.rows}, beyond the last requested row of: {tab.rows - 1}"
        )
    _keep_to_columns(tab, box.right or 0)
    given = [row.get("values", []) for row in content.get("rows", [])]
    for row, column in places(box):
        line = given[row - box.top] if row - box.top < len(given) else []
        data = line[column - box.left] if column - box.left < len(line) else {}
        if not is_covered(tab, row, column):
            tab.put(row, column, changed(tab.at(row, column), data, mask))


def _keep_to_columns(tab: Tab, right: int) -> None:
    if right > tab.columns:
        raise ValueError(
            f"Attempting to write column: {tab.columns}, "
            f"beyond the last requested column of: {tab.columns - 1}"
        )


def append_cells(document: Document, content: dict[str, Any]) -> None:
    """After the last row with data, from column A. Rows are added as needed (assumed).

    Columns are not: that is refused, in these words (reported in public).
    """
    tab = tab_of(document, content.get("sheetId", 0))
    mask = masks.parse(content["fields"])
    top = tab.end_of_values()
    rows = [row.get("values", []) for row in content.get("rows", [])]
    _keep_to_columns(tab, max((len(row) for row in rows), default=0))
    tab.grow(rows=top + len(rows))
    for down, row in enumerate(rows):
        for column, data in enumerate(row):
            tab.put(top + down, column, changed(tab.at(top + down, column), data, mask))


def repeat_cell(document: Document, content: dict[str, Any]) -> None:
    tab, box = box_of(document, content["range"])
    mask = masks.parse(content["fields"])
    given = content.get("cell", {})
    _put_all(tab, box, lambda cell: changed(cell, given, mask))


def _put_all(tab: Tab, box: Box, change: Callable[[Cell], Cell]) -> None:
    """Change every cell of a box; equal cells, mostly empty ones, are worked out once."""
    done: dict[int, tuple[Cell, Cell]] = {}  # by identity; the cell is kept, so that it lasts
    for place in places(box):
        before = tab.at(*place)
        if id(before) not in done:
            done[id(before)] = (before, change(before))
        after = done[id(before)][1]
        if after is not before:
            tab.put(*place, after)


def set_validation(document: Document, content: dict[str, Any]) -> None:
    tab, box = box_of(document, content["range"])
    _put_all(tab, box, lambda cell: replace(cell, rule=content.get("rule")))


def sort_range(document: Document, content: dict[str, Any]) -> None:
    """Whole cells move, blanks go last (recorded for text; the order of kinds is assumed)."""
    tab, box = box_of(document, content["range"])
    columns = range(box.left, box.right or 0)
    order = list(range(box.top, box.bottom or 0))
    for spec in reversed(content.get("sortSpecs", [])):
        at = spec.get("dimensionIndex", 0)
        filled = [row for row in order if tab.at(row, at).entered is not None]
        blank = [row for row in order if tab.at(row, at).entered is None]
        filled.sort(
            key=lambda row: _rank(tab.at(row, at)), reverse=spec.get("sortOrder") == "DESCENDING"
        )
        order = filled + blank
    moved = [[tab.at(row, column) for column in columns] for row in order]
    for row, cells in enumerate(moved, start=box.top):
        for column, cell in zip(columns, cells, strict=True):
            tab.put(row, column, cell)


def _rank(cell: Cell) -> tuple[int, Any]:
    value = plain(cell.effective)
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def find_replace(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    """Replace in values; the reply counts what changed (assumed)."""
    if "range" in content:
        tab, box = box_of(document, content["range"])
        spots = [(tab, place) for place in tab.filled(box)]
    else:
        tabs = document.tabs
        if "sheetId" in content:
            tabs = [tab_of(document, content["sheetId"])]
        spots = [(tab, place) for tab in tabs for place in tab.filled()]
    pattern = content["find"] if content.get("searchByRegex") else re.escape(content["find"])
    if content.get("matchEntireCell"):
        pattern = rf"\A(?:{pattern})\Z"
    flags = 0 if content.get("matchCase") else re.IGNORECASE
    hits = [_replace_in(tab, place, re.compile(pattern, flags), content) for tab, place in spots]
    changed_spots = [spot for spot, count in zip(spots, hits, strict=True) if count]
    counts = {
        "valuesChanged": len(changed_spots),
        "rowsChanged": len({(tab.sheet_id, place[0]) for tab, place in changed_spots}),
        "sheetsChanged": len({tab.sheet_id for tab, _ in changed_spots}),
        "occurrencesChanged": sum(hits),
    }
    return {name: count for name, count in counts.items() if count}


def _replace_in(
    tab: Tab, place: tuple[int, int], pattern: re.Pattern[str], content: dict[str, Any]
) -> int:
    cell = tab.at(*place)
    if cell.entered is None or "formulaValue" in cell.entered:
        return 0
    text, count = pattern.subn(lambda _: content.get("replacement", ""), str(plain(cell.entered)))
    if count:
        tab.put(*place, replace(cell, entered=typed(text)[0]))
    return count


def _span(tab: Tab, dimension_range: dict[str, Any]) -> tuple[int, int, int]:
    axis = 1 if dimension_range["dimension"] == "COLUMNS" else 0
    last = tab.columns if axis else tab.rows
    return axis, dimension_range.get("startIndex", 0), dimension_range.get("endIndex", last)


def insert_dimension(document: Document, content: dict[str, Any]) -> None:
    tab = tab_of(document, content["range"].get("sheetId", 0))
    axis, start, end = _span(tab, content["range"])
    tab.insert(axis, start, end)
    shift_objects(document, tab, axis, start, end - start)


def delete_dimension(document: Document, content: dict[str, Any]) -> None:
    tab = tab_of(document, content["range"].get("sheetId", 0))
    axis, start, end = _span(tab, content["range"])
    if end > (tab.columns if axis else tab.rows):
        raise ValueError(f"Cannot delete beyond the edge of sheet {tab.title}.")
    if end - start >= (tab.columns if axis else tab.rows):
        raise ValueError("Sorry, it is not possible to delete all non-frozen rows.")
    tab.delete(axis, start, end)
    shift_objects(document, tab, axis, start, start - end)


def append_dimension(document: Document, content: dict[str, Any]) -> None:
    tab = tab_of(document, content.get("sheetId", 0))
    if content["dimension"] == "COLUMNS":
        tab.grow(columns=tab.columns + content["length"])
    else:
        tab.grow(rows=tab.rows + content["length"])


KINDS: dict[str, Callable[[Document, dict[str, Any]], dict[str, Any] | None]] = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_validation,
    "sortRange": sort_range,
    "findReplace": find_replace,
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "appendDimension": append_dimension,
    "mergeCells": merge_cells,
}
