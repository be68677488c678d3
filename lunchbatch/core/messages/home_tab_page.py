"""Builds the Home tab of one member: their group, what comes next, whom they've met.

Limits are those of docs.slack.dev/surfaces/app-home: 100 blocks, 250 kB.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import (
    MessagePart,
    context,
    divider,
    header,
    packed_lines,
    section,
)
from lunchbatch.core.messages.group_messages import answering, steering
from lunchbatch.core.messages.member_messages import WAVE, owner_line
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import say
from lunchbatch.core.model.messages import Block
from lunchbatch.core.model.terms import Stage

MOST_BLOCKS = 100
MOST_MET = 1_000  # lines; so many fill less than half of the blocks that Slack takes
MOST_PROGRAMS = 12  # of one member; each takes up to four blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentGroup:
    """A group of the member's: the ids of the others, and the day of the intro."""

    others: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramStatus:
    """A member in one program: the groups of now, and when the next round is.

    `back_on` is the first day on which a paused member takes part again; `has_stopped` says
    that they are out until they come back by themselves, `is_held` that an organiser paused them.
    """

    voice: MessageFormat
    now: tuple[CurrentGroup, ...]
    next_round: date | None = None
    back_on: date | None = None
    has_stopped: bool = False
    is_held: bool = False


def home_page(taking: Sequence[ProgramStatus], met: Sequence[CurrentGroup]) -> tuple[Block, ...]:
    """The blocks, those met in the order given. `taking` is not empty."""
    parts = list(_page(taking, met))[:MOST_BLOCKS]
    return tuple(part.block for part in parts)


def _page(taking: Sequence[ProgramStatus], met: Sequence[CurrentGroup]) -> Iterator[MessagePart]:
    yield header(taking[0].voice.words.home.title)
    for one in islice(taking, MOST_PROGRAMS):
        yield from _program(one)
    voice = taking[0].voice
    words = voice.words.home
    yield divider()
    yield section(say(words.met))
    lines = [_met(voice, one) for one in islice(met, MOST_MET)] or [
        say(words.nobody, emoji=mrkdwn.emoji(voice.emoji.met[0]))
    ]
    if len(met) > MOST_MET:
        lines.append(voice.counted(words.more, len(met) - MOST_MET))
    yield from packed_lines(lines)
    ways = steering(voice, Stage.POLL)
    if ways:
        yield divider()
        yield context(mrkdwn.joined([say(words.pause), *ways], "\n"))


def _program(one: ProgramStatus) -> Iterator[MessagePart]:
    voice, words = one.voice, one.voice.words.home
    lines = [say(words.program, channel=voice.place)]
    lines += [
        say(words.together, people=_people(voice, group), date=voice.date(group.on))
        for group in one.now
    ]
    if not one.now:
        lines.append(say(words.nothing))
    yield section(*lines)
    if one.now:
        yield section(say(words.answer), mrkdwn.joined(answering(voice, Stage.CHECKPOINT), " · "))
    wave = mrkdwn.typed_emoji(WAVE)
    if one.has_stopped and not one.is_held:
        yield section(
            say(words.stopped, emoji=mrkdwn.emoji(voice.stop), wave=wave, channel=voice.place)
            if voice.stop
            else say(words.sooner, emoji=wave, channel=voice.place)
        )
        yield from owner_line(voice)
    elif one.has_stopped or one.back_on:
        back = say(words.back_on, date=voice.date(one.back_on)) if one.back_on else say(words.held)
        sooner = say(words.sooner, emoji=wave, channel=voice.place)
        yield section(*([back] if one.is_held else [back, sooner]))
        yield from owner_line(voice)
    elif one.next_round:
        yield section(say(words.next_round, date=voice.date(one.next_round)))


def _met(voice: MessageFormat, one: CurrentGroup) -> Phrase:
    day, year = voice.date(one.on), str(one.on.year)
    return say(voice.words.home.met_line, people=_people(voice, one), date=day, year=year)


def _people(voice: MessageFormat, one: CurrentGroup) -> Phrase:
    return voice.several([mrkdwn.mention(other, other) for other in one.others])
