"""A run died right at an intro: the next ones look, wait while Slack may not show it, then act."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from lunchbatch.engine.journal import LAG, LEASE
from lunchbatch.engine.run_result import EffectEnd
from tests.world.gate import Died, Gate
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
INTRO = "coffee/2026-11-23/1 intro"
MINUTE = timedelta(minutes=1)


def died(*, is_out: bool) -> Stage:
    """One group; the run died right after its intro went out, or right before."""

    def die(_number: int, name: str) -> None:
        if name == "chat.postMessage":
            raise Died

    stage = open_stage({"seeds": 1}, START, people=2)
    with suppress(Died):
        stage.wake(Gate(after=die) if is_out else Gate(before=die))
    return stage


def intros(stage: Stage) -> int:
    return [key for key, _ in stage.sent()].count(INTRO)


def test_what_is_found_is_settled_at_once_and_never_sent_again() -> None:
    stage = died(is_out=True)
    stage.clock.advance(LEASE)

    found = stage.wake()

    assert [*found.applied.ended_as(EffectEnd.FOUND)] == [INTRO]
    assert found.applied.sent == ()
    assert intros(stage) == 1
    assert stage.wake().decided.plan.is_empty


@pytest.mark.parametrize("is_out", [True, False])
def test_what_is_not_found_waits_as_long_as_slack_may_not_show_it(is_out: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    stage = died(is_out=is_out)
    stage.slack.history_lag = LAG - MINUTE
    stage.clock.advance(LEASE)

    waits = stage.wake()

    assert [*waits.applied.ended_as(EffectEnd.LEFT)] == [INTRO]
    assert intros(stage) == is_out
    stage.clock.advance(LAG)
    stage.wake()
    assert intros(stage) == 1
