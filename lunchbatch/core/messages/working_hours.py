"""Working hours of people in different time zones, and the hours that all of them share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lunchbatch.core.model.people import Person

NOON = time(12)

Hours = tuple[time, time]
"""When work begins and ends, by somebody's own clock."""
USUAL: Hours = (time(9), time(17))

Span = tuple[datetime, datetime]


def zone_of(person: Person, otherwise: ZoneInfo) -> ZoneInfo:
    """A person's own time zone; the program's where Slack gives none that is known."""
    try:
        return ZoneInfo(person.time_zone) if person.time_zone else otherwise
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def zones_differ(people: Iterable[Person], moment: datetime, zone: ZoneInfo) -> bool:
    """Whether their clocks show different times at that moment."""
    return len({moment.astimezone(zone_of(each, zone)).utcoffset() for each in people}) > 1


def shared_hours(
    people: Iterable[Person], day: date, zone: ZoneInfo, hours: Hours = USUAL
) -> Span | None:
    """When all are at work, each by their own clock, on a day of the program's zone.

    The longest such span that starts on that day; None when there is none.
    """
    spans: list[Span] | None = None
    for each in {zone_of(person, zone) for person in people}:
        theirs = _working_days(day, each, hours)
        spans = theirs if spans is None else _shared(spans, theirs)
    of_the_day = [span for span in spans or () if span[0].astimezone(zone).date() == day]
    return max(of_the_day, key=lambda span: span[1] - span[0], default=None)


def _working_days(day: date, zone: ZoneInfo, hours: Hours) -> list[Span]:
    days = (day + timedelta(days=shift) for shift in (-1, 0, 1))
    return [
        (datetime.combine(each, hours[0], zone), datetime.combine(each, hours[1], zone))
        for each in days
    ]


def _shared(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    # In UTC: clocks of one zone are compared by their faces, which is wrong across a change.
    shared = [
        (max(a[0], b[0], key=datetime.timestamp), min(a[1], b[1], key=datetime.timestamp))
        for a in some
        for b in others
    ]
    return [span for span in shared if span[0].timestamp() < span[1].timestamp()]


def suggested_start(
    people: Sequence[Person], day: date, zone: ZoneInfo, hours: Hours = USUAL
) -> datetime:
    """Noon by the program's clock, or as near to it as all are at work, half an hour long."""
    noon = datetime.combine(day, NOON, zone)
    shared = shared_hours(people, day, zone, hours)
    if shared is None:
        return noon
    first, last = shared[0].timestamp(), shared[1].timestamp() - 1800
    return datetime.fromtimestamp(max(first, min(noon.timestamp(), max(first, last))), zone)
