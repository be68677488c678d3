"""Every message of a program as an example, for who wants to read its words before anybody else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from lunchbatch.core.messages import group_messages, member_messages, poll_messages
from lunchbatch.core.messages.blocks import context
from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.owner_messages import RoundOutcome, digest
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.settings.policy import Program

ANA = Person(id="ana", name="Ana Sousa", title="Design")
BEN = Person(id="ben", name="Ben Okafor", title="Support")
CHI = Person(id="chi", name="Chi Nguyen", title="Research")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSample:
    """An example of a message by its name, and the emoji that are put under it."""

    name: str
    message: Message
    seeds: tuple[str, ...] = ()


def message_samples(
    voice: MessageFormat, program: Program, now: datetime, question: str
) -> Iterator[MessageSample]:
    """The messages of a program as if it spoke now, with an icebreaker, in their order."""
    is_poll = program.signup == "poll"
    found = _polled(voice, program, now) if is_poll else _introduced(voice, now, question)
    for name, stage, message in (*found, *_in_both(voice, program, now)):
        named = group_messages.named_emoji(program.emoji, stage) if stage else ()
        seeds = named[: program.seeds]
        if stage == Stage.POLL:
            seeds = (*choice_emoji(program.poll.choices), program.poll.not_today)
        yield MessageSample(name=name, message=message, seeds=seeds)


def marked_as_preview(program: str, sample: MessageSample) -> Message:
    """The message under a line that says it is none of a round's."""
    line = f"Preview of {program}: {sample.name}"
    mark = context(Phrase(line, line))
    message = sample.message
    text = f"{line}\n{message.text}"
    return replace(message, text=text, blocks=(mark.block, *message.blocks))


Named = Iterator[tuple[str, str, Message]]


def _introduced(voice: MessageFormat, now: datetime, question: str) -> Named:
    day, later = now.astimezone(voice.zone).date(), now + timedelta(days=4)
    for people in ((ANA, BEN), (ANA, BEN, CHI)):
        told = group_messages.IntroMessage(
            people=people,
            point_person=BEN.id,
            round_date=day,
            sent=now,
            icebreaker=question,
            calendar_link=calendar_link(voice, people, now + timedelta(days=1)),
        )
        yield f"intro for {len(people)}", Stage.INTRO, group_messages.intro(voice, told)
    yield "groups changed", "", group_messages.changed(voice)
    two = (ANA, BEN)
    for standing in group_messages.AnswerState:
        asked = group_messages.CheckpointMessage(people=two, standing=standing, closes=later)
        message = group_messages.checkpoint(voice, asked)
        yield f"checkpoint, {standing}", Stage.CHECKPOINT, message
    nudged = group_messages.CheckpointMessage(
        people=two,
        standing=group_messages.AnswerState.QUIET,
        closes=later,
        new_point_person=ANA.id,
    )
    yield "last checkpoint, nudge", Stage.CHECKPOINT, group_messages.checkpoint(voice, nudged)
    for status in (Status.CLOSED_STALE, Status.CLOSED_SCHEDULED):
        ended = group_messages.ClosingMessage(
            people=two, status=status, counts_until=later.astimezone(voice.zone).date()
        )
        yield f"close, {status}", Stage.CLOSE, group_messages.closing(voice, ended)
    yield "left out", "", member_messages.left_out(voice, day + timedelta(days=14))
    yield "paused", "", member_messages.paused_after_silence(voice, 3)


def _polled(voice: MessageFormat, program: Program, now: datetime) -> Named:
    settings, day = program.poll, now.astimezone(voice.zone).date()
    asked = poll_messages.poll(
        voice, settings.choices, day=day, until=now, not_today=settings.not_today
    )
    yield "poll", Stage.POLL, asked
    yield "reminder", "", poll_messages.poll_reminder(voice, until=now)
    group = poll_messages.LunchGroup(
        people=(ANA, BEN), point_person=BEN.id, choice=settings.choices[0], day=day
    )
    yield "lunch group", "", poll_messages.lunch_group(voice, group)
    together, *_ = poll_messages.all_lunch_groups(voice, (group, group))
    yield "all lunch groups", "", together
    yield "alone", "", poll_messages.alone(voice, settings.choices[:1], settings.choices[1:])
    for why in poll_messages.PollOff:
        yield f"off, {why}", "", poll_messages.poll_off(voice, why, day=day, is_today=True)
    yield "after lunch", Stage.ASK, poll_messages.ask_after_lunch(voice, (ANA, BEN))


def _in_both(voice: MessageFormat, program: Program, now: datetime) -> Named:
    day: date = now.astimezone(voice.zone).date()
    thanks = group_messages.celebration(voice, (ANA, BEN))
    yield "celebration", Stage.CELEBRATE, thanks
    welcome = member_messages.welcome(voice, program.signup, day + timedelta(days=7))
    yield "welcome", group_messages.WELCOME, welcome
    ended = digest(voice, RoundOutcome(round_date=day, groups=12, met=9, new_connections=11))
    if ended is not None:
        yield "digest", "", ended
