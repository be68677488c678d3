"""What is said to whom: from a group as the ledger has it to the message it gets."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.context.tags import in_common
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.messages import group_messages, member_messages, poll_messages
from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.icebreakers import icebreaker
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.owner_messages import DraftReady, Notice, draft_notice, owner_notice
from lunchbatch.core.messages.working_hours import suggested_start
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import CellProblem, Meaning, Status
from lunchbatch.core.schedule.calendar import (
    ASK,
    CLOSE,
    INTRO,
    at,
    last_start,
    local,
    next_slots,
    opens,
    window_opens,
)
from lunchbatch.core.schedule.due_stages import next_slot
from lunchbatch.core.settings.policy import Program


def voice(context: PlanningContext, name: str) -> MessageFormat:
    """How a program speaks."""
    program = context.policy.programs[name]
    return MessageFormat(
        words=context.wording.words(program.language),
        channel=program.channel,
        zone=program.zone,
        emoji=program.emoji,
        skip=_first(program.emoji.skip),
        stop=_first(program.emoji.stop),
        again=_first(program.emoji.repeat),
        owner=context.policy.owner,
    )


def _first(emoji: tuple[str, ...]) -> str | None:
    return emoji[0] if emoji else None


def intro(context: PlanningContext, name: str, group: Group) -> Message:
    """The first message to a group."""
    program = context.policy.programs[name]
    speaker = voice(context, name)
    people = people_of(context, group.members)
    today = local(program, context.now).date()
    start = suggested_start(people, today + timedelta(days=1), program.zone)
    questions = context.questions.questions(program.language)
    told = group_messages.IntroMessage(
        people=people,
        point_person=group.point_person,
        round_date=_slot(group),
        sent=context.now,
        read_next=read_next(program, context.now),
        icebreaker=questions.get(group.icebreaker, ""),
        calendar_link=calendar_link(speaker, people, start),
        time=group.time,
        in_common=in_common(context, program, group.members),
    )
    return group_messages.intro(speaker, told)


def checkpoint(
    context: PlanningContext, name: str, group: Group, stage: str, new_point_person: str | None
) -> Message:
    """A later message that asks how it stands."""
    program = context.policy.programs[name]
    is_last = stage == f"checkpoint-{len(program.checkpoints)}"
    told = group_messages.CheckpointMessage(
        people=people_of(context, group.members),
        standing=_standing(group),
        closes=at(program, _slot(group) + program.close.after, program.close.at),
        read_next=None if is_last else read_next(program, context.now),
        new_point_person=new_point_person,
    )
    return group_messages.checkpoint(voice(context, name), told)


def closing(context: PlanningContext, name: str, group: Group) -> Message:
    """The last message of a round."""
    program = context.policy.programs[name]
    told = group_messages.ClosingMessage(
        people=people_of(context, group.members),
        status=group.status or Status.CLOSED_STALE,
        counts_until=(local(program, context.now) + program.late_answers).date(),
    )
    return group_messages.closing(voice(context, name), told)


def paused(context: PlanningContext, name: str, rounds: int) -> Message:
    """To somebody who is paused after so many silent rounds."""
    return member_messages.paused_after_silence(voice(context, name), rounds)


def welcome(context: PlanningContext, name: str) -> Message:
    """To somebody who is new in the channel."""
    program = context.policy.programs[name]
    following = next_slot(context.records, name, program, context.now)
    return member_messages.welcome(voice(context, name), program.signup, following)


def left_out(context: PlanningContext, name: str, why: member_messages.LeftOutReason) -> Message:
    """To somebody who takes part and is in no group this time."""
    program = context.policy.programs[name]
    today = local(program, context.now).date()
    following = next_slots(program.calendar, today, 1)
    return member_messages.left_out(voice(context, name), why, *following)


def poll(
    context: PlanningContext, name: str, day: date, choices: tuple[str, ...], until: datetime
) -> Message:
    """The question of a poll."""
    not_today = context.policy.programs[name].poll.not_today
    speaker = voice(context, name)
    return poll_messages.poll(speaker, choices, day=day, until=until, not_today=not_today)


def poll_reminder(context: PlanningContext, name: str, until: datetime) -> Message:
    """The poll closes soon."""
    return poll_messages.poll_reminder(voice(context, name), until=until)


def poll_off(context: PlanningContext, name: str, why: poll_messages.PollOff, day: date) -> Message:
    """No lunch together that day, and why."""
    today = local(context.policy.programs[name], context.now).date()
    return poll_messages.poll_off(voice(context, name), why, day=day, is_today=day == today)


def alone(
    context: PlanningContext, name: str, choices: tuple[str, ...], others: tuple[str, ...]
) -> Message:
    """To somebody whom nobody can join."""
    return poll_messages.alone(voice(context, name), choices, others)


def lunch_group(context: PlanningContext, name: str, group: Group) -> Message:
    """A lunch group, in its own conversation."""
    return poll_messages.lunch_group(voice(context, name), _lunch(context, group))


def lunch_group_in_channel(
    context: PlanningContext, name: str, group: Group
) -> tuple[Message, Message]:
    """A lunch group in the channel, and the reply that names its point person."""
    return poll_messages.lunch_group_in_channel(voice(context, name), _lunch(context, group))


def all_lunch_groups(
    context: PlanningContext, name: str, groups: Sequence[Group]
) -> tuple[Message, ...]:
    """All groups of a day, in as few messages as Slack's limits allow."""
    told = tuple(_lunch(context, group) for group in groups)
    return poll_messages.all_lunch_groups(voice(context, name), told)


