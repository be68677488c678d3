"""Checks a tab against its declaration (columns, formats, dropdowns, colours); finds lost tabs.

`setup` makes it so, `check` says where it is not. A column that a person added, renamed or took
away is never guessed at: it is named, and left as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from lunchbatch.core.ledger.cell_values import RawCell, round_date
from lunchbatch.core.ledger.columns import (
    CellKind,
    CellOwner,
    Column,
    Tab,
    column_names,
    header_below,
    letters,
    misplaced_sentence,
    renamed_from,
    renamed_sentence,
)
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import (
    ANSWERS_TAB,
    DRAFT_TAB,
    GROUPS_TAB,
    JOURNAL_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
    TABS,
)
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.model.terms import CellProblem, Status
from lunchbatch.errors import SetupError


class Format(StrEnum):
    """How a column shows and keeps what is typed into it."""

    TEXT = "text"  # literal: an id is never made a number, a name never a formula
    DATE = "date"
    NUMBER = "number"


def colour_of(status: Status) -> str:
    """The background of a status, as #rrggbb: pale, so that text on it stays readable."""
    match status:
        case Status.OPEN:
            return "#fff2cc"
        case Status.SCHEDULED:
            return "#cfe2f3"
        case Status.CLOSED_MET:
            return "#d9ead3"
        case Status.CLOSED_NO:
            return "#f4cccc"
        case Status.CLOSED_SCHEDULED:
            return "#d0e0e3"
        case Status.CLOSED_STALE:
            return "#efefef"
        case _:
            assert_never(status)


WAITING = "#fce5cd"
LEFT_OUT = "left out"
"""What stands in Draft as the group of people who are in none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourRule:
    """The colour of the cells of a column that hold a text, or for which a formula is not 0."""

    column: str
    colour: str
    text: str = ""
    formula: str = ""


def colours_of(tab: Tab, at: Mapping[str, int]) -> tuple[ColourRule, ...]:
    """What is coloured in a tab whose columns stand there: statuses, and what waits for a yes."""
    rules: list[ColourRule] = []
    for column in tab.columns:
        place = letters(at.get(column.title, 0))
        if choices_of(column):
            rules += [
                ColourRule(column=column.title, colour=colour_of(status), text=status)
                for status in Status
            ]
        elif column.kind is CellKind.APPROVAL:
            # Without a comma or semicolon: which of them parts arguments depends on the locale.
            formula = f"=ISLOGICAL(${place}2)*NOT(${place}2)"
            if tab is ROUNDS_TAB:
                formula += f'*(${letters(at.get("stage", 0))}2="draft")'
            rules.append(ColourRule(column=column.title, colour=WAITING, formula=formula))
        elif tab is DRAFT_TAB and column.title == "group":
            colour = colour_of(Status.CLOSED_STALE)
            rules.append(ColourRule(column=column.title, colour=colour, text=LEFT_OUT))
    return tuple(rule for rule in rules if rule.column in at)


def format_of(column: Column) -> Format | None:
    """How a column is to be formatted; None for one that people may format as they like."""
    match column.kind:
        case CellKind.DATE | CellKind.PAUSE:
            return Format.DATE
        case CellKind.NUMBER | CellKind.RHYTHM:
            return Format.NUMBER
        case CellKind.APPROVAL:
            return None
        case CellKind.TEXT if column.owner is not CellOwner.PROGRAM:
            return None
        case _:
            return Format.TEXT


def choices_of(column: Column) -> tuple[str, ...]:
    """What a column offers in a dropdown; () for none. Only where people choose."""
    is_chosen = column.kind is CellKind.STATUS and column.owner is CellOwner.SHARED
    return tuple(Status) if is_chosen else ()


def is_the_programs(column: Column) -> bool:
    """Whether a person who edits this column is warned first."""
    return column.owner is CellOwner.PROGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header row against its declaration: where columns are, and which are to be added.

    `at` counts columns from 0. `problems` are columns that a person must look at; nothing is
    added for them.
    """

    at: Mapping[str, int]
    added: tuple[Column, ...]
    problems: tuple[CellProblem, ...]


def examine(tab: Tab, cells: Sequence[Sequence[RawCell]], link: str = "") -> Header:
    """What the header row (row 0 of the cells) has, and what it lacks.

    An empty tab lacks everything. In one with columns, an optional column of a person's that
    is not there was taken away by them, and stays away.
    """
    if below := header_below(tab, cells):
        what = misplaced_sentence(tab, below)
        problem = CellProblem(where=f"{tab.title}!1:1", what=what, link=link)
        return Header(at={}, added=(), problems=(problem,))
    header = cells[0] if cells else ()
    folded = [fold(cell) for cell in header]
    is_new = not any(fold(cell) for row in cells for cell in row)
    at: dict[str, int] = {}
    added: list[Column] = []
    problems: list[CellProblem] = []
    for column in tab.columns:
        places = [n for n, name in enumerate(folded) if name in column_names(column)]
        if places:
            at[column.title] = places[0]
        if len(places) > 1:
            problems.append(_doubled(tab, column, places, link))
        elif not places and (is_new or not (column.optional and column.owner is CellOwner.PERSON)):
            renamed = _renamed(tab, column, header, link)
            if renamed is None:
                added.append(column)
            else:
                problems.append(renamed)
    if not is_new and not at:
        return Header(at={}, added=(), problems=(_headless(tab, link),))
    return Header(at=at, added=tuple(added), problems=tuple(problems))


