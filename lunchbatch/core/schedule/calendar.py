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

from lunchbatch.core.ledger.records import Round
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.settings.policy import ORDINALS, WEEKDAYS, Calendar, Program
from lunchbatch.core.settings.poll_settings import time_of

MADE = "made"  # no stage of the calendar: when a poll took its last answers and was decided
TIME_TO_ANSWER = timedelta(minutes=15)
LONGEST_GAP = timedelta(days=400)  # no rhythm has rounds further apart than this
LONGEST_BREAK = timedelta(days=60)  # a draft is looked for so much earlier than it would be made


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledStage:
    """One step of a round and the moment (UTC) it is due.

    A stage that is needed is done late rather than skipped for a later one.
    """

    name: str
    due: datetime
    is_needed: bool = False

    @property
    def kind(self) -> Stage:
        """Which step it is, of those there are: `checkpoint-2` is a checkpoint."""
        return Stage(self.name.partition("-")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedRound:
    """A slot whose round did not begin in time."""

    slot: date
    due: datetime


def slots(calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """The dates on which rounds begin, from first to last inclusive, holidays left out."""
    start = max(first, calendar.starting or first)
    weekdays = {WEEKDAYS.index(name.split()[-1]) for name in calendar.on}
    for offset in range((last - start).days + 1):
        if (start.weekday() + offset) % 7 not in weekdays:
            continue
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
    if calendar.weeks == 1 or calendar.starting is None:
        return True
    monday = day - timedelta(days=day.weekday())
    anchor = calendar.starting - timedelta(days=calendar.starting.weekday())
    return (monday - anchor).days // 7 % calendar.weeks == 0


def stages(program: Program, slot: date) -> tuple[ScheduledStage, ...]:
    """The stages of a round in order, each with the moment it is due by the calendar."""
    if program.signup == "poll":
        return _poll_stages(program, slot, at(program, slot, program.poll.closes), ())
    asked = [
        ScheduledStage(
            name=f"checkpoint-{number}", due=at(program, slot + checkpoint.after, checkpoint.at)
        )
        for number, checkpoint in enumerate(program.checkpoints, start=1)
    ]
    intro = ScheduledStage(name=Stage.INTRO, due=at(program, slot, program.intro), is_needed=True)
    close = ScheduledStage(
        name=Stage.CLOSE, due=at(program, slot + program.close.after, program.close.at)
    )
    return (*_drafted(program, intro), intro, *asked, close)


def _drafted(program: Program, intro: ScheduledStage) -> Iterator[ScheduledStage]:
    """The draft, early enough and on a day on which people are at work."""
    if program.approval is None:
        return
    wanted = local(program, intro.due - program.approval.ahead)
    day = next(
        (
            day
            for back in range(LONGEST_BREAK.days)
            if is_send_day(program, day := wanted.date() - timedelta(days=back))
        ),
        wanted.date(),
    )
    yield ScheduledStage(name=Stage.DRAFT, due=at(program, day, wanted.time()), is_needed=True)


def stages_of(program: Program, round_: Round) -> tuple[ScheduledStage, ...]:
    """The stages of a round that may have begun.

    A poll keeps the closing time and the choices it was opened with.
    """
    if program.signup == "poll" and round_.poll_closes is not None:
        return _poll_stages(
            program, round_.slot, round_.poll_closes.astimezone(UTC), round_.choices
        )
    return stages(program, round_.slot)


def _poll_stages(
    program: Program, slot: date, made: datetime, choices: Collection[str]
) -> tuple[ScheduledStage, ...]:
    poll = program.poll
    opens = min(at(program, slot - poll.opens.before, poll.opens.at), made)
    found = [ScheduledStage(name=Stage.POLL, due=opens, is_needed=True)]
    if poll.reminder is not None:
        found.append(ScheduledStage(name=Stage.REMINDER, due=max(opens, made - poll.reminder)))
    found.append(ScheduledStage(name=Stage.GROUPS, due=made, is_needed=True))
    if poll.ask_after is not None:
        clocks = map(time_of, choices or poll.choices)
        asks = max([made, *(at(program, slot, clock) for clock in clocks if clock)])
        asks += poll.ask_after
        found.append(ScheduledStage(name=Stage.ASK, due=asks))
        found.append(ScheduledStage(name=Stage.CLOSE, due=asks + timedelta(days=1)))
    return tuple(found)


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
    program: Program, round_: Round, now: datetime, *, begun: bool
) -> ScheduledStage | MissedRound | None:
    """What a round needs now: a stage, the verdict that it was missed, or nothing yet.

    `begun` says that its first message to members may already be out.
    """
    every = stages_of(program, round_)
    if now < every[0].due:
        return None
    opener = next(stage for stage in every if stage.name != Stage.DRAFT)
    if opener.name not in round_.stages and not begun and now >= last_start(program, round_.slot):
        return MissedRound(slot=round_.slot, due=opener.due)
    names = [stage.name for stage in every]
    last_done = max((names.index(name) for name in round_.stages if name in names), default=-1)
    overdue = [stage for stage in every[last_done + 1 :] if stage.due <= now]
    if not overdue:
        return None
    needed = [stage for stage in overdue if stage.is_needed]
    too_late_for_intro = (
        needed and needed[0].name in {Stage.DRAFT, Stage.INTRO} and overdue[-1].name == Stage.CLOSE
    )
    return needed[0] if needed and not too_late_for_intro else overdue[-1]


def begins(program: Program, slot: date) -> datetime:
    """When a round begins: its intro or the draft of it, or the question of its poll."""
    return stages(program, slot)[0].due


def opens(program: Program, slot: date) -> datetime:
    """When people first hear of a round: by its intro, or the question of its poll."""
    return next(stage.due for stage in stages(program, slot) if stage.name != Stage.DRAFT)


def last_start(program: Program, slot: date) -> datetime:
    """The moment from which a round that has not begun is missed.

    A poll must leave people a quarter of an hour to answer.
    """
    if program.signup == "poll":
        made = next(stage for stage in stages(program, slot) if stage.name == Stage.GROUPS)
        return made.due - TIME_TO_ANSWER
    latest = opens(program, slot) + program.latest_start
    following = next_slots(program.calendar, slot, 1)
    return min(latest, opens(program, following[0])) if following else latest


def current_slots(
    program: Program, known: Collection[date], now: datetime, *, woken: datetime | None = None
) -> tuple[date, ...]:
    """Slots whose time has come and that are not in the ledger.

    Those since the last known one, though none of long ago; for a program that never ran, only
    what may still begin, or could have begun after a wake at the moment `woken`.
    """
    today = local(program, now).date()
    ahead = today + _lead(program)
    since = max((slot for slot in known if slot <= today), default=None)
    oldest = since or local(program, woken or now).date() - program.latest_start - timedelta(days=2)
    first = max(oldest + timedelta(days=1), today - LONGEST_GAP)
    new = [slot for slot in slots(program.calendar, first, ahead) if slot not in known]
    if since is None:
        new = [slot for slot in new if (woken or now) < last_start(program, slot)]
    return tuple(slot for slot in new if now >= begins(program, slot))


def _lead(program: Program) -> timedelta:
    """How many days before its date a round may begin."""
    if program.signup == "poll":
        return program.poll.opens.before
    return program.approval.ahead + LONGEST_BREAK if program.approval else timedelta(0)


def is_send_day(program: Program, day: date) -> bool:
    """Whether messages go out on that day at all."""
    return (
        day not in program.calendar.holidays and WEEKDAYS[day.weekday()] in program.send_window.days
    )


def window_is_open(program: Program, now: datetime) -> bool:
    """Whether messages may go out now."""
    here = local(program, now)
    window = program.send_window
    return is_send_day(program, here.date()) and window.opens <= here.time() < window.closes


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
    program: Program, rounds: Collection[Round], now: datetime
) -> tuple[ScheduledStage, ...]:
    """The stages to come, of running rounds and of the next two, earliest first."""
    today = local(program, now).date()
    begun = {one.slot for one in rounds}
    found = {
        stage
        for one in rounds
        if not one.is_over
        for stage in stages_of(program, one)
        if stage.name not in one.stages
    }
    for slot in next_slots(program.calendar, today - timedelta(days=1), 3):
        found |= set(stages(program, slot)) if slot not in begun else set()
    coming = (stage for stage in found if stage.due > now)
    return tuple(sorted(coming, key=lambda stage: (stage.due, stage.name)))
