"""Changes to the ledger by key, and where they belong in the ledger as it is right now.

A change names its row by key. Just before each write the adapter reads the tabs again and asks
`locate` where the rows have gone: people sort, insert and delete while the program works. A cell
that a person changed since it was decided on is theirs: the change is refused and reported.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import JOURNAL_TAB, CellOwner, Tab


class Cells(Protocol):
    """Typed cells of one row (see `row_cells`), from which a change was made."""

    @property
    def values(self) -> dict[str, Value]:
        """The cells that are set, by column title."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """A new row. If a row with its key is there already, nothing is written."""

    tab: Tab
    key: str
    values: Mapping[str, Value]
    by_order: bool = False  # see Update
    cells: Cells | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """New values for cells of one row.

    `expected` names cells that must still hold what the decision was based on; if one of them
    differs, the whole change is refused and the person's edit stays. `by_order` is for what an
    organiser has ordered in so many words: such a change may touch cells that are people's, in
    rows that were not understood too, and in every row with this key that holds what is expected.
    """

    tab: Tab
    key: str
    values: Mapping[str, Value]
    expected: Mapping[str, Value] = field(default_factory=dict)
    by_order: bool = False
    cells: Cells | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Delete one row: of the program's own making and spent, or of somebody to be forgotten.

    With `keeps_first` only the rows that are copied from it.
    """

    tab: Tab
    key: str
    keeps_first: bool = False


