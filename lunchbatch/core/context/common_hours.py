"""Who is never at work at the same time, by the time zones in Slack's profiles."""

from collections.abc import Collection, Mapping
from datetime import date
from itertools import combinations, product
from zoneinfo import ZoneInfo

from lunchbatch.core.messages.working_hours import USUAL, Hours, shared_hours, zone_of
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import Program


def hours_of(program: Program) -> Hours:
    """When people of a program are at work."""
    hours = program.hours
    return USUAL if hours is None else (hours.starts, hours.ends)


def no_common_hours(
    program: Program, people: Mapping[str, Person], members: Collection[str], day: date
) -> frozenset[frozenset[str]]:
    """The pairs of members who share no working hours on that day; none without the setting.

    Whoever has no time zone counts as living in the program's.
    """
    if program.hours is None:
        return frozenset()
    at: dict[ZoneInfo, list[str]] = {}
    for member in members:
        person = people.get(member) or Person(id=member, name="")
        at.setdefault(zone_of(person, program.zone), []).append(member)
    someone = {zone: Person(id="", name="", time_zone=zone.key) for zone in at}
    return frozenset(
        frozenset(pair)
        for one, other in combinations(at, 2)
        if not shared_hours((someone[one], someone[other]), day, program.zone, hours_of(program))
        for pair in product(at[one], at[other])
    )
