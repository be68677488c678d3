"""Groups out of the file of another tool, line by line, as history for the tab Groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from lunchbatch.core.context.imported_history import faults, group_of
from lunchbatch.core.context.message_context import name_of
from lunchbatch.core.context.name_lookup import fold, name_lookup
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.cell_values import CellValueError, read_cell
from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.columns import CellKind
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.row_cells import GroupCells
from lunchbatch.core.ledger.typed_rows import HISTORY, PastedRow, TypedCell
from lunchbatch.core.model.terms import CellProblem, Status
from lunchbatch.errors import ConfigError

PEOPLE = ("member ids", "members", "names", "people", "participants", "group members", "users")
DAYS = ("date of intro", "date", "introduced", "day", "met on", "created")
PROGRAMS = ("program", "channel program")
PLAIN_WORDS = {
    "met": Status.CLOSED_MET,
    "yes": Status.CLOSED_MET,
    "no": Status.CLOSED_NO,
    "not met": Status.CLOSED_NO,
}
STATUSES = ("meeting status", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedHistory:
    """New rows, how many groups were there already, and what could not be understood."""

    rows: tuple[Append, ...]
    known: int
    problems: tuple[CellProblem, ...]


def read_file(view: ProgramView, file: str, lines: Sequence[Sequence[str]]) -> ImportedHistory:
    """Every line of a file, the header first. Raises ConfigError without the needed columns."""
    at = _columns(file, lines[0] if lines else ())
    names = name_lookup(view.context)
    known = {
        _identity(group) for group in (*view.context.records.groups, *view.context.records.history)
    }
    rows: dict[str, Append] = {}
    problems: list[CellProblem] = []
    count = 0
    for number, line in enumerate(lines[1:], start=2):
        if not any(map(str.strip, line)):
            continue
        row, unread = _row(view.name, f"{file}:{number}", at, line)
        wrong = [*unread, *(() if unread else faults(view.context, names, row))]
        if wrong:
            problems += wrong
            continue
        group = group_of(view.context, names, row)
        if _identity(group) in known:
            count += 1
            continue
        known.add(_identity(group))
        append = _append(view.context, group)
        rows[append.key] = append
    return ImportedHistory(rows=tuple(rows.values()), known=count, problems=tuple(problems))


def _columns(file: str, header: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    folded = [fold(title.lstrip("\ufeff")) for title in header]
    at = {
        what: tuple(n for n, title in enumerate(folded) if title in titles)
        for what, titles in (
            ("people", PEOPLE),
            ("day", DAYS),
            ("program", PROGRAMS),
            ("status", STATUSES),
        )
    }
    if not at["people"] or not at["day"]:
        lacks = f"'{PEOPLE[2]}' (or '{PEOPLE[0]}')" if not at["people"] else f"'{DAYS[1]}'"
        raise ConfigError(
            f"{file}: the first line has no column {lacks}; it needs one for the people and one "
            "for the date, as: names,date"
        )
    return at


def _row(
    name: str, where: str, at: Mapping[str, tuple[int, ...]], line: Sequence[str]
) -> tuple[PastedRow, list[CellProblem]]:
    def cell(what: str) -> TypedCell:
        texts = [line[n].strip() for n in at[what] if n < len(line) and line[n].strip()]
        return TypedCell(text=texts[0] if texts else "", where=where)

    unread: list[CellProblem] = []
    day: date | None = None
    status: Status | None = None
    try:
        day = _day(cell("day").text)
        word = cell("status").folded
        found = read_cell(CellKind.STATUS, PLAIN_WORDS.get(word, word))
        status = found if isinstance(found, Status) else None
    except CellValueError as misread:
        unread.append(CellProblem(where=where, what=str(misread)))
    row = PastedRow(
        program=TypedCell(text=name or cell("program").text, where=where),
        members=cell("people"),
        introduced=cell("day"),
        introduced_on=day,
        status=status,
    )
    return row, unread


def _day(text: str) -> date | None:
    """A date as 2026-11-23, with or without a time behind it, or as 23.11.2026."""
    for pattern in ("%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    found = read_cell(CellKind.DATE, text.partition("T")[0].partition(" ")[0])
    return found if isinstance(found, date) else None


def _identity(group: Group) -> tuple[str, date | None, frozenset[str]]:
    return group.program, group.introduced_on, frozenset(group.members)


def _append(context: PlanningContext, group: Group) -> Append:
    key = f"{HISTORY}{group.round}/{sha256(' '.join(group.members).encode()).hexdigest()[:10]}"
    cells = GroupCells(
        meeting_status=group.status,
        date_of_intro=group.introduced_on,
        names=", ".join(name_of(context, member) for member in group.members),
        program=group.program,
        member_ids=group.members,
    )
    return cells.append(key)


def said(imported: ImportedHistory) -> Iterator[str]:
    """What came of it, for people."""
    yield f"{_count(len(imported.rows))} brought in as history."
    if imported.known:
        yield f"{_count(imported.known)} stood in the ledger already."
    yield from (f"Not understood: {problem}" for problem in imported.problems)


def _count(number: int) -> str:
    return "1 group" if number == 1 else f"{number} groups"
