"""The ledger in a folder of CSV files, and `setup` for it.

A commit holds the folder's lock, reads, places, writes new files beside the old ones, notes in a
list that they count, and moves them into place. A crash before the note leaves everything as it
was; after it, readers take the new files and the next commit moves them. So all tabs change
together or none does.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from lunchbatch.adapters.csv_folder import csv_file
from lunchbatch.adapters.csv_folder.csv_file import CsvTab, content_of
from lunchbatch.adapters.csv_folder.folder_lock import Lock
from lunchbatch.core.ledger.changes import Change, Commit, Placement, locate
from lunchbatch.core.ledger.tab_check import KNOWING_ROUNDS, Header, examine, require_history
from lunchbatch.core.ledger.table import Snapshot, Table, understand
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, TABS, Tab
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.errors import LedgerError, SetupError


def set_up(folder: Path, tabs: Sequence[Tab]) -> tuple[tuple[str, ...], tuple[CellProblem, ...]]:
    """Make or mend the files of our tabs. Returns what was done, and what a person must mend.

    Raises LedgerError when the folder cannot be written, SetupError when a file is no CSV.
    """
    done: list[str] = []
    problems: list[CellProblem] = []
    _see_that_it_is_a_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for tab in tabs:
            path = folder / f"{tab.title}.csv"
            if not path.exists() or not content_of(path).strip():
                _write(path, csv_file.empty(tab).text())
                done.append(f"made {path}")
                continue
            sheetful = csv_file.parse(tab, content_of(path), path)
            header = examine(tab, sheetful.grid.cells)
            problems += header.problems
            if header.added:
                _write(path, _widened(sheetful, header).text())
                done += [f"added the column '{each.title}' to {path}" for each in header.added]
    except OSError as fault:
        raise LedgerError(
            f"{fault.filename or folder} cannot be written: {fault.strerror}; close it in other "
            "programs, check that there is space and that you may write",
            code="cannot_write",
        ) from None
    return tuple(done), tuple(problems)


def missing(folder: Path, tabs: Sequence[Tab]) -> tuple[CellProblem, ...]:
    """What `check` says of the headers. Raises SetupError when a file is no CSV."""
    _see_that_it_is_a_folder(folder)
    found: list[CellProblem] = []
    for tab in tabs:
        path = folder / f"{tab.title}.csv"
        if path.exists():
            cells = csv_file.parse(tab, content_of(path), path).grid.cells
            found += examine(tab, cells).problems
    return tuple(found)


def _see_that_it_is_a_folder(folder: Path) -> None:
    """Raises SetupError where something else has the name of the ledger's folder."""
    if folder.exists() and not folder.is_dir():
        raise SetupError(
            f"{folder} is a file, and the ledger is a folder of CSV files; name a folder under "
            "ledger.csv in the settings"
        )


def _widened(sheetful: csv_file.CsvTab, header: Header) -> csv_file.CsvTab:
    width = max(len(line) for line in sheetful.lines)
    first, *rest = sheetful.lines
    first = (*first, *[""] * (width - len(first)), *(column.title for column in header.added))
    return replace(sheetful, lines=(first, *rest))


def _write(path: Path, text: str) -> None:
    """Replace a file as a whole, so that a crash leaves the old one or the new one."""
    fresh = path.with_name(f".{path.name}.making")
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(path)


ROUNDS = 3  # tries while somebody keeps saving the same files
_NOTE = ".lunchbatch.commit"

_Seen = tuple[int, int, int] | None


