"""What to look at first in the pages of a demo: a few moments of its weeks, in order."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lunchbatch.core.model.terms import Stage
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames
from lunchbatch.demo.people.simulated_users import effect_of, round_of
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ConversationKind, SlackMessage

_MENTION = re.compile(r"<@(\w+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something worth seeing: in a sentence with people's names, and where it stands.

    `room` is the id of the conversation; `round` the id of the round, or empty.
    """

    title: str
    words: str
    at: datetime
    room: str
    round: str


def story(workspace: SimulatedWorkspace, names: DisplayNames, zone: ZoneInfo) -> tuple[Moment, ...]:
    """The first moment of each kind, in order of time."""
    first: dict[str, Moment] = {}
    for room in workspace.channels.values():
        is_private = room.kind is not ConversationKind.PUBLIC
        for message in room.messages.values():
            addressed = room.members if is_private else dict.fromkeys(_mentioned(message))
            people = [names.member(each) for each in addressed if each != workspace.bot]
            for title, words in _told(message, people, names, workspace.bot):
                at = message.said_at.astimezone(zone)
                effect = effect_of(message)
                known = first.get(title)
                if known is None or at < known.at:
                    first[title] = Moment(
                        title=title, words=words, at=at, room=room.id, round=round_of(effect)
                    )
    return tuple(sorted(first.values(), key=lambda each: each.at))


def _told(
    message: SlackMessage, people: Sequence[str], names: DisplayNames, bot: str
) -> Iterator[tuple[str, str]]:
    """The kinds of moment that a message is, each with what happened."""
    about, _, stage = effect_of(message).rpartition(" ")
    chosen = {
        emoji: [names.member(each) for each in members if each != bot]
        for emoji, members in message.reactions.items()
    }
    if stage == Stage.DRAFT:
        yield "The groups first", f"{_all(people)} looks at the draft and approves it."
    if stage == Stage.CELEBRATE:
        yield "A good round", f"{_all(people)} met, and are thanked."
    if stage == Stage.CLOSE and chosen.get("tada"):
        yield "A late answer", f"The round is over, and {chosen['tada'][0]} says that they met."
    if chosen.get("octagonal_sign"):
        yield "A pause", f"{chosen['octagonal_sign'][0]} is left out for as long as the 🛑 stands."
    if stage == "paused":
        yield "A quiet member", f"{_all(people)} is paused, and told how to come back."
    if stage == "digest":
        yield "How it went", "The channel hears how many met: numbers, no names."
    if stage == "off" and about == round_of(effect_of(message)):
        yield "A lunch nobody answered", "No groups this time, and the channel is told why."


def _mentioned(message: SlackMessage) -> list[str]:
    return _MENTION.findall(json.dumps([message.text, message.blocks]))


def _all(people: Sequence[str]) -> str:
    *most, last = people or ["Somebody"]
    return f"{', '.join(most)} and {last}" if most else last
