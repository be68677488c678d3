"""What other programs do: a shuffle, the best of 100 shuffles, never-met first."""

from collections.abc import Callable
from itertools import combinations
from math import exp
from random import Random

from lunchbatch.core.matching import MatchingProblem, Roles, sizes

Groups = list[tuple[str, ...]]
Met = dict[tuple[str, str], int]

PLAIN_STEPS_EACH = 1_500  # swaps tried for each person


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
    if problem.roles is not None:  # it knows of none
        return plain_shuffle(problem, met, chance)
    for people in _by_time(problem, chance):
        for size in sizes(len(people), problem.group_size):
            group = [people.pop()]
            while len(group) < size:
                known = [sum(_pair(one, other) in met for other in group) for one in people]
                group.append(people.pop(known.index(min(known))))
            groups.append(tuple(group))
    return groups


def plain_search(problem: MatchingProblem, met: Met, chance: Random) -> Groups:
    """Swaps at random, colder and colder, that count repeats and nothing else."""
    groups = [list(group) for group in plain_shuffle(problem, met, chance)]
    known: dict[str, set[str]] = {member: set() for member in problem.members}
    for one, other in met:
        if one in known and other in known:
            known[one].add(other)
            known[other].add(one)
    if len(groups) < 2 or problem.slots is not None:
        return [tuple(group) for group in groups]
    heat, least = 1.0, sum(len(known[p].intersection(group)) for group in groups for p in group)
    cost, best = least, [tuple(group) for group in groups]
    for _ in range(PLAIN_STEPS_EACH * len(known)):
        heat *= 1 - 5 / (PLAIN_STEPS_EACH * len(known))
        here, there = (groups[int(chance.random() * len(groups))] for _ in range(2))
        if here is there:
            continue
        mine, theirs = int(chance.random() * len(here)), int(chance.random() * len(there))
        one, other = here[mine], there[theirs]
        if problem.roles is not None and problem.roles.of[one] != problem.roles.of[other]:
            continue
        more = len(known[other].intersection(here) - {one}) - len(known[one].intersection(here))
        more += len(known[one].intersection(there) - {other}) - len(
            known[other].intersection(there)
        )
        if more <= 0 or chance.random() < exp(-more / heat):
            here[mine], there[theirs] = other, one
            cost += 2 * more
            if cost < least:
                least, best = cost, [tuple(group) for group in groups]
        if not least:
            break
    return best


def repeats(groups: Groups, met: Met) -> int:
    return sum(_pair(*pair) in met for group in groups for pair in combinations(group, 2))


RIVALS: dict[str, Callable[[MatchingProblem, Met, Random], Groups]] = {
    "shuffle": plain_shuffle,
    "best of 100": best_of_100,
    "never-met first": never_met_first,
    "plain search": plain_search,
}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _by_time(problem: MatchingProblem, chance: Random) -> list[list[str]]:
    people = sorted(problem.members, key=lambda _: chance.random())
    if problem.roles is not None:
        return [_cast(people, problem.roles)]
    if problem.slots is None:
        return [people]
    chosen: dict[str, list[str]] = {time: [] for time in problem.slots}
    for member in people:
        own = [time for time, who in problem.slots.items() if member in who]
        chosen[own[int(chance.random() * len(own))]].append(member)
    return list(chosen.values())


def _cast(people: list[str], roles: Roles) -> list[str]:
    """So many of them as fill groups with these roles, one group after another."""
    lines = {role: [m for m in people if roles.of[m] == role] for role in roles.group}
    groups = min(len(line) // roles.group.count(role) for role, line in lines.items())
    rest = {role: iter(line) for role, line in lines.items()}
    return [next(rest[role]) for _ in range(groups) for role in roles.group]


def _cut(people: list[str], problem: MatchingProblem) -> Groups:
    rest = iter(people)
    return [
        tuple(next(rest) for _ in range(size)) for size in sizes(len(people), problem.group_size)
    ]
