"""Whether we may write to a spreadsheet, found out without changing it.

Google tells nobody their rights on a spreadsheet through the scope that we ask for. So a write
is sent that changes nothing whatever it meets: replace a text that nobody has by itself. Whoever
may not edit is refused with 403 before it is looked at.
"""

from collections.abc import Sequence

from lunchbatch.adapters.sheet.metadata import SheetMetadata
from lunchbatch.adapters.sheet.sheet_ledger import Wire
from lunchbatch.core.ledger.tabs import Tab
from lunchbatch.core.model.terms import CellProblem

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
