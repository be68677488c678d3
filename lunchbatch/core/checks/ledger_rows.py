"""The ledger against the settings: columns that are asked for, rows that cannot be understood."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches

from lunchbatch.core.checks.finding import Finding, fault, good
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB, TABS
from lunchbatch.core.matching import Mixing, WithoutValue
from lunchbatch.core.settings.policy import Policy

AREA = "ledger"
MOST_CELLS = 20


def judge(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """What is in the ledger that a run could not use; of tabs that could be read at all."""
    for problem in snapshot.problems[:MOST_CELLS]:
        yield fault(AREA, f"{problem} {problem.link}".rstrip())
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
            if column.casefold() not in columns:
                near = get_close_matches(column, columns, n=1)
                hint = (
                    f"; did you mean {near[0]}?" if near else f"; add it, or delete mixing.{column}"
                )
                yield fault(f"programs.{name}", f"mixing: People has no column '{column}'{hint}")


def _shared(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """Tags mixed as `same` that would leave more than half of the people without anybody."""
    people = [row for row in snapshot[PEOPLE_TAB].rows if not row.values.get("left on")]
    for name, program in policy.programs.items():
        for tag in (tag for tag, how in program.mixing.items() if how is Mixing.SAME):
            if tag in program.tags_from_slack or tag.casefold() not in snapshot[PEOPLE_TAB].at:
                continue
            values = [
                str(row.values.get(tag.casefold()) or "").strip().casefold() for row in people
            ]
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
    """Pairs to keep apart that name nobody would keep nobody apart."""
    ids = {row.key for row in snapshot[PEOPLE_TAB].rows}
    names = [str(row.values.get("name") or "").casefold() for row in snapshot[PEOPLE_TAB].rows]
    table = snapshot[KEEP_APART_TAB]
    for row in table.rows if ids else ():
        for column in ("member a", "member b"):
            said = _unknown(row.values, column, ids, names)
            if said:
                yield fault(AREA, f"{table.address(column, row.number)}: {said}")


def _unknown(
    values: Mapping[str, Value], column: str, ids: Collection[str], names: list[str]
) -> str:
    text = str(values.get(column) or "").strip()
    if not text:
        return "one of the pair is missing; fill it in, or delete the row"
    if text in ids:
        return ""
    count = names.count(text.casefold())
    if count > 1:
        return "this is the name of several people; write the member id instead"
    return "" if count else "this is neither an id nor a name in People; copy it from there"
