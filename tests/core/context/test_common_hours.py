"""Who is never at work at the same time, day by day."""

from datetime import date

import pytest

from lunchbatch.core.context.common_hours import no_common_hours
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import Program

PEOPLE = {
    name: Person(id=name, name=name, time_zone=zone)
    for name, zone in (
        ("ana", "Europe/Berlin"),
        ("ben", ""),
        ("cem", "America/New_York"),
        ("dora", "America/Los_Angeles"),
        ("eve", "Mars/Olympus"),
    )
}


def program(**hours: str) -> Program:
    more = {"hours": hours} if hours else {}
    return Program.model_validate({"channel": "C1234567", "time_zone": "Europe/Berlin", **more})


@pytest.mark.parametrize(
    ("day", "meets_new_york"),
    [
        (date(2026, 3, 2), False),
        (date(2026, 3, 16), True),  # clocks have gone forward in New York, not yet in Berlin
        (date(2026, 3, 30), False),
    ],
)
def test_clocks_are_those_of_the_day_of_the_round(day: date, *, meets_new_york: bool) -> None:
    apart = no_common_hours(program(starts="09:00", ends="15:00"), PEOPLE, (*PEOPLE, "gone"), day)

    here, far = {"ana", "ben", "eve", "gone"}, {"dora"} if meets_new_york else {"cem", "dora"}
    assert apart == {frozenset((one, other)) for one in here for other in far}


def test_nobody_is_apart_without_the_setting_and_the_usual_day_is_nine_to_five() -> None:
    day = date(2026, 11, 23)
    berlin_and_west = {frozenset((one, "dora")) for one in ("ana", "ben", "eve")}

    assert no_common_hours(program(), PEOPLE, PEOPLE, day) == set()
    assert no_common_hours(program(ends="17:00"), PEOPLE, PEOPLE, day) == berlin_and_west
