"""Whole years of rounds through `python -m lunchbatch match`, beside what other programs do.

    python -m tests.benchmarks.matching [--family NAME]... [--seeds N] [--quick]

Every round is a fresh process that is given the whole history as JSON, so seconds and memory
include the start of Python. Everything is counted again here from the groups.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from lunchbatch.core.matching import MatchingProblem
from lunchbatch.core.matching.problem import others_to_meet
from tests.benchmarks.families import FAMILIES, Family
from tests.benchmarks.rivals import RIVALS, Groups, Met
from tests.benchmarks.year_bound import least_repeats

ROOT = Path(__file__).parents[2]
QUICK_ROUNDS = 8
RIVALS_AT_MOST = 1_000  # people; beyond it they take hours and show nothing new


class Tally:
    """Counts a year of rounds from its groups alone."""

    def __init__(self) -> None:
        self.met: Met = {}
        self.figures: Counter[str] = Counter()
        self.led: Counter[str] = Counter()
        self.odd: Counter[str] = Counter()
        self.rounds_of: Counter[str] = Counter()

    def add(self, problem: MatchingProblem, groups: Groups) -> None:
        half = others_to_meet(problem) / (problem.group_size - 1) / 2
        self.figures["pairs"] += sum(len(group) * (len(group) - 1) // 2 for group in groups)
        for group in groups:
            for member in group:
                self.rounds_of[member] += 1
                self.odd[member] += len(group) != problem.group_size
            for one, other in combinations(sorted(group), 2):
                last = self.met.get((one, other))
                if last is not None:
                    self.figures["repeats"] += 1
                    self.figures["too soon"] += problem.round - last < half
                self.figures["no common hours"] += (
                    frozenset((one, other)) in problem.no_common_hours
                )
                self.figures["rules broken"] += frozenset((one, other)) in problem.keep_apart
                self.figures["same tag"] += any(
                    values.get(one) is not None and values.get(one) == values.get(other)
                    for values in problem.tags.values()
                )
                self.met[one, other] = problem.round

    def spread(self, turns: Counter[str]) -> int:
        """The difference between those who were there in most rounds."""
        most = max(self.rounds_of.values())
        counts = [turns[member] for member, rounds in self.rounds_of.items() if rounds == most]
        return max(counts) - min(counts)

    def turn_spread(self, problem: MatchingProblem) -> int:
        """The difference in rounds taken part in between two of the same role."""
        turns: dict[str, list[int]] = {}
        for member, role in problem.roles.of.items() if problem.roles else ():
            turns.setdefault(role, []).append(self.rounds_of[member])
        return max((max(own) - min(own) for own in turns.values()), default=0)


def as_json(
    problem: MatchingProblem, history: list[dict[str, Any]], rested: dict[str, list[int]]
) -> str:
    roles = problem.roles and {"group": problem.roles.group, "of": problem.roles.of}
    return json.dumps(
        {
            "group_size": problem.group_size,
            "seed": problem.seed,
            "round": problem.round,
            "members": problem.members,
            "slots": problem.slots,
            "keep_apart": sorted(sorted(pair) for pair in problem.keep_apart),
            "tags": problem.tags,
            "mixing": problem.mixing,
            "history": history,
            "roles": roles and {**roles, "rested": rested},
            "no_common_hours": sorted(sorted(pair) for pair in problem.no_common_hours),
        }
    )


def process(text: str) -> tuple[dict[str, Any], float, float]:
    """The answer of one process, its seconds and its peak memory in MB."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(text.encode())
        given.seek(0)
        start = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "lunchbatch", "match"],
            {**os.environ, "PYTHONPATH": str(ROOT)},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, given.fileno(), 0),
                (os.POSIX_SPAWN_DUP2, answer.fileno(), 1),
            ],
        )
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
        if status:
            sys.exit("match failed; its own words are above")
        answer.seek(0)
        return json.loads(answer.read()), seconds, usage.ru_maxrss / 1024


