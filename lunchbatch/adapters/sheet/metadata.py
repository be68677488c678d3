"""The spreadsheet as `setup` and `check` see it: tabs, headers, and whether we may write.

Google tells nobody their rights on a spreadsheet through the scope that we ask for. So a write
is sent that changes nothing whatever it meets: replace a text that nobody has by itself. Whoever
may not edit is refused with 403 before it is looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lunchbatch.adapters.sheet.raw_cells import raw_value
from lunchbatch.adapters.sheet.sheet_ledger import Wire
from lunchbatch.core.ledger.cell_values import RawCell
from lunchbatch.core.ledger.table import Grid
from lunchbatch.core.ledger.tabs import Tab
from lunchbatch.core.model.terms import CellProblem

FIELDS = (
    "properties(title,timeZone),"
    "sheets(properties(sheetId,title,gridProperties),"
    "protectedRanges(protectedRangeId,range,warningOnly,requestingUserCanEdit),"
    "conditionalFormats,columnGroups,charts(chartId,spec(basicChart(domains,series))),"
    "data(startRow,startColumn,rowData(values(note,userEnteredValue,effectiveValue))))"
)
_GRID = ("rowCount", 1000), ("columnCount", 26), ("frozenRowCount", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TabMetadata:
    """One worksheet as it stands. `is_grouped` says whether any columns can be folded away."""

    title: str
    sheet_id: int
    cells: tuple[tuple[RawCell, ...], ...]
    notes: tuple[bool, ...]
    rows: int
    columns: int
    frozen: int
    protections: tuple[Mapping[str, Any], ...]
    colours: tuple[Mapping[str, Any], ...]
    is_grouped: bool = False

    @property
    def header(self) -> tuple[RawCell, ...]:
        """The first row."""
        return self.cells[0] if self.cells else ()

    def grid(self, tab: Tab, place: str) -> Grid:
        """What the core reads; `place` is the link of the spreadsheet."""
        return Grid(tab=tab, cells=self.cells, link=f"{place}#gid={self.sheet_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMetadata:
    """A whole spreadsheet. `tabs` by folded title, `charts` by id."""

    title: str
    time_zone: str
    tabs: Mapping[str, TabMetadata]
    charts: Mapping[int, Mapping[str, Any]]

    def tab(self, tab: Tab) -> TabMetadata | None:
        """One of our tabs, by its title in any case."""
        return self.tabs.get(tab.title.casefold())


def read_metadata(answer: Mapping[str, Any]) -> SheetMetadata:
    """A Spreadsheet of the API as far as we care."""
    sheets = [
        sheet for sheet in answer.get("sheets", []) if "gridProperties" in sheet["properties"]
    ]
    tabs = [_tab(sheet) for sheet in sheets]
    charts = [chart for sheet in answer.get("sheets", []) for chart in sheet.get("charts", [])]
    return SheetMetadata(
        title=str(answer.get("properties", {}).get("title", "")),
        time_zone=str(answer.get("properties", {}).get("timeZone", "")),
        tabs={tab.title.casefold(): tab for tab in tabs},
        charts={int(chart["chartId"]): chart for chart in charts},
    )


def _tab(sheet: Mapping[str, Any]) -> TabMetadata:
    properties = sheet["properties"]
    grid = dict(_GRID) | properties["gridProperties"]
    lines = [
        line.get("values", [])
        for block in sheet.get("data", [])
        for line in block.get("rowData", [])
    ]
    return TabMetadata(
        title=str(properties["title"]),
        sheet_id=int(properties.get("sheetId", 0)),
        cells=tuple(
            tuple(raw_value(cell.get("effectiveValue")) for cell in line) for line in lines
        ),
        notes=tuple(bool(cell.get("note")) for cell in (lines[0] if lines else [])),
        rows=int(grid["rowCount"]),
        columns=int(grid["columnCount"]),
        frozen=int(grid["frozenRowCount"]),
        protections=tuple(sheet.get("protectedRanges", [])),
        colours=tuple(sheet.get("conditionalFormats", [])),
        is_grouped=bool(sheet.get("columnGroups")),
    )


_NOBODYS = "lunchbatch asks whether it may write here 4f1c0a7e"


def try_to_write(wire: Wire, spreadsheet: str) -> None:
    """Return if we may edit the spreadsheet; raises SetupError with the remedy if not."""
    same = {"find": _NOBODYS, "replacement": _NOBODYS, "matchEntireCell": True, "allSheets": True}
    wire.write(spreadsheet, {"requests": [{"findReplace": same}]}, "spreadsheetId")


def locked(
    there: SheetMetadata, tabs: Sequence[Tab], who: str, place: str
) -> tuple[CellProblem, ...]:
    """Ranges of our tabs that are protected against us, one problem a tab."""
    found = []
    for tab in tabs:
        seen = there.tab(tab)
        kept_out = [
            guard
            for guard in (seen.protections if seen else ())
            if guard.get("requestingUserCanEdit") is False and not guard.get("warningOnly")
        ]
        if kept_out:
            what = (
                f"{len(kept_out)} protected ranges keep {who} out; under Data, Protect sheets and "
                "ranges, add that address to their editors, or make them a warning"
            )
            found.append(CellProblem(where=tab.title, what=what, link=place))
    return tuple(found)
