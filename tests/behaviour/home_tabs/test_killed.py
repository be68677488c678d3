"""A run that dies or runs out of time among Home tabs leaves nothing undone and nothing twice."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.behaviour.crash.outcome import outcome
from tests.world.gate import Died, Gate, dying_at
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
NAME = "views.publish"


def fresh(people: int = 6) -> Stage:
    stage = open_stage({"seeds": 1, "group_size": 2}, START, people=people)
    stage.policy = stage.policy.model_copy(update={"app_home": True})
    return stage


def undisturbed() -> tuple[Stage, list[str]]:
    stage, gate = fresh(), Gate()
    stage.wake(gate)
    return stage, gate.names


ALONE, CALLS = undisturbed()
FIRST = CALLS.index(NAME)


def shown(stage: Stage) -> dict[str, object]:
    return {member: view["blocks"] for member, view in stage.slack.homes.items()}


def later(stage: Stage) -> Gate:
    """The next wake, once nobody can still be at work, and one more after it."""
    gate = Gate()
    for _ in range(2):
        stage.clock.advance(timedelta(minutes=21))
        stage.wake(gate)
    return gate


@pytest.mark.parametrize("point", range(2 * FIRST, 2 * len(CALLS)))
def test_killed_at_any_home_the_next_run_shows_the_same_and_sends_nothing_again(point: int) -> None:
    stage = fresh()
    with pytest.raises(Died):
        stage.wake(dying_at(point))
    gate = later(stage)

    assert shown(stage) == shown(ALONE)
    assert outcome(stage) == outcome(ALONE)
    assert gate.names.count(NAME) <= 6
    assert gate.names.count("chat.postMessage") == 0


def test_a_kill_between_publishing_and_noting_publishes_the_same_once_more() -> None:
    stage = fresh()
    with pytest.raises(Died):
        stage.wake(dying_at(2 * (FIRST + 6) - 1))
    before = shown(stage)
    gate = later(stage)

    assert before == shown(stage) == shown(ALONE)
    assert gate.names.count(NAME) == 6


@pytest.mark.parametrize("done", range(6))
def test_a_run_that_is_told_to_stop_leaves_the_rest_to_the_next(done: int) -> None:
    stage, gate = fresh(), Gate()

    def is_told() -> bool:
        return len(gate.names) >= FIRST and gate.names.count(NAME) >= done

    ran = stage.wake(gate, stop=is_told)
    assert ran.applied.was_cut_short
    assert (len(ran.applied.sent), ran.applied.homes) == (3, done)
    stage.clock.advance(timedelta(minutes=5))
    again = stage.wake()

    assert again.applied.homes == 6 - done
    assert shown(stage) == shown(ALONE)
