"""Fits the schedule of the workflow to the settings, with every other line left alone."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from lunchbatch.core.checks import cron_coverage
from lunchbatch.core.checks.finding import Verdict
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.wake_times import cron_for
from lunchbatch.core.settings.policy import Program
from lunchbatch.settings_file.workflow_file import PLACE, schedule_in
from lunchbatch.settings_file.yaml_edit import with_item, with_value
from lunchbatch.settings_file.yaml_with_lines import read_yaml

_SCHEDULE = ("on", "schedule")
_OF_THE_EXAMPLE = "47 5,7,9,11,14 * * 1-5"


def fitted(
    text: str, programs: Mapping[str, Program], now: datetime, *, serves_others: bool = False
) -> tuple[str, tuple[str, ...]]:
    """The workflow with the time zone and the wakes that the programs need, and what is new in it.

    A line of the schedule that a person wrote keeps its times; what is missing is added below.
    Where it serves other settings too, lines are added and none is changed.
    A schedule that cannot be read is left as it is. Raises ConfigError as `with_value` does.
    """
    file, said = PLACE.as_posix(), []
    before = schedule_in(text, file=file)
    if before.faults:
        return text, ()
    zones = {program.time_zone for program in programs.values()}
    for number, wake in enumerate(before.wakes):
        if wake.zone.key not in zones and not serves_others:
            said.append(f"timezone: {min(zones)} (was {wake.zone.key})")
            text = with_value(text, (*_SCHEDULE, number, "timezone"), min(zones), file=file)
    for zone in sorted(zones):
        some = {name: one for name, one in programs.items() if one.time_zone == zone}
        if _is_served(text, some, now):
            continue
        cron = cron_for(some.values(), local(next(iter(some.values())), now).date())
        said.append(f'cron: "{cron}", timezone: {zone}')
        text = _with_wakes(text, zone, cron, serves_others=serves_others)
    return text, tuple(said)


def _is_served(text: str, programs: Mapping[str, Program], now: datetime) -> bool:
    """Whether each stage of these programs, of one time zone, has a wake in time."""
    zone = next(iter(programs.values())).time_zone
    schedule = schedule_in(text, file=PLACE.as_posix())
    wakes = [wake for wake in schedule.wakes if wake.zone.key == zone]
    found = cron_coverage.check(wakes, programs, now)
    return all(each.verdict is Verdict.GOOD for each in found)


def _with_wakes(text: str, zone: str, cron: str, *, serves_others: bool) -> str:
    """In the place of the example's wakes of that zone, else below the others.

    Others may count on the example's wakes: then it stays.
    """
    file = PLACE.as_posix()
    for number, entry in () if serves_others else _entries(text):
        if entry == {"cron": _OF_THE_EXAMPLE, "timezone": zone}:
            return with_value(text, (*_SCHEDULE, number, "cron"), cron, file=file)
    return with_item(text, _SCHEDULE, {"cron": cron, "timezone": zone}, file=file)


def _entries(text: str) -> Iterator[tuple[int, object]]:
    tree = read_yaml(text, file=PLACE.as_posix()).tree
    schedule = tree["on"]["schedule"] if isinstance(tree, dict) else ()
    yield from enumerate(schedule)
