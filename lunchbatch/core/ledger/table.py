"""One tab as read: rows by key, cells by column title, and the address of each cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lunchbatch.core.ledger.cell_values import (
    CellError,
    CellValueError,
    RawCell,
    Value,
    is_nothing,
    read_cell,
)
from lunchbatch.core.ledger.columns import (
    CellKind,
    Column,
    Tab,
    find_columns,
    header_below,
    letters,
    misplaced_sentence,
)
from lunchbatch.core.ledger.date_cells import DateOrder, order_of
from lunchbatch.core.ledger.slack_cells import HISTORY
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.errors import SetupError

_DATES = {CellKind.DATE, CellKind.PAUSE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A tab as an adapter hands it over: row 0 is the header. `link` leads to the tab.

    `is_gone`: there is no such file, or nothing at all in it.
    """

    tab: Tab
    cells: tuple[tuple[RawCell, ...], ...]
    link: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: `number` counts from 1 as people see it; the header is row 1.

    `problems` is not empty when a cell could not be understood; such a cell reads as None, stands
    in `misread`, and is never written. The program acts on rows that are sound, in which at most
    cells that only inform are misread.
    """

    key: str
    number: int
    values: Mapping[str, Value]
    problems: tuple[CellProblem, ...] = ()
    misread: frozenset[str] = frozenset()
    is_sound: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A tab that was understood: `at` says where each column is, counted from 0.

    `height` counts all rows in the grid, the header and blank ones included; `bottom` is the
    number of the last row that isn't blank. `keys` holds the
    row numbers of every key, so that a key on two rows is seen as such.
    """

    tab: Tab
    rows: tuple[Row, ...]
    at: Mapping[str, int]
    height: int
    bottom: int = 1
    link: str = ""
    is_gone: bool = False
    keys: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()

    def address(self, column: str, number: int) -> str:
        """Where a cell is, as people say it: `Groups!B7`."""
        return f"{self.tab.title}!{letters(self.at[column])}{number}"

    def problem(self, column: str, number: int, what: str) -> CellProblem:
        """What is wrong with a cell, with its address and a link; `column` may be missing."""
        cell = f"{letters(self.at.get(column, 0))}{number}"
        link = f"{self.link}&range={cell}" if self.link else ""
        return CellProblem(where=f"{self.tab.title}!{cell}", what=what, link=link)

    def find(self, key: str) -> Row | None:
        """The row with this key, if there is exactly one."""
        numbers = self.keys.get(key, ())
        if len(numbers) != 1:
            return None
        return next((row for row in self.rows if row.number == numbers[0]), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The whole ledger at one moment."""

    tables: Mapping[str, Table]

    def __getitem__(self, tab: Tab) -> Table:
        return self.tables[tab.title]

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """Every cell of every tab that could not be understood, with its address."""
        return tuple(problem for table in self.tables.values() for problem in table.problems)


def understand(grid: Grid) -> Table:
    """Read a grid by its header. Raises `SetupError` if a needed column is missing or doubled.

    Rows that cannot be understood stay in the table with their problems; blank rows do not, nor
    those in which people only filled columns of their own down.
    Columns that people added are read as text: they are tags, or may speak of somebody.
    """
    header = grid.cells[0] if grid.cells else ()
    try:
        at = find_columns(grid.tab, header)
    except SetupError:
        below = header_below(grid.tab, grid.cells)
        if not below:
            raise
        where = f"{grid.tab.title}!1:1"
        raise SetupError(
            f"{where}: {misplaced_sentence(grid.tab, below)} {grid.link}".rstrip()
        ) from None
    declared = {column.title: column for column in grid.tab.columns}
    readers = [(title, index, declared.get(title)) for title, index in at.items()]
    order = _order_of_dates(grid, readers)
    filled = grid.tab.fills if grid.tab.key else at.keys()
    fills = [n for title, n in at.items() if title in filled]
    rows = tuple(
        _understand_row(grid, readers, number, cells, order)
        for number, cells in enumerate(grid.cells[1:], start=2)
        if not all(is_nothing(cells[n]) for n in fills if n < len(cells))
    )
    keys: dict[str, tuple[int, ...]] = {}
    for row in rows:
        keys[row.key] = (*keys.get(row.key, ()), row.number)
    copied = _copied(rows) if grid.tab.drops_copies else frozenset()
    rows = tuple(
        _with_key_problems(grid, at, row, keys[row.key]) if row.key not in copied else row
        for row in rows
    )
    problems = tuple(problem for row in rows for problem in row.problems)
    return Table(
        tab=grid.tab,
        rows=rows,
        at=at,
        height=len(grid.cells),
        bottom=rows[-1].number if rows else 1,
        link=grid.link,
        is_gone=grid.is_gone,
        keys=keys,
        problems=problems,
    )


def _copied(rows: Iterable[Row]) -> frozenset[str]:
    """Keys that stand on several rows, with the same in all of them."""
    found: dict[str, list[Mapping[str, Value]]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row.values)
    return frozenset(
        key for key, same in found.items() if key and same[1:] and same.count(same[0]) == len(same)
    )


def _understand_row(
    grid: Grid,
    readers: Sequence[tuple[str, int, Column | None]],
    number: int,
    cells: tuple[RawCell, ...],
    order: DateOrder | None,
) -> Row:
    values: dict[str, Value] = {}
    problems: list[CellProblem] = []
    misread: set[str] = set()
    is_sound, width = True, len(cells)
    is_own = grid.tab.own_rows and _is_own(grid.tab, readers, cells)
    for title, index, column in readers:
        raw = cells[index] if index < width else None
        if raw is None or raw == "":
            values[title] = None
            continue
        try:
            values[title] = read_cell(_kind(column, is_own), raw, order) if column else _free(raw)
        except CellValueError as fault:
            values[title] = None
            misread.add(title)
            problems.append(_problem(grid, index, number, str(fault)))
            is_sound = is_sound and title in grid.tab.informs
    key = str(values.get(grid.tab.key) or "") if grid.tab.key else str(number)
    return Row(
        key=key,
        number=number,
        values=values,
        problems=tuple(problems),
        misread=frozenset(misread),
        is_sound=is_sound,
    )


def _order_of_dates(
    grid: Grid, readers: Sequence[tuple[str, int, Column | None]]
) -> DateOrder | None:
    """Which comes first, the day or the month, where a program respelt the dates of a tab."""
    dates = [n for _, n, column in readers if column and column.kind in _DATES]
    found = (cells[n] for cells in grid.cells[1:] for n in dates if n < len(cells))
    return order_of(text for text in found if isinstance(text, str) and text[4:5] != "-")


def _is_own(
    tab: Tab, readers: Sequence[tuple[str, int, Column | None]], cells: tuple[RawCell, ...]
) -> bool:
    """Whether a person added the row, or brought it in from elsewhere."""
    index = next(index for title, index, _ in readers if title == tab.key)
    key = str((cells[index] if index < len(cells) else None) or "").strip()
    return not key or key.startswith(HISTORY)


def _kind(column: Column, is_own: bool) -> CellKind:  # noqa: FBT001 - of the row it stands in
    """What a cell may hold: people write names for ids in rows of their own."""
    return CellKind.TEXT if is_own and column.kind is CellKind.MEMBERS else column.kind


def _free(raw: RawCell) -> str | None:
    return None if isinstance(raw, CellError) else str(raw).strip() or None


def _problem(grid: Grid, index: int, number: int, what: str) -> CellProblem:
    cell = f"{letters(index)}{number}"
    link = f"{grid.link}&range={cell}" if grid.link else ""
    return CellProblem(where=f"{grid.tab.title}!{cell}", what=what, link=link)


def _with_key_problems(
    grid: Grid, at: Mapping[str, int], row: Row, numbers: tuple[int, ...]
) -> Row:
    if not grid.tab.key or (row.key and (len(numbers) == 1 or grid.tab.copied_rows)):
        return row
    index = at[grid.tab.key]
    if not row.key:
        if grid.tab.own_rows or grid.tab.key in row.misread:
            return row
        what = f"the row has no {grid.tab.key}; the program leaves it alone"
    else:
        others = ", ".join(
            f"{grid.tab.title}!{letters(index)}{number}"
            for number in numbers
            if number != row.number
        )
        what = f"'{row.key}' stands here and in {others}; delete one of the rows"
    problem = _problem(grid, index, row.number, what)
    return replace(row, problems=(*row.problems, problem), is_sound=False)
