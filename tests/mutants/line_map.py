"""Which tests run a line, and how long each takes: from passes of the tests under coverage.

A map is a folder with one folder a pass: `coverage` (coverage's data, a context a test),
`seconds.json` and `lunchbatch` (the package as it was then). Lines are followed into the package
as it is now; tests that no pass knows are run in a pass of their own.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
from contextlib import closing
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from coverage.numbits import numbits_to_nums

# Left out: tests that look at the source itself, and so find every mistake; those that start a
# browser or programs of others; and those that take a minute to say what others say in a second.
LEFT_OUT = (
    *("judges", "workflow", "planted", "benchmarks", "world/test_weeks.py", "test_tidy.py"),
    *("test_house.py", "test_locks.py", "test_readme.py", "test_conftest.py"),
    "behaviour/slips/test_libreoffice.py",
)
CHOICE = ["-m", "not browser", *(f"--ignore=tests/{name}" for name in LEFT_OUT)]
# The tables are those of coverage's documented schema.
_RAN = """
    SELECT context, numbits FROM line_bits
    JOIN file ON file.id = line_bits.file_id JOIN context ON context.id = line_bits.context_id
    WHERE path LIKE ?
"""
_PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]


class LineMap:
    """The map in a folder, for the package in `root`."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._folder = folder
        self._root = root
        present = collected(root)
        asked = (file.read_text("utf-8").splitlines() for file in folder.glob("*/tests.txt"))
        new = sorted({*present} - {*self._seconds()}.union(*asked))
        if new:
            self._learn(new)
        known = self._seconds()
        self.seconds = {test: known[test] for test in present if test in known}

    def _seconds(self) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for file in sorted(self._folder.glob("*/seconds.json")):
            found |= json.loads(file.read_text(encoding="utf-8"))
        return found

    def _learn(self, tests: Collection[str]) -> None:
        """One more pass, for tests that are new."""
        print(f"learning which lines {len(tests)} tests run", flush=True)
        made = self._folder / f"{len(list(self._folder.glob('*/'))):03}"
        made.mkdir(parents=True)
        shutil.copytree(self._root / "lunchbatch", made / "lunchbatch")
        settings = made / "coveragerc"
        sources = "lunchbatch/core\n  lunchbatch/engine"
        settings.write_text(f"[run]\ndata_file={made}/coverage\nsource={sources}\n", "utf-8")
        asked = made / "tests.txt"
        asked.write_text("\n".join(tests), encoding="utf-8")
        subprocess.run(  # noqa: S603 - our own command
            [
                *(*_PYTEST, "-p", "tests.mutants.seconds_log"),
                *("--cov", f"--cov-config={settings}", "--cov-context=test", "--cov-report="),
                f"@{asked}",
            ],
            cwd=self._root,
            env=os.environ | {"MUTANTS_SECONDS": str(made / "seconds.json")},
            check=False,
            stdout=subprocess.DEVNULL,
        )

    @cache  # noqa: B019 - one map lives as long as the program
    def tests(self, file: Path) -> Mapping[int, frozenset[str]]:
        """The tests that run each line of a file, by its line now; 0 stands for any line."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        now = (self._root / file).read_text(encoding="utf-8").splitlines()
        for made in sorted(self._folder.glob("*/")):
            before = _before(made, file)
            if before is None:
                continue
            then = before.read_text(encoding="utf-8").splitlines()
            same = SequenceMatcher(a=then, b=now, autojunk=False).get_matching_blocks()
            moved = {a + i + 1: b + i + 1 for a, b, size in same for i in range(size)}
            for lines, tests in self._measured(made, before).items():
                for line in numbits_to_nums(lines.to_bytes(lines.bit_length() // 8 + 1, "little")):
                    found[0].update(tests)
                    if line in moved:
                        found[moved[line]].update(tests)
        return {line: frozenset(tests) for line, tests in found.items()}

    def _measured(self, made: Path, file: Path) -> Mapping[int, list[str]]:
        """The tests of a pass by the lines of a file that they ran, a bit a line."""
        ran: defaultdict[str, int] = defaultdict(int)
        with closing(sqlite3.connect(made / "coverage")) as data:
            rows = data.execute(_RAN, (f"%/{file.relative_to(made)}",))
            for context, lines in rows:
                test = context.rpartition("|")[0]
                if test in self.seconds:
                    ran[test] |= int.from_bytes(lines, "little")
        together: defaultdict[int, list[str]] = defaultdict(list)
        for test, bits in ran.items():
            together[bits].append(test)
        return together

    @cache  # noqa: B019 - one map lives as long as the program
    def says(self, file: Path) -> Mapping[str, float]:
        """How much each test says about a file: more, the fewer others run the lines it runs."""
        found: defaultdict[str, float] = defaultdict(float)
        for tests in self.tests(file).values():
            for test in tests:
                found[test] += 1 / len(tests)
        return found

    def near(self, file: Path, first: int, last: int) -> frozenset[str]:
        """The tests that run any of these lines, else those of the nearest line above."""
        by_line = self.tests(file)
        if of_it := frozenset().union(*(by_line.get(n, ()) for n in range(first, last + 1))):
            return of_it
        above = (by_line[n] for n in range(first, max(first - 20, 0), -1) if by_line.get(n))
        return next(above, by_line.get(0, frozenset()))


def _before(made: Path, file: Path) -> Path | None:
    """The file of a pass that is this one now, be it that its folder has changed."""
    if (made / file).exists():
        return made / file
    found = [*(made / "lunchbatch").rglob(file.name)]
    return found[0] if len(found) == 1 else None


def collected(root: Path) -> list[str]:
    """The tests that are there now."""
    done = subprocess.run(  # noqa: S603 - our own command
        [*_PYTEST, "-n0", "--collect-only", *CHOICE],
        cwd=root,
        check=True,
        capture_output=True,
        text=True,
    )
    return [line for line in done.stdout.splitlines() if line.startswith("tests/")]
