"""The figures as Markdown, for the page of a GitHub run, which takes a mebibyte at most."""

from collections.abc import Iterator, Sequence

from lunchbatch.cli.output.github_actions import markdown as plain
from lunchbatch.cli.report.report_text import (
    MEMBER_HEADINGS,
    ROUND_HEADINGS,
    Called,
    headlines,
    member_cells,
    round_cells,
    sentences,
    title,
)
from lunchbatch.core.statistics import Figures

LONGEST = 900_000  # bytes; GitHub refuses a page above 1 MiB
_LONGEST_SENTENCE = 4_000
_FOOT = 200  # bytes kept for the lines that close a table


def markdown(found: Figures, called: Called, *, longest: int = LONGEST) -> str:
    """The figures within so many bytes: sentences, then rounds, then members, newest first.

    Rows that have no room are counted in the last line of their table.
    """
    parts = [f"## {plain(title(found))}\n\n"]
    if shown := headlines(found):
        row = "  ·  ".join(f"**{plain(figure)}** {plain(what)}" for figure, what in shown)
        parts.append(f"{row}\n\n")
    parts += [f"- {plain(_short(each))}\n" for each in sentences(found, called)]
    rounds = [round_cells(one) for one in reversed(found.rounds)]
    members = [member_cells(one, called) for one in found.members]
    for name, headings, rows in (
        ("Rounds", ROUND_HEADINGS, rounds),
        ("Members", MEMBER_HEADINGS, members),
    ):
        if rows:
            room = longest - sum(len(part.encode()) for part in parts)
            parts += _folded(name, headings, rows, room)
    return "".join(parts)


def _short(sentence: str) -> str:
    cut = sentence[:_LONGEST_SENTENCE]
    return sentence if cut == sentence else f"{cut.rpartition(',')[0]}, …"


def _folded(
    name: str, headings: Sequence[str], rows: Sequence[Sequence[str]], room: int
) -> Iterator[str]:
    head = f"\n<details><summary>{name} ({len(rows)})</summary>\n\n{_row(headings)}"
    head += _row(["---"] + ["---:"] * (len(headings) - 1), is_plain=True)
    room -= len(head.encode()) + _FOOT
    if room < 0:
        return
    yield head
    for number, row in enumerate(rows):
        line = _row(row)
        room -= len(line.encode())
        if room < 0:
            yield f"\n{len(rows) - number} more; the report as a file has all of them.\n"
            break
        yield line
    yield "\n</details>\n"


def _row(cells: Sequence[str], *, is_plain: bool = False) -> str:
    shown = (cell if is_plain else plain(" ".join(cell.split())) for cell in cells)
    return f"| {' | '.join(shown)} |\n"
