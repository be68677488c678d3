"""Checks that each stage has a wake of the workflow in its window."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from lunchbatch.core.checks.finding import Finding, fault, good, note
from lunchbatch.core.checks.stage_feasibility import SendChance, chances
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.schedule.calendar import local, window_is_open
from lunchbatch.core.schedule.cron import CronSchedule
from lunchbatch.core.schedule.last_wake import last_wake, long_without_wakes
from lunchbatch.core.settings.policy import Program

AREA = "wakes"
LATE = timedelta(hours=4)


def check(
    wakes: Sequence[CronSchedule], programs: Mapping[str, Program], now: datetime
) -> Iterator[Finding]:
    """One finding per stage that no wake serves, or that is served late; else that all are."""
    zones = {program.time_zone for program in programs.values()}
    strange = sorted({wake.zone.key for wake in wakes} - zones)
    for zone in strange:
        yield note(
            AREA,
            f"the schedule counts in {zone}, and no program does; times then shift against each "
            f"other when clocks change. Write timezone: {min(zones)!r}, or run init --fix",
        )
    unserved = 0
    for name, program in programs.items():
        told: set[str] = set()
        for chance in chances(name, program, now):
            if chance.is_never or chance.stage.name in told:
                continue
            found = _unserved(wakes, name, program, chance)
            if found is not None:
                told.add(chance.stage.name)
                unserved += found.verdict == "mend"
                yield found
    if not unserved and not strange:
        yield good(AREA, "a wake of the schedule falls into the window of every stage")


def check_last_wake(
    known: Records, wakes: Sequence[CronSchedule], now: datetime
) -> Iterator[Finding]:
    """Whether the schedule has woken the job lately, by the mark that each wake leaves."""
    if silent := long_without_wakes(known, wakes, now):
        yield fault(AREA, silent)
    elif last := last_wake(known):
        yield good(AREA, f"the job was woken last on {last:%a %d %b %Y}")


def _unserved(
    wakes: Sequence[CronSchedule], name: str, program: Program, chance: SendChance
) -> Finding | None:
    """What is wrong with the wakes for one stage; None when one comes in time."""
    moments = [
        moment
        for wake in wakes
        for moment in wake.between(chance.first, chance.last)
        if window_is_open(program, moment)
    ]
    stage, first, last = chance.stage.name, *_local(program, chance)
    if not moments:
        minute = (first + timedelta(minutes=7)).minute
        return fault(
            AREA,
            f"no wake falls between {first:%a %d %b %H:%M} and {last:%a %d %b %H:%M}, when {stage} "
            f"of {name} can go out; add to .github/workflows/lunchbatch.yml, under schedule: "
            f'{{cron: "{minute} {(first + timedelta(minutes=7)).hour} * * *", '
            f"timezone: {program.time_zone}}}, or run init --fix",
        )
    soonest = local(program, min(moments))
    if soonest - first > LATE and last - first > LATE:
        return note(
            AREA,
            f"the first wake for {stage} of {name}, due {first:%a %d %b %H:%M}, is "
            f"{soonest:%a %d %b %H:%M}; a wake soon after it would be better",
        )
    return None


def _local(program: Program, chance: SendChance) -> tuple[datetime, datetime]:
    return local(program, chance.first), local(program, chance.last)
