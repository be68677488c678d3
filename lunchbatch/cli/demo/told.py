"""What happened in a demo, from its ledger, in lines for the screen."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import GROUPS, PEOPLE, ROUNDS
from lunchbatch.core.model import Status

HEADINGS = ("round", "groups", "people", "met", "scheduled", "no", "silent", "repeats", "not in")
# What a column of the table counts; a group that is still open is silent so far.
COUNTED = {
    "met": {Status.CLOSED_MET},
    "scheduled": {Status.SCHEDULED, Status.CLOSED_SCHEDULED},
    "no": {Status.CLOSED_NO},
    "silent": {Status.OPEN, Status.CLOSED_STALE},
}


def told(ledger: Snapshot) -> Iterator[str]:
    """Round by round, then all groups by status."""
    rows = [HEADINGS, *(_cells(ledger, row) for row in _rounds(ledger))]
    yield from _table(rows)
    yield ""
    statuses = Counter(row.values["meeting status"] for row in ledger[GROUPS].rows)
    yield "Groups by status: " + ", ".join(f"{statuses[each]} {each}" for each in Status) + "."
    yield f"People: {len(ledger[PEOPLE].rows)} in all, none alone, none twice in a round."


def _rounds(ledger: Snapshot) -> list[Row]:
    return sorted(
        ledger[ROUNDS].rows, key=lambda row: (str(row.values["program"]), str(row.values["slot"]))
    )


def _cells(ledger: Snapshot, row: Row) -> tuple[str, ...]:
    cell = row.values
    statuses = Counter(
        group.values["meeting status"]
        for group in ledger[GROUPS].rows
        if group.values["round"] == row.key
    )
    counted = (sum(statuses[each] for each in which) for which in COUNTED.values())
    repeats = f"{cell['repeats'] or 0} ({cell['unavoidable'] or 0} unavoidable)"
    absent = len(str(cell["not in"]).split("; ")) if cell["not in"] else 0
    running = "" if "close" in str(cell["stages"]) else f", {cell['stage']}"
    return (
        f"{row.key}{running}",
        str(cell["groups"] or 0),
        str(cell["introduced"] or 0),
        *map(str, counted),
        repeats,
        str(absent),
    )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()
