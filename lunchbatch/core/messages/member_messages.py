"""Builds what one member reads in a direct message."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Literal, assert_never

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import MessagePart, context, header, message, section
from lunchbatch.core.messages.group_messages import steering
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.placeholders import say
from lunchbatch.core.model.messages import Message


class LeftOutReason(StrEnum):
    """Why somebody who takes part is in no group this time."""

    ODD_ONE = "odd one"
    KEPT_APART = "kept apart"
    TOO_FEW = "too few"
    NOBODY_ALIKE = "nobody alike"
    WITHOUT_VALUE = "without a value"


def paused_after_silence(voice: MessageFormat, rounds: int) -> Message:
    """Nothing was heard in so many rounds: a pause, and how to end it."""
    words = voice.words.member
    paused = say(words.paused, channel=voice.place, rounds=str(rounds))
    return message([section(paused), section(say(words.come_back)), *_owner(voice)])


def left_out(
    voice: MessageFormat,
    reason: LeftOutReason,
    next_round: date | None = None,
    tags: Sequence[str] = (),
) -> Message:
    """Why there is no group this time, and when the next round is.

    `tags` are those that people have to share to be brought together.
    """
    words = voice.words.member.left_out
    match reason:
        case LeftOutReason.ODD_ONE:
            why = words.odd_one
        case LeftOutReason.KEPT_APART:
            why = words.kept_apart
        case LeftOutReason.TOO_FEW:
            why = words.too_few
        case LeftOutReason.NOBODY_ALIKE:
            why = words.nobody_alike
        case LeftOutReason.WITHOUT_VALUE:
            why = words.without_value
        case _:
            assert_never(reason)
    lines = [say(why, channel=voice.place, tags=", ".join(tags))]
    if next_round:
        lines.append(say(words.next_round, date=voice.date(next_round)))
    return message([section(*lines), *_owner(voice)])


def welcome(
    voice: MessageFormat, signup: Literal["everyone", "poll"], next_round: date | None = None
) -> Message:
    """What this is, when the next round is, and how to skip or leave."""
    words = voice.words.member
    what = words.welcome_everyone if signup == "everyone" else words.welcome_poll
    lines = [say(what, channel=voice.place)]
    if next_round:
        lines.append(say(words.next_round, date=voice.date(next_round)))
    ways = [*steering(voice), say(words.leave, channel=voice.place)]
    return message(
        [
            header(words.welcome_title),
            section(*lines),
            context(mrkdwn.joined(ways, "\n")),
            *_owner(voice),
        ]
    )


def _owner(voice: MessageFormat) -> list[MessagePart]:
    if voice.owner is None:
        return []
    owner = mrkdwn.mention(voice.owner, voice.owner)
    # The twin has no name to give; Slack shows a mention by name there as well.
    both = mrkdwn.Phrase(owner.rich, owner.rich)
    return [context(say(voice.words.member.owner, owner=both))]
