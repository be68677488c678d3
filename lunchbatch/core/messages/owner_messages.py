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
    """A round that is over, for the organiser: its figures, and what they may want to look at.

    `out` says how many were in no group for which reasons, `never` why somebody never was in one;
    `problems` counts cells to mend.
    """

    outcome: RoundOutcome
    out: str = ""
    silent: tuple[Person, ...] = ()
    never: tuple[tuple[Person, str], ...] = ()
    problems: int = 0


def owner_notice(voice: MessageFormat, notice: Notice) -> Message | None:
    """What needs a person, with addresses and links; None when nothing does."""
    words, texts = voice.words, voice.words.owner
    parts = _listed(voice, "", [say(texts.missed, round=each) for each in notice.missed])
    parts += _listed(voice, texts.failed, [_problem(words, each) for each in notice.failed])
    parts += _listed(voice, texts.problems, [_problem(words, each) for each in notice.problems])
    return message([header(texts.title), *parts]) if parts else None


def review(voice: MessageFormat, told: Review) -> Message:
    """Five lines at the most: who met, who is new to whom, who was out, and what to look at."""
    texts, outcome = voice.words.owner, told.outcome
    lines = _figures(voice, outcome)
    if told.out:
        lines.append(say(texts.review_out, reasons=told.out))
    looks: list[Phrase] = []
    if told.silent:
        people = [mrkdwn.mention(one.id, one.name) for one in told.silent]
        looks.append(say(texts.review_silent, people=_some(voice, people, MOST_NAMES)))
    if told.never:
        never = [
            say(
                texts.review_person,
                person=mrkdwn.mention(one.id, one.name),
                why=mrkdwn.foreign(why, 80),
            )
            for one, why in told.never
        ]
        looks.append(say(texts.review_never, people=_some(voice, never, MOST_LINES)))
    if told.problems:
        looks.append(voice.counted(texts.review_problems, told.problems))
    title = fill(texts.review_title, date=voice.date(outcome.round_date))
    return message([header(title), section(*lines), *map(section, looks)])


def _some(voice: MessageFormat, phrases: Sequence[Phrase], most: int) -> Phrase:
    """A line of phrases; how many more there are where it gets too long."""
    shown = list(phrases[:most])
    if len(phrases) > most:
        shown.append(voice.counted(voice.words.owner.more, len(phrases) - most))
    return mrkdwn.joined(shown, ", ")


def _figures(voice: MessageFormat, outcome: RoundOutcome) -> list[Phrase]:
    words = voice.words.digest
    lines = [voice.counted(words.met, outcome.groups, met=str(outcome.met))]
    if outcome.new_connections:
        lines.append(voice.counted(words.new_connections, outcome.new_connections))
    if outcome.scheduled:
        lines.append(voice.counted(words.scheduled, outcome.scheduled))
    return lines


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
    lines = [*_figures(voice, outcome), say(words.thanks)]
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
