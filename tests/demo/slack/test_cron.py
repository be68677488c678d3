"""Wakes as a scheduled job gets them: near the times asked for, and never to be counted on."""

from collections import Counter
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lunchbatch.demo.people.virtual_clock import ASKED_FOR, wakes

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 5)
LAST = datetime(2026, 6, 26, 17, 0, tzinfo=ZONE)
WEEKS = 25


def test_some_wakes_are_missing_some_doubled_and_some_late() -> None:
    found = wakes(FIRST, LAST, ZONE, seed=1)
    a_day = Counter(wake.date() for wake in found)
    on_time = [wake for wake in found if time(wake.hour, wake.minute - wake.minute % 5) in _near()]

    assert list(found) == sorted(found)
    assert {len(ASKED_FOR) - 1, len(ASKED_FOR), len(ASKED_FOR) + 1} <= set(a_day.values())
    assert WEEKS * 5 * len(ASKED_FOR) / 2 < len(on_time) < len(found)


def _near() -> set[time]:
    return {time(clock.hour, clock.minute - clock.minute % 5) for clock in ASKED_FOR}


def test_no_wake_is_on_a_weekend_or_after_the_end() -> None:
    found = wakes(FIRST, LAST, ZONE, seed=2)

    assert {wake.weekday() for wake in found} == set(range(5))
    assert max(found) <= LAST
    assert min(found).date() == FIRST


def test_the_same_seed_gives_the_same_wakes() -> None:
    assert wakes(FIRST, LAST, ZONE, seed=3) == wakes(FIRST, LAST, ZONE, seed=3)
    assert wakes(FIRST, LAST, ZONE, seed=3) != wakes(FIRST, LAST, ZONE, seed=4)
