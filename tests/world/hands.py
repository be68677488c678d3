"""An organiser at the Sheet: sorts, inserts, renames, types, clears, doubles and deletes.

What they typed into cells of their own, and statuses they set, is remembered, so that it can be
checked that nobody took it away. They keep their hands off what identifies a row and off the
values of the Journal, which `setup` protects.
"""

import re
from dataclasses import dataclass, field
from random import Random

from lunchbatch.core.ledger.table import Grid, understand
from lunchbatch.core.ledger.tabs import (
    GROUPS_TAB,
    JOURNAL_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
    PROBLEMS_TAB,
    ROUNDS_TAB,
    TABS,
    CellOwner,
    Tab,
)
from lunchbatch.errors import SetupError
from tests.world.paper import Cell, Paper

IDENTITY = {"group key", "member ids", "round", "program", "member id", "answer key", "slot"}
IDENTITY |= {"stage", "stages", "messages", "poll closes", "choices", "group channel id"}
IDENTITY |= {"intro message ts", "status written", "pause written"}
WORDS = ("mett", "closed_met", "42", "n/a", "tomorrow", "=1+1", "")
STATUSES = ("closed_met", "closed_no", "scheduled", "mett")


@dataclass(slots=True, kw_only=True)
class Hands:
    """`typed` are statuses by group; of a `confused` group nobody can say whose status stands."""

    paper: Paper
    chance: Random
    renamed: list[tuple[str, int, Cell]] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    confused: set[str] = field(default_factory=set)
    is_hasty: bool = False

    def meddle(self, *, is_hasty: bool = False, is_written_to: bool = False) -> str:
        """Do one thing; returns what. Hasty is what happens between two calls of a run.

        A status typed in the moment between a run's last look and its write is written over:
        Sheets has no compare-and-swap, so nobody can see it. That is the one thing not done
        while a write is under way.
        """
        self.is_hasty = is_hasty
        statuses = [] if is_written_to else [self._set_status, self._set_status]
        act = self.chance.choice(
            [
                self._sort,
                self._insert_column,
                self._rename,
                self._type,
                self._type,
                *statuses,
                self._pause,
                self._double,
                self._delete,
            ]
        )
        act()
        return act.__name__

    def put_right(self) -> None:
        """Undo what stops the program altogether: give the headers their names again."""
        for title, column, header in self.renamed:
            place = next(
                (
                    n
                    for n, cell in enumerate(self.paper.tabs[title][0])
                    if cell == _mark(title, column)
                ),
                None,
            )
            if place is not None:
                self.paper.tabs[title][0][place] = header
        self.renamed.clear()

    def tidy(self) -> None:
        """Do what the program asks for: delete doubled rows, clear what it cannot understand.

        And what makes it ask for --force: a number of members that somebody typed.
        """
        typed = self._at(ROUNDS_TAB, "members")
        for row in self.paper.tabs[ROUNDS_TAB.title][1:]:
            if typed is not None and typed < len(row) and "stringValue" in (row[typed] or {}):
                row[typed] = None
        for tab in TABS:
            rows = self.paper.tabs[tab.title]
            seen: set[str] = set()
            for row in list(rows[1:]):
                key = _text(row, self._at(tab, tab.key)) if tab.key else ""
                if key and key in seen:
                    del rows[next(n for n, other in enumerate(rows) if other is row)]
                seen.add(key)
            for column, number in unreadable(self.paper, tab):
                rows[number - 1][column] = None
                if column == self._at(GROUPS_TAB, "meeting status"):
                    self._forget(tab, rows[number - 1])

    def theirs(self) -> dict[tuple[str, str, str], list[str]]:
        """Every value in a cell that is a person's, by tab, key and header.

        Rows of the Journal and of the Problems come and go, and notes in them with them.
        """
        found: dict[tuple[str, str, str], list[str]] = {}
        for tab in (tab for tab in TABS if tab not in (JOURNAL_TAB, PROBLEMS_TAB)):
            own = {c.title for c in tab.columns if c.owner is not CellOwner.PERSON}
            header = [_word(cell) for cell in self.paper.tabs[tab.title][0]]
            key_at = self._at(tab, tab.key) if tab.key else None
            for row in self.paper.tabs[tab.title][1:]:
                for name, cell in zip(header, row, strict=False):
                    if cell and name not in own and not name.startswith("renamed"):
                        key = _text(row, key_at) if tab.key else ""
                        found.setdefault((tab.title, key, name), []).append(_word(cell))
        return {place: sorted(values) for place, values in found.items()}

    def _at(self, tab: Tab, title: str) -> int | None:
        header = self.paper.tabs[tab.title][0]
        return next((n for n, cell in enumerate(header) if _word(cell) == title), None)

    def _forget(self, tab: Tab, row: list[Cell]) -> None:
        """A status is no longer what somebody typed, or nobody can say in which row."""
        if tab is GROUPS_TAB:
            self.confused.add(_text(row, self._at(GROUPS_TAB, "group key")))

    def _row(self, tab: Tab) -> list[Cell] | None:
        rows = [row for row in self.paper.tabs[tab.title][1:] if any(row)]
        return self.chance.choice(rows) if rows else None

    def _tab(self) -> Tab:
        return self.chance.choice([tab for tab in TABS if tab not in (JOURNAL_TAB, KEEP_APART_TAB)])

    def _sort(self) -> None:
        tab = self.chance.choice(TABS)
        header, *rows = self.paper.tabs[tab.title]
        column = self.chance.randrange(len(header))
        rows.sort(key=lambda row: _text(row, column), reverse=self.chance.random() < 0.5)
        self.paper.tabs[tab.title][1:] = rows

    def _insert_column(self) -> None:
        """A column of their own, with notes in it; in mid-run it is still blank."""
        tab = self.chance.choice(TABS)
        rows = self.paper.tabs[tab.title]
        if len(rows[0]) > len(tab.columns) + 3:
            return
        place = self.chance.randrange(len(rows[0]) + 1)
        for number, row in enumerate(rows):
            if place <= len(row):
                note = "" if self.is_hasty else f"note {number}"
                row.insert(place, _cell(note if number else f"mine {len(rows[0])}"))

    def _rename(self) -> None:
        tab = self._tab()
        header = self.paper.tabs[tab.title][0]
        column = self.chance.randrange(len(header))
        if header[column] and not _word(header[column]).startswith("renamed"):
            self.renamed.append((tab.title, column, header[column]))
            header[column] = _mark(tab.title, column)

    def _type(self) -> None:
        tab = self._tab()
        row = self._row(tab)
        if row is None:
            return
        header = self.paper.tabs[tab.title][0]
        column = self.chance.randrange(len(header))
        if _word(header[column]) in IDENTITY | {"meeting status"}:
            return
        row += [None] * (column + 1 - len(row))
        row[column] = _cell(self.chance.choice(WORDS))

    def _set_status(self) -> None:
        row, at, key = (
            self._row(GROUPS_TAB),
            self._at(GROUPS_TAB, "meeting status"),
            self._at(GROUPS_TAB, "group key"),
        )
        if row is None or at is None or key is None or not _text(row, key):
            return
        row += [None] * (at + 1 - len(row))
        if self.chance.random() < 0.3:
            row[at] = None
            self.typed.pop(_text(row, key), None)
        else:
            row[at] = _cell(self.chance.choice(STATUSES))
            self.typed.pop(_text(row, key), None)
            if _text(row, at) != _text(row, self._at(GROUPS_TAB, "status written")):
                self.typed[_text(row, key)] = _text(row, at)

    def _pause(self) -> None:
        row, at = self._row(PEOPLE_TAB), self._at(PEOPLE_TAB, "paused until")
        if row is not None and at is not None:
            row += [None] * (at + 1 - len(row))
            row[at] = _cell(self.chance.choice(("2026-12-24", "forever", "next week", "")))

    def _double(self) -> None:
        tab = self._tab()
        row = self._row(tab)
        if row is not None:
            self.paper.tabs[tab.title].append(list(row))
            self._forget(tab, row)

    def _delete(self) -> None:
        tab = self._tab()
        row = self._row(tab)
        if row is not None:
            self.paper.tabs[tab.title].remove(row)
            self._forget(tab, row)


def unreadable(paper: Paper, tab: Tab) -> list[tuple[int, int]]:
    """Cells the program says it cannot understand: column from 0, row as people count."""
    lines = paper.read("", [tab.title], "")["sheets"][0]["data"][0]["rowData"]
    cells = tuple(
        tuple(
            next(iter(cell.get("effectiveValue", {"": None}).values())) for cell in line["values"]
        )
        for line in lines
    )
    try:
        problems = understand(Grid(tab=tab, cells=cells)).problems
    except SetupError:
        return []
    found = []
    for problem in problems:
        place = re.fullmatch(r".*!([A-Z]+)(\d+)", problem.where)
        assert place is not None
        letters, number = place.groups()
        column = 0
        for letter in letters:
            column = 26 * column + ord(letter) - ord("A") + 1
        found.append((column - 1, int(number)))
    return found


def _cell(text: str) -> Cell:
    return {"stringValue": text} if text else None


def _mark(title: str, column: int) -> Cell:
    return {"stringValue": f"renamed {title} {column}"}


def _word(cell: Cell) -> str:
    return str(next(iter(cell.values()))) if cell else ""


def _text(row: list[Cell], column: int | None) -> str:
    return _word(row[column]) if column is not None and column < len(row) else ""
