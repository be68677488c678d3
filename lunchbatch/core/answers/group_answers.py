"""Which answers are still read, and what they change."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from lunchbatch.core.answers.answers import (
    answer_changes,
    group_changes,
    meanings,
    recorded,
    status_of,
    summary_of,
)
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.cell_codecs import write_messages
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Update
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.calendar import CLOSE, INTRO, local, stages_of
from lunchbatch.core.settings.policy import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAnswers:
    """The groups of a program as they stand now, by key, and what the ledger needs for it."""

    groups: dict[str, Group]
    changes: tuple[Change, ...]


def is_still_read(program: Program, round_: Round, now: datetime) -> bool:
    """Whether answers of a round still count: until `late_answers` after it closed.

    The groups of a poll that never asks whether they met have nothing to answer.
    """
    if round_.stage in {"missed", "skipped"}:
        return False
    if program.signup == "poll" and program.poll.ask_after is None:
        return False
    closed = round_.stages.get(CLOSE)
    if closed is None:
        return True
    due = stages_of(program, round_)[-1].due
    return now < max(closed, due) + program.late_answers


def messages_to_read(
    known: Records, name: str, program: Program, now: datetime
) -> tuple[MessageRef, ...]:
    """Every message of a program whose reactions are still read."""
    return tuple(
        post for group in answered_groups(known, name, program, now) for post in group.asked
    )


def read_group_answers(
    context: PlanningContext, name: str, program: Program, *, closing: Iterable[str] = ()
) -> GroupAnswers:
    """Recompute answers and statuses. `closing` names rounds that close in this run."""
    groups = {group.key: group for group in context.records.groups if group.program == name}
    changes: list[Change] = []
    for group in answered_groups(context.records, name, program, context.now):
        turn = context.records.rounds.get(group.round)
        is_closed = group.round in closing or (turn is not None and turn.is_over)
        new, needed = _listen_to(context, program, group, is_closed=is_closed)
        groups[group.key] = new
        if group.is_recalled:
            changes.append(_recall(group))
        changes += needed
    return GroupAnswers(groups=groups, changes=tuple(changes))


def answered_groups(known: Records, name: str, program: Program, now: datetime) -> Iterable[Group]:
    """The introduced groups of a program whose answers still count."""
    heard = {
        id_
        for id_, turn in known.rounds.items()
        if turn.is_sound and is_still_read(program, turn, now)
    }
    for group in known.groups:
        is_introduced = group.is_sound and group.intro and group.channel
        if group.program == name and is_introduced and group.round in heard:
            yield group


def _recall(group: Group) -> Update:
    """The cells of a row that could not be written when its messages went out."""
    values: dict[str, Value] = {
        "group channel id": group.channel,
        "intro message ts": group.intro,
        "messages": write_messages(group.messages) or None,
    }
    return Update(tab=GROUPS_TAB, key=group.key, values=values)


def _listen_to(
    context: PlanningContext, program: Program, group: Group, *, is_closed: bool
) -> tuple[Group, list[Change]]:
    stages = (INTRO, *group.messages)
    changes: list[Change] = []
    every = []
    for stage, post in zip(stages, group.asked, strict=True):
        found = context.slack.reactions.get(post)
        if found is None:
            every.append(recorded(context.records, group.key, stage, group.members))
            continue
        said = meanings(found, group, program.emoji)
        every.append(said)
        changes += answer_changes(
            context.records,
            about=group.key,
            stage=stage,
            said=said,
            cells={
                "program": group.program,
                "round": group.round,
                "group key": group.key,
                "message": f"{post.channel}:{post.ts}",
            },
            now=local(program, context.now),
        )
    words = [choice for said in every for under in said.values() for choice in under]
    status = group.status if group.is_typed else status_of(words, is_closed=is_closed)
    names = {
        member: standing.name
        for member in group.members
        if (standing := context.records.people.get(member)) is not None
    }
    summary = summary_of(every, group, names)
    changes += group_changes(group, status or Status.OPEN, summary)
    return replace(group, status=status, answers=summary), changes
