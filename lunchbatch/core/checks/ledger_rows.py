"""Checks the ledger against the settings: its tags, and rows that can't be understood."""

from collections.abc import Iterator

from lunchbatch.core.checks import tag_columns
from lunchbatch.core.checks.finding import Finding, fault, good
from lunchbatch.core.context.keep_apart import read_keep_apart
from lunchbatch.core.context.name_lookup import lookup
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.row_parser import apart_rows, people_records
from lunchbatch.core.ledger.tab_check import lost_tab
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB, TABS
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
        yield from tag_columns.check(policy, snapshot)
    if {PEOPLE_TAB.title, KEEP_APART_TAB.title} <= snapshot.tables.keys():
        yield from _pairs(snapshot)


def _pairs(snapshot: Snapshot) -> Iterator[Finding]:
    """Pairs to keep apart that name nobody, or several people."""
    names = lookup(people_records(snapshot), {})
    for problem in read_keep_apart(apart_rows(snapshot), names).problems:
        yield fault(AREA, problem.line)
