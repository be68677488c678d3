"""What one cell is made into by people and spreadsheet programs."""

import random
from dataclasses import dataclass
from datetime import date, datetime

from lunchbatch.core.ledger.cell_values import CellError, RawCell
from lunchbatch.core.ledger.columns import CellKind, Column, Tab, letters
from lunchbatch.core.ledger.date_cells import SERIAL_ZERO
from lunchbatch.core.ledger.tabs import TABS
from tests.behaviour.slips.scenes import LEDGERS, SCENES, healthy

WORDS = ("oops", "see thread", "Ana", "Ana and Ben", "#coffee", "vacation", "next Monday", "yes")
FORMS = ("%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%y", "%d %b %Y", "%b %d, %Y", "%Y-%m-%d 10:00")
BLANKS = (None, " ", "0", "FALSE", 0, False, "-", "N/A", CellError("#REF!"), CellError("#N/A"))
ORDERS = (
    "2026-12-24",
    "until further notice",
    "2",
    "closed_met",
    "stale",
    "again",
    "left out",
    "3",
)
Cells = tuple[tuple[RawCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One cell of a ledger, and what stands there instead."""

    scene: str
    ledger: str
    tab: Tab
    row: int
    column: int
    raw: RawCell

    @property
    def title(self) -> Column:
        return self.tab.columns[self.column]

    @property
    def where(self) -> str:
        return f"{self.tab.title}!{letters(self.column)}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.scene}, {self.ledger}: {self.where} ({self.title.title}) {self.raw!r:.80}"


def slips(count: int, seed: int) -> list[Slip]:
    """So many cells of any tab, each damaged in one of the ways of people and programs."""
    chance = random.Random(seed)
    spots = [
        (scene, tab, row, column)
        for scene in SCENES
        for tab in TABS
        for row in range(1, len(healthy(scene)[tab.title].cells))
        for column in range(len(tab.columns))
    ]
    found = []
    for _ in range(count):
        scene, tab, row, column = chance.choice(spots)
        raw = damaged(
            healthy(scene)[tab.title].cells, row, tab.columns[column].kind, column, chance
        )
        ledger = chance.choice(LEDGERS)
        slip = Slip(scene=scene, ledger=ledger, tab=tab, row=row, column=column, raw=raw)
        found.append(slip)
    return found


def damaged(cells: Cells, row: int, kind: CellKind, column: int, chance: random.Random) -> RawCell:
    raw = cells[row][column]
    ways = [*map(chance.choice, (BLANKS, WORDS, ORDERS, cells[row]))]
    other = chance.randrange(1, len(cells))
    ways.append(cells[other if other != row else max(1, row - 1)][column])  # filled down
    if isinstance(raw, str):
        ways += [rounded(raw, chance), f" {raw} ", raw.upper(), raw.replace("/", "-"), raw[:-1]]
        ways += [raw.replace(" ", ";"), raw.replace(".", ","), f"{raw}\n", raw + raw, raw[1:]]
    if isinstance(raw, int) or kind is CellKind.NUMBER:
        ways += [f"{raw}.0", f"{raw},0", "9" * 400, "1E+5", -1, 2.5]
    if isinstance(raw, date):
        ways += [raw.strftime(chance.choice(FORMS)), (raw - SERIAL_ZERO).days]
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
