"""Clocks in different zones, the hours all are at work, and the prepared event."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.group_messages import IntroMessage, intro
from lunchbatch.core.messages.working_hours import (
    USUAL,
    Hours,
    shared_hours,
    suggested_start,
    zones_differ,
)
from lunchbatch.core.model.people import Person
from tests.core.messages.samples import ANA, BEN, BERLIN, CHI, MONDAY, MORNING, voice

ZONES = (
    "Europe/Berlin",
    "Europe/Lisbon",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Pacific/Auckland",
    "Mars/Olympus",
    "",
)
people_anywhere = st.lists(st.sampled_from(ZONES), min_size=2, max_size=8).map(
    lambda zones: [Person(id=f"U{n}", name="x", time_zone=zone) for n, zone in enumerate(zones)]
)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def at_work(person: Person, moment: datetime, hours: Hours = USUAL) -> bool:
    known = person.time_zone if person.time_zone in ZONES[:-2] else BERLIN.key
    return hours[0] <= moment.astimezone(ZoneInfo(known)).time() < hours[1]


@given(
    people=people_anywhere,
    day=days,
    hours=st.sampled_from((USUAL, (time(8, 30), time(12)), (time(10), time(18)))),
)
def test_shared_hours_are_exactly_those_in_which_all_are_at_work(
    people: list[Person], day: date, hours: Hours
) -> None:
    shared = shared_hours(people, day, BERLIN, hours)
    start_of_day = datetime.combine(day, time(), BERLIN).astimezone(UTC)
    quarters = [start_of_day + timedelta(minutes=15 * each) for each in range(23 * 4)]
    free = [each for each in quarters if all(at_work(p, each, hours) for p in people)]

    if shared is None:
        assert not free
        return
    first, last = shared[0].astimezone(UTC), shared[1].astimezone(UTC)
    inside = [first + timedelta(minutes=15 * step) for step in range(33)]
    assert all(at_work(p, each, hours) for each in inside if each < last for p in people)
    assert not all(at_work(p, first - timedelta(minutes=1), hours) for p in people)
    assert not all(at_work(p, last, hours) for p in people)


@given(people=people_anywhere, day=days)
def test_the_suggested_start_lies_in_shared_hours_when_there_are_any(
    people: list[Person], day: date
) -> None:
    start = suggested_start(people, day, BERLIN)

    if shared_hours(people, day, BERLIN) is None:
        assert start.time() == time(12)
    else:
        assert all(at_work(person, start) for person in people)


def test_an_intro_shows_clocks_only_where_they_differ() -> None:
    told = IntroMessage(people=(BEN, CHI), point_person=BEN.id, round_date=MONDAY, sent=MORNING)
    apart = replace(told, people=(BEN, ANA))

    assert not zones_differ((BEN, CHI), MORNING, BERLIN)
    assert "Both in" not in intro(voice(), told).text
    assert "Both in: 10:00–17:00 Berlin · 09:00–16:00 Lisbon" in intro(voice(), apart).text


def test_people_who_are_never_at_work_together_see_only_their_clocks() -> None:
    far = replace(CHI, time_zone="Pacific/Auckland")
    told = IntroMessage(people=(BEN, far), point_person=BEN.id, round_date=MONDAY, sent=MORNING)

    said = intro(voice(), told).text

    assert "Now: 09:30 Berlin · 21:30 Auckland" in said
    assert "Both in" not in said


def test_the_calendar_link_opens_an_event_in_the_programs_zone_with_all_invited() -> None:
    address = calendar_link(voice(), (ANA, BEN, CHI), datetime(2026, 11, 24, 11, 0, tzinfo=UTC))

    asked = parse_qs(urlsplit(address).query)

    assert asked["action"] == ["TEMPLATE"]
    assert asked["text"] == ["Coffee: Ana Sousa, Ben Okafor, 陳志明"]
    assert asked["dates"] == ["20261124T120000/20261124T123000"]
    assert asked["ctz"] == ["Europe/Berlin"]
    assert asked["add"] == ["ana@example.org,ben@example.org"]


@given(names=st.lists(st.text(max_size=60), min_size=2, max_size=8), email=st.text(max_size=300))
def test_a_calendar_link_is_short_and_holds_nothing_to_escape(names: list[str], email: str) -> None:
    people = [Person(id="U1", name=name, email=email) for name in names]

    address = calendar_link(voice(), people, MORNING)

    assert len(address) <= 2000
    assert set(address) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?&=%"
    )
    assert parse_qs(urlsplit(address).query)["ctz"] == ["Europe/Berlin"]
