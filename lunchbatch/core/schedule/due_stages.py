"""Which stage of each round is due: by the calendar, or asked for by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lunchbatch.core.ledger.cell_values import is_extra, round_date
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.calendar import (
    LONGEST_GAP,
    MADE,
    MissedRound,
    ScheduledStage,
    current_slots,
    last_start,
    local,
    next_due,
    slots,
    stages_of,
)
from lunchbatch.core.schedule.last_wake import last_wake
from lunchbatch.core.settings.policy import Program

NEXT = "next"  # no stage of the calendar: whichever begins the round to come


@dataclass(frozen=True, slots=True, kw_only=True)
class DueStage:
    """A round and what it needs now."""

    round: Round
    due: ScheduledStage | MissedRound

    @property
    def stage(self) -> str:
        """The name of the stage that is due; empty when the round was missed."""
        return self.due.name if isinstance(self.due, ScheduledStage) else ""


def round_id(name: str, slot: date) -> str:
    """The id of a round: `coffee/2026-11-23`."""
    return f"{name}/{slot.isoformat()}"


def rounds_of(known: Records, name: str, now: datetime) -> tuple[Round, ...]:
    """The program's rounds, oldest first, those included whose row somebody deleted."""
    found = {one.id: one for one in known.rounds.values() if one.program == name}
    deleted: dict[str, list[Group]] = {}
    for group in known.groups:
        is_known = group.round in known.rounds
        if group.program == name and not is_known and round_date(group.round) is not None:
            deleted.setdefault(group.round, []).append(group)
    for id_, groups in deleted.items():
        lived = {stage: now for group in groups for stage in _lived(group)}
        if all(group.status and group.status.is_closed for group in groups):
            lived[Stage.CLOSE] = now  # nobody is left to ask
        found[id_] = _blank(name, id_, stages=lived)
    return tuple(sorted(found.values(), key=lambda one: (one.slot, one.id)))


def _lived(group: Group) -> tuple[str, ...]:
    """The stages that a group shows to be done: a lunch group that its poll was asked and made."""
    later = any(stage.startswith("checkpoint") or stage == Stage.CLOSE for stage in group.messages)
    first = (Stage.POLL, MADE) if group.time else (Stage.INTRO,) * later
    told = (Stage.GROUPS,) if Stage.ASK in group.messages else ()
    asked = (stage for stage in group.messages if stage != Stage.CELEBRATE)
    return (*first, *told, *asked)


def next_slot(known: Records, name: str, program: Program, now: datetime) -> date | None:
    """The date of the next round that has not begun and may still begin."""
    first = local(program, now).date() - program.latest_start - timedelta(days=1)
    begun = {
        one.slot
        for one in rounds_of(known, name, now)
        if (one.is_over or one.stages.keys() - {Stage.DRAFT}) and not is_extra(one.id)
    }
    begun |= {
        _blank(name, group.round, {}).slot
        for group in known.groups
        if group.intro and group.program == name and not is_extra(group.round)
    }
    return next(
        (
            slot
            for slot in slots(program.calendar, first, first + LONGEST_GAP)
            if slot not in begun and now < last_start(program, slot)
        ),
        None,
    )


def _blank(name: str, id_: str, stages: Mapping[str, datetime]) -> Round:
    slot = round_date(id_) or date.min
    return Round(id=id_, program=name, slot=slot, stages=stages, messages={})


