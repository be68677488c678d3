"""`python -m tests.mutants` makes small mistakes, one at a time; says which ones no test finds.

Each is judged by tests that run its line, the quickest first, from as many files as there are.
Takes an hour for hundreds, so it is not part of CI; `--only` names a part of the package.
"""

import argparse
import compileall
import json
import os
import py_compile
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from math import sqrt
from pathlib import Path

from tests.mutants.judge import ENDLESS, FOUND, SURVIVED, ask, make_ready
from tests.mutants.line_map import LineMap
from tests.mutants.mutate import Mutant, mutants
from tests.mutants.quick import QuickTests

ROOT = Path(__file__).parents[2]
PARTS = ("core", "engine")
BATCHES = (3.0, 12.0)  # seconds of tests that are asked first and then; the rest comes last


@dataclass(slots=True)
class Judge:
    """Judges mistakes one after the other, the thorough way or, with `quick` tests, quickly."""

    folder: Path
    line_map: LineMap
    seconds: float
    quick: QuickTests | None = None
    _found: Counter[str] = field(default_factory=Counter)
    _sound: dict[str, bool] = field(default_factory=dict)

    def fate(self, mutant: Mutant) -> tuple[str, str]:
        """What becomes of a mistake, and the test that found it."""
        for batch in self._batches(mutant):
            end, by = self._ask(mutant, batch)
            if end == SURVIVED or (self.quick and not by):  # it could not be put in quickly
                continue
            if by and not self._is_sound(by, batch):
                return self.fate(mutant)
            self._found[by] += 1
            return end, by
        return SURVIVED, ""

    def _ask(self, mutant: Mutant | None, tests: list[str]) -> tuple[str, str]:
        limit = 30 + 5 * sum(self.line_map.seconds[test] for test in tests)
        if self.quick:
            return self.quick.ask(mutant, tests, limit)
        if mutant is None:
            return ask(self.folder, tests, limit)
        file = self.folder / mutant.file
        source = file.read_bytes()
        file.write_bytes(mutant.text(source))
        try:
            return ask(self.folder, tests, limit)
        finally:
            file.write_bytes(source)

    def _is_sound(self, by: str, batch: list[str]) -> bool:
        """Whether a test passes without any mistake of ours; it isn't asked again if not."""
        tests = [by] if "::" in by else [test for test in batch if test.startswith(by)]
        if tests[0] not in self._sound:
            self._sound[tests[0]] = self._ask(None, tests)[0] == SURVIVED
        return self._sound[tests[0]]

    def _batches(self, mutant: Mutant) -> Iterator[list[str]]:
        """The tests to ask, those that run its line first, then others of its module.

        Among them those come first that say most about the module in least time.

        What says much runs lines of it that few others run, or has found mistakes before; a
        test counts less the more of its file come before it.
        """
        last = mutant.line + mutant.right.count("\n")
        near = self.line_map.near(mutant.file, mutant.line, last)
        took, says = self.line_map.seconds, self.line_map.says(mutant.file)
        files: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
        for test, said in says.items():
            if self._sound.get(test, True):
                worth = said * (1 + self._found[test]) / (0.02 + took[test])
                files[test.partition("::")[0]].append((worth, test))
        ranked = sorted(
            (test not in near, -worth / sqrt(turn), test)
            for tests in files.values()
            for turn, (worth, test) in enumerate(sorted(tests, reverse=True), start=1)
        )
        left = self.seconds
        sizes = iter(BATCHES)
        size, batch = (self.seconds if self.quick else next(sizes)), []
        for *_, test in ranked:
            if took[test] > left:
                continue
            left -= took[test]
            batch.append(test)
            if sum(took[each] for each in batch) > size:
                yield batch
                size, batch = next(sizes, self.seconds), []
        if batch:
            yield batch


def sample(only: str, size: int, seed: int) -> tuple[list[Mutant], int]:
    """So many mistakes, chosen by a seed, of all that are known; and how many those are."""
    every = [
        mutant
        for part in PARTS
        for file in sorted((ROOT / "lunchbatch" / part).rglob("*.py"))
        if only in file.as_posix()
        for mutant in mutants(file.relative_to(ROOT), file.read_bytes())
    ]
    return random.Random(seed).sample(every, min(size, len(every))), len(every)


