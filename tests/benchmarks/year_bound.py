"""The least repeats of a year in which it is known beforehand who comes to which round.

Whoever sat beside others so many times met no more people than that, nor more than were ever there
with them. How many pairs can have met at most is a degree-constrained subgraph; counted for both
ends of each pair it is a maximum flow, and twice as many as that at most have met.
"""

from collections import Counter, deque
from collections.abc import Iterable
from itertools import combinations

from lunchbatch.core.matching import MatchingProblem, sizes

_SOURCE, _SINK = ("source", ""), ("sink", "")
_Node = tuple[str, str]


def least_repeats(year: Iterable[MatchingProblem]) -> int:
    """For rounds at one time each, in groups of the usual sizes."""
    meetings, seats, pairs = 0, Counter[str](), set[tuple[str, str]]()
    for problem in year:
        shape = sizes(len(problem.members), problem.group_size)
        meetings += sum(size * (size - 1) // 2 for size in shape)
        seats.update(dict.fromkeys(problem.members, max(shape, default=1) - 1))
        pairs.update(combinations(sorted(problem.members), 2))
    return max(0, meetings - _flow(seats, pairs) // 2)


def _flow(seats: Counter[str], pairs: Iterable[tuple[str, str]]) -> int:
    room: dict[_Node, dict[_Node, int]] = {_SOURCE: {}, _SINK: {}}

    def pipe(start: _Node, end: _Node, capacity: int) -> None:
        room.setdefault(start, {})[end] = capacity
        room.setdefault(end, {})[start] = 0

    for person, count in seats.items():
        pipe(_SOURCE, ("one", person), count)
        pipe(("other", person), _SINK, count)
    for one, other in sorted(pairs):
        pipe(("one", one), ("other", other), 1)
        pipe(("one", other), ("other", one), 1)
    total = 0
    while path := _path(room):
        least = min(room[start][end] for start, end in path)
        for start, end in path:
            room[start][end] -= least
            room[end][start] += least
        total += least
    return total


def _path(room: dict[_Node, dict[_Node, int]]) -> list[tuple[_Node, _Node]]:
    """A shortest path with room left, as its steps; nothing if there is none."""
    came: dict[_Node, _Node] = {_SOURCE: _SOURCE}
    queue = deque([_SOURCE])
    while queue and _SINK not in came:
        here = queue.popleft()
        for there, left in room[here].items():
            if left and there not in came:
                came[there] = here
                queue.append(there)
    path, at = [], _SINK
    while at in came and at != _SOURCE:
        path.append((came[at], at))
        at = came[at]
    return path
