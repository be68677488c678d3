"""Conversations as readable HTML pages, each whole in itself: no script, no outside request."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from lunchbatch.core.model.messages import Block
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames, emoji, shown
from lunchbatch.demo.pages.story import Moment, story
from lunchbatch.demo.people.simulated_users import effect_of, round_of
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ConversationKind, SlackConversation, SlackMessage

INDEX = "index.html"
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionPill:
    """One emoji under a message, and the ids of those who chose it."""

    emoji: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """A message as it stands in a conversation.

    `author` is a member id; `at` is shown as it is, in its own time zone; `text` is shown only
    where there are no blocks. `round` is the id of the round it belongs to, or empty; `ts` is
    Slack's id of the message in its conversation.
    """

    author: str
    at: datetime
    text: str = ""
    blocks: tuple[Block, ...] = ()
    pills: tuple[ReactionPill, ...] = ()
    replies: tuple["ShownMessage", ...] = ()
    round: str = ""
    ts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationPage:
    """A channel, a group DM or a DM: its id, name, the ids of who is in it, and what was said."""

    id: str = ""
    name: str
    members: tuple[str, ...]
    messages: tuple[ShownMessage, ...]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One conversation within one round, as the index lists it."""

    conversation: ConversationPage
    address: str
    messages: tuple[ShownMessage, ...]

    def answers(self, bot: str) -> tuple[ReactionPill, ...]:
        """What people chose under its messages of the round, each emoji once; not the bot."""
        chosen: dict[str, dict[str, None]] = {}
        for pill in (pill for message in self.messages for pill in message.pills):
            people = (member for member in pill.members if member != bot)
            chosen.setdefault(pill.emoji, {}).update(dict.fromkeys(people))
        return tuple(
            ReactionPill(emoji=name, members=(*who,)) for name, who in chosen.items() if who
        )


def pages(
    title: str,
    conversations: Sequence[ConversationPage],
    names: DisplayNames,
    bot: str = "",
    homes: Mapping[str, Sequence[Block]] | None = None,
    moments: Sequence[Moment] = (),
) -> dict[str, str]:
    """File name to HTML: one page a conversation, and `index.html` that links all by round.

    `bot` is the member id of the program, whose messages are marked as an app's. Rounds stand
    in the order of their first message; what belongs to none comes last. `homes` are the blocks
    of Home tabs by member; each has a page too. `moments` are what the index tells first.
    """
    look = look_of(names, bot)
    files = _file_names(conversations)
    made = {
        file: look.get_template("conversation.html").render(
            title=title, conversation=each, stretches=stretches(each)
        )
        for file, each in zip(files, conversations, strict=True)
    }
    tabs = {f"home-{slug(member)}.html": member for member in homes or {}}
    for file, member in tabs.items():
        made[file] = look.get_template("home.html").render(
            title=title, member=member, blocks=(homes or {})[member]
        )
    rounds = _rounds(files, conversations)
    file_of = dict(zip((each.id for each in conversations), files, strict=True))
    made[INDEX] = look.get_template("index.html").render(
        title=title,
        rounds=rounds,
        tabs=tabs,
        moments=[(one, f"{file_of[one.room]}#{slug(one.round)}") for one in moments],
    )
    return made


def phone_page(
    title: str, messages: Sequence[tuple[str, ShownMessage]], names: DisplayNames, bot: str
) -> str:
    """One page of messages as a phone shows them, each under a heading."""
    return look_of(names, bot).get_template("phone.html").render(title=title, messages=messages)


def stretches(conversation: ConversationPage) -> list[tuple[str, list[ShownMessage]]]:
    """The messages in order, as runs of one round, each with the round's id."""
    return [
        (key, list(run)) for key, run in groupby(conversation.messages, lambda each: each.round)
    ]


def _file_names(conversations: Sequence[ConversationPage]) -> list[str]:
    width = len(str(len(conversations)))
    return [
        f"{number:0{width}}-{slug(each.name)[:60].strip('-') or 'conversation'}.html"
        for number, each in enumerate(conversations, 1)
    ]


def _rounds(
    files: Sequence[str], conversations: Sequence[ConversationPage]
) -> list[tuple[str, list[IndexLine]]]:
    began: dict[str, datetime] = {}
    lines: dict[str, list[IndexLine]] = {}
    for file, conversation in zip(files, conversations, strict=True):
        for key in dict.fromkeys(message.round for message in conversation.messages):
            said = tuple(each for each in conversation.messages if each.round == key)
            first = min(each.at for each in said)
            began[key] = min(began.get(key, first), first)
            address = f"{file}#{slug(key)}" if key else file
            lines.setdefault(key, []).append(IndexLine(conversation, address, said))
    order = sorted(lines, key=lambda key: (not key, began[key], key))
    return [(key, lines[key]) for key in order]


