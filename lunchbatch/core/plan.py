"""What a run will do: a pure function of what is known, what was seen, and the moment.

Order within the plan: answers first, because what a stage says depends on them; then the stages
of each program in the order of the config; then the People and the Problems tab.
"""

from collections.abc import Iterator
from datetime import datetime

from lunchbatch.core.asking import ask, close
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import Needs, Order, Plan, View
from lunchbatch.core.guard import dangers
from lunchbatch.core.intros import introduce
from lunchbatch.core.listening import Heard, listen, open_messages
from lunchbatch.core.lunches import make_groups
from lunchbatch.core.missing import miss
from lunchbatch.core.policy import Policy, Program
from lunchbatch.core.poll_answers import Answers, hear, is_asking, poll_posts
from lunchbatch.core.polls import open_poll, remind
from lunchbatch.core.records import Records
from lunchbatch.core.rounds import Turn, rounds_of, turns
from lunchbatch.core.schedule import (
    CLOSE,
    GROUPS,
    POLL,
    Missed,
    local,
    window_is_open,
    window_opens,
)
from lunchbatch.core.upkeep import people_changes, problem_changes


def needs(policy: Policy, known: Records, now: datetime, order: Order) -> Needs:
    """What must be seen in Slack before anything can be decided; nothing, most of the time."""
    messages = tuple(
        post
        for name, program in _chosen(policy, order)
        for post in (
            *open_messages(known, name, program, now),
            *poll_posts(known, name, now),
        )
    )
    speaks = any(
        not isinstance(turn.due, Missed) and _may_speak(program, now, order)
        for name, program in _chosen(policy, order)
        for turn in turns(known, name, program, now, order.stage)
    )
    channels = tuple(program.channel for program in policy.programs.values()) if speaks else ()
    return Needs(channels=tuple(dict.fromkeys(channels)), messages=messages)


def plan(view: View) -> Plan:
    """Decide everything. Raises nothing: what cannot be done is said in the plan."""
    draft = Draft()
    for name, program in _chosen(view.policy, view.order):
        _plan_program(view, name, program, draft)
    draft.changes += people_changes(view)
    draft.changes += problem_changes(view)
    draft.unsafe += dangers(view, draft)
    return draft.plan()


def _chosen(policy: Policy, order: Order) -> Iterator[tuple[str, Program]]:
    for name, program in policy.programs.items():
        if order.program in (None, name):
            yield name, program


def _may_speak(program: Program, now: datetime, order: Order) -> bool:
    return order.force or window_is_open(program, now)


def _plan_program(view: View, name: str, program: Program, draft: Draft) -> None:
    due = turns(view.known, name, program, view.now, view.order.stage)
    may_speak = _may_speak(program, view.now, view.order)
    closing = [turn.round.id for turn in due if turn.stage == CLOSE and may_speak]
    heard = listen(view, name, program, closing=closing)
    draft.changes += heard.changes
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
    for turn in due:
        if turn in missed:
            continue
        if not may_speak:
            _wait(view, program, turn, draft)
        else:
            _act(view, name, turn, heard, answers.get(turn.round.id), draft)
    if view.order.stage == POLL and not due:
        draft.blocked.append(f"{name}: there was a poll today already; there is one a day")
    elif view.order.stage and not due:
        draft.notes.append(f"{name}: there is no {view.order.stage} to do; it is done already")


def _act(
    view: View, name: str, turn: Turn, heard: Heard, answers: Answers | None, draft: Draft
) -> None:
    said = answers or Answers(said={})
    match turn.stage:
        case "intro":
            introduce(view, name, turn, draft)
        case "poll":
            open_poll(view, name, turn, draft)
        case "reminder":
            remind(view, name, turn, said, draft)
        case "groups":
            make_groups(view, name, turn, said, draft)
        case "close":
            close(view, name, turn, heard, draft)
        case _:
            ask(view, name, turn, heard, draft)


def _wait(view: View, program: Program, turn: Turn, draft: Draft) -> None:
    opens = local(program, window_opens(program, view.now))
    waits = f"{turn.round.id}: {turn.stage} waits for the send window, {opens:%a %d %b %H:%M}"
    if view.order.stage:
        draft.unsafe.append(f"{waits}; --force sends it now")
    else:
        draft.notes.append(waits)
