"""What other programs do: a shuffle, the best of 100 shuffles, never-met first."""

from collections.abc import Callable
from itertools import combinations
from random import Random

from lunchbatch.core.matching import MatchingProblem, sizes

Groups = list[tuple[str, ...]]
Met = dict[tuple[str, str], int]


def plain_shuffle(problem: MatchingProblem, met: Met, chance: Random) -> Groups:
    """Everybody in a random order, cut into groups; times are drawn among those chosen."""
    del met
    return [group for people in _by_time(problem, chance) for group in _cut(people, problem)]


def best_of_100(problem: MatchingProblem, met: Met, chance: Random) -> Groups:
    tries = [plain_shuffle(problem, met, chance) for _ in range(100)]
    return min(tries, key=lambda groups: repeats(groups, met))


def never_met_first(problem: MatchingProblem, met: Met, chance: Random) -> Groups:
    """Group by group, whoever has met the fewest of those already in it."""
    groups: Groups = []
    for people in _by_time(problem, chance):
        for size in sizes(len(people), problem.group_size):
            group = [people.pop()]
            while len(group) < size:
                known = [sum(_pair(one, other) in met for other in group) for one in people]
                group.append(people.pop(known.index(min(known))))
            groups.append(tuple(group))
    return groups


def repeats(groups: Groups, met: Met) -> int:
    return sum(_pair(*pair) in met for group in groups for pair in combinations(group, 2))


RIVALS: dict[str, Callable[[MatchingProblem, Met, Random], Groups]] = {
    "shuffle": plain_shuffle,
    "best of 100": best_of_100,
    "never-met first": never_met_first,
}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _by_time(problem: MatchingProblem, chance: Random) -> list[list[str]]:
    people = sorted(problem.members, key=lambda _: chance.random())
    if problem.slots is None:
        return [people]
    chosen: dict[str, list[str]] = {time: [] for time in problem.slots}
    for member in people:
        own = [time for time, who in problem.slots.items() if member in who]
        chosen[own[int(chance.random() * len(own))]].append(member)
    return list(chosen.values())


def _cut(people: list[str], problem: MatchingProblem) -> Groups:
    rest = iter(people)
    return [
        tuple(next(rest) for _ in range(size)) for size in sizes(len(people), problem.group_size)
    ]
