"""Addresses: `'My tab'!A1:D4` to a box of cells and back, as the Sheets API does it."""

import re
from dataclasses import dataclass

_CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d*)?")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[1-9]\d*|[Rr]\d*[Cc]\d*")
_PLAIN_TITLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Box:
    """Half-open ranges of rows and columns counted from 0; None is as far as the tab goes."""

    top: int = 0
    bottom: int | None = None
    left: int = 0
    right: int | None = None

    def within(self, rows: int, columns: int) -> "Box":
        """The same with its open ends closed at the edge of the tab."""
        return Box(
            self.top,
            rows if self.bottom is None else self.bottom,
            self.left,
            columns if self.right is None else self.right,
        )

    def holds(self, row: int, column: int) -> bool:
        below = self.bottom is None or row < self.bottom
        beside = self.right is None or column < self.right
        return self.top <= row and below and self.left <= column and beside


def letters(index: int) -> str:
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_index(name: str) -> int:
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def split_title(text: str, titles: list[str]) -> tuple[str, str]:
    """Title and cell part; without a title the first tab is meant. ValueError if unknown."""
    quoted = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text, re.DOTALL)
    if quoted:
        title, cells = quoted[1].replace("''", "'"), quoted[2] or ""
    elif "!" in text:
        title, _, cells = text.rpartition("!")
    elif text in titles and not _LOOKS_LIKE_A_CELL.fullmatch(text):
        title, cells = text, ""
    else:
        title, cells = titles[0], text
    found = [known for known in titles if known.casefold() == title.casefold()]
    if not found:
        raise ValueError(text)
    return found[0], cells


def parse_box(cells: str) -> Box:
    """`A1`, `A1:D4`, `A:A`, `2:3`, `A2:C`, `A1:2`, reversed ends too. ValueError if none."""
    if not cells:
        return Box()
    first, colon, last = cells.partition(":")
    top, left = _ends(first)
    bottom, right = _ends(last if colon else first)
    if top is None and left is None:
        raise ValueError(cells)
    if top is not None and bottom is not None and bottom < top:
        top, bottom = bottom, top
    if left is not None and right is not None and right < left:
        left, right = right, left
    return Box(
        top or 0,
        None if bottom is None else bottom + 1,
        left or 0,
        None if right is None else right + 1,
    )


def _ends(text: str) -> tuple[int | None, int | None]:
    match = _CELL.fullmatch(text)
    if match is None or not text:
        raise ValueError(text)
    row = int(match[2]) - 1 if match[2] else None
    return row, column_index(match[1]) if match[1] else None


def echo(title: str, box: Box) -> str:
    """The way Google writes a closed range in its answers."""
    plain = _PLAIN_TITLE.fullmatch(title) and not _LOOKS_LIKE_A_CELL.fullmatch(title)
    name = title if plain else "'" + title.replace("'", "''") + "'"
    assert box.bottom is not None
    assert box.right is not None
    first = f"{letters(box.left)}{box.top + 1}"
    last = f"{letters(box.right - 1)}{box.bottom}"
    return f"{name}!{first}" if first == last else f"{name}!{first}:{last}"
