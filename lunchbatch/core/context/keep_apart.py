"""Who is never to be put together, from the tab Keep apart: a promise, whatever stands in it.

A cell that names nobody, or several people, is a problem with its address; until it is mended
everybody whom its row may mean is kept apart. Where that is nobody who could be kept apart, rounds
with the other person of the row are held. No sentence says who is meant: the tab is private.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from lunchbatch.core.context.name_lookup import (
    MISSING,
    NameLookup,
    PossiblePeople,
    name_lookup,
)
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.typed_rows import TypedCell
from lunchbatch.core.model.terms import CellProblem

PAIR = 2
SAME = "both cells mean the same person; write somebody else, or delete the row"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A row that can keep nobody apart yet; `people` are those it names, if anybody."""

    where: str
    people: frozenset[str]

    def concerns(self, members: Iterable[str]) -> bool:
        """Whether one of these members may be meant by it."""
        return not self.people or not self.people.isdisjoint(members)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepApart:
    """The tab Keep apart as a decision needs it."""

    pairs: frozenset[frozenset[str]] = frozenset()
    problems: tuple[CellProblem, ...] = ()
    held: tuple[HeldRow, ...] = ()

    def splits(self, members: Iterable[str]) -> bool:
        """Whether two of these people are to be kept apart."""
        people = set(members)
        return any(pair <= people for pair in self.pairs)


def keep_apart(context: PlanningContext) -> KeepApart:
    """Read the tab with everybody whom the ledger or Slack knows."""
    rows = context.records.apart
    return read_keep_apart(rows, name_lookup(context)) if rows else KeepApart()


def read_keep_apart(rows: Iterable[tuple[TypedCell, ...]], names: NameLookup) -> KeepApart:
    """Read the rows of the tab. While nobody is known by name yet, nothing is judged."""
    pairs: set[frozenset[str]] = set()
    problems: list[CellProblem] = []
    held: list[HeldRow] = []
    for row in rows if names.ids else ():
        cells = [cell for at, cell in enumerate(row) if cell.text or at < PAIR]
        meant = [names.may_mean(cell.text) for cell in cells]
        of_row = set(_pairs(meant))
        wrong = [
            cell.problem(who.fault) for cell, who in zip(cells, meant, strict=True) if who.fault
        ]
        if not of_row and not wrong:
            wrong = [cells[1].problem(SAME)]
        if not of_row or not _is_whole(meant):
            people = frozenset().union(*(who.people for who in meant))
            held.append(HeldRow(where=wrong[0].where, people=people))
        pairs |= of_row
        problems += wrong
    return KeepApart(pairs=frozenset(pairs), problems=tuple(problems), held=tuple(held))


def _is_whole(meant: Iterable[PossiblePeople]) -> bool:
    """Whether each cell names somebody; a blank one may stand beside a whole list."""
    found = list(meant)
    has_list = any(who.is_list for who in found)
    return all(who.people or (has_list and who.fault == MISSING) for who in found)


def _pairs(cells: list[PossiblePeople]) -> Iterator[frozenset[str]]:
    for one, other in combinations(cells, 2):
        yield from (frozenset({a, b}) for a in one.people for b in other.people if a != b)
    for cell in cells:
        if cell.is_list:
            yield from map(frozenset, combinations(sorted(cell.people), 2))
