"""Who can be placed at all: the most people in pairs and threes of those who may meet.

Any larger group splits into pairs and threes, so a cover by those seats as many people as any
groups could. It is found exactly (Cornuéjols, Hartvigsen, Pulleyblank: Packing subgraphs in a
graph, 1982): a largest matching, then the odd components that some largest matching leaves one
person short of, each of which either has a three to close it or not.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from lunchbatch.core.matching.edmonds import FREE, even_vertices, largest_matching

MayMeet = Callable[[tuple[int, ...]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Pairs and threes, and for whoever cannot be placed the proof.

    The members of `short` can meet nobody outside their own component but the members of
    `needed`, who are too few for all of them.
    """

    groups: tuple[tuple[int, ...], ...]
    out: tuple[int, ...]
    short: tuple[int, ...]
    needed: tuple[int, ...]


def cover(near: Sequence[Sequence[int]], may_meet: MayMeet) -> Cover:
    """The most people in pairs (edges of `near`) and threes (that `may_meet`)."""
    mate = largest_matching(near)
    if FREE not in mate:
        return Cover(groups=_pairs(mate), out=(), short=(), needed=())
    even = even_vertices(near, mate)
    needed = sorted({other for one in even for other in near[one]} - even)
    groups: list[tuple[int, ...]] = [
        pair for pair in _pairs(mate) if not even & set(pair) and not set(needed) & set(pair)
    ]
    parts = _components(near, even)
    closed = [_close(part, near, may_meet) for part in parts]
    taken = _share(parts, needed, near, [number for number, by in enumerate(closed) if not by])
    out: list[int] = []
    short: list[int] = []
    for number, part in enumerate(parts):
        claimed = taken.get(number)
        alone = part[0] if claimed is None else next(v for v in part if claimed in near[v])
        closing = closed[number]
        if claimed is None and closing:
            groups += closing
            continue
        groups += _perfect([v for v in part if v != alone], near)
        if claimed is None:
            out.append(alone)
        else:
            groups.append((min(alone, claimed), max(alone, claimed)))
        if not closing:
            short += part
    return Cover(
        groups=tuple(sorted(groups)),
        out=tuple(sorted(out)),
        short=tuple(sorted(short)) if out else (),
        needed=tuple(needed) if out else (),
    )


def _pairs(mate: list[int]) -> tuple[tuple[int, int], ...]:
    return tuple((one, other) for one, other in enumerate(mate) if one < other)


def _components(near: Sequence[Sequence[int]], within: set[int]) -> list[list[int]]:
    parts, seen = [], set[int]()
    for start in sorted(within):
        if start in seen:
            continue
        part, stack = {start}, [start]
        while stack:
            fresh = within.intersection(near[stack.pop()]) - part
            part |= fresh
            stack += sorted(fresh)
        seen |= part
        parts.append(sorted(part))
    return parts


def _close(
    part: list[int], near: Sequence[Sequence[int]], may_meet: MayMeet
) -> list[tuple[int, ...]]:
    """Pairs and one three that place all of an odd component, or nothing."""
    inside = set(part)
    for one in part:
        beyond = [other for other in near[one] if other > one and other in inside]
        for other, third in combinations(beyond, 2):
            trio = (one, other, third)
            if may_meet(trio):
                rest = [v for v in part if v not in trio]
                pairs = _perfect(rest, near)
                if 2 * len(pairs) == len(rest):
                    return [trio, *pairs]
    return []


def _perfect(part: list[int], near: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    index = {vertex: number for number, vertex in enumerate(part)}
    mate = largest_matching([[index[v] for v in near[one] if v in index] for one in part])
    return [(part[one], part[other]) for one, other in _pairs(mate)]


def _share(
    parts: list[list[int]], needed: list[int], near: Sequence[Sequence[int]], first: list[int]
) -> dict[int, int]:
    """Which of the needed people each component takes, those that cannot close first."""
    touching = {
        number: [person for person in needed if any(person in near[v] for v in part)]
        for number, part in enumerate(parts)
    }
    holder: dict[int, int] = {}

    def claim(number: int, tried: set[int]) -> bool:
        for person in touching[number]:
            if person not in tried:
                tried.add(person)
                if person not in holder or claim(holder[person], tried):
                    holder[person] = number
                    return True
        return False

    rest = [number for number in range(len(parts)) if number not in set(first)]
    for number in [*first, *rest]:
        claim(number, set())
    return {number: person for person, number in holder.items()}
