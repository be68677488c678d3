"""Groups out of the file of another tool, line by line, as history for the tab Groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from lunchbatch.core.context.history_columns import HistoryColumns
from lunchbatch.core.context.history_csv import CsvLine
from lunchbatch.core.context.history_rows import faults, group_of
from lunchbatch.core.context.message_context import name_of
from lunchbatch.core.context.name_lookup import NameLookup, name_lookup
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.cell_values import CellValueError, read_cell
from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.columns import CellKind
from lunchbatch.core.ledger.date_cells import DateOrder, order_of, read_date
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.row_cells import GroupCells
from lunchbatch.core.ledger.slack_cells import HISTORY
from lunchbatch.core.ledger.typed_rows import PastedRow, TypedCell
from lunchbatch.core.model.sentence import Sentence, sentence
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.model.terms import CellProblem, Status

MOST_SHOWN = 5  # groups, before anything is written

PLAIN_WORDS = {
    "met": Status.CLOSED_MET,
    "yes": Status.CLOSED_MET,
    "no": Status.CLOSED_NO,
    "not met": Status.CLOSED_NO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedHistory:
    """New rows, how many groups were there already, and what could not be understood."""

    rows: tuple[Append, ...]
    known: int
    problems: tuple[CellProblem, ...]


def read_file(
    view: ProgramView, file: str, at: HistoryColumns, lines: Sequence[CsvLine]
) -> ImportedHistory:
    """Every line below the header, brought in, known already, or named with its number."""
    names = name_lookup(view.context)
    known = {_identity(group) for group in (*view.records.groups, *view.records.history)}
    order = order_of(_text(at.day, line) for line in lines)
    rows: dict[str, Append] = {}
    problems: list[CellProblem] = []
    count = 0
    for line in lines:
        where = f"{file}:{line.number}"
        wrong = [CellProblem(where=where, what=what) for what in _unfit(at, names, line)]
        if wrong:
            problems += wrong
            continue
        row, wrong = _row(view.name, where, at, line, order)
        wrong = wrong or list(faults(view.context, names, row))
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


def _unfit(at: HistoryColumns, names: NameLookup, line: CsvLine) -> Iterator[str]:
    """Why a line cannot be read by the columns of its file."""
    if line.fault:
        yield line.fault
        return
    cells = [cell.strip() for cell in line.cells]
    if any(cells[at.width :]):
        yield (
            f"{len(cells)} cells under {at.width} headers; put a cell that holds the separator "
            "into quotes"
        )
    for n, cell in enumerate(cells[: at.width]):
        if n not in at.known and (fold(cell) in names.by_name or cell.upper() in names.ids):
            yield (
                f"cell {n + 1} names somebody, and its header is none for people; call it "
                "'person 1', 'person 2' and so on, or delete the column"
            )


def _text(columns: Sequence[int], line: CsvLine) -> str:
    """All that stands in some columns of a line, a line each."""
    texts = (line.cells[n].strip() for n in columns if n < len(line.cells))
    return "\n".join(filter(None, texts))


def _row(
    name: str, where: str, at: HistoryColumns, line: CsvLine, order: DateOrder | None
) -> tuple[PastedRow, list[CellProblem]]:
    def cell(columns: Sequence[int]) -> TypedCell:
        return TypedCell(text=_text(columns, line), where=where)

    unread: list[CellProblem] = []
    day: date | None = None
    status: Status | None = None
    try:
        day = _day(_text(at.day[:1], line) or _text(at.day, line), order)
        word = cell(at.status[:1]).folded
        found = read_cell(CellKind.STATUS, PLAIN_WORDS.get(word, word))
        status = found if isinstance(found, Status) else None
    except CellValueError as misread:
        unread.append(CellProblem(where=where, what=str(misread)))
    row = PastedRow(
        program=TypedCell(text=_text(at.program[:1], line) or name, where=where),
        members=cell(at.ids) if _text(at.ids, line) else cell(at.people),
        introduced=cell(at.day),
        introduced_on=day,
        status=status,
    )
    return row, unread


def _day(text: str, order: DateOrder | None) -> date | None:
    """The date of a line; None for a blank cell. Raises CellValueError for anything else."""
    if not text:
        return None
    found = read_date(text, order)
    if found is not None:
        return found
    if read_date(text, DateOrder.DAY) is not None:
        raise CellValueError(f"'{text:.60}' may be two dates; write it as 2026-11-23")
    raise CellValueError(f"'{text:.60}' is not a date; write it as 2026-11-23")


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


def understood(
    imported: ImportedHistory, at: HistoryColumns, header: Sequence[str]
) -> Iterator[str]:
    """What would be brought in: how each column is read, and the first groups; ids in logs."""
    read = ((at.ids or at.people, "people"), (at.day[:1], "the day"), (at.program[:1], "program"))
    named = [(what, " and ".join(f"'{header[n]}'" for n in where)) for where, what in read if where]
    yield "Read as " + ", ".join(f"{what}: {titles}" for what, titles in named) + "."
    rows = [row.cells for row in imported.rows if isinstance(row.cells, GroupCells)]
    rows.sort(key=lambda cells: str(cells.date_of_intro))
    yield f"{_count(len(rows))} would be brought in as history{':' if rows else '.'}"
    for cells in rows[:MOST_SHOWN]:
        ids = ", ".join(cells.member_ids) if isinstance(cells.member_ids, tuple) else ""
        names = Sentence(str(cells.names), ids)
        yield sentence("  {day}: {names}", day=cells.date_of_intro, names=names)
    if len(rows) > MOST_SHOWN:
        yield f"  and {len(rows) - MOST_SHOWN} more"
    yield from _known(imported)


def said(imported: ImportedHistory) -> Iterator[str]:
    """What came of it, for people."""
    yield f"{_count(len(imported.rows))} brought in as history."
    yield from _known(imported)


def _known(imported: ImportedHistory) -> Iterator[str]:
    if imported.known:
        yield f"{_count(imported.known)} stood in the ledger already."


def _count(number: int) -> str:
    return "1 group" if number == 1 else f"{number} groups"
