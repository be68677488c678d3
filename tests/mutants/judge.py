"""What the tests say of the package with a mistake in it: each answer by a child process.

Time is counted in seconds of a processor, so a busy machine finds nothing that a quiet one
doesn't. A child is a fork of a process that holds ready what many need:

- the thorough way, the packages of others; the child reads the package and its tests anew;
- the quick way (`tests/mutants/quick.py`), the tests as well, all read and waiting.
"""

import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

READY = (
    *("pydantic", "slack_sdk.web.client", "gspread", "babel.dates", "babel.lists", "click"),
    *("jinja2", "pygal", "resvg_py", "responses", "yaml", "google.oauth2.service_account"),
    *("http.server", "email.message", "concurrent.futures", "zoneinfo"),
)
OPTIONS = ["-n0", "-x", "-p", "no:cacheprovider", "-p", "no:cov", "-p", "no:anyio"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
SURVIVED, FOUND, ENDLESS = "survived", "found", "endless"
BEGINS = "begins "  # what comes before the name of a test that has not ended yet
Tell: TypeAlias = Callable[[str], object]  # is told which test failed
_MEMORY = 6 * 2**30  # bytes; an endless list ends here
_PATIENCE = 10  # a child that waits for something may take so many times its seconds


def make_ready() -> None:
    """Import what every child needs."""
    for name in READY:
        importlib.import_module(name)


def enter(folder: Path) -> None:
    """Go where a copy of the project is; what is imported from now on comes from there."""
    for name in [*sys.modules]:
        if name.partition(".")[0] in {"tests", "lunchbatch"}:
            del sys.modules[name]
    os.chdir(folder)
    sys.path[0] = str(folder)
    sys.dont_write_bytecode = True  # or the next mistake in the same second would not be seen


def limit_seconds(more: float) -> None:
    """End this process by a signal once it has used so many more seconds of a processor."""
    limit = int(time.process_time() + more) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))


def in_a_child(run: Callable[[Tell], int], seconds: float) -> tuple[str, str]:
    """Run tests in a child: what became of them, and which one failed first.

    `run` is told how to name what begins and what fails, and returns 0 if all passed. ENDLESS is
    what needs more than `seconds` of a processor; then the test that did not end is named.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            os.setsid()
            limit_seconds(seconds)
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            nowhere = os.open(os.devnull, os.O_RDWR)
            for stream in range(3):
                os.dup2(nowhere, stream)
            code = run(lambda name: os.write(writing, f"{name}\n".encode()))
        finally:
            os._exit(code)
    os.close(writing)
    status = _ended(child, seconds * _PATIENCE)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode().splitlines()
    failed = [line for line in told if not line.startswith(BEGINS)]
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}:
        return ENDLESS, told[-1].removeprefix(BEGINS) if told else ""
    by = failed[0] if failed else ""
    return (SURVIVED if os.waitstatus_to_exitcode(status) == 0 else FOUND), by


class _FirstFailure:
    """Names what fails: a test, or a file that can't be read."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._tell(BEGINS + nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._tell(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(report.nodeid)


def ask(folder: Path, tests: Sequence[str], seconds: float) -> tuple[str, str]:
    """Run tests in a folder, read anew, until one fails."""

    def run(tell: Tell) -> int:
        enter(folder)
        return pytest.main([*OPTIONS, *tests], plugins=[_FirstFailure(tell)])

    return in_a_child(run, seconds)


def _ended(child: int, seconds: float) -> int:
    """The status of a child that has ended; it is ended by force after so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]
