"""Builds what a group reads: the intro, the checkpoints and the close of a round."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from lunchbatch.core.messages import mrkdwn, working_hours
from lunchbatch.core.messages.blocks import MessagePart, context, divider, header, message, section
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import Status


class AnswerState(StrEnum):
    """How a group stands at a checkpoint, as far as the wording goes."""

    QUIET = "quiet"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroMessage:
    """What an intro tells.

    `sent` is the moment of sending, for the local times; `read_next` when answers are read
    next; `time` a time already agreed, as words; `in_common` the tags all share.
    """

    people: tuple[Person, ...]
    point_person: str
    round_date: date
    sent: datetime
    read_next: datetime
    icebreaker: str = ""
    calendar_link: str = ""
    time: str = ""
    in_common: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointMessage:
    """What a checkpoint tells.

    `new_point_person` makes it the nudge for a group from which nothing was heard. The last
    checkpoint has no later reading of answers than the closing: `read_next` is None then.
    """

    people: tuple[Person, ...]
    standing: AnswerState
    closes: datetime
    read_next: datetime | None = None
    new_point_person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingMessage:
    """What the last message of a round tells; answers still count up to `counts_until`."""

    people: tuple[Person, ...]
    status: Status
    counts_until: date


def intro(voice: MessageFormat, told: IntroMessage) -> Message:
    """Who is who, who makes it happen, how to answer and when the answers are read."""
    return message(_intro(voice, told))


def _intro(voice: MessageFormat, told: IntroMessage) -> Iterator[MessagePart]:
    words = voice.words.intro
    yield header(fill(words.title, date=voice.date(told.round_date)))
    yield section(say(words.hello, people=voice.people(told.people), channel=voice.place))
    yield from _who_is_who(voice, told)
    yield section(
        say(words.point_person, point_person=voice.member(told.point_person, told.people)),
        *([say(words.time, time=told.time)] if told.time else ()),
        *([say(words.in_common, tags=_tags(voice, told))] if told.in_common else ()),
    )
    if told.icebreaker:
        yield section(say(words.icebreaker, question=mrkdwn.foreign(told.icebreaker)))
    if told.calendar_link:
        yield section(mrkdwn.link(told.calendar_link, words.calendar))
    yield divider()
    yield from _how_to_answer(voice, told.read_next)


def _tags(voice: MessageFormat, told: IntroMessage) -> Phrase:
    return voice.several([mrkdwn.foreign(tag, 60) for tag in told.in_common[:8]])


def _who_is_who(voice: MessageFormat, told: IntroMessage) -> Iterator[MessagePart]:
    clocks = working_hours.zones_differ(told.people, told.sent, voice.zone)
    for person in told.people:
        mention = mrkdwn.mention(person.id, person.name)
        facts = [mrkdwn.foreign(person.title, 120)] if mrkdwn.tidy(person.title) else []
        if clocks:
            facts += _clock(voice, person, told)
        yield context(
            mrkdwn.joined([mention, *facts], " · "), photo=person.photo, photo_of=person.name
        )


def _clock(voice: MessageFormat, person: Person, told: IntroMessage) -> Iterator[Phrase]:
    words = voice.words.intro
    zone = working_hours.zone_of(person, voice.zone)
    yield say(words.local_time, time=voice.time(told.sent.astimezone(zone).time()))
    shared = working_hours.shared_hours(told.people, told.round_date, voice.zone)
    if shared:
        start, end = (voice.time(each.astimezone(zone).time()) for each in shared)
        yield say(words.at_work, start=start, end=end)


def _how_to_answer(voice: MessageFormat, read_next: datetime | None) -> Iterator[MessagePart]:
    words = voice.words.answers
    yield section(say(words.how), *answering(voice))
    small = [say(words.when_read, moment=voice.moment(read_next))] if read_next else []
    small += steering(voice)
    if small:
        yield context(mrkdwn.joined(small, "\n"))


def answering(voice: MessageFormat) -> list[Phrase]:
    """What the emoji mean that answer how it stands."""
    words, emoji = voice.words.answers, voice.emoji
    offered = ((words.met, emoji.met), (words.scheduled, emoji.scheduled), (words.cannot, emoji.no))
    return [say(text, emoji=mrkdwn.emoji(names[0])) for text, names in offered]


def steering(voice: MessageFormat) -> list[Phrase]:
    """How a member pauses by emoji; nothing where the program does not offer it."""
    words = voice.words.answers
    offered = ((words.skip, voice.skip), (words.stop, voice.stop))
    return [say(text, emoji=mrkdwn.emoji(name)) for text, name in offered if name]


def checkpoint(voice: MessageFormat, told: CheckpointMessage) -> Message:
    """How does it stand? Worded by what the group has said so far."""
    return message(_checkpoint(voice, told))


def _checkpoint(voice: MessageFormat, told: CheckpointMessage) -> Iterator[MessagePart]:
    words = voice.words.checkpoint
    match told.standing:
        case AnswerState.QUIET:
            question = words.quiet
        case AnswerState.SCHEDULED:
            question = words.scheduled
        case AnswerState.DECLINED:
            question = words.declined
        case _:
            assert_never(told.standing)
    lines = [say(question, people=voice.people(told.people), channel=voice.place)]
    if told.new_point_person:
        named = voice.member(told.new_point_person, told.people)
        lines.append(say(words.nudge, point_person=named))
    lines.append(say(words.closes, moment=voice.moment(told.closes)))
    yield section(*lines)
    yield from _how_to_answer(voice, told.read_next)


def closing(voice: MessageFormat, told: ClosingMessage) -> Message:
    """How the round ended for the group, and until when an answer still counts."""
    return message(_closing(voice, told))


def _closing(voice: MessageFormat, told: ClosingMessage) -> Iterator[MessagePart]:
    words = voice.words.closing
    match told.status:
        case Status.CLOSED_MET:
            ended = words.met
        case Status.CLOSED_NO:
            ended = words.cannot
        case Status.CLOSED_SCHEDULED | Status.SCHEDULED:
            ended = words.scheduled
        case Status.CLOSED_STALE | Status.OPEN:
            ended = words.stale
        case _:
            assert_never(told.status)
    yield section(say(ended, people=voice.people(told.people), channel=voice.place))
    if told.status is not Status.CLOSED_MET:
        yield section(say(words.late, date=voice.date(told.counts_until)))
    small = [say(words.again, emoji=mrkdwn.emoji(voice.again))] if voice.again else []
    small += steering(voice)
    if small:
        yield context(mrkdwn.joined(small, "\n"))
