"""Requests of a batch that make, change, move and remove tabs, and the spreadsheet's own look."""

from collections.abc import Callable
from typing import Any

from tests.simulated_sheets import masks
from tests.simulated_sheets.batch_cells import tab_of
from tests.simulated_sheets.document import Document, new_tab


def add_sheet(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    given = content.get("properties", {})
    title = given.get("title") or f"Sheet{len(document.tabs) + 1}"
    if any(tab.title.casefold() == title.casefold() for tab in document.tabs):
        raise ValueError(
            f'A sheet with the name "{title}" already exists. Please enter another name.'
        )
    sheet_id = given.get("sheetId") or next(document.ids)
    if any(tab.sheet_id == sheet_id for tab in document.tabs):
        raise ValueError(f"Sheet with id {sheet_id} already exists.")
    grid = given.get("gridProperties", {})
    tab = new_tab(
        sheet_id, title, rows=grid.get("rowCount", 1000), columns=grid.get("columnCount", 26)
    )
    tab.properties["gridProperties"] |= grid
    tab.properties |= {
        name: value
        for name, value in given.items()
        if name not in {"sheetId", "title", "index", "gridProperties"}
    }
    document.tabs.insert(given.get("index", len(document.tabs)), tab)
    document.number()
    return {"properties": tab.properties}


def delete_sheet(document: Document, content: dict[str, Any]) -> None:
    tab = tab_of(document, content.get("sheetId", 0))
    if len(document.tabs) == 1:
        raise ValueError("You can't remove all the sheets in a document.")
    document.tabs.remove(tab)
    document.number()


def update_sheet(document: Document, content: dict[str, Any]) -> None:
    given = content["properties"]
    tab = tab_of(document, given.get("sheetId", 0))
    mask = masks.parse(content["fields"])
    title = given.get("title")
    if "title" in mask and any(other.title == title for other in document.tabs if other is not tab):
        raise ValueError(f'A sheet with the name "{title}" already exists.')
    if "index" in mask:
        _move(document, tab.sheet_id, given.get("index", 0))
        mask.pop("index")
    masks.change(tab.properties, given, mask)
    _settle(tab.properties)
    tab.trim()
    if all(other.properties.get("hidden") for other in document.tabs):
        raise ValueError("You can't hide all the sheets in a document.")


def _move(document: Document, sheet_id: int, index: int) -> None:
    """The index counts places before the move (reference of SheetProperties.index)."""
    tab = tab_of(document, sheet_id)
    before = document.tabs.index(tab)
    document.tabs.remove(tab)
    document.tabs.insert(index - 1 if index > before else index, tab)
    document.number()


def _settle(properties: dict[str, Any]) -> None:
    """What is false, zero or empty is not kept (recorded), colours are kept in 8 bits."""
    style = properties.get("tabColorStyle")
    if style is not None:
        rgb = {
            part: round(int(shade * 255) / 255, 8)
            for part, shade in (style.get("rgbColor") or {}).items()
            if shade
        }
        properties.pop("tabColorStyle")
        if rgb:
            whole = {part: int(shade) if shade == 1 else shade for part, shade in rgb.items()}
            properties["tabColorStyle"] = {"rgbColor": whole}
            properties["tabColor"] = whole
    for holder in (properties, properties["gridProperties"]):
        for name in ("hidden", "hideGridlines", "frozenRowCount", "frozenColumnCount"):
            if name in holder and not holder[name]:
                del holder[name]


def update_spreadsheet(document: Document, content: dict[str, Any]) -> None:
    masks.change(document.properties, content["properties"], masks.parse(content["fields"]))


def update_dimension(document: Document, content: dict[str, Any]) -> None:
    """Widths and hidden columns; rows are accepted and not kept."""
    tab = tab_of(document, content["range"].get("sheetId", 0))
    if content["range"]["dimension"] != "COLUMNS":
        return
    span = range(content["range"].get("startIndex", 0), content["range"]["endIndex"])
    for column in span:
        masks.change(
            tab.widths.setdefault(column, {}), content["properties"], masks.parse(content["fields"])
        )


def auto_resize(document: Document, content: dict[str, Any]) -> None:
    """Accepted without effect: how wide Google draws a text is not known here."""
    tab_of(document, content["dimensions"].get("sheetId", 0))


def add_group(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    """A group of columns, open; one more over the same range lies one deeper (reference)."""
    span = content["range"]
    tab = tab_of(document, span.get("sheetId", 0))
    if not 0 <= span["startIndex"] < span["endIndex"] <= tab.columns:
        raise ValueError("Invalid range of a dimension group.")
    groups = tab.objects.setdefault("columnGroups", [])
    depth = 1 + sum(each["range"] == span for each in groups)
    groups.append({"range": span, "depth": depth})
    return {"dimensionGroups": groups}


def update_group(document: Document, content: dict[str, Any]) -> None:
    given = content["dimensionGroup"]
    tab = tab_of(document, given["range"].get("sheetId", 0))
    for group in tab.objects.get("columnGroups", []):
        if (group["range"], group["depth"]) == (given["range"], given["depth"]):
            masks.change(group, given, masks.parse(content["fields"]))
            return
    raise ValueError("There is no group over that range at that depth.")


KINDS: dict[str, Callable[[Document, dict[str, Any]], dict[str, Any] | None]] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "updateSheetProperties": update_sheet,
    "updateSpreadsheetProperties": update_spreadsheet,
    "updateDimensionProperties": update_dimension,
    "autoResizeDimensions": auto_resize,
    "addDimensionGroup": add_group,
    "updateDimensionGroup": update_group,
}
