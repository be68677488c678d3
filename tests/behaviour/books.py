"""The ledger of a world, and what a person does to it in a spreadsheet program."""

import csv
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.sheet.credentials import from_key
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.core.ledger.columns import Tab, letters
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.ports import Clock, Ledger
from tests.simulated_sheets.document import Document
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.tokens import SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import TOKEN_URI, mounted

SHEET = "1SimulatedSheetOfTheTestsXXXXXXXXXXXXXXXXXXXX"


class Books(Protocol):
    """A ledger with a person before it. Rows are found by key; 0 is the header."""

    @property
    def ledger(self) -> Ledger: ...

    def types(self, tab: Tab, key: str, title: str, text: str) -> None: ...

    def deletes(self, tab: Tab, key: str) -> None: ...

    def adds(self, tab: Tab, **cells: str) -> None:
        """A new row below all others; blanks in a title are underscores here."""
        ...

    def sorts(self, tab: Tab) -> None:
        """The rows with the greatest key come first."""
        ...

    def adds_column(self, tab: Tab, title: str, text: str) -> None:
        """A new first column, with the same text in each row."""
        ...

    def sees(self, tab: Tab, title: str) -> list[str]:
        """The cells of a column, top to bottom."""
        ...


class CsvBooks:
    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder = folder
        self.ledger = CsvLedger(folder, now=clock.now, sleep=clock.sleep)

    def types(self, tab: Tab, key: str, title: str, text: str) -> None:
        header, rows = self._lines(tab)
        for row in rows:
            if row[header.index(tab.key)] == key:
                row[header.index(title)] = text
        self.saves(tab, [header, *rows])

    def deletes(self, tab: Tab, key: str) -> None:
        header, rows = self._lines(tab)
        kept = [row for row in rows if row[header.index(tab.key)] != key]
        self.saves(tab, [header, *kept])

    def adds(self, tab: Tab, **cells: str) -> None:
        path = self.folder / f"{tab.title}.csv"
        header, rows = self._lines(tab) if path.exists() else ([c.title for c in tab.columns], [])
        self.saves(tab, [header, *rows, [cells.get(_word(title), "") for title in header]])

    def sorts(self, tab: Tab) -> None:
        header, rows = self._lines(tab)
        at = header.index(tab.key)
        self.saves(tab, [header, *sorted(rows, key=lambda row: row[at], reverse=True)])

    def adds_column(self, tab: Tab, title: str, text: str) -> None:
        header, rows = self._lines(tab)
        self.saves(tab, [[title, *header], *([text, *row] for row in rows)])

    def sees(self, tab: Tab, title: str) -> list[str]:
        header, rows = self._lines(tab)
        return [row[header.index(title)] for row in rows]

    def saves(self, tab: Tab, lines: list[list[str]]) -> None:
        self.folder.mkdir(exist_ok=True)
        with (self.folder / f"{tab.title}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(lines)

    def _lines(self, tab: Tab) -> tuple[list[str], list[list[str]]]:
        with (self.folder / f"{tab.title}.csv").open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        return header, rows


class SheetBooks:
    """A shared spreadsheet with all tabs, spoken to through the production adapter."""

    def __init__(self, google: SimulatedSheets, clock: Clock) -> None:
        self.google = google
        self.person = Person(google.documents.get(SHEET) or prepared(google))
        access = from_key(json.dumps(service_account_key(TOKEN_URI)))
        patience = RetryLimits(sleep=clock.sleep, chance=random.Random(0))
        self.ledger = SheetLedger(SheetsHttp(access, patience), SHEET)

    def types(self, tab: Tab, key: str, title: str, text: str) -> None:
        self.person.types(self.address(tab, key, title), text)

    def deletes(self, tab: Tab, key: str) -> None:
        self.person.deletes_row(tab.title, self.row(tab, key))

    def adds(self, tab: Tab, **cells: str) -> None:
        header, *rows = self.person.rows(tab.title)
        for column, title in enumerate(header):
            if text := cells.get(_word(title)):
                self.person.types(f"{tab.title}!{letters(column)}{len(rows) + 2}", text)

    def sorts(self, tab: Tab) -> None:
        column = self.person.rows(tab.title)[0].index(tab.key)
        self.person.sorts(tab.title, column, descending=True)

    def adds_column(self, tab: Tab, title: str, text: str) -> None:
        rows = len(self.person.rows(tab.title))
        self.person.inserts_column(tab.title, 0, title)
        for row in range(2, rows + 1):
            self.person.types(f"{tab.title}!A{row}", text)

    def sees(self, tab: Tab, title: str) -> list[str]:
        header, *rows = self.person.rows(tab.title)
        return [str(row[header.index(title)] or "") for row in rows]

    def address(self, tab: Tab, key: str, title: str) -> str:
        """Where a cell is: `Groups!B7`."""
        column = self.person.rows(tab.title)[0].index(title)
        return f"{tab.title}!{letters(column)}{self.row(tab, key) + 1}"

    def row(self, tab: Tab, key: str) -> int:
        header, *rows = self.person.rows(tab.title)
        return 1 + [row[header.index(tab.key)] for row in rows].index(key)


def _word(title: str) -> str:
    return title.replace(" ", "_")


def prepared(google: SimulatedSheets) -> Document:
    """A new spreadsheet with every tab and header."""
    document = google.add(SHEET)
    person = Person(document)
    for tab in TABS:
        person.adds_tab(tab.title, tuple(column.title for column in tab.columns))
    return document


@contextmanager
def sheet_books(clock: Clock) -> Iterator[SheetBooks]:
    google, tokens = SimulatedSheets(), SimulatedTokens()
    with mounted(google, tokens):
        yield SheetBooks(google, clock)
