"""Builds what people read around a poll: the question, the groups, or why there are none."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import context, header, message, messages, section
from lunchbatch.core.messages.group_messages import answering, steering
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.model.terms import Stage


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
    small.append(mrkdwn.joined(steering(voice, Stage.POLL), " · "))
    return message(
        [
            header(fill(words.title, date=voice.date(day))),
            section(say(words.question, channel=voice.place)),
            section(*lines),
            context(mrkdwn.joined([line for line in small if line.rich], "\n")),
        ]
    )


def poll_reminder(voice: MessageFormat, *, until: datetime) -> Message:
    """The poll closes soon."""
    return message([section(say(voice.words.poll.reminder, moment=voice.moment(until)))])


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
    """A group in its group DM or a thread of its own: who goes together, who picks the place."""
    words = voice.words.lunch
    together = say(
        words.group,
        choice=mrkdwn.foreign(group.choice, 100),
        people=voice.people(group.people),
        channel=voice.place,
    )
    named = voice.member(group.point_person, group.people)
    picks = say(words.picks, point_person=named)
    title = fill(words.title, date=voice.date(group.day))
    return message([header(title), section(mrkdwn.joined([together, picks], " "))])


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
    return message([section(asked, mrkdwn.joined(answering(voice, Stage.ASK), " · "))])
