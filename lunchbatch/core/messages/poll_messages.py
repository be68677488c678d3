"""Builds what people read around a poll: the question, the groups, or why there are none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import MessagePart, context, header, message, messages, section
from lunchbatch.core.messages.group_messages import steering
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.poll_emoji import choice_emoji


class PollOff(StrEnum):
    """Why a poll ends without a group."""

    NO_ANSWER = "no answer"
    ONE_YES = "one yes"
    ONLY_NOT_TODAY = "only not today"
    TOO_LATE = "too late"


@dataclass(frozen=True, slots=True, kw_only=True)
class LunchGroup:
    """The people who go together, the choice they made, and who picks the place."""

    people: tuple[Person, ...]
    point_person: str
    choice: str
    day: date


def poll(
    voice: MessageFormat, choices: tuple[str, ...], *, day: date, until: datetime, not_today: str
) -> Message:
    """Who is in, and when? Each choice with its emoji, and until when one may change one's mind."""
    words = voice.words.poll
    lines = [
        say(words.choice, emoji=mrkdwn.emoji(emoji), choice=mrkdwn.foreign(choice, 100))
        for emoji, choice in zip(choice_emoji(choices), choices, strict=True)
    ]
    lines.append(say(words.not_today, emoji=mrkdwn.emoji(not_today)))
    small = [say(words.until, moment=voice.moment(until))]
    if len(choices) > 1:
        small.append(say(words.several))
    small += steering(voice)
    return message(
        [
            header(fill(words.title, date=voice.date(day))),
            section(say(words.question, channel=voice.place)),
            section(*lines),
            context(mrkdwn.joined(small, "\n")),
        ]
    )


def poll_reminder(voice: MessageFormat, *, until: datetime, poll_link: str = "") -> Message:
    """The poll closes soon; with a link to it when there is one."""
    words = voice.words.poll
    lines = [say(words.reminder, moment=voice.moment(until))]
    if poll_link:
        lines.append(mrkdwn.link(poll_link, words.reminder_link))
    return message([section(*lines)])


def poll_off(voice: MessageFormat, why: PollOff, *, day: date, is_today: bool) -> Message:
    """No lunch together on a day, and why, for those who answered or were asked."""
    words = voice.words.poll
    match why:
        case PollOff.NO_ANSWER:
            text = words.off_no_answer
        case PollOff.ONE_YES:
            text = words.off_one_yes
        case PollOff.ONLY_NOT_TODAY:
            text = words.off_only_not_today
        case PollOff.TOO_LATE:
            text = words.off_too_late
        case _:
            assert_never(why)
    lines = [say(text, date=voice.date(day), channel=voice.place)]
    if why is PollOff.TOO_LATE and is_today:
        lines.append(say(words.off_find, channel=voice.place))
    return message([section(*lines)])


def alone(voice: MessageFormat, choices: tuple[str, ...], others: tuple[str, ...] = ()) -> Message:
    """Nobody was left to go at these times; where there are groups to join, those are named.

    It says no more than that: why others go without somebody may be private.
    """
    words = voice.words.poll
    lines = [say(words.alone, choice=_named(voice, choices), channel=voice.place)]
    if others:
        lines.append(say(words.alone_others, choices=_named(voice, others)))
    return message([section(*lines)])


def _named(voice: MessageFormat, choices: tuple[str, ...]) -> Phrase:
    return voice.several([mrkdwn.foreign(choice, 100) for choice in choices[:8]])


def lunch_group(voice: MessageFormat, group: LunchGroup) -> Message:
    """A group in its group DM: who goes together, and who picks the place."""
    return message([*_group(voice, group), section(_picks(voice, group))])


def lunch_group_in_channel(voice: MessageFormat, group: LunchGroup) -> tuple[Message, Message]:
    """A group in the channel, and the reply in its thread that names the point person."""
    return message(_group(voice, group)), message([section(_picks(voice, group))])


def _group(voice: MessageFormat, group: LunchGroup) -> Iterator[MessagePart]:
    words = voice.words.lunch
    yield header(fill(words.title, date=voice.date(group.day)))
    yield section(
        say(
            words.group,
            choice=mrkdwn.foreign(group.choice, 100),
            people=voice.people(group.people),
            channel=voice.place,
        )
    )


def _picks(voice: MessageFormat, group: LunchGroup) -> Phrase:
    named = voice.member(group.point_person, group.people)
    return say(voice.words.lunch.picks, point_person=named)


def all_lunch_groups(voice: MessageFormat, groups: tuple[LunchGroup, ...]) -> tuple[Message, ...]:
    """All groups of a day for the channel: one message, and more only where Slack's limits ask.

    Raises ValueError without a group.
    """
    if not groups:
        raise ValueError("there is no group to tell")
    words = voice.words.lunch
    lines = [
        say(
            words.all_group,
            choice=mrkdwn.foreign(group.choice, 100),
            people=voice.people(group.people),
            point_person=voice.member(group.point_person, group.people),
        )
        for group in groups
    ]
    opening = header(fill(words.all_title, date=voice.date(groups[0].day)))
    return messages([opening], [*lines, say(words.all_closing)])


def ask_after_lunch(voice: MessageFormat, people: tuple[Person, ...]) -> Message:
    """Did you meet? Asked once after the meal."""
    asked = say(voice.words.lunch.ask, people=voice.people(people), channel=voice.place)
    answers = voice.words.answers
    return message(
        [
            section(
                asked,
                say(answers.met, emoji=mrkdwn.emoji(voice.emoji.met[0])),
                say(answers.cannot, emoji=mrkdwn.emoji(voice.emoji.no[0])),
            )
        ]
    )
