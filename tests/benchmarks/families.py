"""Fictional clubs, round by round: who is present, and what the issue asks of the groups."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from lunchbatch.core.matching import MatchingProblem, Mixing, Roles

Rounds = Iterator[MatchingProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`figure` may be at most (or `at_least`) `bound`; `aim` is what we hope for."""

    figure: str
    bound: float
    aim: float | None = None
    at_least: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of club over `rounds` rounds; `club(seed, round)` is a round without its history.

    `is_ordinary` where people are away now and then, as in most clubs.
    """

    name: str
    rounds: int
    club: Callable[[int, int], MatchingProblem]
    limits: tuple[Limit, ...] = field(default=())
    is_ordinary: bool = False


def ids(count: int, first: int = 0) -> tuple[str, ...]:
    return tuple(f"U{number:05d}" for number in range(first, first + count))


def stable(people: int, size: int) -> Callable[[int, int], MatchingProblem]:
    """The same people every round."""

    def club(seed: int, number: int) -> MatchingProblem:
        name = f"stable/{seed}"
        return MatchingProblem(members=ids(people), group_size=size, seed=name, round=number)

    return club


def zones(people: int, size: int, far: int) -> Callable[[int, int], MatchingProblem]:
    """The same people every round, of whom one in `far` is never at work when the others are."""

    def club(seed: int, number: int) -> MatchingProblem:
        members = ids(people)
        away = members[::far]
        apart = frozenset(
            frozenset((one, other)) for one in away for other in members if other not in away
        )
        return MatchingProblem(
            members=members,
            group_size=size,
            seed=f"zones/{seed}",
            round=number,
            no_common_hours=apart,
        )

    return club


def growing(
    before: int, after: int, size: int, since: int
) -> Callable[[int, int], MatchingProblem]:
    """Many newcomers at once."""

    def club(seed: int, number: int) -> MatchingProblem:
        members = ids(before if number < since else after)
        return MatchingProblem(members=members, group_size=size, seed=f"wave/{seed}", round=number)

    return club


@dataclass(frozen=True, slots=True)
class Churn:
    """People come and go; some are kept apart; everybody has a team.

    In each round a `share` of the people, drawn by the seed, is replaced by newcomers.
    """

    people: int
    size: int
    share: float
    apart: int
    teams: int

    def __call__(self, seed: int, number: int) -> MatchingProblem:
        chance = Random(f"churn/{self.people}/{seed}")
        present, total = list(range(self.people)), self.people
        for _ in range(1, number):
            for _ in range(self._leaving(chance)):
                present[int(chance.random() * self.people)] = total
                total += 1
        names = [f"U{number:05d}" for number in present]
        rules = Random(f"rules/{self.people}/{seed}")
        pairs = {
            frozenset(
                (f"U{int(rules.random() * total):05d}", f"U{int(rules.random() * total):05d}")
            )
            for _ in range(self.apart * total // self.people)
        }
        team = {f"U{one:05d}": f"team {one * 7919 % 104729 % self.teams}" for one in range(total)}
        return MatchingProblem(
            members=tuple(names),
            group_size=self.size,
            seed=f"churn/{seed}",
            round=number,
            keep_apart=frozenset(pair for pair in pairs if len(pair) == 2),
            tags={"team": {name: team[name] for name in names}} if self.teams else {},
            mixing={"team": Mixing.PREFER} if self.teams else {},
        )

    def _leaving(self, chance: Random) -> int:
        leaving = self.people * self.share
        return int(leaving) + (chance.random() < leaving % 1)


@dataclass(frozen=True, slots=True)
class OrdinaryWeek:
    """A club where in each round a share of the people is away, and some are replaced."""

    people: int
    size: int
    away: float
    replaced: float = 0.0

    def __call__(self, seed: int, number: int) -> MatchingProblem:
        name = f"ordinary/{self.people}/{self.size}/{self.away}/{self.replaced}/{seed}"
        change = Random(name)
        present, total = list(range(self.people)), self.people
        for _ in range(1, number):
            for seat in range(self.people):
                if change.random() < self.replaced:
                    present[seat] = total
                    total += 1
        chance = Random(f"{name}/{number}")
        here = [person for person in present if chance.random() >= self.away]
        members = tuple(f"U{person:05d}" for person in here)
        return MatchingProblem(members=members, group_size=self.size, seed=name, round=number)


def ordinary(people: int, size: int, away: int, replaced: int, rounds: int) -> Family:
    """One in `away` away in each round, `replaced` per cent of the people anew."""
    name = f"{people} in {_WORDS[size]}, 1 in {away} away" + f", {replaced} % new" * bool(replaced)
    club = OrdinaryWeek(people, size, 1 / away, replaced / 100)
    return Family(name=name, rounds=rounds, club=club, is_ordinary=True)


_WORDS = {2: "pairs", 3: "threes", 4: "fours", 5: "fives", 6: "sixes"}


def poll(
    people: int, size: int, weights: dict[str, float]
) -> Callable[[int, int], MatchingProblem]:
    """Two thirds of the people answer, most with one time, some with two or more."""

    def club(seed: int, number: int) -> MatchingProblem:
        chance = Random(f"poll/{seed}/{number}")
        voters: dict[str, list[str]] = {time: [] for time in weights}
        habits = Random(f"habits/{seed}")
        for member in ids(people):
            habit = habits.random()
            if chance.random() < 1 / 3:
                continue
            times = sorted(weights, key=lambda time: chance.random() ** (1 / weights[time]))
            for time in times[-(1 + (habit < 0.35) + (habit < 0.1)) :]:
                voters[time].append(member)
        slots = {time: tuple(who) for time, who in voters.items()}
        members = tuple(sorted({member for who in slots.values() for member in who}))
        return MatchingProblem(
            members=members, group_size=size, seed=f"poll/{seed}", round=number, slots=slots
        )

    return club


def cast(*group: str, **counts: int) -> Callable[[int, int], MatchingProblem]:
    """The same people every round, so many of each role; each group has these roles."""
    of = {f"{role}{number:03d}": role for role in counts for number in range(counts[role])}

    def club(seed: int, number: int) -> MatchingProblem:
        return MatchingProblem(
            members=tuple(of),
            group_size=len(group),
            seed=f"roles/{seed}",
            round=number,
            roles=Roles(group=group, of=of),
        )

    return club


ORDINARY = (
    ordinary(20, 2, 10, 0, 19),
    ordinary(20, 2, 10, 2, 26),
    ordinary(50, 2, 7, 5, 52),
    ordinary(12, 3, 10, 2, 26),
    ordinary(15, 3, 10, 0, 10),
    ordinary(30, 3, 7, 2, 26),
    ordinary(20, 4, 7, 5, 26),
    ordinary(32, 4, 10, 0, 10),
    ordinary(32, 4, 10, 2, 14),
    ordinary(50, 4, 10, 5, 26),
    ordinary(100, 4, 10, 2, 26),
    ordinary(24, 5, 7, 5, 20),
    ordinary(36, 6, 7, 2, 12),
)

FAMILIES = (
    *ORDINARY,
    Family(
        name="20 in pairs",
        rounds=19,
        club=stable(20, 2),
        limits=(Limit(figure="repeats", bound=0),),
    ),
    Family(
        name="24 in pairs, 8 of them far away",
        rounds=23,
        club=zones(24, 2, 3),
        limits=(Limit(figure="no common hours", bound=80),),
    ),
    Family(
        name="30 in threes, 10 of them far away",
        rounds=15,
        club=zones(30, 3, 3),
        limits=(Limit(figure="no common hours", bound=140),),
    ),
    Family(
        name="200 in pairs",
        rounds=199,
        club=stable(200, 2),
        limits=(Limit(figure="repeats", bound=0),),
    ),
    Family(
        name="21 in pairs",
        rounds=18,
        club=stable(21, 2),
        limits=(Limit(figure="repeats", bound=10),),
    ),
    Family(
        name="15 in threes",
        rounds=7,
        club=stable(15, 3),
        limits=(Limit(figure="repeats", bound=6),),
    ),
    Family(
        name="20 in fours", rounds=5, club=stable(20, 4), limits=(Limit(figure="repeats", bound=0),)
    ),
    Family(
        name="32 in fours",
        rounds=10,
        club=stable(32, 4),
        limits=(Limit(figure="repeats", bound=34, aim=16),),
    ),
    Family(
        name="49 in sevens",
        rounds=8,
        club=stable(49, 7),
        limits=(Limit(figure="repeats", bound=180, aim=0),),
    ),
    Family(
        name="100 in threes",
        rounds=49,
        club=stable(100, 3),
        limits=(Limit(figure="repeats", bound=150, aim=100),),
    ),
    Family(
        name="50 in fours",
        rounds=52,
        club=stable(50, 4),
        limits=(
            Limit(figure="too soon", bound=12, aim=0),
            Limit(figure="led spread", bound=1),
            Limit(figure="odd spread", bound=3),
            Limit(figure="proved %", bound=90, at_least=True),
        ),
    ),
    Family(
        name="50 in fours, changing",
        rounds=52,
        club=Churn(50, 4, 0.05, 8, 6),
        limits=(
            Limit(figure="proved %", bound=90, at_least=True),
            Limit(figure="rules broken", bound=0),
        ),
    ),
    Family(
        name="120 in polls",
        rounds=26,
        club=poll(120, 4, {"11:45": 1, "12:15": 4, "12:45": 2, "13:30": 0.4}),
        limits=(Limit(figure="proved %", bound=90, at_least=True),),
    ),
    Family(
        name="60 in polls",
        rounds=26,
        club=poll(60, 4, {"11:45": 1, "12:15": 4, "12:45": 2, "13:30": 0.4}),
        limits=(Limit(figure="proved %", bound=90, at_least=True),),
    ),
    Family(
        name="90 in polls, in sixes",
        rounds=26,
        club=poll(90, 6, {"11:45": 1, "12:15": 4, "12:45": 2, "13:30": 0.4}),
        limits=(Limit(figure="proved %", bound=90, at_least=True),),
    ),
    Family(
        name="40 joined by 24",
        rounds=26,
        club=growing(40, 64, 4, 14),
        limits=(Limit(figure="proved %", bound=90, at_least=True),),
    ),
    Family(
        name="20 mentors, 20 mentees",
        rounds=20,
        club=cast("mentor", "mentee", mentor=20, mentee=20),
        limits=(Limit(figure="repeats", bound=0), Limit(figure="turn spread", bound=0)),
    ),
    Family(
        name="12 mentors, 30 mentees",
        rounds=40,
        club=cast("mentor", "mentee", mentor=12, mentee=30),
        limits=(
            Limit(figure="proved %", bound=100, at_least=True),
            Limit(figure="turn spread", bound=1),
        ),
    ),
    Family(
        name="8 hosts with 3 of 24 guests",
        rounds=16,
        club=cast("host", "guest", "guest", "guest", host=8, guest=24),
        limits=(Limit(figure="proved %", bound=90, at_least=True),),
    ),
    Family(
        name="8 hosts with 3 of 34 guests",
        rounds=24,
        club=cast("host", "guest", "guest", "guest", host=8, guest=34),
        limits=(
            Limit(figure="proved %", bound=90, at_least=True),
            Limit(figure="turn spread", bound=1),
        ),
    ),
    Family(
        name="1000, changing",
        rounds=52,
        club=Churn(1000, 4, 0.02, 100, 20),
        limits=(Limit(figure="repeats", bound=0), Limit(figure="slowest s", bound=2)),
    ),
    Family(
        name="10000, changing",
        rounds=52,
        club=Churn(10000, 4, 0.02, 1000, 40),
        limits=(
            Limit(figure="repeats", bound=0),
            Limit(figure="slowest s", bound=5),
            Limit(figure="peak MB", bound=500),
        ),
    ),
)
