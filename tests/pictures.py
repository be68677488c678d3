"""The pictures of README and docs, made anew from the demo: `python -m tests.pictures`.

Needs Debian's chromium, and its fonts-noto-color-emoji to show emoji. A picture shows a whole
message and is kept in at most 256 colours, which makes it a fifth of what the browser writes (PNG
specification, filters and palette).
"""

import struct
import subprocess
import sys
import tempfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

from tests.browser import browser_page
from tests.core.messages.samples import wording
from tests.core.messages.test_phone import page_in
from tests.demo.serve.clicking import Person
from tests.demo.serve.visitor import visited
from tests.tree import ROOT

PICTURES = ROOT / ".github/pictures"
WIDTH = 720
SHEET_WIDTH = 1200
MESSAGES = {
    "intro": "You're this round's",
    "check-in": "have you met yet?",
    "thanks": "Thanks for making the time.",
    "poll": "Tap your time:",
}
# Of all that members read, what most of them read most.
SHOWN = (
    *("everyday-intro", "checkpoint-quiet", "checkpoint-nudge", "closing-stale", "celebration"),
    *("poll-times", "lunch-ask", "welcome-everyone", "paused", "left-out", "digest"),
)
# DejaVu has some emoji in black and white; of Noto only the emoji are taken, for it has digits too.
IN_COLOUR = """@font-face {
  font-family: emoji;
  src: local("Noto Color Emoji");
  unicode-range: U+231A-23FF, U+2600-27BF, U+1F000-1FAFF;
}
body { font-family: emoji, "DejaVu Sans Condensed"; zoom: 0.6 }"""
OFFICE_WIDTH = 1120
BARTOSZ = "Bartosz Wiśniewski"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "lunchbatch", "demo", "--folder", str(folder / "demo")]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own demo
        pages = sorted((folder / "demo/pages").glob("0*.html"))
        shots = {name: first_message(pages, has) for name, has in MESSAGES.items()}
        shots["home"] = home_tab(sorted((folder / "demo/pages").glob("home-*.html")))
        with chdir(folder):
            shots["serve"] = office(Path("office"))
    for language in wording().languages:
        shots[f"messages-{language}"] = contact_sheet(language)
    for title, shot in shots.items():
        (PICTURES / f"{title}.png").write_bytes(small(shot))


def first_message(pages: Sequence[Path], has: str) -> bytes:
    """The whole of a message that says this, in a conversation of few if there is one."""
    with browser_page(width=WIDTH) as (tab, _):
        for page in reversed(pages):
            tab.goto(page.as_uri())
            found = tab.locator("article").filter(has_text=has)
            if found.count():
                return found.first.screenshot()
    raise LookupError(f"the demo has no message that says {has}")


def home_tab(pages: Sequence[Path]) -> bytes:
    """The first Home tab of somebody who has met people and is in a group."""
    with browser_page(width=WIDTH) as (tab, _):
        for page in pages:
            tab.goto(page.as_uri())
            if "Your group since" in tab.inner_text("main") and " 2026" in tab.inner_text("main"):
                return tab.locator(".home").screenshot()
    raise LookupError("the demo has no Home tab with a group and people met")


def contact_sheet(language: str) -> bytes:
    """What members read in one language, on phones side by side."""
    with browser_page(width=SHEET_WIDTH) as (tab, _):
        tab.set_content(page_in(language, SHOWN))
        tab.add_style_tag(content=IN_COLOUR)
        return tab.locator(".phones").screenshot()


def office(folder: Path) -> bytes:
    """What one sees of `demo --serve` after the first introductions, as one of the people."""
    with visited(folder) as visitor, browser_page(width=OFFICE_WIDTH) as (page, _):
        page.goto(visitor.address)
        person = Person(page)
        person.wait_and_run("coffee intro")
        page.get_by_role("navigation").get_by_role("link", name=BARTOSZ).click()
        person.click("calendar")
        page.evaluate("scrollTo(0, 0)")
        return page.screenshot()


def small(png: bytes) -> bytes:
    coarse = [
        [tuple(shade & 0xF8 | shade >> 5 for shade in pixel) for pixel in row]
        for row in pixels(png)
    ]
    colours = [colour for colour, _ in Counter(c for row in coarse for c in row).most_common(250)]
    nearest: dict[tuple[int, ...], int] = {colour: n for n, colour in enumerate(colours)}
    for row in coarse:
        for colour in row:
            if colour not in nearest:
                away = [sum((a - b) ** 2 for a, b in zip(colour, c, strict=True)) for c in colours]
                nearest[colour] = away.index(min(away))
    lines = b"".join(b"\0" + bytes(nearest[colour] for colour in row) for row in coarse)
    head = struct.pack(">IIBBBBB", len(coarse[0]), len(coarse), 8, 3, 0, 0, 0)
    palette = bytes(shade for colour in colours for shade in colour)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", palette),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def pixels(png: bytes) -> list[list[tuple[int, ...]]]:
    """The rows of a PNG of 8 bits a shade, without the transparency."""
    place, packed, width, depth = 8, b"", 0, 3
    while place < len(png):
        (size,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        body = png[place + 8 : place + 8 + size]
        if kind == b"IHDR":
            width, depth = struct.unpack(">I", body[:4])[0], {2: 3, 6: 4}[body[9]]
        packed += body if kind == b"IDAT" else b""
        place += size + 12
    raw, stride = zlib.decompress(packed), width * depth
    above, rows = bytes(stride), []
    for start in range(0, len(raw), stride + 1):
        above = unfiltered(raw[start], raw[start + 1 : start + 1 + stride], above, depth)
        rows.append([tuple(above[n : n + 3]) for n in range(0, stride, depth)])
    return rows


def unfiltered(kind: int, line: bytes, above: bytes, depth: int) -> bytes:
    done = bytearray(line)
    for n, value in enumerate(line):
        left = done[n - depth] if n >= depth else 0
        corner = above[n - depth] if n >= depth else 0
        done[n] = value + predicted(kind, left, above[n], corner) & 255
    return bytes(done)


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 3:
        return (0, left, up)[kind]
    if kind == 3:
        return (left + up) // 2
    guess = left + up - corner
    return min((left, up, corner), key=lambda shade: abs(guess - shade))


if __name__ == "__main__":
    main()
