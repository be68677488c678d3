"""Checks the ledger against the settings: tag columns, rows that can't be understood."""

from collections import Counter
from collections.abc import Iterator

from lunchbatch.core.checks.finding import Finding, fault, good
from lunchbatch.core.context.keep_apart import read_keep_apart
from lunchbatch.core.context.name_lookup import lookup
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.row_parser import apart_rows, people_records
from lunchbatch.core.ledger.tab_check import lost_tab
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB, TABS
from lunchbatch.core.matching import Mixing, WithoutValue
from lunchbatch.core.model.spelling import fold, nearest
from lunchbatch.core.settings.policy import Policy

AREA = "ledger"
MOST_CELLS = 20


def check(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """What is in the ledger that a run could not use; of tabs that could be read at all."""
    if len(snapshot.tables) == len(TABS) and (lost := lost_tab(snapshot)):
        yield fault(AREA, lost)
    if len(snapshot.tables) == len(TABS):
        snapshot = name_contradictions(snapshot)
    for problem in snapshot.problems[:MOST_CELLS]:
        yield fault(AREA, problem.line)
    if len(snapshot.problems) > MOST_CELLS:
        rest = len(snapshot.problems) - MOST_CELLS
        yield fault(AREA, f"{rest} more cells cannot be understood; mend these first")
    if not snapshot.problems and len(snapshot.tables) == len(TABS):
        rows = sum(len(table.rows) for table in snapshot.tables.values())
        yield good(AREA, f"every cell of its {rows} rows is understood")
    if PEOPLE_TAB.title in snapshot.tables:
        yield from _tags(policy, snapshot)
        yield from _shared(policy, snapshot)
    if {PEOPLE_TAB.title, KEEP_APART_TAB.title} <= snapshot.tables.keys():
        yield from _pairs(snapshot)


def _tags(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    columns = [title for title in snapshot[PEOPLE_TAB].at if title not in _FIXED]
    for name, program in policy.programs.items():
        for column in program.mixing:
            if fold(column) not in columns:
                near = nearest(column, columns)
                hint = f"; did you mean {near}?" if near else f"; add it, or delete mixing.{column}"
                yield fault(f"programs.{name}", f"mixing: People has no column '{column}'{hint}")


def _shared(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """Tags mixed as `same` that would leave more than half of the people without anybody."""
    people = [row for row in snapshot[PEOPLE_TAB].rows if not row.values.get("left on")]
    for name, program in policy.programs.items():
        for tag in (tag for tag, how in program.mixing.items() if how is Mixing.SAME):
            if tag in program.tags_from_slack or fold(tag) not in snapshot[PEOPLE_TAB].at:
                continue
            values = [fold(row.values.get(fold(tag))) for row in people]
            counts = Counter(value for value in values if value)
            alone = sum(count == 1 for count in counts.values())
            missing = values.count("") if program.without_value is WithoutValue.OUT else 0
            if 2 * (alone + missing) > len(people):
                yield fault(
                    f"programs.{name}",
                    f"mixing: {tag}: same leaves {alone + missing} of {len(people)} people with "
                    f"nobody to meet; fill in the column '{tag}' of People, or loosen the rule",
                )


_FIXED = {column.title for column in PEOPLE_TAB.columns} - {"team", "location"}


def _pairs(snapshot: Snapshot) -> Iterator[Finding]:
    """Pairs to keep apart that name nobody, or several people."""
    names = lookup(people_records(snapshot), {})
    for problem in read_keep_apart(apart_rows(snapshot), names).problems:
        yield fault(AREA, problem.line)
