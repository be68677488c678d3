"""A console in the middle of a round, and a slip in one cell of its ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lunchbatch.core.ledger.columns import Tab, letters
from tests.behaviour.console import Console, console

DONE, FAILED, TO_MEND = 0, 1, 2
THURSDAY = "2026-11-26 10:05"


@contextmanager
def introduced(folder: Path, ledger: str) -> Iterator[Console]:
    """Two groups of a round are introduced, and the next wake asks them how it stands."""
    with console(folder, has_sheet=ledger == "sheet") as ready:
        assert ready.calls().exit_code == DONE
        yield ready.at(THURSDAY)


def address(ready: Console, tab: Tab, key: str, title: str) -> str:
    """Where a cell is: `Groups!K2`."""
    row = 2 + ready.world.books.sees(tab, tab.key).index(key)
    column = [each.title for each in tab.columns].index(title)
    return f"{tab.title}!{letters(column)}{row}"
