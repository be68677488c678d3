"""
Requests of a batch about objects over the cells: names, protections, colours, charts, metadata.

Named and protected ranges and the basic filter are recorded. Conditional formats, charts, banding
and developer metadata are not: they behave as the reference documents them (assumed).
"""

from collections.abc import Callable
from typing import Any

from tests.simulated_sheets import masks
from tests.simulated_sheets.batch_cells import box_of, tab_of
from tests.simulated_sheets.document import Document, Tab

Apply = Callable[[Document, dict[str, Any]], dict[str, Any] | None]


def _kept(grid_range: dict[str, Any]) -> dict[str, Any]:
    """A range as Google answers it: the id of the first tab, 0, is left out (recorded)."""
    return {name: value for name, value in grid_range.items() if name != "sheetId" or value}


def _with_id(items: list[dict[str, Any]], name: str, wanted: Any) -> dict[str, Any]:
    for item in items:
        if item[name] == wanted:
            return item
    raise ValueError(f"No {name} found with id: {wanted}")


def _refuse_double(items: list[dict[str, Any]], name: str, given: Any) -> None:
    if any(item[name] == given for item in items):
        raise ValueError(f"The {name} {given} already exists.")


def _on_tabs(document: Document, kind: str, name: str, wanted: Any) -> tuple[Tab, dict[str, Any]]:
    for tab in document.tabs:
        for item in tab.objects.get(kind, []):
            if item[name] == wanted:
                return tab, item
    raise ValueError(f"No {name} found with id: {wanted}")


def add_name(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    given = content["namedRange"]
    _refuse_double(document.named, "name", given["name"])
    named_id = given.get("namedRangeId") or str(next(document.ids))
    _refuse_double(document.named, "namedRangeId", named_id)
    entry = given | {"namedRangeId": named_id, "range": _kept(given["range"])}
    document.named.append(entry)
    return {"namedRange": entry}


def update_name(document: Document, content: dict[str, Any]) -> None:
    given = content["namedRange"]
    entry = _with_id(document.named, "namedRangeId", given["namedRangeId"])
    if "range" in given:
        given = given | {"range": _kept(given["range"])}
    masks.change(entry, given, masks.parse(content["fields"]))


def delete_name(document: Document, content: dict[str, Any]) -> None:
    document.named.remove(_with_id(document.named, "namedRangeId", content["namedRangeId"]))


def add_protection(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    given = content["protectedRange"]
    tab, _ = box_of(document, given["range"])
    entry = {
        "protectedRangeId": given.get("protectedRangeId") or next(document.ids),
        "range": _kept(given["range"]),
        "requestingUserCanEdit": True,
    }
    entry |= {name: given[name] for name in ("description", "warningOnly") if given.get(name)}
    protections = tab.objects.setdefault("protectedRanges", [])
    _refuse_double(protections, "protectedRangeId", entry["protectedRangeId"])
    protections.append(entry)
    return {"protectedRange": entry | {"editors": {}}}


def update_protection(document: Document, content: dict[str, Any]) -> None:
    given = content["protectedRange"]
    _, entry = _on_tabs(document, "protectedRanges", "protectedRangeId", given["protectedRangeId"])
    masks.change(entry, given, masks.parse(content["fields"]))


def delete_protection(document: Document, content: dict[str, Any]) -> None:
    tab, entry = _on_tabs(
        document, "protectedRanges", "protectedRangeId", content["protectedRangeId"]
    )
    tab.objects["protectedRanges"].remove(entry)


def set_filter(document: Document, content: dict[str, Any]) -> None:
    tab, box = box_of(document, content["filter"]["range"])
    closed = {
        "startRowIndex": box.top,
        "endRowIndex": box.bottom,
        "startColumnIndex": box.left,
        "endColumnIndex": box.right,
    }
    whole = ({"sheetId": tab.sheet_id} if tab.sheet_id else {}) | closed
    tab.objects["basicFilter"] = [content["filter"] | {"range": whole}]


def clear_filter(document: Document, content: dict[str, Any]) -> None:
    tab_of(document, content.get("sheetId", 0)).objects.pop("basicFilter", None)


def _formats(tab: Tab) -> list[dict[str, Any]]:
    return tab.objects.setdefault("conditionalFormats", [])


def add_colour_rule(document: Document, content: dict[str, Any]) -> None:
    tab, _ = box_of(document, content["rule"]["ranges"][0])
    _formats(tab).insert(content.get("index", 0), content["rule"])


def _rule_at(document: Document, content: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    rules = _formats(tab_of(document, content.get("sheetId", 0)))
    index = content.get("index", 0)
    if index >= len(rules):
        raise ValueError(f"No conditional format on sheet at index {index}.")
    return rules, index


def update_colour_rule(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    rules, index = _rule_at(document, content)
    before = rules[index]
    if "rule" in content:
        rules[index] = content["rule"]
        return {"newRule": content["rule"], "newIndex": index, "oldRule": before}
    rules.insert(content["newIndex"], rules.pop(index))
    return {"newRule": before, "newIndex": content["newIndex"], "oldIndex": index}


def delete_colour_rule(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    rules, index = _rule_at(document, content)
    return {"rule": rules.pop(index)}


def add_chart(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    given = content["chart"]
    anchor = given["position"].get("overlayPosition", {}).get("anchorCell", {})
    tab = tab_of(document, anchor.get("sheetId", 0))
    charts = tab.objects.setdefault("charts", [])
    chart = given | {"chartId": given.get("chartId") or next(document.ids)}
    _refuse_double(charts, "chartId", chart["chartId"])
    charts.append(chart)
    return {"chart": chart}


def update_chart(document: Document, content: dict[str, Any]) -> None:
    _, chart = _on_tabs(document, "charts", "chartId", content["chartId"])
    chart["spec"] = content["spec"]


def delete_object(document: Document, content: dict[str, Any]) -> None:
    tab, chart = _on_tabs(document, "charts", "chartId", content["objectId"])
    tab.objects["charts"].remove(chart)


def add_banding(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    given = content["bandedRange"]
    tab, _ = box_of(document, given["range"])
    entry = given | {"bandedRangeId": given.get("bandedRangeId") or next(document.ids)}
    bands = tab.objects.setdefault("bandedRanges", [])
    _refuse_double(bands, "bandedRangeId", entry["bandedRangeId"])
    bands.append(entry)
    return {"bandedRange": entry}


def add_metadata(document: Document, content: dict[str, Any]) -> dict[str, Any]:
    """An id that is taken fails the whole batch: "must be distinct" (reference; assumed)."""
    given = content["developerMetadata"]
    entry = given | {"metadataId": given.get("metadataId") or next(document.ids)}
    _refuse_double(document.metadata, "metadataId", entry["metadataId"])
    document.metadata.append(entry)
    return {"developerMetadata": entry}


KINDS: dict[str, Apply] = {
    "addNamedRange": add_name,
    "updateNamedRange": update_name,
    "deleteNamedRange": delete_name,
    "addProtectedRange": add_protection,
    "updateProtectedRange": update_protection,
    "deleteProtectedRange": delete_protection,
    "setBasicFilter": set_filter,
    "clearBasicFilter": clear_filter,
    "addConditionalFormatRule": add_colour_rule,
    "updateConditionalFormatRule": update_colour_rule,
    "deleteConditionalFormatRule": delete_colour_rule,
    "addChart": add_chart,
    "updateChartSpec": update_chart,
    "deleteEmbeddedObject": delete_object,
    "addBanding": add_banding,
    "createDeveloperMetadata": add_metadata,
}
