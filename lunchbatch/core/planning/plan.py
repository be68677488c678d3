"""What a run will do: a pure function of what is known, what was seen, and the moment.

Order within the plan: answers and pauses first, because what a stage says depends on them; then
the stages of each program in the order of the config; then the People and the Problems tab.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lunchbatch.core.answers.group_answers import GroupAnswers, messages_to_read, read_group_answers
from lunchbatch.core.answers.pauses import PauseUpdate, drop_messages_to_paused, update_pauses
from lunchbatch.core.answers.people_sync import people_changes, problem_changes
from lunchbatch.core.answers.silence import ClosingRound, counts_silence, unanswered_messages
from lunchbatch.core.answers.welcome import welcome
from lunchbatch.core.answers.wish_messages import request_messages
from lunchbatch.core.context.imported_history import read_history_rows
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import ManualRequest, Plan, PlanningContext, SlackQuery
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.planning.plan_guard import dangers
from lunchbatch.core.rounds.approval.draft_approval import check_drafts
from lunchbatch.core.rounds.approval.draft_writer import plan_draft
from lunchbatch.core.rounds.checkpoints import plan_checkpoint, plan_close
from lunchbatch.core.rounds.extra_group import plan_extra_group
from lunchbatch.core.rounds.introductions import plan_introductions
from lunchbatch.core.rounds.missed_and_skipped import plan_missed_round
from lunchbatch.core.rounds.polls.open_poll import plan_poll, plan_reminder
from lunchbatch.core.rounds.polls.poll_answers import (
    PollAnswers,
    is_asking,
    poll_posts,
    read_poll_answers,
)
from lunchbatch.core.rounds.polls.poll_groups import plan_poll_groups
from lunchbatch.core.schedule.calendar import (
    CLOSE,
    DRAFT,
    GROUPS,
    POLL,
    MissedRound,
    local,
    window_is_open,
    window_opens,
)
from lunchbatch.core.schedule.due_stages import DueStage, drafted_rounds, due_stages, rounds_of
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.core.statistics.digest import plan_digest
from lunchbatch.core.statistics.home_tabs import mark_outdated_homes
from lunchbatch.core.statistics.owner_summary import plan_owner_summary
from lunchbatch.core.statistics.stats_tab import counted, stats_changes


def needs(policy: Policy, known: Records, now: datetime, order: ManualRequest) -> SlackQuery:
    """What must be seen in Slack before anything can be decided; nothing, most of the time.

    Newcomers are looked for whenever answers are read within the send window.
    """
    messages = [
        post
        for name, program in _chosen(policy, order)
        for post in (
            *messages_to_read(known, name, program, now),
            *poll_posts(known, name, now),
        )
    ]
    speaking = [
        turn
        for name, program in _chosen(policy, order)
        for turn in due_stages(known, name, program, now, order.stage)
        if not isinstance(turn.due, MissedRound) and _may_act(program, turn, now, order)
    ]
    waiting = any(drafted_rounds(known, name, program) for name, program in _chosen(policy, order))
    messages += request_messages(policy, known, now, is_speaking=bool(speaking))
    greets = any(
        program.welcome and _may_speak(program, now, order) for _, program in _chosen(policy, order)
    )
    everybody = bool(speaking or waiting or order.people)
    looks = everybody or (greets and messages)
    channels = [program.channel for program in policy.programs.values()] if looks else []
    replies = [
        post
        for turn in speaking
        if turn.stage == CLOSE and counts_silence(policy.programs[turn.round.program])
        for post in unanswered_messages(known, turn.round.id)
    ]
    return SlackQuery(
        channels=tuple(dict.fromkeys(channels)),
        messages=tuple(dict.fromkeys(messages)),
        has_all_profiles=everybody,
        replies_to=tuple(replies),
    )


def plan(context: PlanningContext) -> Plan:
    """Decide everything. Raises nothing: what cannot be done is said in the plan."""
    draft = PlanBuilder()
    recalled = read_history_rows(context)
    context = recalled.context
    draft.blocked += [f"{problem} {problem.link}".rstrip() for problem in recalled.problems]
    stood = [
        _stand(context, name, program) for name, program in _chosen(context.policy, context.request)
    ]
    steered = update_pauses(context, [closing for one in stood for closing in one.closings])
    for one in stood:
        draft.changes += one.heard.changes
    draft.changes += steered.changes
    found = list(recalled.problems)
    counts = counted(context, (group for one in stood for group in one.heard.groups.values()))
    for one in stood:
        found += check_drafts(steered.context, one.name, draft)
        _plan_program(steered, one, draft)
    closings = [closing for one in stood for closing in one.closings]
    for closing in closings:
        plan_digest(context, closing.round, counts, draft)
        plan_owner_summary(steered.context, closing, counts, draft)
    draft.changes += stats_changes(context, counts, [closing.round for closing in closings])
    draft.changes += people_changes(context)
    draft.changes += problem_changes(context, found)
    drop_messages_to_paused(steered.context, draft)
    mark_outdated_homes(context, draft)
    draft.unsafe += dangers(context, draft)
    return draft.plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """How a program stands: what is due, what was answered, and which rounds close."""

    name: str
    program: Program
    may_speak: bool
    due: tuple[DueStage, ...]
    heard: GroupAnswers
    closings: tuple[ClosingRound, ...]


def _stand(context: PlanningContext, name: str, program: Program) -> _Stood:
    due = due_stages(context.records, name, program, context.now, context.request.stage)
    may_speak = _may_speak(program, context.now, context.request)
    closing = [turn.round.id for turn in due if turn.stage == CLOSE and may_speak]
    heard = read_group_answers(context, name, program, closing=closing)
    closings = (
        ClosingRound(
            round=round_id,
            program=name,
            groups=tuple(group for group in heard.groups.values() if group.round == round_id),
        )
        for round_id in closing
    )
    return _Stood(
        name=name,
        program=program,
        may_speak=may_speak,
        due=due,
        heard=heard,
        closings=tuple(closings),
    )


def _chosen(policy: Policy, order: ManualRequest) -> Iterator[tuple[str, Program]]:
    for name, program in policy.programs.items():
        if order.program in (None, name):
            yield name, program


def _may_speak(program: Program, now: datetime, order: ManualRequest) -> bool:
    return order.force or window_is_open(program, now)


def _may_act(program: Program, due_stage: DueStage, now: datetime, order: ManualRequest) -> bool:
    """A draft is written at any time: only the owner hears of it."""
    return due_stage.stage == DRAFT or _may_speak(program, now, order)


def _plan_program(steered: PauseUpdate, stood: _Stood, builder: PlanBuilder) -> None:
    context, name, program, due = steered.context, stood.name, stood.program, stood.due
    answers = {
        one.id: read_poll_answers(context, program, one)
        for one in rounds_of(context.records, name, context.now)
        if is_asking(one) or one.id in {turn.round.id for turn in due if turn.stage == GROUPS}
    }
    for said in answers.values():
        builder.changes += said.changes
    missed = [turn for turn in due if isinstance(turn.due, MissedRound)]
    if missed:
        plan_missed_round(context, name, missed, builder)
    if stood.may_speak:
        welcome(context, name, builder)
    for turn in due:
        if turn in missed:
            continue
        if not _may_act(program, turn, context.now, context.request):
            _wait(context, program, turn, builder)
        else:
            _act(steered, turn, stood.heard, answers.get(turn.round.id), builder)
    if context.request.stage == POLL and not due:
        builder.blocked.append(f"{name}: there was a poll today already; there is one a day")
    elif context.request.people:
        plan_extra_group(context, name, builder)
    elif context.request.stage and not due:
        builder.notes.append(
            f"{name}: there is no {context.request.stage} to do; it is done already"
        )


def _act(
    steered: PauseUpdate,
    due_stage: DueStage,
    heard: GroupAnswers,
    answers: PollAnswers | None,
    builder: PlanBuilder,
) -> None:
    context, name = steered.context, due_stage.round.program
    said = answers or PollAnswers(said={})
    match due_stage.stage:
        case "draft":
            plan_draft(context, name, due_stage, builder, repeats=steered.repeats)
        case "intro":
            plan_introductions(context, name, due_stage, builder, repeats=steered.repeats)
        case "poll":
            plan_poll(context, name, due_stage, builder)
        case "reminder":
            plan_reminder(context, name, due_stage, said, builder)
        case "groups":
            plan_poll_groups(context, name, due_stage, said, builder)
        case "close":
            notices = steered.notices.get(due_stage.round.id, ())
            plan_close(context, name, due_stage, heard, builder, notices=notices)
        case _:
            plan_checkpoint(context, name, due_stage, heard, builder)


def _wait(
    context: PlanningContext, program: Program, due_stage: DueStage, builder: PlanBuilder
) -> None:
    opens = local(program, window_opens(program, context.now))
    waits = (
        f"{due_stage.round.id}: {due_stage.stage} waits for the send window, {opens:%a %d %b %H:%M}"
    )
    if context.request.stage:
        builder.unsafe.append(f"{waits}; --force sends it now")
    else:
        builder.notes.append(waits)
