"""A plugin of pytest: notes which tests passed and how many seconds of a processor each took.

`python -m tests.mutants` loads it while it learns which test runs which line.
"""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_BEGAN = pytest.StashKey[float]()
_SECONDS: dict[str, float] = {}
_FAILED: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    item.stash[_BEGAN] = time.process_time()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    report.seconds = time.process_time() - item.stash[_BEGAN]  # type: ignore[attr-defined]  # reports carry what they are given, from worker to worker
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _SECONDS[report.nodeid] = getattr(report, "seconds", 0.0)
    if not report.passed:
        _FAILED.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        passed = {test: s for test, s in _SECONDS.items() if test not in _FAILED}
        file = Path(os.environ["MUTANTS_SECONDS"])
        file.write_text(json.dumps(passed), encoding="utf-8")
