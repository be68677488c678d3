"""`setup` for a folder of CSV files: the files with their headers, and the headers that lack."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lunchbatch.adapters.csv_folder import csv_file
from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.tab_check import Header, examine
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.errors import LedgerError


def make(folder: Path, tabs: Sequence[Tab]) -> tuple[tuple[str, ...], tuple[CellProblem, ...]]:
    """Make or mend the files of our tabs. Returns what was done, and what a person must mend.

    Raises LedgerError when the folder cannot be written, SetupError when a file is no CSV.
    """
    done: list[str] = []
    problems: list[CellProblem] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for tab in tabs:
            path = folder / f"{tab.title}.csv"
            if not path.exists() or not path.read_bytes().strip():
                _write(path, csv_file.empty(tab).text())
                done.append(f"made {path}")
                continue
            sheetful = csv_file.parse(tab, path.read_bytes(), path)
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
    found: list[CellProblem] = []
    for tab in tabs:
        path = folder / f"{tab.title}.csv"
        if path.exists():
            cells = csv_file.parse(tab, path.read_bytes(), path).grid.cells
            found += examine(tab, cells).problems
    return tuple(found)


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