def ours(family: Family, seed: int, rounds: int) -> dict[str, float]:
    """The figures of a year of our own groups."""
    tally, history, proved = Tally(), list[dict[str, Any]](), 0
    rested: dict[str, list[int]] = {}
    seconds: list[float] = []
    peak = 0.0
    for number in range(1, rounds + 1):
        problem = family.club(seed, number)
        answer, spent, memory = process(as_json(problem, history, rested))
        seconds.append(spent)
        peak = max(peak, memory)
        proved += answer["account"]["unavoidable"]
        tally.add(problem, [tuple(group["members"]) for group in answer["groups"]])
        leaders = [group["point_person"] for group in answer["groups"]]
        tally.led.update(leaders)
        for left in answer["left_out"]:
            rested.setdefault(left["member"], []).append(number)
        groups = [group["members"] for group in answer["groups"]]
        history.append({"round": number, "groups": groups, "point_persons": leaders})
    repeats = tally.figures["repeats"]
    return {
        **tally.figures,
        "repeats": repeats,
        "too soon": tally.figures["too soon"],
        "proved %": 100 * proved / repeats if repeats else 100,
        "led spread": tally.spread(tally.led),
        "odd spread": tally.spread(tally.odd),
        "turn spread": tally.turn_spread(family.club(seed, rounds)),
        "mean s": sum(seconds) / len(seconds),
        "slowest s": max(seconds),
        "peak MB": peak,
    }


def theirs(name: str, family: Family, seed: int, rounds: int) -> dict[str, float]:
    tally, chance = Tally(), Random(f"{name}/{seed}")
    for number in range(1, rounds + 1):
        problem = family.club(seed, number)
        tally.add(problem, RIVALS[name](problem, tally.met, chance))
    return {**tally.figures}


def verdict(family: Family, figures: dict[str, float]) -> str:
    told = []
    for limit in family.limits:
        value = figures[limit.figure]
        kept = value >= limit.bound if limit.at_least else value <= limit.bound
        aim = "" if limit.aim is None else f", aim {limit.aim:g}"
        sign = ">=" if limit.at_least else "<="
        word = "ok" if kept else "MISSED"
        told.append(f"{limit.figure} {value:.4g} ({sign} {limit.bound:g}{aim}) {word}")
    return "; ".join(told)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--family", action="append", choices=[f.name for f in FAMILIES])
    options.add_argument("--seeds", type=int, default=1, help="how many seeds of each family")
    options.add_argument("--quick", action="store_true", help="only the first rounds")
    chosen = options.parse_args()
    print(f"{'family':<36}{'seed':>4} {'who':<16}{'repeats':>8}{'too soon':>9}  figures")
    sums: dict[str, Counter[str]] = {}
    for family in FAMILIES:
        if chosen.family and family.name not in chosen.family:
            continue
        rounds = min(family.rounds, QUICK_ROUNDS) if chosen.quick else family.rounds
        for seed in range(1, chosen.seeds + 1):
            mine = ours(family, seed, rounds)
            line(family.name, seed, "lunchbatch", mine, verdict(family, mine))
            rest = ", ".join(
                f"{name} {mine.get(name, 0):.3g}"
                for name in (
                    "proved %",
                    "mean s",
                    "slowest s",
                    "peak MB",
                    "same tag",
                    "no common hours",
                    "rules broken",
                )
            )
            print(f"{'':<74}{rest}", flush=True)
            year = {"lunchbatch": mine}
            if len(family.club(seed, 1).members) <= RIVALS_AT_MOST:
                year |= {name: theirs(name, family, seed, rounds) for name in RIVALS}
            if family.is_ordinary:
                clubs = (family.club(seed, number) for number in range(1, rounds + 1))
                year["at least, known"] = {"repeats": least_repeats(clubs)}
            for name, figures in year.items():
                if name != "lunchbatch":
                    hours = figures.get("no common hours", 0)
                    more = f"no common hours {hours:g}" if hours else ""
                    line(family.name, seed, name, figures, more)
                if family.is_ordinary:
                    sums.setdefault(name, Counter()).update(figures)
    for name, summed in sums.items():
        line("all with people away", chosen.seeds, name, dict(summed), "")


def line(family: str, seed: int, who: str, figures: dict[str, float], more: str) -> None:
    repeats, soon = figures.get("repeats", 0), figures.get("too soon", 0)
    print(f"{family:<36}{seed:>4} {who:<16}{repeats:>8g}{soon:>9g}  {more}", flush=True)


if __name__ == "__main__":
    main()
