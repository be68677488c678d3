"""Whatever one cell of a ledger in mid-round is made into: it is named, or nobody hears a change.

In CI a fixed sample runs; `python -m tests.behaviour.slips.test_any_slip 50000` runs more.
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from lunchbatch.core.context.plan_model import ManualRequest, Plan
from lunchbatch.core.ledger.cell_values import CellError, RawCell
from lunchbatch.core.ledger.columns import CellKind, CellOwner, Column, Tab, letters
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Grid, Snapshot, Table, understand
from lunchbatch.core.ledger.tabs import DRAFT_TAB, KEEP_APART_TAB, TABS
from lunchbatch.core.model.messages import Reaction
from lunchbatch.core.planning.plan import plan
from lunchbatch.core.planning.slack_needs import needs
from tests.core.planning.test_plan import EVERYBODY, ROUND, running
from tests.core.views import Lines, grid, snapshot, view

WAKES = ("2026-11-25 10:01", "2026-11-27 14:01")
SAMPLE = 2_000
WORDS = ("oops", "see thread", "Ana", "Ana and Ben", "#coffee", "vacation", "next Monday", "yes")
FORMS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%y", "%d %b %Y", "%b %d, %Y", "%Y-%m-%d 10:00")
BLANKS = (None, " ", "0", "FALSE", 0, False, "-", "N/A", CellError("#REF!"), CellError("#N/A"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One cell, and what stands there instead."""

    tab: Tab
    row: int
    column: int
    raw: RawCell

    @property
    def where(self) -> str:
        return f"{self.tab.title}!{letters(self.column)}{self.row + 1}"


def ledger() -> Lines:
    """A round in mid-way, with all that the journal and Answers know of it."""
    lines: dict[str, list[dict[str, Any]]] = {
        title: [dict(line) for line in rows] for title, rows in running().items()
    }
    (claim,), (answer,) = lines["Journal"], lines["Answers"]
    sent = [f"{number} {stage}" for number in (1, 2) for stage in ("intro", "checkpoint-1")]
    lines["Journal"] = [
        {
            **claim,
            "effect": f"{ROUND}/{effect}",
            "channel": f"C100{effect[0]}",
            "ts": f"{1763886900 if 'intro' in effect else 1764060000}.00000{effect[0]}",
        }
        for effect in sent
    ]
    lines["Answers"] += [
        {
            **answer,
            "answer key": f"{ROUND}/2 intro/wish U0000003",
            "group key": f"{ROUND}/2",
            "member id": "U0000003",
            "answer": "skip until 2026-12-08",
        }
    ]
    lines["People"][6] |= {"silent rounds": 1, "silent since": "coffee/2026-11-16"}
    return {title: list(rows) for title, rows in lines.items()}


@cache
def healthy() -> Mapping[str, Grid]:
    lines = ledger()
    return {tab.title: grid(tab, lines.get(tab.title, ())) for tab in TABS}


@cache
def tables() -> Mapping[str, Table]:
    return {title: understand(each) for title, each in healthy().items()}


def slip(chance: random.Random) -> Slip:
    """Any cell that holds something, damaged in one of the ways of people and programs."""
    spots = [
        (tab, row, column)
        for tab in TABS
        for row, cells in enumerate(healthy()[tab.title].cells[1:], start=1)
        for column, raw in enumerate(cells)
        if tab not in {DRAFT_TAB, KEEP_APART_TAB} and not is_an_order(tab.columns[column])
    ]
    tab, row, column = chance.choice(spots)
    return Slip(tab=tab, row=row, column=column, raw=damaged(tab, row, column, chance))


def is_an_order(column: Column) -> bool:
    """A cell in which a person says what they want, or which tells theirs from the program's."""
    return column.owner is not CellOwner.PROGRAM or column.title.endswith(" written")


