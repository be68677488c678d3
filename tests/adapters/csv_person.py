"""A person who edits the CSV files of a ledger in their own program, between two runs."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lunchbatch.core.ledger.columns import letters


@dataclass(frozen=True, slots=True)
class CsvPerson:
    """The same gestures as the person at a Sheet; rows and columns count from 0."""

    folder: Path

    def _path(self, title: str) -> Path:
        return self.folder / f"{title}.csv"

    def rows(self, title: str) -> list[list[Any]]:
        if not self._path(title).exists():
            return []
        with self._path(title).open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        width = max((len(line) for line in lines), default=0)
        return [line + [""] * (width - len(line)) for line in lines]

    def _save(self, title: str, lines: list[list[Any]]) -> None:
        with self._path(title).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)

    def adds_tab(self, title: str, header: tuple[str, ...] = ()) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._save(title, [list(header)])

    def types(self, address: str, text: str) -> None:
        title, _, cell = address.partition("!")
        lines = self.rows(title)
        name = cell.rstrip("0123456789")
        row = int(cell.removeprefix(name)) - 1
        column = next(index for index in range(1000) if letters(index) == name)
        width = max(column + 1, len(lines[0]))
        lines = [line + [""] * (width - len(line)) for line in lines]
        lines += [[""] * width for _ in range(row + 1 - len(lines))]
        lines[row][column] = text
        self._save(title, lines)

    def sorts(self, title: str, column: int, *, descending: bool = False) -> None:
        header, *lines = self.rows(title)
        filled = [line for line in lines if line[column]]
        blank = [line for line in lines if not line[column]]
        filled.sort(key=lambda line: line[column].casefold(), reverse=descending)
        self._save(title, [header, *filled, *blank])

    def inserts_column(self, title: str, before: int, header: str = "") -> None:
        lines = self.rows(title)
        for row, line in enumerate(lines):
            line.insert(before, "" if row else header)
        self._save(title, lines)

    def inserts_row(self, title: str, before: int) -> None:
        lines = self.rows(title)
        lines.insert(before, [""] * len(lines[0]))
        self._save(title, lines)

    def deletes_row(self, title: str, row: int) -> None:
        lines = self.rows(title)
        del lines[row]
        self._save(title, lines)

    def duplicates_row(self, title: str, row: int) -> None:
        lines = self.rows(title)
        lines.insert(row + 1, list(lines[row]))
        self._save(title, lines)

    def moves_column(self, title: str, column: int, to: int) -> None:
        lines = self.rows(title)
        for line in lines:
            line.insert(to, line.pop(column))
        self._save(title, lines)

    def renames_header(self, title: str, old: str, new: str) -> None:
        lines = self.rows(title)
        lines[0][lines[0].index(old)] = new
        self._save(title, lines)
