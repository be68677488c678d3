"""How far a long stage is: counted by the run, shown as a bar or as lines."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lunchbatch.cli.output.progress import EVERY, progress
from lunchbatch.cli.output.run_lines import look_lines
from lunchbatch.core.schedule.cron import parse
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.engine.run import run
from lunchbatch.engine.run_result import RunCallbacks
from tests.behaviour.world import ZONE, world

START = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_run_says_after_each_message_how_many_are_out(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with world(tmp_path / "ledger", people=12, is_direct=True) as found:
        found.at("2026-11-23 09:35")
        slack = found.workspace()
        ran = run(
            found.settings(),
            found.books.ledger,
            lambda: slack,
            found.clock,
            run_id="watched",
            until=found.clock.now() + timedelta(minutes=60),
            bystander=RunCallbacks(watch=lambda ended, due: told.append((ended, due))),
        )

    due = len(ran.decided.plan.effects)
    assert due >= 6
    assert told == [(ended, due) for ended in range(1, due + 1)]


def test_a_log_gets_a_line_every_few_seconds_and_none_of_what_is_short() -> None:
    clock, log = VirtualClock(START), io.StringIO()
    with progress(clock, log) as watch:
        for ended in range(1, 31):
            clock.advance(timedelta(seconds=1))
            watch(ended, 30)
    assert log.getvalue().splitlines() == [
        f"Sending: {ended} of 30 done." for ended in (10, 20, 30)
    ]

    short = io.StringIO()
    with progress(clock, short) as watch:
        clock.advance(EVERY - timedelta(seconds=1))
        watch(30, 30)
    assert short.getvalue() == ""


def test_a_terminal_gets_a_bar_and_a_run_that_sends_nothing_none() -> None:
    terminal = Terminal()
    with progress(VirtualClock(START), terminal) as watch:
        watch(1, 2)
        watch(2, 2)
    assert "2/2" in terminal.getvalue()
    assert terminal.getvalue().endswith("\n")

    quiet = Terminal()
    with progress(VirtualClock(START), quiet):
        pass
    assert quiet.getvalue() == ""


@pytest.mark.parametrize(
    ("crons", "says"),
    [
        (("47 5,7,9 * * 1-5",), "Mon 23 Nov 2026 09:47 (Europe/Berlin)"),
        (("0 9 * * 1", "15 9 * * 2"), "Tue 24 Nov 2026 09:15 (Europe/Berlin)"),
        (("30 9 * * *",), "Tue 24 Nov 2026 09:30 (Europe/Berlin)"),
        (("0 9 1 1 *",), "Fri 01 Jan 2027 09:00 (Europe/Berlin)"),
    ],
)
def test_the_next_wake_is_the_soonest_after_this_one(crons: tuple[str, ...], says: str) -> None:
    (line,) = look_lines([parse(cron, ZONE) for cron in crons], START)
    assert line.startswith(f"Looks again: {says}")


def test_where_nothing_wakes_the_job_nothing_is_promised() -> None:
    assert list(look_lines([], START)) == []
    assert list(look_lines([parse("0 9 31 2 *", ZONE)], START)) == []
