"""The calendar over ten years and several zones: what is due, late, missed and waited for."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.ledger.records import Round
from lunchbatch.core.schedule.calendar import (
    MissedRound,
    ScheduledStage,
    at,
    begins,
    current_slots,
    last_start,
    local,
    next_due,
    next_moments,
    next_slots,
    slots,
    stages,
    window_is_open,
    window_opens,
)
from lunchbatch.core.settings.schedule_settings import Calendar
from tests.core.views import moment, program

FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)
DAYS = st.dates(FIRST, LAST)
START = datetime(2027, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, 7 * 365 * 24 * 60)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def a_round(slot: date, *done: str, stage: str = "") -> Round:
    moments = dict.fromkeys(done, datetime(2026, 1, 1, tzinfo=UTC))
    return Round(
        id=f"coffee/{slot}", program="coffee", slot=slot, stages=moments, stage=stage, messages={}
    )


@pytest.mark.parametrize("weekday", WEEKDAY_NAMES)
@pytest.mark.parametrize("ordinal", ["first", "second", "third", "fourth", "last"])
def test_a_monthly_round_is_held_once_in_each_month(ordinal: str, weekday: str) -> None:
    calendar = Calendar.model_validate({"every": "month", "on": [f"{ordinal} {weekday}"]})

    found = list(slots(calendar, FIRST, LAST))

    assert Counter((day.year, day.month) for day in found) == Counter(
        (year, month) for year in range(2026, 2036) for month in range(1, 13)
    )
    assert {WEEKDAY_NAMES[day.weekday()] for day in found} == {weekday}


@pytest.mark.parametrize("weeks", range(2, 20))
def test_rounds_of_every_few_weeks_are_that_far_apart_whatever_the_year(weeks: int) -> None:
    calendar = Calendar.model_validate(
        {"every": f"{weeks} weeks", "on": ["tuesday"], "starting": "2026-01-06"}
    )
    found = list(slots(calendar, FIRST, LAST))

    assert found[0] == date(2026, 1, 6)
    gaps = {later - sooner for sooner, later in pairwise(found)}
    assert gaps == {timedelta(weeks=weeks)}


def test_several_weekdays_and_holidays() -> None:
    calendar = Calendar.model_validate(
        {"every": "week", "on": ["monday", "thursday"], "holidays": ["2026-11-26"]}
    )

    assert next_slots(calendar, date(2026, 11, 22), 3) == (
        date(2026, 11, 23),
        date(2026, 11, 30),
        date(2026, 12, 3),
    )


@pytest.mark.parametrize("zone", ZONES)
def test_a_stage_is_due_at_its_wall_clock_time_on_every_day_of_ten_years(zone: str) -> None:
    here = program(time_zone=zone)
    for offset in range((LAST - FIRST).days):
        day = FIRST + timedelta(days=offset)
        due = at(here, day, time(9, 30))
        assert due.tzinfo is UTC
        assert local(here, due).replace(tzinfo=None) == datetime.combine(day, time(9, 30))


def test_a_time_that_does_not_exist_is_an_hour_later_and_one_that_is_there_twice_the_first() -> (
    None
):
    here = program()

    assert local(here, at(here, date(2026, 3, 29), time(2, 30))).time() == time(3, 30)
    assert at(here, date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(day=DAYS, minutes=st.integers(0, 60 * 24 * 12))
def test_a_round_that_began_is_finished_and_never_goes_back(day: date, minutes: int) -> None:
    here = program()
    every = stages(here, day)
    names = [stage.name for stage in every]
    now = every[0].due + timedelta(minutes=minutes)
    for done in range(len(names) + 1):
        due = next_due(here, a_round(day, *names[:done]), now, begun=True)
        overdue = [stage for stage in every[done:] if stage.due <= now]
        if not overdue:
            assert due is None
        else:
            assert isinstance(due, ScheduledStage)
            assert due in overdue
            is_first = done == 0 and names[-1] not in {stage.name for stage in overdue}
            assert due == (every[0] if is_first else overdue[-1])


@given(day=DAYS, hours=st.integers(0, 24 * 20))
def test_a_round_that_did_not_begin_is_late_and_then_missed(day: date, hours: int) -> None:
    here = program()
    now = begins(here, day) + timedelta(hours=hours)

    due = next_due(here, a_round(day), now, begun=False)

    if now < last_start(here, day):
        assert isinstance(due, ScheduledStage)
        assert due.name == "intro"
    else:
        assert due == MissedRound(slot=day, due=begins(here, day))


def test_nothing_is_due_before_its_time() -> None:
    day = date(2026, 11, 23)
    sooner = begins(program(), day) - timedelta(seconds=1)

    assert next_due(program(), a_round(day), sooner, begun=False) is None


@given(day=DAYS)
def test_a_round_is_missed_at_the_latest_when_the_next_begins(day: date) -> None:
    here = program(latest_start="30 days")

    assert last_start(here, day) <= begins(here, next_slots(here.calendar, day, 1)[0])


@settings(max_examples=50)
@given(known=st.lists(DAYS, max_size=3), minutes=MINUTES)
def test_current_slots_are_new_begun_and_of_the_last_year(known: list[date], minutes: int) -> None:
    here, now = program(), START + timedelta(minutes=minutes)

    found = current_slots(here, known, now)

    assert not set(found) & set(known)
    assert all(begins(here, slot) <= now for slot in found)
    assert len(found) <= 58


@given(minutes=MINUTES, zone=st.sampled_from(ZONES))
def test_the_window_opens_at_the_first_moment_it_is_open(minutes: int, zone: str) -> None:
    here = program(time_zone=zone, calendar={"every": "week", "holidays": ["2026-12-24"]})
    now = START + timedelta(minutes=minutes)

    opens = window_opens(here, now)

    assert window_is_open(here, opens)
    assert opens >= now
    assert opens == now or not window_is_open(here, opens - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-23 08:29:59", False),
        ("2026-11-23 08:30:00", True),
        ("2026-11-23 17:29:59", True),
        ("2026-11-23 17:30:00", False),
        ("2026-11-22 12:00:00", False),
        ("2026-12-24 12:00:00", False),
    ],
)
def test_messages_go_out_inside_the_window_only(when: str, *, is_open: bool) -> None:
    here = program(calendar={"every": "week", "holidays": ["2026-12-24"]})

    assert window_is_open(here, moment(when)) is is_open


def test_what_comes_next_is_in_order_and_in_the_future() -> None:
    now = moment("2026-11-25 12:00")

    found = next_moments(program(), [a_round(date(2026, 11, 23), "intro")], now)

    assert [stage.name for stage in found[:2]] == ["close", "intro"]
    assert all(sooner.due <= later.due for sooner, later in pairwise(found))
    assert all(stage.due > now for stage in found)


def test_of_a_round_that_is_over_nothing_comes_next() -> None:
    over: Any = a_round(date(2026, 11, 23), stage="missed")

    found = next_moments(program(), [over], moment("2026-11-23 12:00"))

    assert found[0].due == begins(program(), date(2026, 11, 30))
