"""Builds what one member reads in a direct message."""

from datetime import date
from typing import Literal

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import MessagePart, context, header, message, section
from lunchbatch.core.messages.group_messages import WELCOME, steering
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.placeholders import say
from lunchbatch.core.model.messages import Message

WAVE = "wave"  # under the word to somebody who is paused, so that coming back is one click


def paused_after_silence(voice: MessageFormat, rounds: int) -> Message:
    """Nothing was heard in so many rounds: a pause, and how to end it."""
    words = voice.words.member
    paused = voice.counted(words.paused, rounds, channel=voice.place)
    back = say(words.come_back, emoji=mrkdwn.emoji(WAVE))
    return message([section(paused, back), *owner_line(voice)])


def left_out(voice: MessageFormat, next_round: date | None = None) -> Message:
    """There is no group this time, whatever the reason: why may be private."""
    words = voice.words.member
    lines = [say(words.left_out, channel=voice.place)]
    if next_round:
        lines.append(say(words.first_in_line, date=voice.date(next_round)))
    return message([section(*lines), *owner_line(voice)])


def welcome(
    voice: MessageFormat, signup: Literal["everyone", "poll"], next_round: date | None = None
) -> Message:
    """What this is, when the next round is, and how to skip or leave."""
    words = voice.words.member
    what = words.welcome_everyone if signup == "everyone" else words.welcome_poll
    lines = [say(what, channel=voice.place)]
    if next_round:
        lines.append(say(words.next_round, date=voice.date(next_round)))
    ways = [*steering(voice, WELCOME), say(words.leave, channel=voice.place)]
    return message(
        [
            header(words.welcome_title),
            section(*lines),
            context(mrkdwn.joined(ways, "\n")),
            *owner_line(voice),
        ]
    )


def owner_line(voice: MessageFormat) -> list[MessagePart]:
    """Whom to ask; nothing where nobody is named."""
    if voice.owner is None:
        return []
    owner = mrkdwn.mention(voice.owner, voice.owner)
    # The twin has no name to give; Slack shows a mention by name there as well.
    both = mrkdwn.Phrase(owner.rich, owner.rich)
    return [context(say(voice.words.member.owner, owner=both))]
