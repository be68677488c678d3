"""Plans a run: a pure function of the ledger, what Slack said, the settings and the moment.

Order within the plan: answers and pauses first, because what a stage says depends on them; then
the stages of each program in the order of the config; then the People and the Problems tab.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from lunchbatch.core.answers.group_answers import GroupAnswers, read_group_answers
from lunchbatch.core.answers.pauses import PauseUpdate, drop_messages_to_stopped, update_pauses
from lunchbatch.core.answers.people_sync import people_changes, problem_changes
from lunchbatch.core.answers.silence import ClosingRound
from lunchbatch.core.answers.welcome import welcome
from lunchbatch.core.context.history_rows import read_history_rows
from lunchbatch.core.context.keep_apart import KeepApart, keep_apart
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Order,
    Plan,
    PlanningContext,
    ProgramView,
)
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.planning.plan_guard import dangers
from lunchbatch.core.planning.slack_needs import chosen_programs, may_act, may_speak
from lunchbatch.core.rounds.approval.draft_approval import check_drafts
from lunchbatch.core.rounds.approval.draft_writer import plan_draft
from lunchbatch.core.rounds.checkpoints import (
    drop_overtaken_claims,
    plan_celebrations,
    plan_checkpoint,
    plan_close,
)
from lunchbatch.core.rounds.extra_group import plan_extra_group
from lunchbatch.core.rounds.introductions import plan_introductions
from lunchbatch.core.rounds.missed_and_skipped import plan_missed_round
from lunchbatch.core.rounds.polls.open_poll import plan_poll, plan_reminder
from lunchbatch.core.rounds.polls.poll_answers import (
    PollAnswers,
    is_asking,
    read_poll_answers,
)
from lunchbatch.core.rounds.polls.poll_groups import plan_poll_groups
from lunchbatch.core.rounds.rematch import plan_rematch, remake_drafts
from lunchbatch.core.rounds.swap import finish_swaps, plan_swap
from lunchbatch.core.schedule.calendar import MissedRound, local, window_opens
from lunchbatch.core.schedule.due_stages import (
    NEXT,
    DueStage,
    due_stages,
    rounds_of,
)
from lunchbatch.core.schedule.last_wake import long_without_wakes, wake_changes
from lunchbatch.core.settings.policy import Program
from lunchbatch.core.statistics.closing_messages import plan_digest, plan_owner_summary
from lunchbatch.core.statistics.home_tabs import mark_outdated_homes
from lunchbatch.core.statistics.stats_tab import counted, stats_changes


def plan(context: PlanningContext) -> Plan:
    """Decide everything. Raises nothing: what cannot be done is said in the plan."""
    builder = PlanBuilder()
    recalled = read_history_rows(context)
    context = recalled.context
    apart = keep_apart(context)
    found = [*recalled.problems, *apart.problems]
    builder.blocked += [problem.line for problem in found]
    states = [
        _program_state(context.view(name), program)
        for name, program in chosen_programs(context.policy, context.request)
    ]
    closings = [closing for state in states for closing in state.closings]
    groups = {key: group for state in states for key, group in state.heard.groups.items()}
    pauses = update_pauses(context, closings, groups)
    for state in states:
        builder.changes += state.heard.changes
    builder.changes += pauses.changes
    counts = counted(context, groups.values())
    for state in states:
        remake_drafts(pauses.context.view(state.name), builder, pauses.repeats)
        found += check_drafts(pauses.context.view(state.name), builder)
        formed = replace(pauses.context, formed=tuple(builder.formed))
        _plan_program(replace(pauses, context=formed), state, apart, builder)
    for closing in closings:
        plan_digest(context, closing.round, counts, builder)
        plan_owner_summary(pauses.context, closing, counts, builder)
    builder.changes += stats_changes(context, counts, [closing.round for closing in closings])
    builder.changes += people_changes(context)
    builder.changes += problem_changes(context, found)
    _note_wake(context, builder)
    drop_messages_to_stopped(pauses.context, builder)
    drop_overtaken_claims(context, builder)
    mark_outdated_homes(context, builder)
    builder.unsafe += dangers(context, builder)
    return builder.plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProgramState:
    """How a program stands: what is due, what was answered, and which rounds close."""

    name: str
    program: Program
    may_speak: bool
    due: tuple[DueStage, ...]
    heard: GroupAnswers
    closings: tuple[ClosingRound, ...]


def _program_state(view: ProgramView, program: Program) -> _ProgramState:
    due = due_stages(view.records, view.name, program, view.context.now, view.request.stage)
    speaks = may_speak(program, view.context.now, view.request)
    closing = [turn.round.id for turn in due if turn.stage == Stage.CLOSE and speaks]
    heard = read_group_answers(view, program, closing=closing)
    closings = (
        ClosingRound(
            round=round_id,
            program=view.name,
            groups=tuple(group for group in heard.groups.values() if group.round == round_id),
        )
        for round_id in closing
    )
    return _ProgramState(
        name=view.name,
        program=program,
        may_speak=speaks,
        due=due,
        heard=heard,
        closings=tuple(closings),
    )


def _plan_program(
    steered: PauseUpdate, state: _ProgramState, apart: KeepApart, builder: PlanBuilder
) -> None:
    context, name, program, due = steered.context, state.name, state.program, state.due
    answers = {
        one.id: read_poll_answers(context, program, one)
        for one in rounds_of(context.records, name, context.now)
        if is_asking(one) or one.id in {turn.round.id for turn in due if turn.stage == Stage.GROUPS}
    }
    for said in answers.values():
        builder.changes += said.changes
    missed = [turn for turn in due if isinstance(turn.due, MissedRound)]
    if missed:
        plan_missed_round(context.view(name), missed, builder)
    if state.may_speak:
        welcome(context.view(name), builder)
        plan_celebrations(context.view(name), state.heard, builder)
    for turn in due:
        if isinstance(turn.due, MissedRound):
            continue
        if not may_act(program, turn, context.now, context.request):
            _wait(context, program, turn, builder)
        elif held := _held(context, program, turn, apart):
            builder.blocked.append(held)
        else:
            said = answers.get(turn.round.id) or PollAnswers(said={})
            _act(steered, turn.due.kind, turn, state.heard, said, builder)
    if state.may_speak:
        finish_swaps(context.view(name), builder)
    _do_by_hand(steered, state, builder)


def _note_wake(context: PlanningContext, builder: PlanBuilder) -> None:
    """Say that nothing woke the job for long; a wake leaves its mark, so that it's said once."""
    if told := long_without_wakes(context.records, context.wakes, context.now):
        (builder.alerts if context.woken_by else builder.notes).append(told)
    builder.changes += wake_changes(context.records, context.woken_by, context.now)


