"""Deadlines of a poll: until when it can be answered, and until when its groups are announced."""

from datetime import datetime, timedelta

from lunchbatch.core.ledger.records import Round
from lunchbatch.core.schedule.calendar import at
from lunchbatch.core.settings.policy import Program
from lunchbatch.core.settings.poll_settings import time_of

ON_THE_WAY = timedelta(minutes=5)  # a lunch that begins sooner than this is over


def over_at(program: Program, round_: Round, choice: str) -> datetime:
    """The moment (UTC) from which nobody is introduced to a choice any more.

    For a time shortly before it; for a free label when the send window of the day closes.
    """
    clock = time_of(choice)
    if clock is None:
        return at(program, round_.slot, program.send_window.closes)
    return at(program, round_.slot, clock) - ON_THE_WAY


LEAST_OPEN = timedelta(minutes=20)  # to send the question and to answer it
BEFORE_LUNCH = timedelta(minutes=30)  # to make the groups, tell them, and get there
IN_A_HURRY = timedelta(minutes=5)  # the same when there is not more time than that
WITHOUT_TIMES = timedelta(hours=1)  # how long a poll is open whose choices have no time


def closing(program: Program, round_: Round, choices: tuple[str, ...], now: datetime) -> datetime:
    """The moment (UTC) when a poll closes that is opened by hand now.

    That of the calendar while it is ahead, else shortly before the first of its times. Raises
    ValueError, with a sentence, when a time is too near for anybody to answer.
    """
    soonest = now + LEAST_OPEN
    for choice in choices:
        if soonest > over_at(program, round_, choice) - IN_A_HURRY:
            raise ValueError(_too_near(program, round_, choice, now))
    last = min(over_at(program, round_, choice) for choice in choices) - IN_A_HURRY
    calendar = at(program, round_.slot, program.poll.closes)
    if soonest <= calendar <= last:
        return calendar
    times = [at(program, round_.slot, clock) for clock in map(time_of, choices) if clock]
    wanted = min(times) - BEFORE_LUNCH if times else now + WITHOUT_TIMES
    return min(max(wanted, soonest), last)


def _too_near(program: Program, round_: Round, choice: str, now: datetime) -> str:
    if time_of(choice) is None:
        closes = program.send_window.closes
        return f"it is too late for a poll today; the send window closes at {closes:%H:%M}"
    is_over = now >= over_at(program, round_, choice)
    why = "is over" if is_over else "is too soon: people need time to answer"
    earliest = (now + LEAST_OPEN + 2 * IN_A_HURRY).astimezone(program.zone)
    return (
        f"'{choice}' {why}; give times from {earliest:%H:%M} on, "
        f'as --choices "{_next_half_hour(earliest):%H:%M}"'
    )


def _next_half_hour(moment: datetime) -> datetime:
    minutes = 30 - moment.minute % 30
    return moment + timedelta(minutes=minutes)
