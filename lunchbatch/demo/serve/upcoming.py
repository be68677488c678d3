"""What is due in the office, and when something will be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lunchbatch.core.ledger.records import Records
from lunchbatch.core.schedule.calendar import next_moments, window_opens
from lunchbatch.core.schedule.due_stages import due_stages
from lunchbatch.core.settings.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class UpcomingStage:
    """A stage of a program, and the moment (UTC) from which a run would do it."""

    at: datetime
    program: str
    stage: str


def due(policy: Policy, known: Records, now: datetime) -> tuple[UpcomingStage, ...]:
    """What a run would do now."""
    return tuple(one for one in _overdue(policy, known, now) if one.at <= now)


def upcoming(policy: Policy, known: Records, now: datetime) -> tuple[UpcomingStage, ...]:
    """What will be due, earliest first; messages wait for the send window to open."""
    found = [one for one in _overdue(policy, known, now) if one.at > now]
    for name, program in policy.programs.items():
        rounds = [one for one in known.rounds.values() if one.program == name]
        for stage in next_moments(program, rounds, now):
            at = window_opens(program, stage.due)
            found.append(UpcomingStage(at=at, program=name, stage=stage.name))
    return tuple(sorted(found))


def _overdue(policy: Policy, known: Records, now: datetime) -> Iterator[UpcomingStage]:
    for name, program in policy.programs.items():
        for turn in due_stages(known, name, program, now):
            stage = turn.stage or "missed round"
            at = window_opens(program, now) if turn.stage else now
            yield UpcomingStage(at=at, program=name, stage=stage)