def damaged(tab: Tab, row: int, column: int, chance: random.Random) -> RawCell:
    cells = healthy()[tab.title].cells
    raw = cells[row][column]
    kind = tab.columns[column].kind
    ways = [chance.choice(BLANKS), chance.choice(WORDS), filled_down(cells, row, column, chance)]
    ways.append(neighbour(cells, row, chance))
    if isinstance(raw, str):
        ways += [rounded(raw, chance), f" {raw} ", raw.upper(), raw.replace("/", "-"), raw[:-1]]
        ways += [raw.replace(" ", ";"), raw.replace(".", ","), f"{raw}\n", raw + raw, raw[1:]]
    if isinstance(raw, int) or kind is CellKind.NUMBER:
        ways += [f"{raw}.0", f"{raw},0", "9" * 400, "1E+5", -1, 2.5]
    if isinstance(raw, date):
        ways += [raw.strftime(chance.choice(FORMS)), (raw - date(1899, 12, 30)).days]
    if kind is CellKind.MOMENT and isinstance(raw, str):
        ways += [raw[:19], raw[:10], datetime.fromisoformat(raw).strftime("%d.%m.%Y %H:%M")]
    return chance.choice(ways)


def rounded(text: str, chance: random.Random) -> RawCell:
    """A message id, or whatever looks like a number, as a spreadsheet keeps it."""
    try:
        number = float(text)
    except ValueError:
        return text
    cut = f"{number:.5f}".rstrip("0").rstrip(".")
    ways: list[RawCell] = [cut, f"{number:.2e}", int(number), number]
    return chance.choice(ways)


def filled_down(
    cells: tuple[tuple[RawCell, ...], ...], row: int, column: int, chance: random.Random
) -> RawCell:
    other = chance.randrange(1, len(cells))
    return cells[other if other != row else max(1, row - 1)][column]


def neighbour(cells: tuple[tuple[RawCell, ...], ...], row: int, chance: random.Random) -> RawCell:
    return chance.choice(cells[row])


def after(one: Slip) -> Snapshot:
    good = healthy()[one.tab.title]
    cells = [list(row) for row in good.cells]
    cells[one.row][one.column] = one.raw
    bad = understand(replace(good, cells=tuple(map(tuple, cells))))
    return name_contradictions(Snapshot(tables={**tables(), one.tab.title: bad}))


def decide(known: Snapshot, when: str) -> Plan:
    """As a run does it; two people have answered, and everybody is in the channel."""
    base = view(when, EVERYBODY)
    found = records(known)
    wanted = needs(base.policy, found, base.now, ManualRequest())
    said = (Reaction(emoji="calendar", members=("U0000000", "U0000002")),)
    seen = replace(
        base.slack,
        members=base.slack.members if wanted.channels else {},
        reactions=dict.fromkeys(wanted.messages, said),
    )
    return plan(replace(base, records=found, slack=seen))


@cache
def heard(when: str) -> tuple[object, ...]:
    return _heard(decide(name_contradictions(Snapshot(tables=tables())), when))


def _heard(made: Plan) -> tuple[object, ...]:
    return tuple((each.key, each.to, each.message) for each in made.effects)


def outcome(one: Slip) -> str:
    """`named` with an address in its row, `harmless`, or `wrong`."""
    known = after(one)
    row = re.compile(rf"{one.tab.title}![A-Z]+{one.row + 1}\b")
    if any(row.search(f"{problem} ") for problem in known.problems):
        for when in WAKES:
            decide(known, when)
        return "named"
    same = all(_heard(decide(known, when)) == heard(when) for when in WAKES)
    return "harmless" if same else "wrong"


def slips(count: int, seed: int) -> list[Slip]:
    chance = random.Random(seed)
    return [slip(chance) for _ in range(count)]


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_cell_is_named_or_changes_nothing_that_anybody_hears(part: int) -> None:
    wrong = [(one.where, one.raw) for one in slips(SAMPLE // 4, part) if outcome(one) == "wrong"]

    assert wrong == []


def test_a_healthy_ledger_has_nothing_to_name() -> None:
    assert name_contradictions(snapshot(ledger())).problems == ()


def main(count: int) -> None:
    """So many slips, and what became of them."""
    counted: Counter[str] = Counter()
    for number, one in enumerate(slips(count, 7)):
        found = outcome(one)
        counted[found] += 1
        if found == "wrong":
            sys.stdout.write(f"{number}: {one.where} {one.raw!r:.80}\n")
    sys.stdout.write(f"{dict(counted)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
