"""The lines of a CSV file of another tool, each with its number; what can't be split is named.

A quote that is never closed costs the line it stands in and no other.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

SEPARATORS = (",", ";", "\t", "|")
LONGEST_LINE = 100_000  # characters
MOST_LINES = 50  # that one quoted cell may go on for

_BREAK = re.compile(r"\r\n|\r|\n")
_TOLD_SEPARATOR = re.compile(r"sep=(.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvLine:
    """One line as cells; `number` is where it begins in the file, from 1. A fault has no cells."""

    number: int
    cells: tuple[str, ...] = ()
    fault: str = ""


def split_lines(text: str, recognised: Callable[[Sequence[str]], int]) -> tuple[CsvLine, ...]:
    """The lines that hold something, the header first.

    The separator is the one that `sep=` names on the first line, else the one with which most
    titles of the header are `recognised`.
    """
    lines = _BREAK.split(text)
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    told = _TOLD_SEPARATOR.fullmatch(lines[start].strip("\ufeff\"' ")) if lines[start:] else None
    if told:
        found = tuple(_split(lines, start + 1, told[1]))
    else:
        ways = [(mark, next(_split(lines, start, mark), CsvLine(number=1))) for mark in SEPARATORS]
        best = max(ways, key=lambda way: (recognised(way[1].cells), len(way[1].cells)))
        found = tuple(_split(lines, start, best[0]))
    return found


def _split(lines: Sequence[str], start: int, separator: str) -> Iterator[CsvLine]:
    at, width = start, 0
    while at < len(lines):
        line, taken = _record(lines, at, separator, width)
        at += taken
        width = width or len(line.cells)
        if line.fault or any(map(str.strip, line.cells)):
            yield line


def _record(lines: Sequence[str], at: int, separator: str, width: int) -> tuple[CsvLine, int]:
    """The record that begins at a line, and over how many lines it goes."""
    number = at + 1
    if len(lines[at]) > LONGEST_LINE:
        return CsvLine(number=number, fault=f"longer than {LONGEST_LINE} characters"), 1
    if '"' not in lines[at]:
        return CsvLine(number=number, cells=tuple(lines[at].split(separator))), 1
    for taken in range(1, min(MOST_LINES, len(lines) - at) + 1):
        piece = lines[at : at + taken]
        if len(piece[-1]) > LONGEST_LINE:
            break
        cells = _cells(piece, separator)
        if cells is None:
            continue
        if taken > 1 and len(cells) < width:
            break
        return CsvLine(number=number, cells=cells), taken
    fault = "a quote is not closed, or stands where none may; write a quote in a name as two"
    return CsvLine(number=number, fault=fault), 1


def _cells(piece: Sequence[str], separator: str) -> tuple[str, ...] | None:
    """The cells of one record; None if its last quote is still open or it is malformed."""
    before = csv.field_size_limit(LONGEST_LINE * MOST_LINES)
    try:
        reader = csv.reader(
            [f"{line}\n" for line in piece],
            delimiter=separator,
            skipinitialspace=True,
            strict=True,
        )
        rows = list(reader)
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(before)
    return tuple(rows[0]) if len(rows) == 1 else None
