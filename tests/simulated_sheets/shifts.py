"""Objects that lie over cells move along when rows or columns come or go (assumed)."""

from typing import Any

from tests.simulated_sheets.document import Document, Tab


def shift_objects(document: Document, tab: Tab, axis: int, start: int, by: int) -> None:
    """Move every range on the tab for `by` rows (axis 0) or columns (axis 1) put in at `start`."""
    start_name = "startColumnIndex" if axis else "startRowIndex"
    end_name = "endColumnIndex" if axis else "endRowIndex"
    for group in tab.objects.get("columnGroups", []) if axis else ():
        span = group["range"]
        for name in ("startIndex", "endIndex"):
            span[name] += by if span[name] > start or (span[name] == start and by > 0) else 0
    every = [*document.named, *document.metadata]
    every += [item for items in tab.objects.values() for item in items]
    for found in _ranges(every):
        if found.get("sheetId", 0) != tab.sheet_id:
            continue
        first, last = found.get(start_name, 0), found.get(end_name)
        if first >= start and (start_name in found or by < 0):
            found[start_name] = max(first + by, start)
        if last is not None and last > start:
            found[end_name] = max(last + by, start)


def _ranges(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for item in value for found in _ranges(item)]
    if not isinstance(value, dict):
        return []
    if {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"} & set(value):
        return [value]
    return [found for item in value.values() for found in _ranges(item)]
