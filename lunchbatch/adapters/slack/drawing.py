"""A bar chart as a PNG: a bar a round, of its groups those that met in green, with their number.

Written with zlib alone (PNG specification, third edition, sections 5 and 11): four colours and
rectangles need no library, and one that knows images would be installed at every wake.
"""

import struct
import zlib
from collections.abc import Iterable

from lunchbatch.core.posts import Picture

WIDTH, HEIGHT = 640, 200
_TOP, _GROUND, _SIDE = 40, 190, 10
_WIDEST, _DOT = 56, 4
# White, the groups, those that met, the numbers.
_PALETTE = bytes.fromhex("ffffffd3d7db1a7f5a1d1c1d")
_ALL, _MET, _INK = 1, 2, 3
# The rows of each figure from above, three dots each, as an octal number.
_FIGURES = (75557, 26227, 71747, 71717, 55711, 74717, 74757, 71111, 75757, 75717)


def draw(picture: Picture) -> bytes:
    """The picture, 640 by 200."""
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    room = (WIDTH - 2 * _SIDE) // len(picture.bars)
    width = min(room * 2 // 3, _WIDEST)
    most = max(bar.groups for bar in picture.bars)
    for number, bar in enumerate(picture.bars):
        left = _SIDE + number * room + (room - width) // 2
        for count, colour in ((bar.groups, _ALL), (bar.met, _MET)):
            top = _GROUND - (_GROUND - _TOP) * count // most
            _fill(rows, left, top, width, _GROUND - top, colour)
        _write(rows, str(bar.met), left + width // 2, _TOP - 7 * _DOT)
    return _png(rows)


def _fill(rows: list[bytearray], left: int, top: int, width: int, height: int, colour: int) -> None:
    for row in rows[top : top + height]:
        row[left : left + width] = bytes([colour]) * width


def _write(rows: list[bytearray], text: str, middle: int, top: int) -> None:
    left = middle - (4 * len(text) - 1) * _DOT // 2
    for place, figure in enumerate(text):
        for down, dots in enumerate(str(_FIGURES[int(figure)])):
            for across in range(3):
                if int(dots) & 4 >> across:
                    x = left + (4 * place + across) * _DOT
                    _fill(rows, x, top + down * _DOT, _DOT, _DOT, _INK)


def _png(rows: Iterable[bytearray]) -> bytes:
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", head), (b"PLTE", _PALETTE), (b"IDAT", lines), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )
