"""When rounds begin and stages are due, in the program's own time zone.

The calendar decides, not cron: a wake asks what is due now. A round that was not begun within
`latest_start` (or before the next one) is missed and stays missed. A round that was begun is
finished, however late: of several overdue checkpoints only the last is sent, and none once the
round has to close. All moments are aware and in UTC, because two moments of one zone compare by
wall clock, which is wrong on the two nights when clocks change.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from lunchbatch.core.policy import ORDINALS, WEEKDAYS, Calendar, Program

LONGEST_GAP = timedelta(days=400)  # no rhythm has rounds further apart than this


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a round and the moment (UTC) it is due. `speaks` if it sends messages."""

    name: str
    due: datetime
    speaks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A slot whose round did not begin in time."""

    slot: date
    due: datetime


def slots(calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """The dates on which rounds begin, from first to last inclusive, holidays left out."""
    start = max(first, calendar.starting or first)
    for offset in range((last - start).days + 1):
        day = start + timedelta(days=offset)
        if day not in calendar.holidays and _fits(calendar, day):
            yield day


def next_slots(calendar: Calendar, after: date, count: int) -> tuple[date, ...]:
    """The next dates on which rounds begin, `after` not included."""
    found: list[date] = []
    for day in slots(calendar, after + timedelta(days=1), after + count * LONGEST_GAP):
        found.append(day)
        if len(found) == count:
            break
    return tuple(found)


def _fits(calendar: Calendar, day: date) -> bool:
    name = WEEKDAYS[day.weekday()]
    if calendar.every == "month":
        names = {ORDINALS[(day.day - 1) // 7]} if day.day <= 28 else set()
        if (day + timedelta(days=7)).month != day.month:
            names.add("last")
        return any(f"{ordinal} {name}" in calendar.on for ordinal in names)
    if name not in calendar.on:
        return False
    if calendar.weeks == 1 or calendar.starting is None:
        return True
    monday = day - timedelta(days=day.weekday())
    anchor = calendar.starting - timedelta(days=calendar.starting.weekday())
    return (monday - anchor).days // 7 % calendar.weeks == 0


def stages(program: Program, slot: date) -> tuple[Stage, ...]:
    """The stages of a round in order, each with the moment it is due."""
    asked = [
        Stage(name=f"checkpoint-{number}", due=at(program, slot + checkpoint.after, checkpoint.at))
        for number, checkpoint in enumerate(program.checkpoints, start=1)
    ]
    intro = Stage(name="intro", due=at(program, slot, program.intro))
    close = Stage(name="close", due=at(program, slot + program.close.after, program.close.at))
    return (intro, *asked, close)


def at(program: Program, day: date, clock: time) -> datetime:
    """A wall-clock time of the program as a moment in UTC.

    A time that does not exist (clocks go forward) is taken with the offset before the change,
    which makes it an hour later on the wall; one that exists twice is the first of the two.
    """
    return datetime.combine(day, clock, tzinfo=program.zone).astimezone(UTC)


def local(program: Program, moment: datetime) -> datetime:
    """A moment as the program's people see it."""
    return moment.astimezone(program.zone)


def next_due(
    program: Program, slot: date, done: Collection[str], now: datetime, *, begun: bool
) -> Stage | Missed | None:
    """What a round needs now: a stage, the verdict that it was missed, or nothing yet.

    `done` names the finished stages; `begun` says that some intro may already be out.
    """
    first, *rest = stages(program, slot)
    if now < first.due or stages(program, slot)[-1].name in done:
        return None
    if first.name not in done:
        if not begun and now >= last_start(program, slot):
            return Missed(slot=slot, due=first.due)
        closes = rest[-1].due
        return first if now < closes else rest[-1]
    finished = max((index for index, stage in enumerate(rest) if stage.name in done), default=-1)
    overdue = [stage for stage in rest[finished + 1 :] if stage.due <= now]
    return overdue[-1] if overdue else None


def last_start(program: Program, slot: date) -> datetime:
    """The moment from which a round that has not begun is missed."""
    latest = at(program, slot, program.intro) + program.latest_start
    following = next_slots(program.calendar, slot, 1)
    if not following:
        return latest
    return min(latest, at(program, following[0], program.intro))


def current_slots(program: Program, known: Collection[date], now: datetime) -> tuple[date, ...]:
    """Slots whose time has come and that are not in the ledger.

    Those since the last known one; for a program that never ran, only what may still begin.
    """
    today = local(program, now).date()
    since = max((slot for slot in known if slot <= today), default=None)
    first = since + timedelta(days=1) if since else today - program.latest_start - timedelta(days=1)
    new = [slot for slot in slots(program.calendar, first, today) if slot not in known]
    if since is None:
        new = [slot for slot in new if now < last_start(program, slot)]
    return tuple(slot for slot in new if now >= at(program, slot, program.intro))


def window_is_open(program: Program, now: datetime) -> bool:
    """Whether messages may go out now."""
    here = local(program, now)
    window = program.send_window
    return (
        here.date() not in program.calendar.holidays
        and WEEKDAYS[here.weekday()] in window.days
        and window.opens <= here.time() < window.closes
    )


def window_opens(program: Program, now: datetime) -> datetime:
    """The next moment (UTC) from which messages may go out; `now` if they may already."""
    if window_is_open(program, now):
        return now
    today = local(program, now).date()
    for offset in range(LONGEST_GAP.days):
        opens = at(program, today + timedelta(days=offset), program.send_window.opens)
        if opens > now and window_is_open(program, opens):
            return opens
    return now + LONGEST_GAP


def next_moments(
    program: Program, done_slots: Collection[date], now: datetime
) -> tuple[Stage, ...]:
    """The stages to come, of running rounds and of the next one, earliest first."""
    today = local(program, now).date()
    coming = (*done_slots, *next_slots(program.calendar, today - timedelta(days=1), 2))
    found = {stage for slot in set(coming) for stage in stages(program, slot) if stage.due > now}
    return tuple(sorted(found, key=lambda stage: (stage.due, stage.name)))
