"""When it is too late to introduce anybody to a choice of a poll."""

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
