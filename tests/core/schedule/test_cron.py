"""Cron as GitHub reads it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.schedule.cron import parse

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def hours(text: str, days: int = 7) -> list[str]:
    found = parse(text, BERLIN).between(MONDAY, MONDAY + timedelta(days=days))
    return [f"{moment.astimezone(BERLIN):%a %H:%M}" for moment in found]


@pytest.mark.parametrize(
    ("text", "woken"),
    [
        ("17 4,6 * * 1", ["Mon 04:17", "Mon 06:17"]),
        ("0 9-11 * * TUE", ["Tue 09:00", "Tue 10:00", "Tue 11:00"]),
        ("30 0-23/12 * * 7", ["Sun 00:30", "Sun 12:30"]),
        ("*/30 8 * * fri", ["Fri 08:00", "Fri 08:30"]),
        ("5 12/6 * nov wed", ["Wed 12:05", "Wed 18:05"]),
        ("0 9 24 * *", ["Tue 09:00"]),
        ("0 9 24 * 4", ["Tue 09:00", "Thu 09:00"]),  # POSIX: either day field is enough
        ("0 9 * 12 *", []),
    ],
)
def test_an_expression_wakes_when_posix_says(text: str, woken: list[str]) -> None:
    assert hours(text) == woken


def test_a_wake_follows_the_clock_of_its_zone_through_a_change() -> None:
    summer = datetime(2026, 10, 24, tzinfo=UTC)
    moments = parse("0 9 * * *", BERLIN).between(summer, summer + timedelta(days=3))

    assert [f"{moment:%H}" for moment in moments] == ["07", "08", "08"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has 0 fields"),
        ("@weekly", "has 1 fields"),
        ("60 * * * *", "'60' is not a minute; it goes from 0 to 59"),
        ("0 0 0 * *", "'0' is not a day of the month"),
        ("0 0 * 13 *", "'13' is not a month"),
        ("0 0 * * 8", "'8' is not a weekday"),
        ("0 0 * * L", "'l' is not a weekday"),
        ("0 9-5 * * *", "runs backwards"),
        ("*/0 * * * *", "is not a step"),
        ("1, * * * *", "'' is not a minute"),
        ("² * * * *", "'²' is not a minute"),
    ],
)
def test_what_is_no_cron_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("*", r"\*")):
        parse(text, BERLIN)


@given(text=st.text(st.sampled_from("*/-,019 aA²")))
def test_anything_else_is_a_cron_or_no_cron_and_never_a_crash(text: str) -> None:
    with suppress(ValueError):
        parse(text, BERLIN)
