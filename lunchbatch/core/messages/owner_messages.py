"""Builds what the owner reads, and the channel when a round closes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.blocks import MessagePart, header, message, section
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.messages.wording import LanguageTexts
from lunchbatch.core.model.messages import BarChart, ChartBar, Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import CellProblem

MOST_LINES = 10
MOST_NAMES = 30
LONGEST_LINK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the organiser is told: rounds that were missed, acts that failed, cells to mend."""

    missed: tuple[str, ...] = ()
    failed: tuple[CellProblem, ...] = ()
    problems: tuple[CellProblem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReady:
    """Groups that wait for approval. Moments are as people read them; no deadline is empty.

    `intro` is when they would be introduced, `last` from when the round is missed.
    """

    round: str
    groups: int
    intro: str
    deadline: str
    last: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOutcome:
    """A round in figures: groups in all, how they ended, pairs that were new to each other.

    `lately` are the last rounds with it, oldest first.
    """

    round_date: date
    groups: int
    met: int
    scheduled: int = 0
    new_connections: int = 0
    lately: tuple[ChartBar, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a person may want to look at after a round; `never` says why somebody was left over."""

    round_date: date
    silent: tuple[Person, ...] = ()
    never: tuple[tuple[Person, str], ...] = ()
    problems: tuple[CellProblem, ...] = ()


def owner_notice(voice: MessageFormat, notice: Notice) -> Message | None:
    """What needs a person, with addresses and links; None when nothing does."""
    words, texts = voice.words, voice.words.owner
    parts = _listed(voice, "", [say(texts.missed, round=each) for each in notice.missed])
    parts += _listed(voice, texts.failed, [_problem(words, each) for each in notice.failed])
    parts += _listed(voice, texts.problems, [_problem(words, each) for each in notice.problems])
    return message([header(texts.title), *parts]) if parts else None


def review(voice: MessageFormat, told: Review) -> Message | None:
    """What to look at now that a round is over; None when there is nothing."""
    words, texts = voice.words, voice.words.owner
    parts = []
    if told.silent:
        shown = [mrkdwn.mention(one.id, one.name) for one in told.silent[:MOST_NAMES]]
        if len(told.silent) > MOST_NAMES:
            shown.append(voice.counted(texts.more, len(told.silent) - MOST_NAMES))
        parts.append(section(say(texts.review_silent, people=mrkdwn.joined(shown, ", "))))
    never = [
        say(
            texts.review_person,
            person=mrkdwn.mention(one.id, one.name),
            why=mrkdwn.foreign(why, 200),
        )
        for one, why in told.never
    ]
    parts += _listed(voice, texts.review_never, never)
    parts += _listed(voice, texts.problems, [_problem(words, each) for each in told.problems])
    title = fill(texts.review_title, date=voice.date(told.round_date))
    return message([header(title), *parts]) if parts else None


def draft_notice(voice: MessageFormat, ready: DraftReady) -> Message:
    """The groups are there to be looked at: where, until when, and what happens otherwise."""
    texts = voice.words.owner
    lines = [
        voice.counted(texts.draft_ready, ready.groups, round=ready.round),
        say(texts.draft_approve, moment=ready.intro),
    ]
    if ready.deadline:
        lines.append(say(texts.draft_deadline, moment=ready.deadline))
    else:
        lines.append(say(texts.draft_waits, moment=ready.last))
    if ready.link and len(ready.link) <= LONGEST_LINK:
        lines.append(mrkdwn.link(ready.link, texts.open))
    return message([header(texts.draft_title), section(*lines)])


def _problem(words: LanguageTexts, problem: CellProblem) -> Phrase:
    said = say(
        words.owner.problem,
        where=mrkdwn.foreign(problem.where, 100),
        what=mrkdwn.foreign(problem.what, 300),
    )
    if not problem.link or len(problem.link) > LONGEST_LINK:
        return said
    return mrkdwn.joined([said, mrkdwn.link(problem.link, words.owner.open)], " ")


def _listed(voice: MessageFormat, heading: str, lines: Sequence[Phrase]) -> list[MessagePart]:
    if not lines:
        return []
    # One section each: a line in full has room there, so that no link is ever cut.
    shown = [section(line) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        shown.append(section(voice.counted(voice.words.owner.more, len(lines) - MOST_LINES)))
    return [*([section(say(heading))] if heading else ()), *shown]


def digest(voice: MessageFormat, outcome: RoundOutcome) -> Message | None:
    """How many met in this round, for the channel; None when nobody did."""
    if outcome.met < 1:
        return None
    words = voice.words.digest
    lines = [voice.counted(words.met, outcome.groups, met=str(outcome.met))]
    if outcome.new_connections:
        lines.append(voice.counted(words.new_connections, outcome.new_connections))
    if outcome.scheduled:
        lines.append(voice.counted(words.scheduled, outcome.scheduled))
    lines.append(say(words.thanks))
    title = fill(words.title, date=voice.date(outcome.round_date))
    said = message([header(title), section(*lines)])
    return replace(said, picture=_picture(voice, outcome.lately))


def _picture(voice: MessageFormat, bars: tuple[ChartBar, ...]) -> BarChart | None:
    """How the last rounds went; a single one needs no chart."""
    if len(bars) < 2:
        return None
    title = fill(voice.words.digest.picture, count=str(len(bars)))
    shares = ", ".join(f"{bar.met}/{bar.groups}" for bar in bars)
    return BarChart(title=title, alt=f"{title}: {shares}", bars=bars)
