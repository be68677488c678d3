"""Which wakes fit the times of the programs, as cron lines."""

from collections.abc import Collection, Iterator
from datetime import date, time

from lunchbatch.core.schedule.calendar import local, next_slots, stages
from lunchbatch.core.settings.policy import WEEKDAYS, Program

# GitHub starts jobs late most of all at the full hour and the quarters, and sometimes hours late.
_MINUTES = tuple(minute for minute in range(7, 54) if minute % 5)
_EARLIER = (4, 2)


def cron_for(programs: Collection[Program], today: date) -> str:
    """One cron line for programs of one time zone: soon after each of their times, and earlier."""
    closes = {
        (clock, program.send_window.closes)
        for program in programs
        for clock in _times(program, today)
    }
    times = {clock for clock, _ in closes}
    minute = min(
        _MINUTES,
        key=lambda one: (
            sum(_at(one, clock) >= end.hour * 60 + end.minute for clock, end in closes),
            sum(_wait(one, clock) for clock in times),
        ),
    )
    hours = {_at(minute, clock) // 60 for clock in times}
    hours |= {min(hours) - earlier for earlier in _EARLIER}
    days = {WEEKDAYS.index(day) + 1 for program in programs for day in program.send_window.days}
    at = ",".join(str(hour) for hour in sorted(hours) if 0 <= hour < 24)
    return f"{minute} {at} * * {_days(sorted(days))}"


def _times(program: Program, today: date) -> Iterator[time]:
    for slot in next_slots(program.calendar, today, 1):
        yield from (local(program, stage.due).time() for stage in stages(program, slot))


def _wait(minute: int, clock: time) -> int:
    """Minutes from a time of day to the next such minute of an hour; three at least."""
    return (minute - clock.minute - 3) % 60 + 3


def _at(minute: int, clock: time) -> int:
    """The first such minute of an hour after a time of day, as minutes of the day."""
    return clock.hour * 60 + clock.minute + _wait(minute, clock)


def _days(numbers: list[int]) -> str:
    first, last = numbers[0], numbers[-1]
    if len(numbers) > 2 and last - first == len(numbers) - 1:
        return f"{first}-{last}"
    return ",".join(map(str, numbers))
