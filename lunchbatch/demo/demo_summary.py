"""What happened in a demo, from its ledger, in lines for the screen."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lunchbatch.core.context.plan_model import RoundEnd
from lunchbatch.core.ledger.table import Row, Snapshot
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB
from lunchbatch.core.model.terms import Status

HEADINGS = ("round", "groups", "people")
ENDINGS: dict[str, str] = {RoundEnd.SKIPPED: ", called off", RoundEnd.MISSED: ", missed"}
FIGURES = ("repeats", "unavoidable")
# What a column of the table counts; a group that is still open is silent so far.
COUNTED = {
    "met": {Status.CLOSED_MET},
    "scheduled": {Status.SCHEDULED, Status.CLOSED_SCHEDULED},
    "no": {Status.CLOSED_NO},
    "silent": {Status.OPEN, Status.CLOSED_STALE},
}


def told(ledger: Snapshot) -> Iterator[str]:
    """Round by round, then all groups by status."""
    headings = (*HEADINGS, *COUNTED, *FIGURES, "not in")
    yield from _table([headings, *(_cells(ledger, row) for row in _rounds(ledger))])
    yield ""
    statuses = Counter(row.values["meeting status"] for row in ledger[GROUPS_TAB].rows)
    yield "Groups by status: " + ", ".join(f"{statuses[each]} {each}" for each in Status) + "."
    alone, twice = _alone(ledger), _twice(ledger)
    yield f"People: {len(ledger[PEOPLE_TAB].rows)} in all; {alone} alone, {twice} twice in a round."


def _members(group: Row) -> list[str]:
    return str(group.values["member ids"]).split()


def _alone(ledger: Snapshot) -> int:
    return sum(len(_members(group)) < 2 for group in ledger[GROUPS_TAB].rows)


def _twice(ledger: Snapshot) -> int:
    seats = Counter(
        (group.values["round"], member)
        for group in ledger[GROUPS_TAB].rows
        for member in _members(group)
    )
    return sum(count > 1 for count in seats.values())


def _rounds(ledger: Snapshot) -> list[Row]:
    return sorted(
        ledger[ROUNDS_TAB].rows,
        key=lambda row: (str(row.values["program"]), str(row.values["slot"])),
    )


def _cells(ledger: Snapshot, row: Row) -> tuple[str, ...]:
    cell = row.values
    statuses = Counter(
        group.values["meeting status"]
        for group in ledger[GROUPS_TAB].rows
        if group.values["round"] == row.key
    )
    counted = (sum(statuses[each] for each in which) for which in COUNTED.values())
    absent = len(str(cell["not in"]).split("; ")) if cell["not in"] else 0
    return (
        f"{row.key}{_ending(row)}",
        str(cell["groups"] or 0),
        str(cell["introduced"] or 0),
        *map(str, counted),
        *(str(cell[figure] or 0) for figure in FIGURES),
        str(absent),
    )


def _ending(row: Row) -> str:
    is_closed = "close=" in str(row.values["stages"])
    return ENDINGS.get(str(row.values["stage"]), "" if is_closed else ", under way")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()
