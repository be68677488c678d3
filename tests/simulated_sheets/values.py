"""The `spreadsheets.values` calls: plain values in and out of A1 ranges."""

from dataclasses import replace
from typing import Any

from tests.simulated_sheets.a1 import Box, echo, letters
from tests.simulated_sheets.cells import literal, rendered, typed
from tests.simulated_sheets.document import Document, Tab
from tests.simulated_sheets.refusals import Refused, invalid_value

Query = dict[str, list[str]]


def one(query: Query, name: str, default: str = "") -> str:
    return query.get(name, [default])[-1]


def get(document: Document, text: str, query: Query) -> dict[str, Any]:
    """values.get, and one range of values.batchGet."""
    tab, box = document.find(text)
    closed = _inside(tab, box)
    option = one(query, "valueRenderOption", "FORMATTED_VALUE")
    dates = one(query, "dateTimeRenderOption", "SERIAL_NUMBER")
    dimension = one(query, "majorDimension", "ROWS")
    return _value_range(tab, closed, option=option, dates=dates, dimension=dimension)


def batch_get(document: Document, query: Query) -> dict[str, Any]:
    ranges = [get(document, text, query) for text in query.get("ranges", [])]
    return {"spreadsheetId": document.spreadsheet_id, "valueRanges": ranges}


def update(document: Document, text: str, body: dict[str, Any], query: Query) -> dict[str, Any]:
    """values.update. Null leaves a cell, the empty text empties it."""
    tab, box = document.find(text)
    rows = _rows_of(body)
    answer, written = _write(document, tab, box, rows, one(query, "valueInputOption"))
    if one(query, "includeValuesInResponse").lower() == "true":
        answer["updatedData"] = _value_range(
            tab, written, option=one(query, "responseValueRenderOption", "FORMATTED_VALUE")
        )
    return answer


def batch_update(document: Document, body: dict[str, Any]) -> dict[str, Any]:
    """values.batchUpdate. Rows, columns and cells are counted as recorded: each once."""
    responses, rows, columns = [], set(), set()
    for item in body.get("data", []):
        tab, box = document.find(item["range"])
        answer, written = _write(document, tab, box, _rows_of(item), body["valueInputOption"])
        rows |= {(tab.sheet_id, row) for row in range(written.top, written.bottom or 0)}
        columns |= {(tab.sheet_id, column) for column in range(written.left, written.right or 0)}
        if body.get("includeValuesInResponse"):
            whole = _inside(tab, box) if box.bottom is not None else written
            answer["updatedData"] = _value_range(
                tab,
                whole,
                option=body.get("responseValueRenderOption", "FORMATTED_VALUE"),
                dates=body.get("responseDateTimeRenderOption", "SERIAL_NUMBER"),
            )
        responses.append(answer)
    return {
        "spreadsheetId": document.spreadsheet_id,
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(answer.get("updatedCells", 0) for answer in responses),
        "totalUpdatedSheets": len({sheet for sheet, _ in rows}),
        "responses": responses,
    }


def append(document: Document, text: str, body: dict[str, Any], query: Query) -> dict[str, Any]:
    """values.append: below the last table that touches the range (recorded), else into it."""
    tab, box = document.find(text)
    rows = _rows_of(body)
    answer: dict[str, Any] = {"spreadsheetId": document.spreadsheet_id}
    table = _last_table(tab, box)
    row, column = box.top, box.left
    if table is not None:
        answer["tableRange"] = echo(tab.title, table)
        row, column = table.bottom or 0, table.left
    width = max((len(cells) for cells in rows), default=0)
    if one(query, "insertDataOption") == "INSERT_ROWS" and row < tab.rows:
        tab.insert(0, row, row + len(rows))
    tab.grow(rows=row + len(rows), columns=column + width)
    place = Box(row, row + len(rows), column, column + width)
    answer["updates"], _ = _write(document, tab, place, rows, one(query, "valueInputOption"))
    return answer


def clear(document: Document, text: str) -> str:
    """values.clear: values go, formats and notes stay."""
    tab, box = document.find(text)
    for place in list(tab.filled(box)):
        tab.put(*place, replace(tab.at(*place), entered=None))
    return echo(tab.title, _inside(tab, box))


def _rows_of(body: dict[str, Any]) -> list[list[Any]]:
    values = body.get("values", [])
    if not isinstance(values, list):
        raise invalid_value("data.values", "type.googleapis.com/google.protobuf.ListValue", values)
    if body.get("majorDimension") != "COLUMNS":
        return values
    height = max((len(column) for column in values), default=0)
    return [
        [column[row] if row < len(column) else None for column in values] for row in range(height)
    ]