Change = Append | Update | Delete
# What to write, by the title of a tab, row and column; None where that value stands already.
_Writes = dict[tuple[str, int, int], "CellWrite | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A change that was not made, and why, with the address where there is one."""

    change: Change
    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What became of a commit: the ledger afterwards, and what was refused.

    `after` has every tab; those that were not touched may be as old as the commit's base.
    """

    after: Snapshot
    refused: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CellWrite:
    """One cell to write. Row and column count from 0, the header is row 0."""

    tab: Tab
    row: int
    column: int
    title: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """One row to append: values by column, counted from 0."""

    tab: Tab
    key: str
    cells: Mapping[int, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Changes located in the ledger as it is now. `drops` are rows counted from 0."""

    writes: tuple[CellWrite, ...] = ()
    appends: tuple[NewRow, ...] = ()
    drops: tuple[tuple[Tab, int], ...] = ()
    refused: tuple[Refusal, ...] = ()


def locate(now: Snapshot, changes: Iterable[Change]) -> Placement:
    """Locate each change by key. Cells that already hold the value are left out.

    Of two values for one cell the later counts.

    Raises AssertionError if a change touches a cell that the program does not own: that is a
    bug of the program, never a matter of input.
    """
    writes: _Writes = {}
    appends: dict[tuple[str, str], NewRow] = {}
    drops: list[tuple[Tab, int]] = []
    refused: list[Refusal] = []
    for change in changes:
        table = now[change.tab]
        match change:
            case Append():
                if not change.by_order:
                    _assert_owned(change, new=True)
                if change.key in table.keys or (change.tab.title, change.key) in appends:
                    refused.append(_refuse(table, change, "is there already"))
                else:
                    appends[change.tab.title, change.key] = _new_row(table, change)
            case Update():
                outcome = _place_order(table, change) if change.by_order else _owned(table, change)
                if isinstance(outcome, Refusal):
                    refused.append(outcome)
                else:
                    writes |= outcome
            case Delete():
                numbers = table.keys.get(change.key, ())
                spared = 1 if change.keeps_first else 0
                drops += [(change.tab, number - 1) for number in numbers[spared:]]
    below: list[NewRow] = []
    filled: dict[str, int] = {}
    for new in appends.values():
        table = now[new.tab]
        row = filled[table.tab.title] = 1 + filled.get(table.tab.title, table.bottom)
        if row <= table.height and new.tab is not JOURNAL_TAB:
            writes |= _filling(table, new, row)
        else:
            below.append(new)
    return Placement(
        writes=tuple(write for write in writes.values() if write),
        appends=tuple(below),
        drops=tuple(drops),
        refused=tuple(refused),
    )


def _assert_owned(change: Append | Update, *, new: bool) -> None:
    for title in change.values:
        owner = change.tab.column(title).owner
        assert owner is not CellOwner.PERSON, f"{change.tab.title}.{title} belongs to people"  # noqa: S101 - a bug of ours, never input
        guarded = new or owner is CellOwner.PROGRAM or title in getattr(change, "expected", ())
        assert guarded, f"{change.tab.title}.{title} is shared: name what it held"  # noqa: S101 - a bug of ours, never input


def _new_row(table: Table, change: Append) -> NewRow:
    cells = {
        table.at[title]: value
        for title, value in change.values.items()
        if value is not None and title in table.at
    }
    return NewRow(tab=change.tab, key=change.key, cells=cells)


def _filling(table: Table, new: NewRow, number: int) -> _Writes:
    """A new row in the place of a blank one, of which people may have filled columns down.

    Only the Journal always grows: two runs that enter at once must both be seen there.
    """
    titles = {column: title for title, column in table.at.items()}
    return {
        (new.tab.title, number - 1, column): CellWrite(
            tab=new.tab, row=number - 1, column=column, title=titles[column], value=value
        )
        for column, value in new.cells.items()
    }


def is_open(table: Table, change: Update) -> bool:
    """Whether a change by order would write anything here."""
    outcome = _place_order(table, change)
    return not isinstance(outcome, Refusal) and any(outcome.values())


def _place_order(table: Table, change: Update) -> _Writes | Refusal:
    rows = [row for row in table.rows if row.key == change.key]
    meant = [row for row in rows if _held_otherwise(table, row, change) is None]
    if not rows:
        return _refuse(table, change, "is gone")
    if not meant:
        return _refuse(table, change, "was changed by a person in the meantime")
    return {locate: each for row in meant for locate, each in _writes(table, row, change).items()}


def _owned(table: Table, change: Update) -> _Writes | Refusal:
    _assert_owned(change, new=False)
    return _place_set(table, change)


def _place_set(table: Table, change: Update) -> _Writes | Refusal:
    row = table.find(change.key)
    if row is None:
        twice = len(table.keys.get(change.key, ())) > 1
        return _refuse(table, change, "stands on two rows" if twice else "is gone")
    if not row.is_sound:
        return Refusal(
            change=change,
            where=row.problems[0].where,
            why="the row holds a cell that was not understood; nothing in it is overwritten",
        )
    other = _held_otherwise(table, row, change)
    if other is not None:
        return Refusal(
            change=change,
            where=table.address(other, row.number),
            why="was changed by a person in the meantime; their value stays",
        )
    return _writes(table, row, change)


def _held_otherwise(table: Table, row: Row, change: Update) -> str | None:
    """The first column that does not hold what is expected."""
    return next(
        (
            title
            for title, expected in change.expected.items()
            if title in table.at and row.values.get(title) != expected
        ),
        None,
    )


def _writes(table: Table, row: Row, change: Update) -> _Writes:
    places: _Writes = {}
    for title, value in change.values.items():
        if title in table.at:
            cell = CellWrite(
                tab=change.tab, row=row.number - 1, column=table.at[title], title=title, value=value
            )
            held = row.values.get(title)
            as_text = str(value) if isinstance(value, int) else value  # a number in a text column
            stands = held in (value, as_text) or title in row.misread
            places[change.tab.title, cell.row, cell.column] = None if stands else cell
    return places


def _refuse(table: Table, change: Change, why: str) -> Refusal:
    numbers = table.keys.get(change.key, ())
    column = change.tab.key or change.tab.columns[0].title
    where = table.address(column, numbers[0]) if numbers else table.tab.title
    return Refusal(change=change, where=where, why=f"the row '{change.key}' {why}")
