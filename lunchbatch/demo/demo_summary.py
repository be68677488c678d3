"""What happened in a demo: the ledger's records in, lines for the screen out."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lunchbatch.core.context.plan_model import RoundEnd
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.model.terms import Outcome, Status

HEADINGS = ("round", "groups", "people")
ENDINGS: dict[str, str] = {RoundEnd.SKIPPED: ", called off", RoundEnd.MISSED: ", missed"}


def told(records: Records) -> Iterator[str]:
    """Round by round, then all groups by status."""
    rounds = sorted(records.rounds.values(), key=lambda each: (each.program, each.slot))
    headings = (*HEADINGS, *Outcome, "repeats", "unavoidable", "not in")
    yield from _table([headings, *(_cells(records, each) for each in rounds)])
    yield ""
    statuses = Counter(group.status for group in records.groups)
    yield "Groups by status: " + ", ".join(f"{statuses[each]} {each}" for each in Status) + "."
    alone = sum(len(group.members) < 2 for group in records.groups)
    twice = _twice(records.groups)
    yield f"People: {len(records.people)} in all; {alone} alone, {twice} twice in a round."


def _twice(groups: Sequence[Group]) -> int:
    seats = Counter((group.round, member) for group in groups for member in group.members)
    return sum(count > 1 for count in seats.values())


def _cells(records: Records, round_: Round) -> tuple[str, ...]:
    groups = records.groups_of(round_.id)
    outcomes = Counter(group.status.outcome for group in groups if group.status)
    return (
        f"{round_.id}{_ending(round_)}",
        str(len(groups)),
        str(round_.introduced),
        *(str(outcomes[each]) for each in Outcome),
        str(round_.repeats),
        str(round_.unavoidable),
        str(len(round_.absent)),
    )


def _ending(round_: Round) -> str:
    is_closed = "close" in round_.stages
    return ENDINGS.get(round_.stage, "" if is_closed else ", under way")


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = row
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()
