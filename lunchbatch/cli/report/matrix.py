"""Who met whom: a square with a row and a column for each member, those of a team together.

It is drawn as three paths whatever its size, so that three hundred people stay light; a pair is a
dash, the thicker the more often they met, so that nobody has to tell colours apart.
"""

from dataclasses import dataclass

from lunchbatch.core.statistics import Figures, MemberFigures

KINDS = {
    "introduced": "introduced, not met",
    "once": "met once",
    "often": "met twice or more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One colour of the matrix, by the name of its class: an SVG path."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The members of a team, from one row to the next; rows count from 0."""

    name: str
    start: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The square. `pairs` hold two places in `members`, times introduced, times met."""

    members: tuple[MemberFigures, ...]
    bands: tuple[Band, ...]
    shapes: tuple[Shape, ...]
    pairs: tuple[tuple[int, int, int, int], ...]


def matrix(found: Figures) -> Matrix:
    """All who are here and were ever introduced, by team and id."""
    here = [one for one in found.members if one.is_here and one.ever_introduced]
    members = sorted(here, key=lambda one: (not one.team, one.team, one.id))
    place = {one.id: number for number, one in enumerate(members)}
    pairs = tuple(
        (place[pair.a], place[pair.b], pair.introduced, pair.met)
        for pair in found.pairs
        if pair.a in place and pair.b in place
    )
    paths: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for a, b, _, met in pairs:
        kind = "introduced" if not met else "once" if met == 1 else "often"
        paths[kind] += (f"M{a} {b}h1", f"M{b} {a}h1")
    return Matrix(
        members=tuple(members),
        bands=_bands(members),
        shapes=tuple(Shape(kind=kind, path="".join(path)) for kind, path in paths.items()),
        pairs=pairs,
    )


def _bands(members: list[MemberFigures]) -> tuple[Band, ...]:
    teams = [one.team for one in members]
    return tuple(
        Band(name=team or "no team", start=teams.index(team), size=teams.count(team))
        for team in dict.fromkeys(teams)
    )
