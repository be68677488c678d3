"""A largest matching in a general graph.

Edmonds' blossom method (Paths, trees, and flowers, 1965), breadth first, at most cubic in the
number of people. Graphs are lists of neighbours by index.
"""

from collections import deque
from collections.abc import Sequence

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
