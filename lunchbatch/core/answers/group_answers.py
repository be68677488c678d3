"""From reactions to answers, and from answers to the status of each group.

Both are recomputed from the reactions that are present now, never applied as events, so that
taking a reaction back works and a missed run makes no difference. A message that can no longer
be read keeps the answers that were recorded for it.

Which answers are still read, and what they change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.changes import Change, Update
from lunchbatch.core.ledger.records import Answer, Group, Records, Round
from lunchbatch.core.ledger.row_cells import AnswerCells, GroupCells
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.terms import Meaning, Stage, Status
from lunchbatch.core.schedule.calendar import local, stages_of
from lunchbatch.core.settings.policy import EmojiSettings, Program

Reactions = Mapping[MessageRef, tuple[Reaction, ...]]
# What each member says under one message; members who say nothing are not in it.
Said = Mapping[str, tuple[str, ...]]


def meaning_of(emoji: str, settings: EmojiSettings) -> Meaning | None:
    """What an emoji says, if anything."""
    for meaning in Meaning:
        if emoji in getattr(settings, meaning):
            return meaning
    return None


def meanings(found: Iterable[Reaction], group: Group, settings: EmojiSettings) -> Said:
    """What the group's own members say under a message. Others, and our seeds, do not count."""
    said: dict[str, set[Meaning]] = {}
    for reaction in found:
        meaning = meaning_of(reaction.emoji, settings)
        if meaning is not None:
            for member in set(reaction.members) & set(group.members):
                said.setdefault(member, set()).add(meaning)
    return {
        member: tuple(meaning for meaning in Meaning if meaning in said[member])
        for member in group.members
        if member in said
    }


def status_of(said: Iterable[str], *, is_closed: bool) -> Status:
    """The status that all answers of a group give: met, then scheduled, then no."""
    present = set(said)
    if Meaning.MET in present:
        return Status.CLOSED_MET
    if Meaning.SCHEDULED in present:
        return Status.CLOSED_SCHEDULED if is_closed else Status.SCHEDULED
    if not is_closed:
        return Status.OPEN
    return Status.CLOSED_NO if Meaning.NO in present else Status.CLOSED_STALE


def answer_key(about: str, stage: str, member: str) -> str:
    """The key of an answer: the group or round, the stage of the message, and the member."""
    return f"{about} {stage} {member}"


def recorded(known: Records, about: str, stage: str, members: Iterable[str]) -> Said:
    """The answers to one message as the ledger has them."""
    found: dict[str, tuple[str, ...]] = {}
    for member in members:
        answer = known.answers.get(answer_key(about, stage, member))
        if answer is not None and not answer.is_withdrawn:
            found[member] = tuple(answer.answer.split(" | "))
    return found


def answer_changes(
    known: Records,
    *,
    about: str,
    stage: str,
    said: Said,
    cells: AnswerCells,
    now: datetime,
) -> list[Change]:
    """What the Answers tab needs so that it holds what is said under one message now."""
    changes: list[Change] = []
    for member, choices in said.items():
        key, text = answer_key(about, stage, member), " | ".join(choices)
        old = known.answers.get(key)
        if old is None:
            new = replace(cells, member_id=member, answer=choices, first_seen=now, last_seen=now)
            changes.append(new.append(key))
        elif old.is_sound and (old.answer != text or old.is_withdrawn):
            again = AnswerCells(answer=choices, last_seen=now, withdrawn=None)
            changes.append(again.update(key))
    prefix = answer_key(about, stage, "")
    changes += [
        AnswerCells(withdrawn=now).update(old.key)
        for old in _answers_under(known, prefix)
        if old.is_sound and not old.is_withdrawn and old.member not in said
    ]
    return changes


def _answers_under(known: Records, prefix: str) -> Iterable[Answer]:
    about = prefix.rpartition(" ")[0]
    return (answer for answer in known.under(about) if answer.key.startswith(prefix))


def group_changes(group: Group, status: Status, summary: str) -> list[Change]:
    """What the group's row needs. A status that a person typed stays."""
    answers = GroupCells(answers=summary) if group.answers != summary else GroupCells()
    if not group.is_typed and group.status is not status:
        cells = replace(answers, meeting_status=status, status_written=status)
        return [cells.update(group.key, expected=GroupCells(meeting_status=group.status))]
    return [answers.update(group.key)] if answers.values else []


def summary_of(said: Iterable[Said], group: Group, names: Mapping[str, str]) -> str:
    """The cell `answers`: who said what, over all messages, in the order of the members."""
    words: dict[str, set[str]] = {}
    for under in said:
        for member, choices in under.items():
            words.setdefault(member, set()).update(choices)
    return "; ".join(
        f"{names.get(member) or member}: {', '.join(m for m in Meaning if m in words[member])}"
        for member in group.members
        if member in words
    )


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
    closed = round_.stages.get(Stage.CLOSE)
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
    view: ProgramView, program: Program, *, closing: Iterable[str] = ()
) -> GroupAnswers:
    """Recompute answers and statuses. `closing` names rounds that close in this run."""
    groups = {
        group.key: group for group in view.context.records.groups if group.program == view.name
    }
    changes: list[Change] = []
    for group in answered_groups(view.context.records, view.name, program, view.context.now):
        turn = view.context.records.rounds.get(group.round)
        is_closed = group.round in closing or (turn is not None and turn.is_over)
        new, needed = _listen_to(view.context, program, group, is_closed=is_closed)
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
    cells = GroupCells(
        group_channel_id=group.channel, intro_message_ts=group.intro, messages=group.messages
    )
    return cells.update(group.key)


def _listen_to(
    context: PlanningContext, program: Program, group: Group, *, is_closed: bool
) -> tuple[Group, list[Change]]:
    stages = (Stage.INTRO, *group.messages)
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
            cells=AnswerCells(
                program=group.program, round=group.round, group_key=group.key, message=post
            ),
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
