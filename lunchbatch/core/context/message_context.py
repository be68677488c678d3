"""Fills each kind of message for one group or member: records in, a Message out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from lunchbatch.core.context.common_hours import hours_of
from lunchbatch.core.context.eligibility import in_common, tag_of
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.messages import group_messages, member_messages, poll_messages
from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.icebreakers import icebreaker
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.owner_messages import DraftReady, Notice, draft_notice, owner_notice
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.messages.working_hours import suggested_start
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.sentence import Sentence
from lunchbatch.core.model.terms import CellProblem, Meaning, Status
from lunchbatch.core.schedule.calendar import at, last_start, next_slots, opens
from lunchbatch.core.schedule.due_stages import next_slot
from lunchbatch.core.settings.policy import Program


def voice(view: ProgramView) -> MessageFormat:
    """How a program speaks."""
    return message_format(view.program, view.context.wording, view.context.policy.owner)


def message_format(program: Program, wording: Wording, owner: str | None) -> MessageFormat:
    """How a program with this wording speaks, and who its owner is."""
    return MessageFormat(
        language=program.language,
        words=wording.words(program.language),
        channel=program.channel,
        zone=program.zone,
        emoji=program.emoji,
        skip=_first(program.emoji.skip),
        stop=_first(program.emoji.stop),
        again=_first(program.emoji.repeat),
        seeds=program.seeds,
        owner=owner,
    )


def _first(emoji: tuple[str, ...]) -> str | None:
    return emoji[0] if emoji else None


def intro(view: ProgramView, group: Group) -> Message:
    """The first message to a group."""
    program = view.program
    speaker = voice(view)
    people = people_of(view.context, group.members)
    today = view.now.date()
    hours = hours_of(program)
    start = suggested_start(people, today + timedelta(days=1), program.zone, hours)
    questions = view.context.questions.questions(program.language)
    told = group_messages.IntroMessage(
        people=_with_roles(view, people),
        point_person=group.point_person,
        round_date=_slot(group),
        sent=view.context.now,
        icebreaker=questions.get(group.icebreaker, ""),
        calendar_link=calendar_link(speaker, people, start),
        in_common=in_common(view.context, program, group.members),
        hours=hours,
    )
    return group_messages.intro(speaker, told)


def _with_roles(view: ProgramView, people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The people of a group whose roles an organiser has typed, with their role in their title."""
    column = view.program.roles.column if view.program.roles else None
    if column is None:
        return people
    roles = (tag_of(view.context, view.program, column, person.id) for person in people)
    return tuple(
        replace(person, title=", ".join(dict.fromkeys(filter(None, (role, person.title)))))
        for person, role in zip(people, roles, strict=True)
    )


def changed(view: ProgramView) -> Message:
    """The message to a group whose people were exchanged by hand."""
    return group_messages.changed(voice(view))


def checkpoint(view: ProgramView, group: Group, new_point_person: str | None) -> Message:
    """A later message that asks how it stands."""
    program = view.program
    told = group_messages.CheckpointMessage(
        people=people_of(view.context, group.members),
        standing=_standing(group),
        closes=at(program, _slot(group) + program.close.after, program.close.at),
        new_point_person=new_point_person,
    )
    return group_messages.checkpoint(voice(view), told)


def closing(view: ProgramView, group: Group) -> Message:
    """The last message of a round."""
    program = view.program
    told = group_messages.ClosingMessage(
        people=people_of(view.context, group.members),
        status=group.status or Status.CLOSED_STALE,
        counts_until=(view.now + program.late_answers).date(),
    )
    return group_messages.closing(voice(view), told)


def celebration(view: ProgramView, group: Group) -> Message:
    """The thanks to a group that met."""
    return group_messages.celebration(voice(view), people_of(view.context, group.members))


def paused(view: ProgramView, rounds: int) -> Message:
    """The message to somebody who is paused after so many silent rounds."""
    return member_messages.paused_after_silence(voice(view), rounds)


def welcome(view: ProgramView) -> Message:
    """The message to somebody who is new in the channel."""
    program = view.program
    following = next_slot(view.records, view.name, program, view.context.now)
    return member_messages.welcome(voice(view), program.signup, following)


def left_out(view: ProgramView) -> Message:
    """The message to somebody who takes part and is in no group this time."""
    program = view.program
    today = view.now.date()
    following = next_slots(program.calendar, today, 1)
    return member_messages.left_out(voice(view), *following)


