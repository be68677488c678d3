"""A run whose time is nearly up, or that is told to stop, stops cleanly; the next one resumes."""

from datetime import UTC, datetime, timedelta

import pytest

from lunchbatch.engine.run_result import EffectEnd
from tests.behaviour.crash.outcome import outcome
from tests.world.gate import Gate
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


def fresh(people: int = 8) -> Stage:
    return open_stage({"seeds": 2, "group_size": 2}, START, people=people)


@pytest.mark.parametrize("calls", range(30))
def test_a_run_that_is_told_to_stop_leaves_nothing_in_doubt_and_the_next_goes_on(
    calls: int,
) -> None:
    alone = fresh()
    alone.wake()
    stage, gate = fresh(), Gate()
    ran = stage.wake(gate, stop=lambda: len(gate.names) >= calls)

    assert ran.applied.was_cut_short == (len(ran.applied.sent) < 4)
    assert len(ran.applied.sent) + len(ran.applied.ended_as(EffectEnd.LEFT)) == 4
    stage.clock.advance(timedelta(seconds=1))
    again = stage.wake()
    assert not again.busy
    assert outcome(stage) == outcome(alone)


def test_a_run_that_is_out_of_time_sends_nothing_and_says_so() -> None:
    stage = fresh()
    ran = stage.wake(minutes=0)

    assert ran.applied.was_cut_short
    assert stage.sent() == []
    stage.wake()
    assert len(stage.sent()) == 4