def lacking(
    tab: Tab, cells: Sequence[Sequence[RawCell]], link: str = ""
) -> tuple[CellProblem, ...]:
    """What `check` says of a header row; () when a run can work with it."""
    found = examine(tab, cells, link)
    missing = [column.title for column in found.added if not column.optional]
    if not missing:
        return found.problems
    named = ", ".join(f"'{title}'" for title in missing)
    what = f"the header row lacks {named}; run setup, which adds what is missing"
    return (*found.problems, CellProblem(where=f"{tab.title}!1:1", what=what, link=link))


def require_history(snapshot: Snapshot) -> Snapshot:
    """The same snapshot. Raises SetupError where a whole tab is lost that others know to be used.

    What was never used is missing everywhere; that is a new ledger.
    """
    lost = lost_tab(snapshot)
    if lost:
        raise SetupError(lost)
    return snapshot


def lost_tab(snapshot: Snapshot) -> str:
    """What to do about a lost tab, in a sentence; empty when there is none."""
    known = {tab.title: rounds for tab in KNOWING_ROUNDS if (rounds := _rounds_in(snapshot[tab]))}
    for tab in _lost(snapshot, known):
        others = {title: rounds for title, rounds in known.items() if title != tab.title}
        if others:
            anew = f"to begin anew, empty {' and '.join(others)} too"
            if tab in (KEEP_APART_TAB, ANSWERS_TAB):
                anew = "or run setup, which makes an empty one"
            return (
                f"{tab.title} is gone or empty, while {' and '.join(others)} "
                f"{'know' if len(others) > 1 else 'knows'} of {max(set().union(*others.values()))};"
                f" put {tab.title} back (in a Sheet: File, Version history; in a folder: a copy of "
                f"{tab.title}.csv); {anew}"
            )
    return ""


KNOWING_ROUNDS = (GROUPS_TAB, ROUNDS_TAB, ANSWERS_TAB, JOURNAL_TAB, DRAFT_TAB)


def _lost(snapshot: Snapshot, known: Mapping[str, set[str]]) -> Iterator[Tab]:
    """Tabs that are gone or empty, where others were not written without them."""
    is_introduced = any(map(_introduced, snapshot[ROUNDS_TAB].rows))
    # A draft and an open poll have no groups yet: no file of them was ever made.
    is_told = any(row.key.endswith(" intro") for row in snapshot[JOURNAL_TAB].rows)
    if not snapshot[GROUPS_TAB].rows and (
        is_introduced or (snapshot[GROUPS_TAB].is_gone and is_told)
    ):
        yield GROUPS_TAB
    if snapshot[ROUNDS_TAB].is_gone and (len(known) > 1 or DRAFT_TAB.title in known):
        yield ROUNDS_TAB
    if is_introduced and not snapshot[PEOPLE_TAB].rows:
        yield PEOPLE_TAB
    if snapshot[KEEP_APART_TAB].is_gone:
        yield KEEP_APART_TAB
    # A group without members says there where they went.
    if snapshot[ANSWERS_TAB].is_gone and any(
        row.values["answers"] and row.values["member ids"] for row in snapshot[GROUPS_TAB].rows
    ):
        yield ANSWERS_TAB


def _introduced(row: Row) -> bool:
    stages = str(row.values["stages"] or "")
    return bool(row.values["groups"]) and ("intro=" in stages or "groups=" in stages)


def _rounds_in(table: Table) -> set[str]:
    """The rounds that a tab speaks of."""
    stems = ("/".join(row.key.partition(" ")[0].split("/")[:2]) for row in table.rows)
    return {stem for stem in stems if round_date(stem) is not None}


def stand_in(tab: Tab, others: Iterable[tuple[str, Sequence[RawCell]]]) -> str | None:
    """The tab, of those that are not ours, that seems to be this one under another name."""
    wanted = {fold(column.title) for column in tab.columns if not column.optional}
    for title, header in others:
        if tab.columns and len(wanted & {fold(cell) for cell in header}) > len(wanted) / 2:
            return title
    return None


def tabs_of(*, keep_apart_elsewhere: bool) -> tuple[Tab, ...]:
    """The tabs that belong into the main ledger."""
    return tuple(tab for tab in TABS if tab is not KEEP_APART_TAB or not keep_apart_elsewhere)


def _headless(tab: Tab, link: str) -> CellProblem:
    what = (
        f"this row holds none of the headers of {tab.title}; insert an empty row above it and "
        "run setup, or give the tab another name"
    )
    return CellProblem(where=f"{tab.title}!1:1", what=what, link=link)


def _doubled(tab: Tab, column: Column, places: Sequence[int], link: str) -> CellProblem:
    where = " and ".join(f"{tab.title}!{letters(place)}1" for place in places)
    what = f"both say '{column.title}'; rename or delete one of the two columns"
    return CellProblem(where=where, what=what, link=link)


def _renamed(tab: Tab, column: Column, header: Sequence[RawCell], link: str) -> CellProblem | None:
    place = renamed_from(tab, column, header)
    if place is None:
        return None
    return CellProblem(
        where=f"{tab.title}!{letters(place)}1",
        what=f"{renamed_sentence(column, header[place])}; or, if that is a column of yours, "
        "give it a name that is less alike",
        link=link,
    )
