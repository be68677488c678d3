"""Below Slack's pace, always, and no slower than that."""

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.adapters.slack.pacing import PER_MINUTE, Pace
from lunchbatch.core.model.messages import Message
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.ports import Call
from tests.simulated_slack import rate_limits
from tests.slack_wire import START, wired

METHODS = sorted(PER_MINUTE)
MINUTE = timedelta(seconds=60)


def test_no_method_is_paced_above_what_slack_enforces() -> None:
    assert all(PER_MINUTE[method] <= rate_limits.PER_MINUTE[method] for method in METHODS)
    assert {call.value for call in Call} <= PER_MINUTE.keys()


@given(
    method=st.sampled_from(METHODS),
    gaps=st.lists(st.floats(0, 90, allow_nan=False), min_size=1, max_size=400),
)
def test_any_minute_holds_the_tier_and_no_more(method: str, gaps: list[float]) -> None:
    clock = VirtualClock(START)
    pace = Pace(clock)
    starts: list[datetime] = []
    for gap in gaps:
        clock.sleep(gap)
        clock.sleep(pace.take(method))
        starts.append(clock.now())

    most = PER_MINUTE[method]
    assert all(late - early >= MINUTE for early, late in zip(starts, starts[most:], strict=False))


@pytest.mark.parametrize("method", METHODS)
def test_calls_go_at_once_until_the_minute_is_full(method: str) -> None:
    clock = VirtualClock(START)
    pace = Pace(clock)

    waits = [pace.take(method) for _ in range(PER_MINUTE[method] + 1)]

    assert not any(waits[:-1])
    assert waits[-1] == 61


def test_asking_for_the_pause_reserves_nothing() -> None:
    pace = Pace(VirtualClock(START))

    assert [pace.pause("users.list") for _ in range(100)] == [0] * 100
    assert pace.take("users.list") == 0


def test_a_channel_takes_a_post_a_second_and_the_others_go_on() -> None:
    pace = Pace(VirtualClock(START))

    assert [pace.take("chat.postMessage", "C1") for _ in range(3)] == [0, 1, 2]
    assert pace.take("chat.postMessage", "C2") == 0
    assert pace.pause("chat.postMessage", "C1") == 3


def test_a_frozen_method_waits_and_the_others_go_on() -> None:
    clock = VirtualClock(START)
    pace = Pace(clock)

    pace.freeze("reactions.add", 30)
    pace.freeze("reactions.add", 10)

    assert pace.pause("reactions.add") == 30
    assert pace.pause("reactions.get") == 0
    clock.sleep(30)
    assert pace.take("reactions.add") == 0


def test_threads_share_one_pace() -> None:
    pace = Pace(VirtualClock(START))
    waits: list[float] = []

    def work() -> None:
        for _ in range(25):
            waits.append(pace.take("reactions.add"))  # noqa: PERF401 - each call as it comes

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(waits) == [0] * 50 + [61] * 50


def test_a_slack_that_enforces_its_tiers_refuses_nothing() -> None:
    hello = Message(text="Hello", blocks=())
    with wired(enforce_pace=True) as world:
        slack = world.slack
        people = [world.workspace.add_person(f"P {n}") for n in range(240)]
        for pair in zip(people[::2], people[1::2], strict=True):
            room = slack.open(pair)
            posted = [slack.post(room, hello, effect=f"{room}/{n}") for n in range(2)]
            for one in posted:
                slack.react(one, "taco")
            slack.reactions(posted)
        slack.people(people)

        assert not [one for one in world.server.log if one.answer and one.answer.status == 429]
        reacted = len(world.server.calls("reactions.add"))
        assert world.clock.now() - START < MINUTE * (reacted / 50) * 1.25
