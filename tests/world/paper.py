"""A spreadsheet in memory, behind the two calls that the Sheet adapter makes, and nothing more.

For tests that make hundreds of thousands of calls. That it answers as the simulated Google does
is itself tested (test_paper.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lunchbatch.core.ledger.tabs import TABS

Cell = dict[str, Any] | None  # an ExtendedValue of the API
Sheet = list[list[Cell]]


@dataclass(slots=True, kw_only=True)
class Paper:
    tabs: dict[str, Sheet] = field(default_factory=dict)

    @classmethod
    def ruled(cls) -> "Paper":
        """Every tab with its header."""
        return cls(
            tabs={
                tab.title: [[{"stringValue": column.title} for column in tab.columns]]
                for tab in TABS
            }
        )

    def copied(self) -> "Paper":
        return Paper(tabs={title: [list(row) for row in rows] for title, rows in self.tabs.items()})

    def read(
        self,
        spreadsheet: str,  # noqa: ARG002 - there is just one
        ranges: Sequence[str],
        fields: str,  # noqa: ARG002 - the adapter's one mask
    ) -> dict[str, Any]:
        wanted = [re.sub(r"^'|'$", "", name) for name in ranges] or list(self.tabs)
        return {"sheets": [self._shown(title) for title in self.tabs if title in wanted]}

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        titles = list(self.tabs)
        for request in body["requests"]:
            ((kind, content),) = request.items()
            getattr(self, f"_{kind}")(titles, content)
        return {"updatedSpreadsheet": self.read(spreadsheet, body["responseRanges"], fields)}

    def _updateCells(self, titles: list[str], content: dict[str, Any]) -> None:  # noqa: N802 - Google's name
        start = content["start"]
        rows = self.tabs[titles[start["sheetId"]]]
        for line, written in enumerate(content["rows"], start=start["rowIndex"]):
            while len(rows) <= line:
                rows.append([])
            row = rows[line]
            for column, cell in enumerate(written["values"], start=start["columnIndex"]):
                row += [None] * (column + 1 - len(row))
                row[column] = cell.get("userEnteredValue")

    def _appendCells(self, titles: list[str], content: dict[str, Any]) -> None:  # noqa: N802 - Google's name
        rows = self.tabs[titles[content["sheetId"]]]
        while rows and not any(rows[-1]):
            rows.pop()
        for written in content["rows"]:
            rows.append([cell.get("userEnteredValue") for cell in written["values"]])

    def _deleteDimension(self, titles: list[str], content: dict[str, Any]) -> None:  # noqa: N802 - Google's name
        span = content["range"]
        del self.tabs[titles[span["sheetId"]]][span["startIndex"] : span["endIndex"]]

    def _shown(self, title: str) -> dict[str, Any]:
        lines = [
            {
                "values": [
                    {"userEnteredValue": cell, "effectiveValue": cell} if cell else {}
                    for cell in row
                ]
            }
            for row in self.tabs[title]
        ]
        sheet_id = list(self.tabs).index(title)
        properties = {"sheetId": sheet_id, "title": title}
        return {"properties": properties, "data": [{"rowData": lines}]}

    def rows(self, title: str) -> list[dict[str, object]]:
        """The rows of a tab by header, empty cells left out; blank rows too."""
        header, *rest = self.tabs[title]
        names = [str(next(iter(cell.values()))) if cell else "" for cell in header]
        return [
            {
                name: next(iter(cell.values()))
                for name, cell in zip(names, row, strict=False)
                if cell and name
            }
            for row in rest
            if any(row)
        ]
