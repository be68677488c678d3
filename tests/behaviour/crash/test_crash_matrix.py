"""Killed anywhere, run again, killed again anywhere else: nothing twice, nothing lost or stuck."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.behaviour.crash.crashes import Crashes, Histories
from tests.behaviour.crash.outcome import outcome
from tests.behaviour.crash.rounds import (
    Play,
    answered_late,
    approved,
    celebrated,
    donut,
    introduced,
    lunch,
    swapped,
)
from tests.thorough import share
from tests.world.stage import Stage

LAGS = [
    pytest.param(timedelta(minutes=12), id="history lags"),
    pytest.param(timedelta(0), id="at once"),
]
ROUNDS = [pytest.param(donut(), id="donut"), pytest.param(lunch(), id="lunch")]


@pytest.mark.parametrize("lag", share(LAGS, 2))
@pytest.mark.parametrize("play", share(ROUNDS, 2))
def test_a_round_that_is_killed_twice_ends_as_if_nothing_had_happened(
    play: Play, lag: timedelta, capsys: pytest.CaptureFixture[str]
) -> None:
    tried = _killed(play, lag, times=2)

    with capsys.disabled():
        print(f"\n{tried[1]} single crashes and {tried[2]} pairs of crashes: all the same")
    assert tried[2] > 2_000


@pytest.mark.parametrize("lag", LAGS)
@pytest.mark.parametrize(
    "play",
    [approved(), introduced(), swapped(), lunch("channel"), lunch("together"), celebrated()],
    ids=[
        "approved draft",
        "introduced by hand",
        "exchanged by hand",
        "told in threads",
        "told at once",
        "celebrated",
    ],
)
def test_rounds_of_every_kind_that_are_killed_once_end_as_if_nothing_had_happened(
    play: Play, lag: timedelta
) -> None:
    assert _killed(play, lag, times=1)[1] > 50


@pytest.mark.parametrize("celebrate", [True, False])
@pytest.mark.parametrize("met", [True, False])
def test_who_met_is_thanked_and_the_channel_told_just_once_and_nobody_else(
    *, celebrate: bool, met: bool
) -> None:
    play = celebrated(celebrate=celebrate, met=met)
    said: set[tuple[int, int]] = set()

    def check(end: Stage, _told: str) -> None:
        said.add(_festive(end))

    Crashes(play=play, check=check).follow(play.begin(), 1)

    assert said == {(int(celebrate and met), int(met))}


@pytest.mark.parametrize(
    "play",
    [celebrated(takes_back=True), answered_late("checkpoint"), answered_late("close")],
    ids=["taken back at the close", "met at the checkpoint", "met at the close"],
)
def test_an_answer_that_changes_while_a_run_dies_leaves_nothing_twice_and_nothing_open(
    play: Play,
) -> None:
    ends = set()

    def check(end: Stage, told: str) -> None:
        ends.add(frozenset(key for key, _ in end.sent()))
        assert not [row for row in end.paper.rows("Journal") if _is_open(row)], told
        assert max(Counter(key for key, _ in end.sent()).values()) == 1, told

    Crashes(play=play, check=check).follow(play.begin(), 1)

    assert len(ends) > 1  # a message more or less, by what was known when it was decided


def _is_open(claim: Mapping[str, object]) -> bool:
    """Whether a claim of a message still waits for its end; runs have rows of their own."""
    return not (claim.get("settled") or str(claim["effect"]).startswith("run "))


def _festive(end: Stage) -> tuple[int, int]:
    """How many groups were thanked, and how many digests the channel got."""
    stages = Counter(key.rpartition(" ")[2] for key, _ in end.sent())
    return stages["celebrate"], stages["digest"]


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
