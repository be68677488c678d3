"""Two runs at once: one of them acts, whichever way their calls fall between one another."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from lunchbatch.engine.run import RunOutcome
from tests.behaviour.crash.outcome import outcome
from tests.world.gate import Died, Gate, dying_at
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


@dataclass(slots=True)
class Runner:
    """A run that pauses before its call number `pause`, until it is told to go on.

    With `is_after` it pauses once that call has answered.
    """

    stage: Stage
    name: str
    pause: int
    is_after: bool = False
    stopped: Event = field(default_factory=Event)
    resume: Event = field(default_factory=Event)
    ran: list[RunOutcome] = field(default_factory=list)
    thread: Thread | None = None

    def start(self) -> None:
        """Run until the pause, or the end."""
        self.thread = Thread(target=self._run)
        self.thread.start()
        self.stopped.wait()

    def finish(self) -> None:
        self.resume.set()
        assert self.thread is not None
        self.thread.join()

    def _run(self) -> None:
        def rest(number: int, name: str) -> None:  # noqa: ARG001 - the shape of a gate
            if number == self.pause:
                self.stopped.set()
                self.resume.wait()

        gate = Gate(after=rest) if self.is_after else Gate(before=rest)
        try:
            self.ran.append(self.stage.wake(gate, name=self.name))
        finally:
            self.stopped.set()


def fresh() -> Stage:
    return open_stage({"seeds": 1}, START)


def calls_of_one_run() -> int:
    gate = Gate()
    fresh().wake(gate)
    return len(gate.names)


def test_of_two_runs_one_acts_whichever_way_their_calls_interleave() -> None:
    alone = fresh()
    alone.wake()
    wanted = outcome(alone)
    most = calls_of_one_run()
    for first in range(most + 1):
        for second in range(most + 1):
            stage = fresh()
            a, b = Runner(stage, "a", first), Runner(stage, "b", second)
            a.start()
            b.start()
            a.finish()
            b.finish()

            told = f"a paused at {first}, b at {second}"
            assert outcome(stage) == wanted, told
            acted = [ran for runner in (a, b) for ran in runner.ran if ran.applied.sent]
            assert len(acted) == 1, told


def test_a_run_that_died_is_taken_over_once_its_lease_is_over_and_not_before() -> None:
    for point in range(2 * calls_of_one_run()):
        stage = fresh()
        with suppress(Died):
            stage.wake(dying_at(point))
        at_work = [row for row in stage.paper.rows("Journal") if row.get("outcome") == "running"]
        stage.at(START + timedelta(minutes=4))
        early = stage.wake()
        assert bool(early.busy) == bool(at_work and not early.decided.plan.is_empty), point
        for minutes in (30, 60):
            stage.at(START + timedelta(minutes=minutes))
            stage.wake()
        assert set(Counter(stage.sent()).values()) == {1}, point
        assert len(stage.sent()) == 2, point


def test_a_run_that_slept_past_its_lease_does_nothing_more() -> None:
    for asleep in range(calls_of_one_run()):
        stage = fresh()
        slow = Runner(stage, "slow", asleep, is_after=True)
        slow.start()
        stage.clock.advance(timedelta(minutes=25))
        stage.wake(name="quick")
        slow.finish()
        stage.clock.advance(timedelta(minutes=30))
        stage.wake()

        assert set(Counter(stage.sent()).values()) == {1}, asleep
        assert len(stage.sent()) == 2, asleep
