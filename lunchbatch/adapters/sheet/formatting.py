"""Builds requests that format one tab: headers, types, dropdowns, protections, colours.

Each is either idempotent in itself or sent only for what is not there: `add...` requests of the
API make a second of their kind when sent twice (facts: reference of Request). Ids of tabs and
protections are fixed, so that the same thing is found again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lunchbatch.adapters.sheet.metadata import TabMetadata
from lunchbatch.core.ledger.columns import Column, Tab
from lunchbatch.core.ledger.tab_check import (
    ColourRule,
    Format,
    Header,
    choices_of,
    colours_of,
    format_of,
    is_the_programs,
)
from lunchbatch.core.ledger.tabs import TABS

Request = dict[str, Any]

FIRST_TAB, FIRST_PROTECTION, CHART = 710_000, 720_000, 730_000
_MOST_COLUMNS = 100
_NUMBER_FORMATS = {
    Format.TEXT: {"type": "TEXT"},
    Format.DATE: {"type": "DATE", "pattern": "yyyy-mm-dd"},
    Format.NUMBER: {"type": "NUMBER", "pattern": "0"},
}
_OURS = "lunchbatch writes this column; what you type here is written over or confuses it"
_FOUND_BY = "lunchbatch finds this column by its header"


def new_tab(tab: Tab, sheet_id: int) -> Request:
    """A tab that is not there yet, with its header frozen."""
    grid = {"rowCount": 1000, "columnCount": max(26, len(tab.columns)), "frozenRowCount": 1}
    return {
        "addSheet": {
            "properties": {"sheetId": sheet_id, "title": tab.title, "gridProperties": grid}
        }
    }


def header_requests(seen: TabMetadata, header: Header, start: int) -> Iterator[Request]:
    """The headers that are missing, from the column `start` on; the grid grows where it must."""
    if not header.added:
        return
    short = start + len(header.added) - seen.columns
    if short > 0:
        yield {
            "appendDimension": {"sheetId": seen.sheet_id, "dimension": "COLUMNS", "length": short}
        }
    values = [
        {
            "userEnteredValue": {"stringValue": column.title},
            "userEnteredFormat": {"textFormat": {"bold": True}},
            "note": column.help,
        }
        for column in header.added
    ]
    yield {
        "updateCells": {
            "start": {"sheetId": seen.sheet_id, "rowIndex": 0, "columnIndex": start},
            "rows": [{"values": values}],
            "fields": "userEnteredValue,userEnteredFormat.textFormat.bold,note",
        }
    }


def note_requests(tab: Tab, seen: TabMetadata, at: Mapping[str, int]) -> Iterator[Request]:
    """The help of a column as a note on its header, where nobody has left one."""
    for column in tab.columns:
        place = at.get(column.title)
        if place is not None and not (place < len(seen.notes) and seen.notes[place]):
            yield {
                "updateCells": {
                    "start": {"sheetId": seen.sheet_id, "rowIndex": 0, "columnIndex": place},
                    "rows": [{"values": [{"note": column.help}]}],
                    "fields": "note",
                }
            }


def freeze_requests(seen: TabMetadata) -> Iterator[Request]:
    """The first row frozen, unless more is already."""
    if seen.frozen < 1:
        properties = {"sheetId": seen.sheet_id, "gridProperties": {"frozenRowCount": 1}}
        yield {
            "updateSheetProperties": {
                "properties": properties,
                "fields": "gridProperties.frozenRowCount",
            }
        }


def format_requests(
    tab: Tab, sheet_id: int, at: Mapping[str, int], added: Sequence[Column]
) -> Iterator[Request]:
    """Formats and dropdowns below the header.

    Literal text is laid anew each time, because a paste takes it away. How dates and numbers
    look is a person's to change once the column is there.
    """
    for column in tab.columns:
        place, layout = at.get(column.title), format_of(column)
        if place is None:
            continue
        below = span(sheet_id, place, first_row=1)
        if layout is Format.TEXT or (layout is not None and column in added):
            yield {
                "repeatCell": {
                    "range": below,
                    "cell": {"userEnteredFormat": {"numberFormat": _NUMBER_FORMATS[layout]}},
                    "fields": "userEnteredFormat.numberFormat",
                }
            }
        if choices := choices_of(column):
            values = [{"userEnteredValue": choice} for choice in choices]
            rule = {
                "condition": {"type": "ONE_OF_LIST", "values": values},
                "inputMessage": column.help,
                "strict": True,
                "showCustomUi": True,
            }
            yield {"setDataValidation": {"range": below, "rule": rule}}


def protection_requests(
    tab: Tab, sheet_id: int, at: Mapping[str, int], there: Mapping[int, Mapping[str, Any]]
) -> Iterator[Request]:
    """A warning before a column of the program, or the header of any of its columns, is edited.

    One protection a column, so that each moves along with its column. One that is there is
    moved if it lies elsewhere, and otherwise stays as people have made it.
    """
    for column in tab.columns:
        place = at.get(column.title)
        if place is None:
            continue
        whole = is_the_programs(column)
        wanted = span(sheet_id, place, rows=None if whole else 1)
        number = FIRST_PROTECTION + TABS.index(tab) * _MOST_COLUMNS + tab.columns.index(column)
        given = {"protectedRangeId": number, "range": wanted}
        before = there.get(number)
        if before is None:
            description = _OURS if whole else _FOUND_BY
            given |= {"description": description, "warningOnly": True}
            yield {"addProtectedRange": {"protectedRange": given}}
        elif not _same_column(before["range"], wanted):
            yield {"updateProtectedRange": {"protectedRange": given, "fields": "range"}}


def colour_requests(
    tab: Tab, seen: TabMetadata, at: Mapping[str, int], *, is_new: bool
) -> Iterator[Request]:
    """What has a colour. A rule that is there stays as people have made it."""
    before = () if is_new else seen.colours
    count = len(before)
    for wanted in colours_of(tab, at):
        rule = _colour_rule(span(seen.sheet_id, at[wanted.column], first_row=1), wanted)
        index = _like(rule, before)
        if index is None:
            yield {"addConditionalFormatRule": {"rule": rule, "index": count}}
            count += 1
        elif not _same_column(before[index]["ranges"][0], rule["ranges"][0]):
            moved = {**before[index], "ranges": rule["ranges"]}
            yield {
                "updateConditionalFormatRule": {
                    "sheetId": seen.sheet_id,
                    "index": index,
                    "rule": moved,
                }
            }


def fold_requests(tab: Tab, seen: TabMetadata, at: Mapping[str, int]) -> Iterator[Request]:
    """Folds away the columns that only the program needs; not where there are groups already."""
    places = sorted(at[column.title] for column in tab.columns if column.is_folded)
    runs: list[list[int]] = []
    for place in () if seen.is_grouped else places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    for run in runs:
        where = {
            "sheetId": seen.sheet_id,
            "dimension": "COLUMNS",
            "startIndex": run[0],
            "endIndex": run[-1] + 1,
        }
        yield {"addDimensionGroup": {"range": where}}
        group = {"range": where, "depth": 1, "collapsed": True}
        yield {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}}


def span(
    sheet_id: int, column: int, *, first_row: int = 0, rows: int | None = None
) -> dict[str, int]:
    """One column as a GridRange, from a row on, down to the end or so many rows."""
    found = {"sheetId": sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}
    if first_row:
        found["startRowIndex"] = first_row
    if rows is not None:
        found |= {"startRowIndex": first_row, "endRowIndex": first_row + rows}
    return found


def _same_column(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    """Whether two ranges lie on the same columns of the same tab; Google leaves out a 0."""
    names = ("sheetId", "startColumnIndex", "endColumnIndex")
    return all(one.get(name, 0) == other.get(name, 0) for name in names)


def _colour_rule(where: dict[str, int], wanted: ColourRule) -> dict[str, Any]:
    red, green, blue = (int(wanted.colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    rgb = {"red": red, "green": green, "blue": blue}
    values = [{"userEnteredValue": wanted.formula or wanted.text}]
    kind = "CUSTOM_FORMULA" if wanted.formula else "TEXT_EQ"
    return {
        "ranges": [where],
        "booleanRule": {
            "condition": {"type": kind, "values": values},
            "format": {"backgroundColorStyle": {"rgbColor": rgb}},
        },
    }


def _like(rule: Mapping[str, Any], rules: Sequence[Mapping[str, Any]]) -> int | None:
    """Where a rule with the same condition is: on the same column, else with our own colour."""
    same = [
        number
        for number, each in enumerate(rules)
        if _condition(each) == _condition(rule) and each.get("ranges")
    ]
    here = [n for n in same if _same_column(rules[n]["ranges"][0], rule["ranges"][0])]
    ours = [n for n in same if _colour(rules[n]) == _colour(rule)]
    return next(iter(here or ours), None)


def _colour(rule: Mapping[str, Any]) -> tuple[int, ...]:
    """The background in 8 bits a part, as Google keeps it."""
    look = rule.get("booleanRule", {}).get("format", {}).get("backgroundColorStyle", {})
    rgb = look.get("rgbColor", {})
    return tuple(round(rgb.get(part, 0) * 255) for part in ("red", "green", "blue"))


def _condition(rule: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    condition = rule.get("booleanRule", {}).get("condition", {})
    texts = tuple(value.get("userEnteredValue", "") for value in condition.get("values", ()))
    return condition.get("type", ""), texts
