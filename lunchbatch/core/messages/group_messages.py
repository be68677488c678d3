"""Builds what a group reads: the intro, the checkpoints, the thanks and the close of a round."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from lunchbatch.core.messages import mrkdwn, working_hours
from lunchbatch.core.messages.blocks import MessagePart, context, message, section
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import say
from lunchbatch.core.messages.text_models import Greetings, GroupTexts, SharedHours
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import Outcome, Stage, Status
from lunchbatch.core.settings.policy import EmojiSettings

WELCOME = "welcome"
AFTERWARDS = frozenset({Stage.ASK, Stage.CLOSE})  # when only whether they met is asked


class AnswerState(StrEnum):
    """How a group stands at a checkpoint, as far as the wording goes."""

    QUIET = "quiet"
    SCHEDULED = "scheduled"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroMessage:
    """What an intro tells.

    `sent` is the moment of sending, for the local times; `in_common` the tags all share; `hours`
    when people work.
    """

    people: tuple[Person, ...]
    point_person: str
    round_date: date
    sent: datetime
    icebreaker: str = ""
    calendar_link: str = ""
    in_common: tuple[str, ...] = ()
    hours: working_hours.Hours = working_hours.USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointMessage:
    """What a checkpoint tells.

    `new_point_person` makes it the nudge for a group from which nothing was heard.
    """

    people: tuple[Person, ...]
    standing: AnswerState
    closes: datetime
    new_point_person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingMessage:
    """What the last message of a round tells; answers still count up to `counts_until`."""

    people: tuple[Person, ...]
    status: Status
    counts_until: date


def intro(voice: MessageFormat, told: IntroMessage) -> Message:
    """Who is who, who makes it happen, and how to answer."""
    return message(_intro(voice, told))


def _intro(voice: MessageFormat, told: IntroMessage) -> Iterator[MessagePart]:
    words = voice.words.intro
    hello = _by_size(words.hello, told.people)
    yield section(say(hello, people=voice.people(told.people), channel=voice.place))
    yield from _who_is_who(told)
    if working_hours.zones_differ(told.people, told.sent, voice.zone):
        yield context(_clocks(voice, told))
    yield section(
        say(words.point_person, point_person=voice.member(told.point_person, told.people))
    )
    if further := list(_further(voice, told)):
        yield context(mrkdwn.joined(further, " · "))
    if told.icebreaker:
        yield section(say(words.icebreaker, question=mrkdwn.foreign(told.icebreaker)))
    legend = mrkdwn.joined(_first_answers(voice), " · ")
    yield section(mrkdwn.joined([say(voice.words.answers.how), legend], " "))
    if ways := steering(voice, Stage.INTRO):
        yield context(mrkdwn.joined(ways, " · "))


def _by_size(texts: GroupTexts | Greetings | SharedHours, people: tuple[Person, ...]) -> str:
    return texts.two if len(people) == 2 else texts.more


def _who_is_who(told: IntroMessage) -> Iterator[MessagePart]:
    for person in told.people:
        facts = [mrkdwn.mention(person.id, person.name)]
        if mrkdwn.tidy(person.title):
            facts.append(mrkdwn.foreign(person.title, 120))
        yield context(mrkdwn.joined(facts, " · "), photo=person.photo, photo_of=person.name)


def _clocks(voice: MessageFormat, told: IntroMessage) -> Phrase:
    """When all are at work by each of their clocks; without such hours, what each shows now."""
    words = voice.words.intro
    shared = working_hours.shared_hours(told.people, told.round_date, voice.zone, told.hours)
    shown: dict[object, str] = {}
    for person in told.people:
        zone = working_hours.zone_of(person, voice.zone)
        local = [each.astimezone(zone) for each in shared or (told.sent,)]
        clock = "–".join(voice.time(each.time()) for each in local)
        shown.setdefault(local[0].utcoffset(), f"{clock} {voice.city(zone)}")
    text = words.local_time if shared is None else _by_size(words.at_work, told.people)
    return say(text, times=" · ".join(shown.values()))


def _further(voice: MessageFormat, told: IntroMessage) -> Iterator[Phrase]:
    words = voice.words.intro
    if told.calendar_link:
        yield mrkdwn.link(told.calendar_link, words.calendar)
    if told.in_common:
        tags = voice.several([mrkdwn.foreign(tag, 60) for tag in told.in_common[:8]])
        yield say(words.in_common, tags=tags)


def _first_answers(voice: MessageFormat) -> list[Phrase]:
    """What can be tapped under an intro; where that's nothing, how to say that they met.

    Whatever else can be answered is typed out when it's asked, at the checkpoints.
    """
    return answering(voice, Stage.INTRO)[: max(1, voice.seeds)]


def answering(voice: MessageFormat, stage: str) -> list[Phrase]:
    """What the emoji mean that answer how it stands; afterwards only whether they met."""
    words, names = voice.words.answers, named_emoji(voice.emoji, stage)
    texts = {voice.emoji.met[0]: words.met, voice.emoji.no[0]: words.not_met}
    if stage not in AFTERWARDS:
        texts[voice.emoji.no[0]] = words.cannot
        texts[voice.emoji.scheduled[0]] = words.scheduled
        texts[voice.emoji.not_yet[0]] = words.not_yet
    return [_offer(voice, texts[name], name, stage) for name in names if name in texts]


def steering(voice: MessageFormat, stage: str) -> list[Phrase]:
    """How a member pauses by emoji; nothing where the program does not offer it."""
    words = voice.words.answers
    offered = ((words.skip, voice.skip), (words.stop, voice.stop))
    return [_offer(voice, text, name, stage) for text, name in offered if name]


def _offer(voice: MessageFormat, text: str, name: str, stage: str) -> Phrase:
    seeded = named_emoji(voice.emoji, stage)[: voice.seeds]
    return say(text, emoji=voice.offered(name, is_seeded=name in seeded))


def named_emoji(settings: EmojiSettings, stage: str) -> tuple[str, ...]:
    """The emoji that a message of a stage names, in its order, so many of which are seeded."""
    first = settings.met[0], settings.scheduled[0], settings.not_yet[0], settings.no[0]
    if stage == WELCOME:
        return (*settings.skip[:1], *settings.stop[:1])
    match Stage.named(stage):
        case Stage.INTRO:
            return (*first, *settings.skip[:1], *settings.stop[:1])
        case Stage.CELEBRATE:
            return settings.repeat[:1]
        case Stage.ASK | Stage.CLOSE:
            return settings.met[0], settings.no[0]
        case Stage.CHECKPOINT:
            return first
        case Stage.DRAFT | Stage.POLL | Stage.REMINDER | Stage.GROUPS | Stage.SWAP | None:
            return ()
        case other:
            assert_never(other)


def changed(voice: MessageFormat) -> Message:
    """To a group whose people were exchanged by hand: where to look for the new one."""
    return message([section(say(voice.words.intro.changed, channel=voice.place))])


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
    yield section(mrkdwn.joined(answering(voice, Stage.CHECKPOINT), " · "))


def closing(voice: MessageFormat, told: ClosingMessage) -> Message:
    """Did they meet? Asked once more as the round ends, where nobody knows."""
    words = voice.words.closing
    ended = words.scheduled if told.status.outcome is Outcome.SCHEDULED else words.stale
    asked = say(ended, people=voice.people(told.people), channel=voice.place)
    until = say(words.late, date=voice.date(told.counts_until))
    return message(
        [section(asked, mrkdwn.joined(answering(voice, Stage.CLOSE), " · ")), context(until)]
    )


def celebration(voice: MessageFormat, people: tuple[Person, ...]) -> Message:
    """The thanks to a group that met; with the same people again, where that is offered."""
    words = voice.words.celebration
    thanks = say(_by_size(words.thanks, people), people=voice.people(people), channel=voice.place)
    if not voice.again:
        return message([section(thanks)])
    return message([section(thanks, _offer(voice, words.again, voice.again, Stage.CELEBRATE))])
