"""Largest matchings and covers of a graph (blossom algorithm, Gallai-Edmonds).

Edmonds' blossom method (Paths, trees, and flowers, 1965), breadth first, at most cubic in the
number of people. Graphs are lists of neighbours by index.

Any larger group splits into pairs and threes, so a cover by those seats as many people as any
groups could. It is found exactly (Cornuéjols, Hartvigsen, Pulleyblank: Packing subgraphs in a
graph, 1982): a largest matching, then the odd components that some largest matching leaves one
person short of, each of which either has a three to close it or not.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

FREE = -1


def largest_matching(
    near: Sequence[Sequence[int]], known: Sequence[int] = (), side: int = 0
) -> list[int]:
    """Each vertex's partner, or FREE.

    `known` is a matching of the first vertices to begin with; whoever it matches stays matched.
    The vertices from `side` on are one side of a bipartite graph, if it is one: no path need
    begin on the other.
    """
    mate = [*known, *[FREE] * (len(near) - len(known))]
    for one, others in enumerate(near):
        if mate[one] == FREE:
            for other in others:
                if mate[other] == FREE:
                    mate[one], mate[other] = other, one
                    break
    for root in range(side, len(near)):
        if mate[root] == FREE and near[root]:
            _Forest(near, mate).augment([root])
    return mate


def even_vertices(near: Sequence[Sequence[int]], mate: list[int]) -> set[int]:
    """Whoever some largest matching leaves free, given one of them (Gallai and Edmonds)."""
    forest = _Forest(near, mate)
    forest.augment([vertex for vertex, partner in enumerate(mate) if partner == FREE])
    return {vertex for vertex, even in enumerate(forest.even) if even}


class _Forest:
    """Alternating trees grown from free vertices, odd cycles shrunk to their base."""

    def __init__(self, near: Sequence[Sequence[int]], mate: list[int]) -> None:
        self.near = near
        self.mate = mate
        self.parent = [FREE] * len(near)
        self.base = list(range(len(near)))
        self.even = [False] * len(near)
        self.root = [FREE] * len(near)

    def augment(self, roots: list[int]) -> None:
        """Grow from `roots` until a free vertex outside is reached; flip the path to it.

        With every free vertex as a root of a largest matching none is reached, and `even`
        tells which vertices an alternating path of even length reaches.
        """
        queue = deque(roots)
        for root in roots:
            self.even[root] = True
            self.root[root] = root
        while queue:
            here = queue.popleft()
            for there in self.near[here]:
                if self.base[here] == self.base[there] or self.mate[here] == there:
                    continue
                if self.even[there]:
                    if self.root[here] == self.root[there]:
                        queue.extend(self._shrink(here, there))
                elif self.parent[there] == FREE:
                    self.parent[there] = here
                    if self.mate[there] == FREE:
                        self._flip(there)
                        return
                    follower = self.mate[there]
                    self.even[follower] = True
                    self.root[follower] = self.root[here]
                    queue.append(follower)

    def _shrink(self, one: int, other: int) -> list[int]:
        """Join the cycle closed by an edge between two even vertices; the newly even ones."""
        base = self._common(one, other)
        blossom: set[int] = set()
        self._mark(one, base, other, blossom)
        self._mark(other, base, one, blossom)
        fresh = []
        for vertex in range(len(self.near)):
            if self.base[vertex] in blossom:
                self.base[vertex] = base
                if not self.even[vertex]:
                    self.even[vertex] = True
                    self.root[vertex] = self.root[base]
                    fresh.append(vertex)
        return fresh

    def _common(self, one: int, other: int) -> int:
        seen = set()
        while True:
            one = self.base[one]
            seen.add(one)
            if self.mate[one] == FREE:
                break
            one = self.parent[self.mate[one]]
        while self.base[other] not in seen:
            other = self.parent[self.mate[self.base[other]]]
        return self.base[other]

    def _mark(self, vertex: int, base: int, child: int, blossom: set[int]) -> None:
        while self.base[vertex] != base:
            blossom |= {self.base[vertex], self.base[self.mate[vertex]]}
            self.parent[vertex] = child
            child = self.mate[vertex]
            vertex = self.parent[child]

    def _flip(self, vertex: int) -> None:
        while vertex != FREE:
            before = self.parent[vertex]
            following = self.mate[before]
            self.mate[vertex], self.mate[before] = before, vertex
            vertex = following


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
