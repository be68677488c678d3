"""Where things stand in the charts: numbers only; the template draws them and gives them colour.

A chart is 720 by 180 and stretched to the width of the page, its words excepted; y grows
downwards, as in SVG.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lunchbatch.core.figures import Figures, RoundFigures

WIDTH, HEIGHT = 720.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 8.0, 12.0, 26.0
ENDINGS = ("met", "scheduled", "no", "silent", "unclear")
_MOST_LABELS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A word beside an axis."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The stretch of one round, to point at, and what is said there."""

    x: float
    width: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One colour of a chart, by the name of its class: an SVG path."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A whole chart. `summary` says in words what it shows."""

    title: str
    summary: str
    shapes: tuple[Shape, ...]
    columns: tuple[Column, ...]
    across: tuple[Label, ...]
    up: tuple[Label, ...]


def endings(rounds: Sequence[RoundFigures], title: str, summary: str) -> Chart:
    """A bar a round: the share of its groups that met, are scheduled, did not, were silent."""
    step = _step(rounds)
    paths: dict[str, list[str]] = {kind: [] for kind in ENDINGS}
    columns = []
    for number, one in enumerate(rounds):
        x, width = LEFT + number * step + step * 0.1, step * 0.8
        counts = [getattr(one, kind) for kind in ENDINGS]
        tops = list(accumulate(counts))
        for kind, count, top in zip(ENDINGS, counts, tops, strict=True):
            if count:
                y, bottom = _y(top, one.groups), _y(top - count, one.groups)
                paths[kind].append(f"M{x:.1f} {y:.1f}h{width:.1f}V{bottom:.1f}h-{width:.1f}z")
        said = ", ".join(
            f"{count} {kind}" for kind, count in zip(ENDINGS, counts, strict=True) if count
        )
        columns.append(_column(number, step, f"{one.id}: {said or 'no group'}"))
    return Chart(
        title=title,
        summary=summary,
        shapes=tuple(Shape(kind=kind, path="".join(path)) for kind, path in paths.items() if path),
        columns=tuple(columns),
        across=_dates(rounds, step),
        up=tuple(Label(at=_y(share, 100), text=f"{share} %") for share in (0, 50, 100)),
    )


def participation(rounds: Sequence[RoundFigures], title: str, summary: str) -> Chart:
    """How many were introduced, as an area, and how many are in the channel, as a line."""
    top = _round_up(max((max(one.introduced, one.members) for one in rounds), default=0))
    came = [one.introduced for one in rounds]
    says = [f"{one.id}: {one.introduced} of {one.members} introduced" for one in rounds]
    shapes = (
        Shape(kind="came", path=_area(came, top)),
        Shape(kind="line", path=_line([one.members for one in rounds], top)),
    )
    return _curve(rounds, title, summary, says, shapes, top)


def connections(found: Figures) -> Chart:
    """How many pairs have met, as it grew."""
    rounds = found.rounds
    top = _round_up(max((one.connections for one in rounds), default=0))
    says = [f"{one.id}: {one.connections} pairs, {one.new_connections} new" for one in rounds]
    shapes = (Shape(kind="grown", path=_area([one.connections for one in rounds], top)),)
    last = rounds[-1].connections if rounds else 0
    summary = f"{last} pairs have met by the end; {found.possible} are possible among those here."
    return _curve(rounds, "Connections", summary, says, shapes, top)


def _curve(
    rounds: Sequence[RoundFigures],
    title: str,
    summary: str,
    says: Iterable[str],
    shapes: tuple[Shape, ...],
    top: int,
) -> Chart:
    step = _step(rounds)
    return Chart(
        title=title,
        summary=summary,
        shapes=shapes,
        columns=tuple(_column(number, step, said) for number, said in enumerate(says)),
        across=_dates(rounds, step),
        up=tuple(Label(at=_y(count, top), text=str(count)) for count in (0, top // 2, top)),
    )


def _step(rounds: Sequence[RoundFigures]) -> float:
    return (WIDTH - LEFT - RIGHT) / max(len(rounds), 1)


def _y(part: float, whole: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part / (whole or 1)


def _column(number: int, step: float, says: str) -> Column:
    return Column(x=round(LEFT + number * step, 1), width=round(step, 1), says=says)


def _points(counts: Sequence[int], top: int) -> str:
    step = (WIDTH - LEFT - RIGHT) / max(len(counts), 1)
    return "L".join(
        f"{LEFT + (number + 0.5) * step:.1f} {_y(count, top):.1f}"
        for number, count in enumerate(counts)
    )


def _line(counts: Sequence[int], top: int) -> str:
    return f"M{_points(counts, top)}" if counts else ""


def _area(counts: Sequence[int], top: int) -> str:
    if not counts:
        return ""
    half = (WIDTH - LEFT - RIGHT) / len(counts) / 2
    ground = _y(0, 1)
    return f"M{LEFT + half:.1f} {ground:.1f}L{_points(counts, top)}V{ground:.1f}z"


def _dates(rounds: Sequence[RoundFigures], step: float) -> tuple[Label, ...]:
    every = -(-len(rounds) // _MOST_LABELS) or 1
    return tuple(
        Label(at=round(LEFT + (number + 0.5) * step, 1), text=f"{one.slot:%d %b %y}")
        for number, one in enumerate(rounds)
        if number % every == 0
    )


def _round_up(most: int) -> int:
    """The next round number that has a half, at least 2."""
    unit = max(2, int(10 ** (len(str(most)) - 1)))
    return max(2, -(-most // unit) * unit)
