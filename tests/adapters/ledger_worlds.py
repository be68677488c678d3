"""Both ledgers, each with a person who edits it: what the contract suite is run against."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.sheet.credentials import from_token
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.ports import Ledger
from tests.adapters.csv_person import CsvPerson
from tests.simulated_sheets.document import Document
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.tokens import BOT
from tests.simulated_sheets.wires import mounted

Editor = Person | CsvPerson
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def no_sleep(_: float) -> None:
    """Waiting takes no time in tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    ledger: Ledger
    person: Editor
    google: SimulatedSheets | None = None


@contextmanager
def sheet_world(google: SimulatedSheets | None = None) -> Iterator[World]:
    google = google or SimulatedSheets()
    person = Person(google.add())
    person.adds_tab("What people keep here")
    add_tabs(person)
    with mounted(google):
        yield World(ledger=sheet_ledger(), person=person, google=google)


def sheet_ledger(spreadsheet: str = "S1", *, keep_apart_in: str | None = None) -> SheetLedger:
    patience = RetryLimits(sleep=no_sleep, chance=random.Random(1))
    http = SheetsHttp(from_token("t", who=BOT), patience)
    return SheetLedger(http, spreadsheet, keep_apart_in=keep_apart_in)


def add_tabs(person: Editor) -> None:
    for tab in TABS:
        person.adds_tab(tab.title, tuple(column.title for column in tab.columns))


def csv_world(folder: Path) -> World:
    ledger = CsvLedger(folder, now=lambda: NOW, sleep=no_sleep)
    person = CsvPerson(folder)
    return World(ledger=ledger, person=person)


def copy_of(document: Document) -> Person:
    """The same spreadsheet in another world, where the program never writes."""
    return Person(document.copied())
