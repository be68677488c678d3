"""Makes the groups of a poll: who goes with whom and when, and who is told what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lunchbatch.core.context.eligibility import in_numbers
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView, StageCompletion
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.matching import MatchingProblem, match
from lunchbatch.core.messages.poll_messages import PollOff
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.rounds.missed_and_skipped import plan_missed_round
from lunchbatch.core.rounds.polls.poll_announcements import Announcement, announce_groups
from lunchbatch.core.rounds.polls.poll_answers import PollAnswers, choices_of, questions_out
from lunchbatch.core.rounds.polls.poll_deadlines import over_at
from lunchbatch.core.rounds.polls.poll_participants import (
    PollParticipants,
    poll_participants,
    still_there,
)
from lunchbatch.core.rounds.round_rows import (
    group_row,
    matching_problem,
    new_groups,
    round_number,
    stage_done,
)
from lunchbatch.core.schedule.calendar import MADE
from lunchbatch.core.schedule.due_stages import DueStage

NO_GROUP, OVER = "nobody to go with", "the time was over"


def plan_poll_groups(
    view: ProgramView, due_stage: DueStage, answers: PollAnswers, builder: PlanBuilder
) -> None:
    """Close the poll: make the groups and tell them, or say to those concerned that it is off."""
    one = due_stage.round
    comers = poll_participants(view, answers)
    if MADE in one.stages:
        groups = still_there(view, view.records.groups_of(one.id), builder)
    elif questions_out(view.records, one):
        one, groups = _decide(view, one, comers, builder)
    else:
        plan_missed_round(view, [due_stage], builder)
        return
    told = Announcement(round=one, groups=groups, owed=_owed(view.context, one, comers, groups))
    words = [
        word
        for word in announce_groups(view, told)
        if word.about or not view.records.is_settled(word.key)
    ]
    builder.effects += words
    builder.finishes.append(
        StageCompletion(
            round=one.id,
            stage=Stage.GROUPS,
            effects=frozenset(word.key for word in words),
            change=_done(view.context, one),
        )
    )


def _decide(
    view: ProgramView, round_: Round, comers: PollParticipants, builder: PlanBuilder
) -> tuple[Round, tuple[Group, ...]]:
    program = view.program
    alive = [
        c for c in choices_of(program, round_) if view.context.now < over_at(program, round_, c)
    ]
    able = {m: mine for m in comers.fit if (mine := [c for c in comers.yes[m] if c in alive])}
    why = _why_off(comers, able)
    if comers.yes and not comers.fit:
        out = in_numbers(comers.reasons[member] for member in comers.yes)
        builder.alerts.append(f"{round_.id}: nobody who said yes can take part: {out}")
    groups: tuple[Group, ...] = ()
    quality = RoundCells()
    if why is None:
        matching = match(_problem(view, round_, able, alive))
        status = Status.OPEN if program.poll.ask_after else Status.CLOSED_STALE
        groups = new_groups(view, round_, matching.groups, status=status)
        quality = RoundCells(
            repeats=matching.quality.repeats,
            unavoidable=matching.quality.unavoidable,
            number=round_number(view) if groups else None,
        )
    placed = {member for group in groups for member in group.members}
    left = {m: NO_GROUP if m in able else OVER for m in comers.fit if m not in placed}
    round_ = replace(
        round_,
        stages={**round_.stages, MADE: view.now},
        stage=f"off: {why}" if why else round_.stage,
    )
    cells = replace(
        quality,
        stage=round_.stage,
        stages=round_.stages,
        members=comers.members,
        groups=len(groups),
        introduced=len(placed),
        not_in={**comers.reasons, **left},
    )
    builder.changes.append(cells.update(round_.id))
    builder.changes += [group_row(group) for group in groups]
    builder.formed += groups
    return round_, groups


def _why_off(comers: PollParticipants, able: Mapping[str, Sequence[str]]) -> PollOff | None:
    if not comers.fit:
        return PollOff.ONLY_NOT_TODAY if comers.answered else PollOff.NO_ANSWER
    if not able:
        return PollOff.TOO_LATE
    return PollOff.ONE_YES if len(comers.fit) == 1 else None


def _problem(
    view: ProgramView, round_: Round, able: Mapping[str, Sequence[str]], alive: Iterable[str]
) -> MatchingProblem:
    slots = {
        choice: tuple(member for member in sorted(able) if choice in able[member])
        for choice in alive
    }
    willing = able if view.program.poll.join_nearest else ()
    return matching_problem(view, round_, sorted(able), slots=slots, join_nearest=willing)


def _owed(
    context: PlanningContext, round_: Round, comers: PollParticipants, groups: Sequence[Group]
) -> dict[str, tuple[str, ...]]:
    """Who said yes, can come and is in no group, each with the times that were still ahead."""
    program = context.policy.programs[round_.program]
    made, placed = round_.stages[MADE], {member for group in groups for member in group.members}
    return {
        member: tuple(c for c in comers.yes[member] if made < over_at(program, round_, c))
        for member in comers.fit
        if member not in placed
    }


def _done(context: PlanningContext, round_: Round) -> Change:
    """The round's row; without a later question, or without a group, it is closed too."""
    if context.policy.programs[round_.program].poll.ask_after and not round_.is_off:
        return stage_done(context, round_, Stage.GROUPS)
    extra = RoundCells(stage=round_.stage) if round_.is_off else RoundCells()
    return stage_done(context, round_, Stage.GROUPS, Stage.CLOSE, extra=extra)
