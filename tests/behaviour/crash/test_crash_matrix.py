"""Killed anywhere, run again, killed again anywhere else: nothing twice, nothing lost or stuck."""

from datetime import timedelta

import pytest

from tests.behaviour.crash.crashes import Crashes, Histories
from tests.behaviour.crash.outcome import outcome
from tests.behaviour.crash.rounds import Play, approved, donut, introduced, lunch
from tests.world.stage import Stage

LAGS = [timedelta(0), timedelta(minutes=12)]


@pytest.mark.parametrize("lag", LAGS, ids=["at once", "history lags"])
@pytest.mark.parametrize("play", [donut(), lunch()], ids=["donut", "lunch"])
def test_a_round_that_is_killed_twice_ends_as_if_nothing_had_happened(
    play: Play, lag: timedelta, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = _killed(play, lag, times=2)

    with capsys.disabled():
        print(f"\n{tried[1]} single crashes and {tried[2]} pairs of crashes: all the same")
    assert tried[2] > 2_000


@pytest.mark.parametrize("lag", LAGS, ids=["at once", "history lags"])
@pytest.mark.parametrize(
    "play",
    [approved(), introduced(), lunch("channel"), lunch("together")],
    ids=["approved draft", "introduced by hand", "lunch told in threads", "lunch told at once"],
)
def test_rounds_of_every_kind_that_are_killed_once_end_as_if_nothing_had_happened(
    play: Play, lag: timedelta
) -> None:
    assert _killed(play, lag, times=1)[1] > 50


def _killed(play: Play, lag: timedelta, *, times: int) -> Histories:
    """How many ways there were to be killed so often; all of them ended alike."""
    undisturbed = play.begin()
    for moment, step in play.wakes:
        undisturbed.at(moment)
        step(undisturbed)
        undisturbed.wake()
    wanted = outcome(undisturbed)
    assert set(wanted.messages.values()) == {1}
    stage = play.begin()
    stage.slack.history_lag = lag

    def check(end: Stage, told: str) -> None:
        found = outcome(end)
        assert found.messages == wanted.messages, told
        assert found.rows == wanted.rows, told

    return Crashes(play=play, check=check).follow(stage, times)