def ask_after_lunch(context: PlanningContext, group: Group) -> Message:
    """Whether they met."""
    people = people_of(context, group.members)
    return poll_messages.ask_after_lunch(voice(context, group.program), people)


def _lunch(context: PlanningContext, group: Group) -> poll_messages.LunchGroup:
    return poll_messages.LunchGroup(
        people=people_of(context, group.members),
        point_person=group.point_person,
        choice=group.time,
        day=_slot(group),
    )


def missed(context: PlanningContext, name: str, rounds: tuple[str, ...]) -> Message | None:
    """What the owner is told about rounds that could not begin in time."""
    return owner_notice(voice(context, name).words, Notice(missed=rounds))


def to_mend(
    context: PlanningContext, name: str, problems: tuple[CellProblem, ...]
) -> Message | None:
    """What the owner is told about cells that hold something up."""
    return owner_notice(voice(context, name).words, Notice(problems=problems))


def draft_ready(
    context: PlanningContext, name: str, round_: Round, groups: int, deadline: datetime | None
) -> Message:
    """What the owner is told about groups that wait for approval."""
    speaker, program = voice(context, name), context.policy.programs[name]
    told = DraftReady(
        round=round_.id,
        groups=groups,
        intro=speaker.moment(opens(program, round_.slot)),
        deadline=speaker.moment(deadline) if deadline else "",
        last=speaker.moment(last_start(program, round_.slot)),
        link=context.records.draft_link,
    )
    return draft_notice(speaker.words, told)


def seeds(program: Program, stage: str) -> tuple[str, ...]:
    """The emoji put under a message, so that answering is one click."""
    wanted = (Meaning.MET, Meaning.SCHEDULED) if stage == INTRO else tuple(Meaning)
    if stage in {ASK, CLOSE}:
        wanted = (Meaning.MET, Meaning.NO)
    return tuple(getattr(program.emoji, meaning)[0] for meaning in wanted)[: program.seeds]


def icebreaker_for(context: PlanningContext, name: str, key: str, members: tuple[str, ...]) -> str:
    """The id of a question that none of these people was asked before, while there is one."""
    program = context.policy.programs[name]
    used = {
        group.icebreaker for group in context.records.groups if set(group.members) & set(members)
    }
    drawn = icebreaker(context.questions.questions(program.language), used, seed=key)
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


def read_next(program: Program, now: datetime) -> datetime:
    """When answers are surely read next: as the send window opens on another day."""
    tomorrow = at(program, local(program, now).date() + timedelta(days=1), program.intro.min)
    return window_opens(program, tomorrow)


def _slot(group: Group) -> date:
    return date.fromisoformat(group.round.partition("/")[2][:10])


def _standing(group: Group) -> group_messages.AnswerState:
    if group.status is Status.SCHEDULED:
        return group_messages.AnswerState.SCHEDULED
    if Meaning.NO in group.answers:
        return group_messages.AnswerState.DECLINED
    return group_messages.AnswerState.QUIET
