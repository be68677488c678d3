"""`setup` for a Google Sheet: two reads, and one write with all that is missing.

What is there is listed first; nothing is added twice and nothing of a person's is taken away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lunchbatch.adapters.sheet import formatting
from lunchbatch.adapters.sheet.formatting import CHART, FIRST_TAB, Request
from lunchbatch.adapters.sheet.metadata import FIELDS, SheetMetadata, TabMetadata, read_metadata
from lunchbatch.adapters.sheet.sheet_ledger import Wire
from lunchbatch.adapters.sheet.sheets_client import link_to
from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.tab_check import examine, lacking, stand_in
from lunchbatch.core.ledger.tabs import STATS_TAB, TABS
from lunchbatch.core.model.terms import CellProblem

_CHARTED = ("introduced", "groups", "met", "new connections")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupResult:
    """What setup did, a line each, and what only a person can mend."""

    done: tuple[str, ...]
    problems: tuple[CellProblem, ...] = ()


def read_tabs(wire: Wire, spreadsheet: str, tabs: Sequence[Tab]) -> SheetMetadata:
    """Our tabs whole, and of other people's tabs the first row: two reads.

    Raises SetupError or LedgerError when the spreadsheet cannot be read.
    """
    answer = wire.read(spreadsheet, [], "sheets.properties(title,sheetType)")
    ours = {tab.title.casefold() for tab in tabs}
    titles = [
        str(sheet["properties"]["title"])
        for sheet in answer.get("sheets", [])
        if sheet["properties"].get("sheetType", "GRID") == "GRID"
    ]
    quoted = {title: "'" + title.replace("'", "''") + "'" for title in titles}
    ranges = [quoted[title] + ("" if title.casefold() in ours else "!1:1") for title in titles]
    return read_metadata(wire.read(spreadsheet, ranges, FIELDS))


def set_up(wire: Wire, spreadsheet: str, tabs: Sequence[Tab]) -> SetupResult:
    """Make or mend our tabs. May be called any number of times.

    Raises SetupError or LedgerError when the spreadsheet cannot be read or written.
    """
    there = read_tabs(wire, spreadsheet, tabs)
    making = _Making(there=there, place=link_to(spreadsheet))
    for tab in tabs:
        making.tab(tab)
    if making.requests:
        wire.write(spreadsheet, {"requests": making.requests}, "spreadsheetId")
    return SetupResult(done=tuple(making.done), problems=tuple(making.problems))


def is_made(wire: Wire, spreadsheet: str, tabs: Sequence[Tab]) -> bool:
    """Whether a run can work with these tabs as they are. Writes nothing."""
    there = read_tabs(wire, spreadsheet, tabs)
    found = [(tab, there.tab(tab)) for tab in tabs]
    return all(
        read_metadata is not None and not lacking(tab, read_metadata.cells)
        for tab, read_metadata in found
    )


class _Making:
    """The requests so far, and what is said of them."""

    def __init__(self, *, there: SheetMetadata, place: str) -> None:
        self.there = there
        self.place = place
        self.requests: list[Request] = []
        self.done: list[str] = []
        self.problems: list[CellProblem] = []
        self.protections = {
            int(entry["protectedRangeId"]): entry
            for tab in there.tabs.values()
            for entry in tab.protections
        }

    def tab(self, tab: Tab) -> None:
        """Make one tab, or mend it; one that lives under another name is left for a person."""
        found = self.there.tab(tab)
        if found is None:
            problem = _elsewhere(tab, self.there, self.place)
            if problem is not None:
                self.problems.append(problem)
                return
        self._dress(tab, found or self._blank(tab), is_new=found is None)

    def _dress(self, tab: Tab, found: TabMetadata, *, is_new: bool) -> None:
        header = examine(tab, found.cells, f"{self.place}#gid={found.sheet_id}")
        self.problems += header.problems
        start = max((len(row) for row in found.cells), default=0)
        new = {column.title: start + n for n, column in enumerate(header.added)}
        at = {**header.at, **new}
        if is_new:
            self._add([formatting.new_tab(tab, found.sheet_id)], f"made the tab {tab.title}")
        for name in [] if is_new else new:
            self.done.append(f"added the column '{name}' to {tab.title}")
        self._add(formatting.header_requests(found, header, start))
        self._add(
            formatting.note_requests(tab, found, header.at), f"explained the headers of {tab.title}"
        )
        self._add(
            [] if is_new else formatting.freeze_requests(found), f"froze the header of {tab.title}"
        )
        self._add(formatting.format_requests(tab, found.sheet_id, at, header.added))
        self._add(
            formatting.protection_requests(tab, found.sheet_id, at, self.protections),
            "" if is_new else f"set a warning before the program's columns of {tab.title}",
        )
        self._add(
            formatting.colour_requests(tab, found, at, is_new=is_new),
            "" if is_new else f"coloured the cells of {tab.title} to look at",
        )
        self._add(
            formatting.fold_requests(tab, found, at),
            "" if is_new else f"folded the columns of {tab.title} that only the program needs",
        )
        if tab is STATS_TAB and not header.problems:
            self._add(_chart_requests(self.there, found, at), "drew the chart on Stats")

    def _add(self, requests: Iterator[Request] | Sequence[Request], line: str = "") -> None:
        before = len(self.requests)
        self.requests += requests
        if line and len(self.requests) > before:
            self.done.append(line)

    def _blank(self, tab: Tab) -> TabMetadata:
        taken = {found.sheet_id for found in self.there.tabs.values()}
        number = FIRST_TAB + TABS.index(tab)
        while number in taken:
            number += len(TABS)
        return TabMetadata(
            title=tab.title,
            sheet_id=number,
            cells=(),
            notes=(),
            rows=1000,
            columns=max(26, len(tab.columns)),
            frozen=1,
            protections=(),
            colours=(),
        )


def _elsewhere(tab: Tab, there: SheetMetadata, place: str) -> CellProblem | None:
    """The problem that a tab seems to live under another name; None when it does not."""
    ours = {each.title.casefold() for each in TABS}
    others = [(found.title, found.header) for name, found in there.tabs.items() if name not in ours]
    name = stand_in(tab, others)
    if name is None:
        return None
    what = (
        f"the tab '{name}' has its headers; if it was renamed, name it '{tab.title}' again, and "
        "if it is a copy of yours, change its headers"
    )
    return CellProblem(where=tab.title, what=what, link=place)


def missing_tab(tab: Tab, there: SheetMetadata, place: str) -> CellProblem | None:
    """What `check` says where a tab is not there; None when it is."""
    if there.tab(tab) is not None:
        return None
    what = "there is no such tab; run setup, which makes it"
    return _elsewhere(tab, there, place) or CellProblem(where=tab.title, what=what, link=place)


def _chart_requests(
    there: SheetMetadata, found: TabMetadata, at: Mapping[str, int]
) -> Iterator[Request]:
    """The chart, if nobody has it; one whose columns have gone elsewhere is drawn again."""
    spec = _chart(found, at)
    before = there.charts.get(CHART)
    if before is None:
        corner = {
            "sheetId": found.sheet_id,
            "rowIndex": 1,
            "columnIndex": len(STATS_TAB.columns) + 1,
        }
        position = {"overlayPosition": {"anchorCell": corner}}
        yield {"addChart": {"chart": {"chartId": CHART, "spec": spec, "position": position}}}
    elif _drawn(before["spec"]) != _drawn(spec):
        yield {"updateChartSpec": {"chartId": CHART, "spec": spec}}


def _chart(found: TabMetadata, at: Mapping[str, int]) -> dict[str, Any]:
    def column(title: str) -> dict[str, Any]:
        where = formatting.span(found.sheet_id, at[title], rows=found.rows)
        return {"sourceRange": {"sources": [where]}}

    return {
        "title": "Lunchbatch, round by round",
        "basicChart": {
            "chartType": "COLUMN",
            "legendPosition": "BOTTOM_LEGEND",
            "headerCount": 1,
            "axis": [{"position": "LEFT_AXIS", "title": "people, groups"}],
            "domains": [{"domain": column("date")}],
            "series": [{"series": column(title), "targetAxis": "LEFT_AXIS"} for title in _CHARTED],
        },
    }


def _drawn(spec: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Which columns a chart draws: tab and column of the domain, then of each series."""
    basic = spec.get("basicChart", {})
    drawn = [entry.get("domain", {}) for entry in basic.get("domains", [])]
    drawn += [entry.get("series", {}) for entry in basic.get("series", [])]
    sources = [entry.get("sourceRange", {}).get("sources", [{}])[0] for entry in drawn]
    return [(each.get("sheetId", 0), each.get("startColumnIndex", 0)) for each in sources]