def due_stages(
    known: Records, name: str, program: Program, now: datetime, by_hand: str | None = None
) -> tuple[DueStage, ...]:
    """The rounds that need something now, oldest first.

    `by_hand` is a stage that is due now whatever the calendar says: `intro` and `poll` begin a
    round of today, `NEXT` the one to come, the others act on the newest round that has not closed
    (`groups` on the oldest poll, whose lunch is nearest).
    """
    if by_hand is not None:
        return _by_hand(known, name, program, now, by_hand)
    rounds = rounds_of(known, name, now)
    found = []
    for one in rounds:
        if one.is_sound and not one.is_over:
            has_groups = Stage.INTRO in one.stages or bool(known.groups_of(one.id))
            at = replace(one, stages={Stage.DRAFT: now, **one.stages}) if has_groups else one
            begun = has_groups or program.approval is None
            due = next_due(program, at, now, begun=begun)
            if due is not None:
                found.append(DueStage(round=one, due=due))
    of_calendar = [one.slot for one in rounds if not is_extra(one.id)]
    # In a ledger without any round the program was there when it was woken last.
    woken = None if known.rounds or known.groups else last_wake(known)
    for slot in current_slots(program, of_calendar, now, woken=woken):
        fresh = _blank(name, round_id(name, slot), stages={})
        due = next_due(program, fresh, now, begun=False)
        if due is not None:
            found.append(DueStage(round=fresh, due=due))
    return tuple(found)


def drafted_rounds(known: Records, name: str, program: Program) -> tuple[Round, ...]:
    """The program's rounds whose draft was made and of which nobody has heard yet."""
    if program.approval is None:
        return ()
    return tuple(
        one
        for one in known.rounds.values()
        if one.program == name
        and one.is_sound
        and not one.is_over
        and one.stages.keys() == {Stage.DRAFT}
        and not known.groups_of(one.id)
    )


def _by_hand(
    known: Records, name: str, program: Program, now: datetime, wanted: str
) -> tuple[DueStage, ...]:
    rounds = rounds_of(known, name, now)
    first = Stage.POLL if program.signup == "poll" else Stage.INTRO
    running = [one for one in rounds if one.is_sound and not one.is_over]
    if wanted == Stage.DRAFT:
        return _draft_by_hand(known, name, program, now)
    if wanted == NEXT:
        coming = _next_round(known, name, program, now)
        first_due = ScheduledStage(name=first, due=now)
        return (DueStage(round=coming, due=first_due),) if coming else ()
    if wanted == first:
        today = round_id(name, local(program, now).date())
        unfinished = [
            one
            for one in running
            if first not in one.stages and (first == Stage.INTRO or one.id == today)
        ]
        taken = [one for one in rounds if one.id == today and not _was_never_asked(program, one)]
        if not unfinished and taken:
            return ()
        chosen = unfinished[-1] if unfinished else _blank(name, today, stages={})
        return (DueStage(round=chosen, due=ScheduledStage(name=first, due=now)),)
    begun = [one for one in running if first in one.stages]
    if wanted == Stage.GROUPS:
        begun = [one for one in begun if Stage.GROUPS not in one.stages][:1]
    if not begun:
        return ()
    left = [
        stage
        for stage in stages_of(program, begun[-1])
        if stage.name not in begun[-1].stages and stage.name.startswith(wanted)
    ]
    return tuple(
        DueStage(round=begun[-1], due=ScheduledStage(name=stage.name, due=now))
        for stage in left[:1]
    )


def _draft_by_hand(
    known: Records, name: str, program: Program, now: datetime
) -> tuple[DueStage, ...]:
    """The next round to be drafted, however far ahead it is."""
    one = _next_round(known, name, program, now)
    if program.approval is None or one is None or Stage.DRAFT in one.stages:
        return ()
    return (DueStage(round=one, due=ScheduledStage(name=Stage.DRAFT, due=now)),)


def _next_round(known: Records, name: str, program: Program, now: datetime) -> Round | None:
    slot = next_slot(known, name, program, now)
    if slot is None:
        return None
    id_ = round_id(name, slot)
    return known.rounds.get(id_) or _blank(name, id_, stages={})


def _was_never_asked(program: Program, round_: Round) -> bool:
    """Whether it is a missed poll, which somebody may still open by hand."""
    is_missed = round_.is_sound and round_.stage == "missed"
    return program.signup == "poll" and is_missed and not round_.stages and not round_.messages