class CsvLedger:
    """The ledger port over a folder. `now` (aware) and `sleep` serve the lock alone.

    `sync` waits until the disk has an open file; what need not outlive a power cut can do without.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
        sync: Callable[[int], None] = os.fsync,
        owner: str = "lunchbatch",
    ) -> None:
        self._folder = folder
        self._sync = sync
        self._understood: dict[str, tuple[CsvTab, Table]] = {}
        self._lock = Lock(folder=folder, owner=f"{owner}, {os.getpid()}", now=now, sleep=sleep)

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def read(self) -> Snapshot:
        """The whole ledger. Nothing is written, not even the folder."""
        _see_that_it_is_a_folder(self._folder)
        try:
            return require_history(self._snapshot(self._load()))
        except OSError as fault:
            raise LedgerError(
                f"{fault.filename or self._folder} cannot be read: {fault.strerror}; "
                "close it in other programs, and check that you may read it",
                code="cannot_read",
            ) from None

    def commit(
        self,
        changes: Sequence[Change],
        *,
        base: Snapshot | None = None,  # noqa: ARG002 - reading anew costs nothing here
        everything_back: bool = False,  # noqa: ARG002 - every tab always comes back
    ) -> Commit:
        """Read, place and write under the lock; a file saved by a person meanwhile is read anew."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._lock.held():
                return self._commit(changes)
        except OSError as fault:
            raise LedgerError(
                f"{fault.filename or self._folder} cannot be written: {fault.strerror}; "
                "close it in other programs, check that there is space and that you may write",
                code="cannot_write",
                happened=None if (self._folder / _NOTE).exists() else False,
            ) from None

    def _commit(self, changes: Sequence[Change]) -> Commit:
        self._finish()
        for _ in range(ROUNDS):
            seen = {tab: self._seen(tab) for tab in TABS}
            before = self._load()
            placement = locate(self._snapshot(before), changes)
            after = _applied(before, placement)
            touched = [tab for tab in TABS if after[tab.title] != before[tab.title]]
            for tab in touched:
                self._write_through(self._new(tab), after[tab.title].text())
            if all(self._seen(tab) == seen[tab] for tab in touched):
                if touched:
                    note = json.dumps([tab.title for tab in touched])
                    self._write_through(self._folder / f"{_NOTE}.new", note)
                    (self._folder / f"{_NOTE}.new").replace(self._folder / _NOTE)
                    self._finish()
                return Commit(after=self._snapshot(after), refused=placement.refused)
        raise LedgerError(
            f"somebody keeps saving files in {self._folder}; close them and run again",
            code="kept_changing",
        )

    def _finish(self) -> None:
        """Move the files into place that the note of a commit names."""
        noted = self._noted()
        if not noted:
            return
        for tab in noted:
            if self._new(tab).exists():
                self._new(tab).replace(self._path(tab))
        self._sync_folder()
        (self._folder / _NOTE).unlink(missing_ok=True)

    def _noted(self) -> list[Tab]:
        try:
            titles = json.loads(content_of(self._folder / _NOTE))
        except FileNotFoundError:
            return []
        except (ValueError, RecursionError):
            titles = None
        if not isinstance(titles, list):
            raise SetupError(
                f"{self._folder / _NOTE} is damaged, so nobody can tell whether the files beside "
                "it whose names begin with a dot are newer than the others; keep those that you "
                "want, and delete it"
            )
        return [tab for tab in TABS if tab.title in titles]

    def _load(self) -> dict[str, CsvTab]:
        noted = self._noted()
        return {tab.title: self._load_tab(tab, noted=tab in noted) for tab in TABS}

    def _load_tab(self, tab: Tab, *, noted: bool) -> CsvTab:
        for path in (self._new(tab), self._path(tab)) if noted else (self._path(tab),):
            try:
                return csv_file.parse(tab, content_of(path), path)
            except FileNotFoundError:
                continue
        return csv_file.empty(tab)

    def _snapshot(self, contents: Mapping[str, CsvTab]) -> Snapshot:
        return Snapshot(tables={title: self._table(title, contents[title]) for title in contents})

    def _table(self, title: str, sheetful: CsvTab) -> Table:
        """A tab as understood; one that has not changed since this run looked is not read anew."""
        before = self._understood.get(title)
        if before is None or before[0] != sheetful:
            before = self._understood[title] = sheetful, understand(sheetful.grid)
        return before[1]

    def _write_through(self, path: Path, text: str) -> None:
        """Write a file and wait until the disk has it."""
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            self._sync(file.fileno())

    def _sync_folder(self) -> None:
        """Wait until the disk has the names too, where a system lets a folder be opened."""
        if hasattr(os, "O_DIRECTORY"):
            handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                self._sync(handle)
            finally:
                os.close(handle)

    def _path(self, tab: Tab) -> Path:
        return self._folder / f"{tab.title}.csv"

    def _new(self, tab: Tab) -> Path:
        return self._folder / f".{tab.title}.csv.new"

    def _seen(self, tab: Tab) -> _Seen:
        """What changes when somebody saves the file."""
        try:
            stat = self._path(tab).stat()
        except FileNotFoundError:
            return None
        return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _applied(before: Mapping[str, CsvTab], placement: Placement) -> dict[str, CsvTab]:
    """The tabs with what is written.

    Keep apart is made with the first that knows of a round, so that its loss is seen from then on;
    People may be there before.
    """
    after = dict(before)
    apart, is_new = KEEP_APART_TAB.title, all(before[one.title].is_gone for one in KNOWING_ROUNDS)
    if placement.appends and is_new and before[apart].is_gone:
        after[apart] = csv_file.put(before[apart], [], [], [])
    for title, sheetful in before.items():
        cells = [
            (write.row, write.column, write.value)
            for write in placement.writes
            if write.tab.title == title
        ]
        drops = [row for tab, row in placement.drops if tab.title == title]
        rows = [dict(row.cells) for row in placement.appends if row.tab.title == title]
        if cells or drops or rows:
            after[title] = csv_file.put(sheetful, cells, drops, rows)
    return after
