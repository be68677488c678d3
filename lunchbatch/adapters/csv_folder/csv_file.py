"""One CSV file: read as people's programs write it, written so that they can read it.

UTF-8 with or without a byte order mark, `,` or `;` (Excel writes `;` where the comma is the
decimal sign). Columns nobody knows, the order of rows and blank lines stay as they are. Text
that a spreadsheet program would evaluate gets an apostrophe in front (OWASP, "CSV Injection"),
also inside of a cell, where a program of another country sees a new one begin; so does text that
it would take for a number or a time and write otherwise, such as the id of a message. The
apostrophe is taken away again on reading.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from lunchbatch.core.ledger.cell_values import CellError, Value, write_cell
from lunchbatch.core.ledger.table import Grid
from lunchbatch.core.ledger.tabs import Tab
from lunchbatch.errors import SetupError

_MARK = "\ufeff"
# A program that takes another character for the separator sees the next cell begin behind it.
_BEGINS = r"(^|[,;\t\r\n|\"])"
# Excel takes full-width signs for the narrow ones.
_FORMULA = r"(?=[=+\-@\t\r\n＝＋－＠])"
_EVALUATED = re.compile(f"{_BEGINS}('*){_FORMULA}")
_ESCAPED = re.compile(f"{_BEGINS}('*)'{_FORMULA}")
# Not so short whole numbers and dates such as 2026-11-23, which come back as they were.
_KEPT = r"(?!(?:0|[1-9][0-9]{0,8}|[0-9]{4}-[0-9]{2}-[0-9]{2})$)"
_NUMBER = rf"{_KEPT}[$€£]?[0-9][0-9.,:/ %-]*(?:e[0-9]+|[ap]m)?"
_REWRITTEN = re.compile(f"'*{_NUMBER}", re.IGNORECASE)
_HELD = re.compile(f"'+{_NUMBER}", re.IGNORECASE)
_SHEET_ERROR = re.compile(r"#(REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|ERROR!)")
_TITLE_LINES = 10
_LONGEST_FIELD = 1_000_000  # characters; the csv module's own limit is lower

Lines = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvTab:
    """The contents of one file, cell by cell, and how the file was written."""

    tab: Tab
    lines: Lines
    comma: str = ","
    marked: bool = False
    is_gone: bool = False

    @property
    def grid(self) -> Grid:
        """What the core reads."""
        cells = tuple(tuple(map(_read, line)) for line in self.lines)
        return Grid(tab=self.tab, cells=cells, is_gone=self.is_gone)

    def text(self) -> str:
        """The file as it is written."""
        rows: list[str] = []
        # The writer puts a cell into quotes for the characters of its line end: for both of them.
        sink = SimpleNamespace(write=rows.append)
        csv.writer(sink, delimiter=self.comma, lineterminator="\r\n").writerows(self.lines)
        lines = "".join(row.removesuffix("\r\n") + "\n" for row in rows)
        return (_MARK if self.marked else "") + lines


def empty(tab: Tab) -> CsvTab:
    """A tab whose file does not exist yet: the header alone."""
    return CsvTab(tab=tab, lines=(tuple(column.title for column in tab.columns),), is_gone=True)


def content_of(path: Path) -> bytes:
    """The bytes of a file. Raises OSError; SetupError for what is no file and might never end."""
    if path.exists() and not path.is_file():
        raise SetupError(f"{path} is not a file; move it away, or name another folder")
    return path.read_bytes()


def parse(tab: Tab, content: bytes, path: Path) -> CsvTab:
    """Read a file. Raises SetupError if it is not text or not CSV."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise SetupError(
            f"{path} is not UTF-8; in Excel, save it as 'CSV UTF-8 (comma delimited)'"
        ) from None
    marked = text.startswith(_MARK)
    text = text.removeprefix(_MARK)
    if not text.strip():
        return empty(tab)
    comma = _comma(text)
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        lines = tuple(tuple(line) for line in reader)
    except csv.Error as fault:
        raise SetupError(
            f"{path}, line {reader.line_num}: not a CSV file ({fault}); mend the quotes there"
        ) from None
    return CsvTab(tab=tab, lines=lines, comma=comma, marked=marked)


def put(
    sheetful: CsvTab,
    cells: Iterable[tuple[int, int, Value]],
    drops: Iterable[int],
    rows: Iterable[dict[int, Value]],
) -> CsvTab:
    """The same with cells written (row, column, value), rows dropped, and rows added below."""
    lines = [list(line) for line in sheetful.lines]
    for row, column, value in cells:
        line = lines[row]
        line += [""] * (column + 1 - len(line))
        line[column] = stored(value)
    for row in sorted(set(drops), reverse=True):
        del lines[row]
    width = len(lines[0])
    for added in rows:
        line = [""] * max(width, max(added, default=-1) + 1)
        for column, value in added.items():
            line[column] = stored(value)
        lines.append(line)
    return CsvTab(
        tab=sheetful.tab,
        lines=tuple(tuple(line) for line in lines),
        comma=sheetful.comma,
        marked=sheetful.marked,
    )


def stored(value: Value) -> str:
    """A value as text: dates as 2026-11-23, nothing that a program would evaluate or rewrite."""
    raw = write_cell(value)
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return str(raw).upper()
    text = raw.isoformat() if isinstance(raw, date) else str(raw)
    text = _EVALUATED.sub(r"\1\2'", text)
    return f"'{text}" if isinstance(value, str) and _REWRITTEN.fullmatch(text) else text


def _read(text: str) -> str | CellError | None:
    if _SHEET_ERROR.fullmatch(text):
        return CellError(text)
    return (text[1:] if _HELD.fullmatch(text) else _ESCAPED.sub(r"\1\2", text)) or None


def _comma(text: str) -> str:
    """The separator of the header, quoted parts aside; a title may stand above it.

    The rows below it tell nothing: a cell of theirs may hold more of either than the header does.
    """
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.split("\n", _TITLE_LINES)[:_TITLE_LINES]]
    header = next((line for line in lines if max(line.count(";"), line.count(",")) > 1), lines[0])
    return ";" if header.count(";") > header.count(",") else ","