def poll(view: ProgramView, day: date, choices: tuple[str, ...], until: datetime) -> Message:
    """The question of a poll."""
    not_today = view.program.poll.not_today
    speaker = voice(view)
    return poll_messages.poll(speaker, choices, day=day, until=until, not_today=not_today)


def poll_reminder(view: ProgramView, until: datetime) -> Message:
    """The poll closes soon."""
    return poll_messages.poll_reminder(voice(view), until=until)


def poll_off(view: ProgramView, why: poll_messages.PollOff, day: date) -> Message:
    """No lunch together that day, and why."""
    today = view.now.date()
    return poll_messages.poll_off(voice(view), why, day=day, is_today=day == today)


def alone(view: ProgramView, choices: tuple[str, ...], others: tuple[str, ...]) -> Message:
    """The message to somebody whom nobody can join."""
    return poll_messages.alone(voice(view), choices, others)


def lunch_group(view: ProgramView, group: Group) -> Message:
    """A lunch group, in its own conversation."""
    return poll_messages.lunch_group(voice(view), _lunch(view.context, group))


def all_lunch_groups(view: ProgramView, groups: Sequence[Group]) -> tuple[Message, ...]:
    """All groups of a day, in as few messages as Slack's limits allow."""
    told = tuple(_lunch(view.context, group) for group in groups)
    return poll_messages.all_lunch_groups(voice(view), told)


def ask_after_lunch(context: PlanningContext, group: Group) -> Message:
    """Whether they met."""
    people = people_of(context, group.members)
    return poll_messages.ask_after_lunch(voice(context.view(group.program)), people)


def _lunch(context: PlanningContext, group: Group) -> poll_messages.LunchGroup:
    return poll_messages.LunchGroup(
        people=people_of(context, group.members),
        point_person=group.point_person,
        choice=group.time,
        day=_slot(group),
    )


def missed(view: ProgramView, rounds: tuple[str, ...]) -> Message | None:
    """What the owner is told about rounds that could not begin in time."""
    return owner_notice(voice(view), Notice(missed=rounds))


def to_mend(view: ProgramView, problems: tuple[CellProblem, ...]) -> Message | None:
    """What the owner is told about cells that hold something up."""
    return owner_notice(voice(view), Notice(problems=problems))


def draft_ready(
    view: ProgramView, round_: Round, groups: int, deadline: datetime | None
) -> Message:
    """What the owner is told about groups that wait for approval."""
    speaker, program = voice(view), view.program
    told = DraftReady(
        round=round_.id,
        groups=groups,
        intro=speaker.moment(opens(program, round_.slot)),
        deadline=speaker.moment(deadline) if deadline else "",
        last=speaker.moment(last_start(program, round_.slot)),
        link=view.records.draft_link,
    )
    return draft_notice(speaker, told)


def seeds(program: Program, stage: str) -> tuple[str, ...]:
    """The emoji put under a message, so that answering is one click."""
    return group_messages.named_emoji(program.emoji, stage)[: program.seeds]


def icebreaker_for(view: ProgramView, key: str, members: tuple[str, ...]) -> str:
    """The id of a question that none of these people was asked before, while there is one."""
    program = view.program
    used = {group.icebreaker for group in view.records.groups if set(group.members) & set(members)}
    drawn = icebreaker(view.context.questions.questions(program.language), used, seed=key)
    return drawn[0] if drawn else ""


def people_of(context: PlanningContext, members: tuple[str, ...]) -> tuple[Person, ...]:
    """The people behind ids; who is unknown to Slack by now goes by the name in the ledger."""
    return tuple(
        context.slack.people.get(member) or Person(id=member, name=name_of(context, member))
        for member in members
    )


def name_of(context: PlanningContext, member: str) -> str:
    """The name of a member: Slack's, else the ledger's, else the id."""
    person, standing = context.slack.people.get(member), context.records.people.get(member)
    return (person and person.name) or (standing and standing.name) or member


def named(context: PlanningContext, member: str) -> Sentence:
    """The name of a member in a sentence; in a log the id."""
    return Sentence(name_of(context, member), member)


def _slot(group: Group) -> date:
    return date.fromisoformat(group.round.partition("/")[2][:10])


def _standing(group: Group) -> group_messages.AnswerState:
    if group.status is Status.SCHEDULED:
        return group_messages.AnswerState.SCHEDULED
    each = (part.rpartition(": ")[2].split(", ") for part in group.answers.split("; "))
    if any(Meaning.NO in said for said in each):
        return group_messages.AnswerState.DECLINED
    return group_messages.AnswerState.QUIET
