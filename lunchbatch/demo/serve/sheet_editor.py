"""Shows a tab of the ledger as a table to edit, and writes people's edits to it.

What is typed is stored as it is, as a Sheet would: whether it can be understood is for the next
run to say, and the page says it at once.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from lunchbatch.adapters.csv_folder import csv_file
from lunchbatch.adapters.csv_folder.csv_file import CsvTab
from lunchbatch.core.ledger.cell_values import CellError
from lunchbatch.core.ledger.columns import CellKind, CellOwner, Column, Tab, letters
from lunchbatch.core.ledger.table import understand
from lunchbatch.core.ledger.tabs import DRAFT_TAB, KEEP_APART_TAB
from lunchbatch.core.model.terms import CellProblem, Pause, Status
from lunchbatch.errors import SetupError

OWN_ROWS = (KEEP_APART_TAB, DRAFT_TAB)  # where people add rows, and delete them
NEW = "new"
_CELL = re.compile(r"cell-(\d{1,6}|new)-(\d{1,3})")
_DROP = re.compile(r"drop-(\d{1,6})")


class EditRefusal(Exception):  # noqa: N818 - reads as the sentence it is
    """An edit that is not made; the text says why. `status` is HTTP's word for it."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A column: who may write it, and what is offered to type."""

    title: str
    owner: str
    help: str
    offers: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether a person may write its cells."""
        return self.owner != CellOwner.PROGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class TabView:
    """A tab as shown. `mark` tells this state of it from any other; rows are by number."""

    tab: Tab
    headings: tuple[Heading, ...]
    rows: Mapping[int, tuple[str, ...]]
    mark: str
    has_own_rows: bool
    problems: tuple[CellProblem, ...] = ()

    def address(self, row: int, column: int) -> str:
        """Where a cell is, as people say it: `People!C4`."""
        return f"{self.tab.title}!{letters(column)}{row}"


def view(folder: Path, tab: Tab) -> TabView:
    """The tab as it is now, and what of it cannot be understood."""
    sheetful = _load(folder, tab)
    try:
        problems = understand(sheetful.grid).problems
    except SetupError as wrong:
        problems = (CellProblem(where=tab.title, what=str(wrong)),)
    header, *rows = sheetful.grid.cells
    width = len(header)
    return TabView(
        tab=tab,
        headings=tuple(_heading(tab, _shown(cell)) for cell in header),
        rows={
            number: tuple(map(_shown, (*row, *[None] * (width - len(row)))))[:width]
            for number, row in enumerate(rows, start=2)
            if any(row)
        },
        mark=_mark(sheetful),
        has_own_rows=tab in OWN_ROWS,
        problems=problems,
    )


def edit(folder: Path, tab: Tab, form: Mapping[str, str]) -> int:
    """Write what was typed into the file; how many cells and rows that changed.

    Raises Refusal, and writes nothing, when one cell is the program's or is not there, or when
    the tab has changed since it was shown.
    """
    sheetful = _load(folder, tab)
    if form.get("mark") != _mark(sheetful):
        raise EditRefusal(
            f"{tab.title} was changed meanwhile; nothing was written. This is how it is now.", 409
        )
    shown = view(folder, tab)
    typed = [one for name, text in form.items() if (one := _typed(shown, name, text))]
    cells = [(row - 1, column, text) for row, column, text in typed if row]
    added = {column: text for row, column, text in typed if not row}
    drops = [int(found[1]) - 1 for name in form if (found := _DROP.fullmatch(name))]
    if drops and not (shown.has_own_rows and all(row + 1 in shown.rows for row in drops)):
        raise EditRefusal(f"rows of {tab.title} are the program's; nothing was written")
    if cells or added or drops:
        _save(folder, csv_file.put(sheetful, cells, drops, [dict(added)] if added else []))
    return len(cells) + len(drops) + bool(added)


def _typed(shown: TabView, name: str, text: str) -> tuple[int, int, str] | None:
    """Row (0 for a new one), column and text of a cell that was changed; else None."""
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    row, column = 0 if found[1] == NEW else int(found[1]), int(found[2])
    is_there = row in shown.rows if row else shown.has_own_rows
    if not is_there or column >= len(shown.headings):
        raise EditRefusal(f"{shown.tab.title} has no such cell; nothing was written")
    before = shown.rows[row][column] if row else ""
    text = text.replace("\0", "")
    if text.split() == before.split():
        return None
    if not shown.headings[column].is_open:
        where = shown.address(row or len(shown.rows) + 2, column)
        raise EditRefusal(f"{where} is the program's; nothing was written")
    return row, column, text.strip()


def _heading(tab: Tab, title: str) -> Heading:
    known = {column.title.casefold(): column for column in tab.columns}
    column = known.get(" ".join(title.split()).casefold())
    if column is None:
        return Heading(title=title, owner=CellOwner.PERSON, help="A column of your own.")
    return Heading(title=title, owner=column.owner, help=column.help, offers=tuple(_offers(column)))


def _offers(column: Column) -> Iterator[str]:
    if column.owner is CellOwner.PROGRAM:
        return
    if column.kind is CellKind.STATUS:
        yield from Status
    elif column.kind is CellKind.PAUSE:
        yield Pause.FOREVER
    elif column.kind is CellKind.APPROVAL:
        yield "yes"


def _shown(cell: object) -> str:
    return "" if cell is None else cell.text if isinstance(cell, CellError) else str(cell)


def _mark(sheetful: CsvTab) -> str:
    return sha256(sheetful.text().encode()).hexdigest()[:16]


def _load(folder: Path, tab: Tab) -> CsvTab:
    path = folder / f"{tab.title}.csv"
    if not path.exists():
        return csv_file.empty(tab)
    try:
        return csv_file.parse(tab, csv_file.content_of(path), path)
    except SetupError as wrong:
        raise EditRefusal(str(wrong)) from None


def _save(folder: Path, sheetful: CsvTab) -> None:
    """Replace the file as a whole, as a spreadsheet program does."""
    path = folder / f"{sheetful.tab.title}.csv"
    fresh = path.with_name(f".{path.name}.edited")
    try:
        fresh.write_text(sheetful.text(), encoding="utf-8", newline="")
        fresh.replace(path)
    except OSError as fault:
        raise EditRefusal(f"{path} cannot be written: {fault.strerror}", 500) from None
