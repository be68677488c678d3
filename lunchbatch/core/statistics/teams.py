"""Which teams meet which."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations_with_replacement

from lunchbatch.core.statistics.figures import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCell:
    """Two teams (or one, within itself): pairs of their people who have met, of all there are."""

    a: str
    b: str
    met: int
    possible: int


def teams(found: Figures) -> tuple[TeamCell, ...]:
    """Each two teams of the people who are here and take part; () where nobody has a team.

    People without one are left out.
    """
    of = {
        one.id: one.team
        for one in found.members
        if one.team and one.is_here and one.ever_introduced
    }
    sizes = Counter(of.values())
    met: Counter[tuple[str, str]] = Counter()
    for pair in found.pairs:
        if pair.met and pair.a in of and pair.b in of:
            a, b = sorted((of[pair.a], of[pair.b]))
            met[a, b] += 1
    return tuple(
        TeamCell(
            a=a,
            b=b,
            met=met[a, b],
            possible=sizes[a] * (sizes[a] - 1) // 2 if a == b else sizes[a] * sizes[b],
        )
        for a, b in combinations_with_replacement(sorted(sizes), 2)
    )