def _do_by_hand(steered: PauseUpdate, state: _ProgramState, builder: PlanBuilder) -> None:
    view = steered.context.view(state.name)
    match view.request.stage:
        case Order.INTRODUCE:
            plan_extra_group(view, builder)
        case Order.REMATCH:
            plan_rematch(view, builder, steered.repeats)
        case Order.SWAP:
            plan_swap(view, state.heard, builder)
        case str(stage) if not state.due:
            _note_nothing_to_do(view.name, stage, builder)


def _note_nothing_to_do(name: str, stage: str, builder: PlanBuilder) -> None:
    if stage == Stage.POLL:
        builder.blocked.append(f"{name}: there was a poll today already; there is one a day")
    elif stage == NEXT:
        builder.notes.append(f"{name}: the calendar has no round to come")
    else:
        builder.notes.append(f"{name}: there is no {stage} to do; it is done already")


def _held(context: PlanningContext, program: Program, due_stage: DueStage, apart: KeepApart) -> str:
    """Why no groups are made yet: a row of Keep apart that cannot be kept; empty if they may be."""
    is_new = not context.records.groups_of(due_stage.round.id)
    if due_stage.stage not in {Stage.INTRO, Stage.GROUPS} or not is_new:
        return ""
    here = context.slack.members.get(program.channel, ())
    rows = [row.where for row in apart.held if row.concerns(here)]
    if not rows:
        return ""
    return (
        f"{due_stage.round.id}: {due_stage.stage} waits until {' and '.join(rows)} "
        "can be understood, because it may keep apart anybody"
    )


def _act(
    steered: PauseUpdate,
    kind: Stage,
    due_stage: DueStage,
    heard: GroupAnswers,
    answers: PollAnswers,
    builder: PlanBuilder,
) -> None:
    view = steered.context.view(due_stage.round.program)
    match kind:
        case Stage.DRAFT:
            plan_draft(view, due_stage, builder, repeats=steered.repeats)
        case Stage.INTRO:
            plan_introductions(view, due_stage, builder, repeats=steered.repeats)
        case Stage.POLL:
            plan_poll(view, due_stage, builder)
        case Stage.REMINDER:
            plan_reminder(view, due_stage, answers, builder)
        case Stage.GROUPS:
            plan_poll_groups(view, due_stage, answers, builder)
        case Stage.CLOSE:
            notices = steered.notices.get(due_stage.round.id, ())
            plan_close(view, due_stage, heard, builder, notices=notices)
        case Stage.CHECKPOINT | Stage.ASK:
            plan_checkpoint(view, due_stage, heard, builder)
        case Stage.CELEBRATE | Stage.SWAP:
            raise ValueError(f"{kind} is due with an answer or an order, not by the calendar")
        case other:
            assert_never(other)


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
