"""The quick way to judge mistakes: all tests are read once, and each mistake is put into a fork.

In the fork the function with the mistake gets other code. What ran while the tests were read
stays right, so a mistake may survive here that the thorough way finds.
"""

import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tests.mutants.judge import BEGINS, OPTIONS, Tell, enter, in_a_child, limit_seconds
from tests.mutants.line_map import CHOICE
from tests.mutants.mutate import Mutant

_QUICK = 0.2  # seconds of a processor


class QuickTests:
    """A plugin of pytest: instead of running the tests, it lets `work` ask them."""

    def __init__(
        self, folder: Path, seconds: Mapping[str, float], work: Callable[["QuickTests"], None]
    ) -> None:
        self._folder = folder
        self._seconds = seconds
        self._work = work
        self._items: dict[str, pytest.Item] = {}
        self._functions: dict[tuple[str, str, int], list[FunctionType]] = {}

    def start(self) -> None:
        """Read all tests, and work."""
        enter(self._folder)
        pytest.main([*OPTIONS, *CHOICE], plugins=[self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config.pluginmanager.unregister(name="terminalreporter")
        self._items = {item.nodeid: item for item in session.items}
        for each in gc.get_objects():
            if type(each) is FunctionType:
                code = each.__code__
                place = (code.co_filename, code.co_qualname, code.co_firstlineno)
                self._functions.setdefault(place, []).append(each)
        self._warm_up()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # which the command line has taken
        gc.freeze()
        self._work(self)
        return True

    def _warm_up(self) -> None:
        """Run the quickest test of each file: what they keep for others, every fork has then."""
        first: dict[str, pytest.Item] = {}
        for test in sorted(self._items, key=lambda test: self._seconds.get(test, 1)):
            if self._seconds.get(test, 1) < _QUICK:
                first.setdefault(test.partition("::")[0], self._items[test])
        for item in first.values():
            item.ihook.pytest_runtest_protocol(item=item, nextitem=None)

    def ask(self, mutant: Mutant | None, tests: Sequence[str], seconds: float) -> tuple[str, str]:
        """Run tests, with a mistake or without, until one fails."""
        return in_a_child(lambda tell: self._run(mutant, tests, tell), seconds)

    def _run(self, mutant: Mutant | None, tests: Sequence[str], tell: Tell) -> int:
        if mutant is not None:
            self._plant(mutant)
        items = [self._items[test] for test in tests if test in self._items]
        failed: list[str] = []

        class Listener:
            def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
                if report.failed:
                    failed.append(report.nodeid)

        for item, following in zip(items, [*items[1:], None], strict=True):
            limit_seconds(20 + 10 * self._seconds.get(item.nodeid, 1))
            tell(BEGINS + item.nodeid)
            manager = item.config.pluginmanager
            listener = Listener()
            manager.register(listener)
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            manager.unregister(listener)
            if failed:
                tell(failed[0])
                return 1
        return 0

    def _plant(self, mutant: Mutant) -> None:
        path = self._folder / mutant.file
        source = path.read_bytes()
        right, wrong = (
            _functions(compile(text, str(path), "exec", dont_inherit=True))
            for text in (source, mutant.text(source))
        )
        old, new = max(
            (
                pair
                for pair in zip(right, wrong, strict=True)
                if pair[0].co_firstlineno <= mutant.line
            ),
            key=lambda pair: pair[0].co_firstlineno,
        )
        for each in self._functions.get((str(path), old.co_qualname, old.co_firstlineno), ()):
            if len(old.co_freevars) == len(new.co_freevars):
                each.__code__ = new


def _functions(code: CodeType) -> list[CodeType]:
    """The functions of a module and of its classes, in their order."""
    found = []
    for each in code.co_consts:
        if isinstance(each, CodeType):
            is_function = each.co_flags & 0x2  # CO_NEWLOCALS: no class
            found += [each] if is_function else _functions(each)
    return found