def _inside(tab: Tab, box: Box) -> Box:
    """The box closed at the tab's edges. Refused if it begins outside of them."""
    if box.top >= tab.rows or box.left >= tab.columns:
        closed = box.within(max(tab.rows, box.top + 1), max(tab.columns, box.left + 1))
        raise Refused(
            400,
            f"Range ({echo(tab.title, closed)}) exceeds grid limits. "
            f"Max rows: {tab.rows}, max columns: {tab.columns}",
        )
    closed = box.within(tab.rows, tab.columns)
    return Box(
        closed.top,
        min(closed.bottom or 0, tab.rows),
        closed.left,
        min(closed.right or 0, tab.columns),
    )


def _write(
    document: Document, tab: Tab, box: Box, rows: list[list[Any]], option: str
) -> tuple[dict[str, Any], Box]:
    top, left = box.top, box.left
    width = max((len(cells) for cells in rows), default=0)
    written = Box(top, top + max(len(rows), 1), left, left + max(width, 1))
    _inside(tab, written)
    _check_fit(tab, box, written)
    touched = []
    for down, cells in enumerate(rows):
        for across, value in enumerate(cells):
            if value is not None:
                locale = document.properties["locale"]
                _enter(tab, top + down, left + across, value, option, locale)
                touched.append((down, across))
    answer: dict[str, Any] = {
        "spreadsheetId": document.spreadsheet_id,
        "updatedRange": echo(tab.title, written),
    }
    if touched:
        answer["updatedRows"] = len({row for row, _ in touched})
        answer["updatedColumns"] = len({column for _, column in touched})
        answer["updatedCells"] = len(touched)
    return answer, written


def _check_fit(tab: Tab, box: Box, written: Box) -> None:
    """Data may run over a single cell, never over a range that says where it ends."""
    single = box.bottom == box.top + 1 and box.right == box.left + 1
    asked = echo(tab.title, box.within(tab.rows, tab.columns))
    if not single and box.right is not None and (written.right or 0) > box.right:
        raise Refused(
            400,
            f"Requested writing within range [{asked}], "
            f"but tried writing to column [{letters(box.right)}]",
        )
    if not single and box.bottom is not None and (written.bottom or 0) > box.bottom:
        raise Refused(
            400,
            f"Requested writing within range [{asked}], "
            f"but tried writing to row [{box.bottom + 1}]",
        )


def _enter(tab: Tab, row: int, column: int, value: Any, option: str, locale: str) -> None:
    before = tab.at(row, column)
    entered, look = typed(value, locale) if option == "USER_ENTERED" else (literal(value), {})
    if before.look.get("numberFormat", {}).get("type") == "TEXT" and isinstance(value, str):
        entered, look = literal(value), {}
    tab.put(row, column, replace(before, entered=entered, look=before.look | look))


def _value_range(
    tab: Tab, box: Box, *, option: str, dates: str = "SERIAL_NUMBER", dimension: str = "ROWS"
) -> dict[str, Any]:
    values: list[list[Any]] = []
    for row, column in sorted(tab.filled(box)):
        down, across = row - box.top, column - box.left
        if dimension == "COLUMNS":
            down, across = across, down
        values += [[] for _ in range(down + 1 - len(values))]
        line = values[down]
        line += [""] * (across + 1 - len(line))
        line[across] = rendered(tab.at(row, column), option, dates)
    answer: dict[str, Any] = {"range": echo(tab.title, box), "majorDimension": dimension}
    return answer | ({"values": values} if values else {})


def _last_table(tab: Tab, box: Box) -> Box | None:
    """The block of filled cells that touches the range and reaches furthest down and right."""
    filled = set(tab.filled())
    best: Box | None = None
    for start in sorted(place for place in filled if box.holds(*place)):
        block, edge = {start}, [start]
        while edge:
            row, column = edge.pop()
            around = {(row + r, column + c) for r in (-1, 0, 1) for c in (-1, 0, 1)}
            fresh = (around & filled) - block
            block |= fresh
            edge += fresh
        found = Box(
            min(row for row, _ in block),
            max(row for row, _ in block) + 1,
            min(column for _, column in block),
            max(column for _, column in block) + 1,
        )
        if best is None or (found.bottom or 0, found.left) > (best.bottom or 0, best.left):
            best = found
    return best