def copy_to(folder: Path) -> None:
    """A copy of the project; compiled modules are told from changed ones by what is in them."""
    left_out = shutil.ignore_patterns("__pycache__", ".git", ".venv", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, folder, ignore=left_out)
    by_content = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(folder / "lunchbatch", quiet=2, invalidation_mode=by_content)


def name_of(mutant: Mutant) -> str:
    right, wrong = (" ".join(text.split()) for text in (mutant.right, mutant.wrong))
    return f"{mutant.file}:{mutant.line}: {right} -> {wrong}"


def judge(each: Judge, chosen: list[Mutant], report: Path) -> None:
    """Judge mistakes, and add a line to the report for each as soon as it is known."""
    for mutant in chosen:
        end, by = each.fate(mutant)
        with report.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"mutant": name_of(mutant), "end": end, "by": by}) + "\n")
        if end != FOUND and not each.quick:
            print(f"{end:9} {name_of(mutant)}", flush=True)


def at_once(works: Iterable[Callable[[], None]]) -> None:
    """Do several things, each in a process of its own."""
    children = []
    for work in works:
        child = os.fork()
        if child == 0:
            try:
                work()
            except BaseException:  # noqa: BLE001 - it is said, and the others go on
                traceback.print_exc(file=sys.__stderr__)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        status = os.waitpid(child, 0)[1]
        if os.WIFSIGNALED(status):
            print(f"a process was ended by signal {os.WTERMSIG(status)}", flush=True)


def ends_in(report: Path) -> dict[str, str]:
    """What the report says of each mistake, the last word where there are several."""
    lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
    return {each["mutant"]: each["end"] for each in map(json.loads, lines)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=500, help="how many mistakes")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--only", default="", help="part of the package: engine/journal")
    parser.add_argument("--seconds", type=float, default=60, help="of tests for one mistake")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--map", type=Path, help="folder that keeps which test runs which line")
    parser.add_argument("--report", type=Path, help="file of what is known; it isn't asked again")
    parser.add_argument("--quick", action="store_true", help="leave the thorough look out")
    asked = parser.parse_args()
    make_ready()
    chosen, known = sample(asked.only, asked.sample, asked.seed)
    with tempfile.TemporaryDirectory() as made:
        copies = [Path(made, str(n)) for n in range(asked.jobs)]
        for folder in copies:
            copy_to(folder)
        line_map = LineMap((asked.map or Path(made, "map")).resolve(), copies[0])
        report = (asked.report or Path(made, "report")).resolve()
        before = ends_in(report)

        chosen.sort(key=lambda each: (each.file, each.line))  # each process reads its own files
        files = sorted({each.file for each in chosen})
        unknown = [each for each in chosen if name_of(each) not in before]

        def quickly(tests: QuickTests) -> None:
            def share(n: int) -> None:
                work = Judge(copies[0], line_map, asked.seconds, tests)
                mine = {*files[n :: asked.jobs]}
                judge(work, [each for each in unknown if each.file in mine], report)

            at_once(partial(share, n) for n in range(asked.jobs))

        def thoroughly(n: int) -> None:
            judge(Judge(copies[n], line_map, asked.seconds), survivors[n :: asked.jobs], report)

        at_once([QuickTests(copies[0], line_map.seconds, quickly).start])
        quick = ends_in(report)
        survivors = [each for each in chosen if quick.get(name_of(each)) == SURVIVED]
        print(f"{len(survivors)} to be looked at more thoroughly", flush=True)
        if not asked.quick:
            at_once(partial(thoroughly, n) for n in range(asked.jobs))
        ends = ends_in(report)
    ended = Counter(ends[name_of(mutant)] for mutant in chosen if name_of(mutant) in ends)
    found = ended[FOUND] + ended[ENDLESS]
    print(f"{ended.total()} of {known}: {found} found ({ended[ENDLESS]} without end), ", end="")
    print(f"{ended[SURVIVED]} survived")


if __name__ == "__main__":
    main()
