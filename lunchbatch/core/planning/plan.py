"""What a run will do: a pure function of what is known, what was seen, and the moment.

Order within the plan: answers and pauses first, because what a stage says depends on them; then
the stages of each program in the order of the config; then the People and the Problems tab.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lunchbatch.core.answers.group_answers import Heard, listen, open_messages
from lunchbatch.core.answers.pauses import Steered, leave_alone, steer
from lunchbatch.core.answers.people_sync import people_changes, problem_changes
from lunchbatch.core.answers.silence import Closing, counts_silence, unheard
from lunchbatch.core.answers.welcome import welcome
from lunchbatch.core.answers.wish_messages import wish_posts
from lunchbatch.core.context.imported_history import recall
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Needs, Order, Plan, View
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.planning.plan_guard import dangers
from lunchbatch.core.rounds.approval.draft_approval import look_over
from lunchbatch.core.rounds.approval.draft_writer import propose
from lunchbatch.core.rounds.checkpoints import ask, close
from lunchbatch.core.rounds.extra_group import introduce_extra
from lunchbatch.core.rounds.introductions import introduce
from lunchbatch.core.rounds.missed_rounds import miss
from lunchbatch.core.rounds.polls.open_poll import open_poll, remind
from lunchbatch.core.rounds.polls.poll_answers import Answers, hear, is_asking, poll_posts
from lunchbatch.core.rounds.polls.poll_groups import make_groups
from lunchbatch.core.schedule.calendar import (
    CLOSE,
    DRAFT,
    GROUPS,
    POLL,
    Missed,
    local,
    window_is_open,
    window_opens,
)
from lunchbatch.core.schedule.due_stages import Turn, drafts, rounds_of, turns
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.core.statistics.digest import tell_channel
from lunchbatch.core.statistics.home_tabs import show_homes
from lunchbatch.core.statistics.owner_summary import tell_owner
from lunchbatch.core.statistics.stats_tab import counted, stats_changes


def needs(policy: Policy, known: Records, now: datetime, order: Order) -> Needs:
    """What must be seen in Slack before anything can be decided; nothing, most of the time.

    Newcomers are looked for whenever answers are read within the send window.
    """
    messages = [
        post
        for name, program in _chosen(policy, order)
        for post in (
            *open_messages(known, name, program, now),
            *poll_posts(known, name, now),
        )
    ]
    speaking = [
        turn
        for name, program in _chosen(policy, order)
        for turn in turns(known, name, program, now, order.stage)
        if not isinstance(turn.due, Missed) and _may_act(program, turn, now, order)
    ]
    waiting = any(drafts(known, name, program) for name, program in _chosen(policy, order))
    messages += wish_posts(policy, known, now, is_speaking=bool(speaking))
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
        for post in unheard(known, turn.round.id)
    ]
    return Needs(
        channels=tuple(dict.fromkeys(channels)),
        messages=tuple(dict.fromkeys(messages)),
        has_all_profiles=everybody,
        replies_to=tuple(replies),
    )


def plan(view: View) -> Plan:
    """Decide everything. Raises nothing: what cannot be done is said in the plan."""
    draft = Draft()
    recalled = recall(view)
    view = recalled.view
    draft.blocked += [f"{problem} {problem.link}".rstrip() for problem in recalled.problems]
    stood = [_stand(view, name, program) for name, program in _chosen(view.policy, view.order)]
    steered = steer(view, [closing for one in stood for closing in one.closings])
    for one in stood:
        draft.changes += one.heard.changes
    draft.changes += steered.changes
    found = list(recalled.problems)
    counts = counted(view, (group for one in stood for group in one.heard.groups.values()))
    for one in stood:
        found += look_over(steered.view, one.name, draft)
        _plan_program(steered, one, draft)
    closings = [closing for one in stood for closing in one.closings]
    for closing in closings:
        tell_channel(view, closing.round, counts, draft)
        tell_owner(steered.view, closing, counts, draft)
    draft.changes += stats_changes(view, counts, [closing.round for closing in closings])
    draft.changes += people_changes(view)
    draft.changes += problem_changes(view, found)
    leave_alone(steered.view, draft)
    show_homes(view, draft)
    draft.unsafe += dangers(view, draft)
    return draft.plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stood:
    """How a program stands: what is due, what was answered, and which rounds close."""

    name: str
    program: Program
    may_speak: bool
    due: tuple[Turn, ...]
    heard: Heard
    closings: tuple[Closing, ...]


def _stand(view: View, name: str, program: Program) -> _Stood:
    due = turns(view.known, name, program, view.now, view.order.stage)
    may_speak = _may_speak(program, view.now, view.order)
    closing = [turn.round.id for turn in due if turn.stage == CLOSE and may_speak]
    heard = listen(view, name, program, closing=closing)
    closings = (
        Closing(
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


def _chosen(policy: Policy, order: Order) -> Iterator[tuple[str, Program]]:
    for name, program in policy.programs.items():
        if order.program in (None, name):
            yield name, program


def _may_speak(program: Program, now: datetime, order: Order) -> bool:
    return order.force or window_is_open(program, now)


def _may_act(program: Program, turn: Turn, now: datetime, order: Order) -> bool:
    """A draft is written at any time: only the owner hears of it."""
    return turn.stage == DRAFT or _may_speak(program, now, order)


def _plan_program(steered: Steered, stood: _Stood, draft: Draft) -> None:
    view, name, program, due = steered.view, stood.name, stood.program, stood.due
    answers = {
        one.id: hear(view, program, one)
        for one in rounds_of(view.known, name, view.now)
        if is_asking(one) or one.id in {turn.round.id for turn in due if turn.stage == GROUPS}
    }
    for said in answers.values():
        draft.changes += said.changes
    missed = [turn for turn in due if isinstance(turn.due, Missed)]
    if missed:
        miss(view, name, missed, draft)
    if stood.may_speak:
        welcome(view, name, draft)
    for turn in due:
        if turn in missed:
            continue
        if not _may_act(program, turn, view.now, view.order):
            _wait(view, program, turn, draft)
        else:
            _act(steered, turn, stood.heard, answers.get(turn.round.id), draft)
    if view.order.stage == POLL and not due:
        draft.blocked.append(f"{name}: there was a poll today already; there is one a day")
    elif view.order.people:
        introduce_extra(view, name, draft)
    elif view.order.stage and not due:
        draft.notes.append(f"{name}: there is no {view.order.stage} to do; it is done already")


def _act(steered: Steered, turn: Turn, heard: Heard, answers: Answers | None, draft: Draft) -> None:
    view, name = steered.view, turn.round.program
    said = answers or Answers(said={})
    match turn.stage:
        case "draft":
            propose(view, name, turn, draft, repeats=steered.repeats)
        case "intro":
            introduce(view, name, turn, draft, repeats=steered.repeats)
        case "poll":
            open_poll(view, name, turn, draft)
        case "reminder":
            remind(view, name, turn, said, draft)
        case "groups":
            make_groups(view, name, turn, said, draft)
        case "close":
            notices = steered.notices.get(turn.round.id, ())
            close(view, name, turn, heard, draft, notices=notices)
        case _:
            ask(view, name, turn, heard, draft)


def _wait(view: View, program: Program, turn: Turn, draft: Draft) -> None:
    opens = local(program, window_opens(program, view.now))
    waits = f"{turn.round.id}: {turn.stage} waits for the send window, {opens:%a %d %b %H:%M}"
    if view.order.stage:
        draft.unsafe.append(f"{waits}; --force sends it now")
    else:
        draft.notes.append(waits)
