"""The figures as lines for a terminal."""

from collections.abc import Iterator

from lunchbatch.cli.report.report_text import ROUND_HEADINGS, Called, round_cells, sentences, title
from lunchbatch.core.statistics import Figures


def lines(found: Figures, called: Called) -> Iterator[str]:
    """A table of the rounds, then what they come to."""
    yield title(found)
    if found.rounds:
        yield ""
        yield from _table([ROUND_HEADINGS, *map(round_cells, found.rounds)])
    yield ""
    yield from sentences(found, called)


def _table(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()