def slug(text: str) -> str:
    """Text as part of an address: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def round_title(round_id: str) -> str:
    """A round as people call it: `coffee, Monday 5 January`; any other text as it is."""
    program, _, slot = round_id.partition("/")
    try:
        return f"{program}, {date.fromisoformat(slot):%A %-d %B}"
    except ValueError:
        return round_id


def initials(name: str) -> str:
    """The first letters of the first and the last word; one where there is one word."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    ends = words if len(words) < 2 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper() or "?"


def hue(key: str) -> int:
    """A colour for somebody, always the same: 0 to 359 degrees."""
    return int.from_bytes(sha256(key.encode(errors="replace")).digest()[:4], "big") % 360


def look_of(names: DisplayNames, bot: str) -> Environment:
    """The templates, with all they need to show what was said; everything is escaped."""
    look = Environment(
        loader=PackageLoader("lunchbatch.demo.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def markup(text: object) -> Markup:
        return shown(str(text), names)

    def named(members: Sequence[str]) -> str:
        return ", ".join(map(names.member, members))

    def named_briefly(members: Sequence[str]) -> str:
        if len(members) <= MOST_NAMED + 1:
            return named(members)
        return f"{named(members[:MOST_NAMED])} and {len(members) - MOST_NAMED} more"

    look.filters.update(
        shown=markup,
        emoji=emoji,
        initials=initials,
        hue=hue,
        slug=slug,
        round_title=round_title,
        member=names.member,
        named=named,
        named_briefly=named_briefly,
    )
    look.globals.update(bot=bot, index=INDEX)
    return look


def album(workspace: SimulatedWorkspace, title: str, zone: ZoneInfo) -> dict[str, str]:
    """File name to HTML: every conversation in which anything was said, channels first."""
    names = names_of(workspace)
    rooms = [room for room in workspace.channels.values() if room.messages]
    rooms.sort(key=lambda room: room.kind is not ConversationKind.PUBLIC)
    shown = [conversation_of(workspace, room, names, zone) for room in rooms]
    homes = {key: view["blocks"] for key, view in workspace.homes.items()}
    return pages(title, shown, names, workspace.bot, homes, story(workspace, names, zone))


def names_of(workspace: SimulatedWorkspace) -> DisplayNames:
    """What everybody and every channel is called."""
    return DisplayNames(
        members={key: person.real_name for key, person in workspace.people.items()},
        channels={key: room.name for key, room in workspace.channels.items() if room.name},
    )


def conversation_of(
    workspace: SimulatedWorkspace, room: SlackConversation, names: DisplayNames, zone: ZoneInfo
) -> ConversationPage:
    """One conversation as it stands now."""
    people = [member for member in room.members if member != workspace.bot]
    if room.kind is ConversationKind.PUBLIC:
        name = f"#{room.name}"
    else:
        name = ", ".join(names.member(member) for member in people)
    messages = tuple(_messages(workspace, room, zone))
    return ConversationPage(id=room.id, name=name, members=tuple(people), messages=messages)


def _messages(
    workspace: SimulatedWorkspace, room: SlackConversation, zone: ZoneInfo
) -> Iterator[ShownMessage]:
    """The top level, oldest first; words of people belong to the round that was last begun."""
    belongs = ""
    for message in room.messages.values():
        belongs = round_of(effect_of(message)) or belongs
        if not message.thread_ts:
            yield _shown(workspace, room, message, belongs, zone)


def _shown(
    workspace: SimulatedWorkspace,
    room: SlackConversation,
    message: SlackMessage,
    belongs: str,
    zone: ZoneInfo,
) -> ShownMessage:
    replies = [each for each in room.messages.values() if each.thread_ts == message.ts]
    return ShownMessage(
        author=message.user,
        at=message.said_at.astimezone(zone),
        text=message.text,
        blocks=tuple(_pictured(workspace, block) for block in message.blocks or ()),
        pills=tuple(
            ReactionPill(emoji=emoji, members=tuple(members))
            for emoji, members in message.reactions.items()
        ),
        replies=tuple(_shown(workspace, room, reply, belongs, zone) for reply in replies),
        round=belongs,
        ts=message.ts,
    )


def _pictured(workspace: SimulatedWorkspace, block: Block) -> Block:
    """A block with the bytes of the picture that was uploaded for it, if one was."""
    file = block.get("slack_file")
    upload = workspace.uploads.get(file["id"]) if isinstance(file, dict) else None
    return block if upload is None else {**block, "png": b64encode(upload["bytes"]).decode()}
