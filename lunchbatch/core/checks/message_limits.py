"""Checks the wording against Slack's limits, with names as long as they get."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from lunchbatch.core.checks.finding import Finding, fault, good
from lunchbatch.core.context.message_context import message_format
from lunchbatch.core.messages import group_messages, member_messages, poll_messages
from lunchbatch.core.messages.blocks import faults
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.mrkdwn import ELLIPSIS
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import Status
from lunchbatch.core.settings.policy import Program

# Longer names and titles are shortened anyway; W is the widest letter.
NAME, TITLE, QUESTION = "W" * 60, "W" * 120, "W" * 300
_DAY = date(2026, 9, 30)  # a Wednesday in September: long words in many languages
_MOMENT = datetime(2026, 9, 30, 20, 55, tzinfo=UTC)


# Under which heading of the wording the texts of a message stand, where it is not the message's.
_HEADING = {
    "paused": "member",
    "welcome": "member",
    "lunch group": "lunch",
    "lunch question": "lunch",
}


def check(
    name: str,
    program: Program,
    wording: Wording,
    owner: str | None,
    line_of: Callable[..., int | None],
) -> Iterator[Finding]:
    """The messages of a program that Slack would refuse or that are cut, by their names.

    `line_of` says in which line of the wording a language and its heading stand.
    """
    if program.language not in wording.languages:
        return
    voice = message_format(program, wording, owner)
    cut = [what for what, message in longest(voice, program) if _is_cut(message)]
    if not cut:
        yield good(f"programs.{name}", "every message fits Slack's limits, with the longest names")
    for what in cut:
        yield fault(
            f"programs.{name}",
            f"the message '{what}' is cut at Slack's limit when names are long; shorten its texts "
            f"under {program.language} in config/messages.yaml",
            file="config/messages.yaml",
            line=line_of(program.language, _HEADING.get(what, what)),
        )


def longest(voice: MessageFormat, program: Program) -> Iterator[tuple[str, Message]]:
    """Every message that holds names, as long as it can get."""
    size = min(program.group_size + 1, 8)
    people = tuple(
        Person(id=f"U{number:010d}", name=NAME, title=TITLE, time_zone=zone)
        for number, zone in zip(range(size), ("Asia/Kolkata", "UTC") * size, strict=False)
    )
    told = group_messages.IntroMessage(
        people=people,
        point_person=people[0].id,
        round_date=_DAY,
        sent=_MOMENT,
        icebreaker=QUESTION,
        in_common=(NAME,) * 8,
    )
    yield "intro", group_messages.intro(voice, told)
    for standing in group_messages.AnswerState:
        asked = group_messages.CheckpointMessage(
            people=people,
            standing=standing,
            closes=_MOMENT,
            new_point_person=people[0].id,
        )
        yield "checkpoint", group_messages.checkpoint(voice, asked)
    for status in (status for status in Status if status.is_closed):
        closing = group_messages.ClosingMessage(people=people, status=status, counts_until=_DAY)
        yield "closing", group_messages.closing(voice, closing)
    yield "celebration", group_messages.celebration(voice, people)
    yield "paused", member_messages.paused_after_silence(voice, 99)
    yield "welcome", member_messages.welcome(voice, program.signup, _DAY)
    yield from _lunch(voice, program, people)


def _lunch(
    voice: MessageFormat, program: Program, people: tuple[Person, ...]
) -> Iterator[tuple[str, Message]]:
    poll = program.poll
    question = poll_messages.poll(
        voice, poll.choices, day=_DAY, until=_MOMENT, not_today=poll.not_today
    )
    yield "poll", question
    choice = max(poll.choices, key=len)
    group = poll_messages.LunchGroup(
        people=people, point_person=people[0].id, choice=choice, day=_DAY
    )
    yield "lunch group", poll_messages.lunch_group(voice, group)
    yield "lunch question", poll_messages.ask_after_lunch(voice, people)


def _is_cut(message: Message) -> bool:
    def ends(value: object) -> bool:
        match value:
            case str():
                return value.endswith(ELLIPSIS)
            case dict():
                return any(ends(each) for key, each in value.items() if key != "alt_text")
            case list() | tuple():
                return any(map(ends, value))
            case _:
                return False

    return bool(faults(message)) or ends(message.blocks) or message.text.endswith(ELLIPSIS)
