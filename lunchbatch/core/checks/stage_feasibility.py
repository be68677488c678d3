"""Checks that each stage can go out at all: its due time, the send window, its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lunchbatch.core.checks.finding import Finding, fault, good, note
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.polls.poll_deadlines import over_at
from lunchbatch.core.schedule.calendar import (
    ScheduledStage,
    last_start,
    local,
    next_slots,
    stages,
    window_opens,
)
from lunchbatch.core.schedule.due_stages import round_id
from lunchbatch.core.settings.policy import WEEKDAYS, Program
from lunchbatch.core.settings.setting_types import span_text

ROUNDS_AHEAD = 6
PATIENCE = timedelta(days=3)  # a closing may be late; longer than this it is forgotten
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendChance:
    """When a stage of one round can go out (UTC): from `first` until `last`; never if equal."""

    stage: ScheduledStage
    first: datetime
    last: datetime

    @property
    def is_never(self) -> bool:
        """Whether there is no moment for it."""
        return self.first >= self.last


def chances(name: str, program: Program, now: datetime) -> Iterator[SendChance]:
    """The stages of the next rounds, each with the time it has."""
    today = local(program, now).date()
    for slot in next_slots(program.calendar, today, ROUNDS_AHEAD):
        every = stages(program, slot)
        one = Round(id=round_id(name, slot), program=name, slot=slot, stages={}, messages={})
        for stage, following in zip(every, (*every[1:], None), strict=True):
            last = following.due if following else stage.due + PATIENCE
            if stage.name in {Stage.INTRO, Stage.POLL}:
                last = last_start(program, slot)
            elif stage.name == Stage.GROUPS:
                last = max(over_at(program, one, choice) for choice in program.poll.choices)
            elif following is None:
                last = max(last, window_opens(program, stage.due) + PATIENCE)
            yield SendChance(stage=stage, first=window_opens(program, stage.due), last=last)


def check(name: str, program: Program, now: datetime) -> Iterator[Finding]:
    """The next dates of a program, and what in its settings can never happen as it is meant."""
    area = f"programs.{name}"
    today = local(program, now).date()
    dates = next_slots(program.calendar, today - timedelta(days=1), 3)
    if not dates:
        yield fault(
            area,
            "there is no date for a round in the next 400 days; look at calendar.on, "
            "calendar.starting and calendar.holidays",
        )
        return
    listed = ", ".join(f"{day:%a %d %b %Y}" for day in dates)
    first_stage = stages(program, dates[0])[0]
    begins = local(program, first_stage.due)
    yield good(area, f"next rounds on {listed}; the first stage is at {begins:%H:%M} there")
    if dates[0] - today > SOON:
        yield note(area, f"the first round is only on {dates[0]}; is calendar.starting meant so?")
    yield from _odd_settings(area, program, now)
    yield from _stages(area, name, program, now)


def _stages(area: str, name: str, program: Program, now: datetime) -> Iterator[Finding]:
    told: set[str] = set()
    for chance in chances(name, program, now):
        stage = chance.stage
        due, goes = (local(program, each) for each in (stage.due, chance.first))
        if stage.name in told:
            continue
        if chance.is_never:
            told.add(stage.name)
            over = local(program, chance.last)
            yield fault(
                area,
                f"{stage.name} can never go out: it is due {_said(due)}, the send window opens "
                f"{_said(goes)}, and {_said(over)} is too late; {_remedy(program, due)}",
            )
        elif goes.date() != due.date():
            told.add(stage.name)
            yield note(
                area,
                f"{stage.name} is due {_said(due)}, when the send window is closed; it goes out "
                f"{_said(goes)}",
            )


def _said(moment: datetime) -> str:
    return f"{moment:%a %d %b %H:%M}"


def _remedy(program: Program, due: datetime) -> str:
    window, day = program.send_window, WEEKDAYS[due.weekday()]
    if day not in window.days:
        return f"add {day} to send_window.days, or choose another day"
    if not window.opens <= due.time() < window.closes:
        return (
            f"move it between {window.opens:%H:%M} and {window.closes:%H:%M}, or widen send_window"
        )
    if due.date() in program.calendar.holidays:
        return "it falls on a day listed under holidays"
    return "leave more time before what follows it"


def _odd_settings(area: str, program: Program, now: datetime) -> Iterator[Finding]:
    """Settings that mean nothing, or not what they seem to."""
    given, is_poll = program.model_fields_set, program.signup == "poll"
    idle = {"intro", "checkpoints", "close", "latest_start"} if is_poll else {"poll"}
    for key in sorted(given & idle):
        yield note(area, f"'{key}' means nothing with signup: {program.signup}; delete it")
    calendar = program.calendar
    today = local(program, now).date()
    if calendar.holidays and max(calendar.holidays) < today:
        yield note(area, "every date under calendar.holidays is over; list those to come")
    start = calendar.starting
    if start and calendar.weeks > 1 and WEEKDAYS[start.weekday()] not in calendar.on:
        yield note(
            area,
            f"calendar.starting is a {WEEKDAYS[start.weekday()]}, on which no round is; the weeks "
            "are counted from the week of that date",
        )
    if not is_poll and program.latest_start < timedelta(hours=6):
        yield note(
            area,
            f"latest_start is {span_text(program.latest_start)}; GitHub often wakes the job later "
            "than that, and the round is then missed",
        )
