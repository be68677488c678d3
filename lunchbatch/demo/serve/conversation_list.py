"""Lists the conversations of the workspace, as one of its people sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lunchbatch.demo.pages.chat_pages import names_of
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ConversationKind, SlackConversation


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationItem:
    """A conversation in the list: its name, how much of it is new, and as whom to look into it."""

    id: str
    name: str
    unread: int
    seen_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationList:
    """Channels, the direct messages of one person, and those of others; the newest first."""

    channels: tuple[ConversationItem, ...]
    own: tuple[ConversationItem, ...]
    of_others: tuple[ConversationItem, ...]


Seen = Mapping[tuple[str, str], str]


def conversation_list(workspace: SimulatedWorkspace, me: str, seen: Seen) -> ConversationList:
    """Every conversation, from the point of view of `me`, who has `seen` them so far."""
    channels, own, of_others = [], [], []
    for room in sorted(workspace.channels.values(), key=_last, reverse=True):
        if room.kind in {ConversationKind.PUBLIC, ConversationKind.PRIVATE}:
            channels.append(_listed(workspace, room, me, seen))
        elif me in room.members:
            own.append(_listed(workspace, room, me, seen, besides=me))
        else:
            others = (each for each in room.members if each != workspace.bot)
            of_others.append(_listed(workspace, room, next(others, me), seen))
    channels.sort(key=lambda room: room.name)
    return ConversationList(channels=tuple(channels), own=tuple(own), of_others=tuple(of_others))


def name_of(workspace: SimulatedWorkspace, room: SlackConversation, me: str = "") -> str:
    """What a conversation is called: a direct message by those who are in it besides `me`."""
    if room.kind in {ConversationKind.PUBLIC, ConversationKind.PRIVATE}:
        return f"#{room.name}"
    names = names_of(workspace)
    people = [each for each in room.members if each not in {workspace.bot, me}]
    return ", ".join(map(names.member, people)) or names.member(workspace.bot)


def unread(room: SlackConversation, member: str, seen: Seen) -> int:
    """How many messages of others somebody in a conversation has not looked at."""
    if member not in room.members:
        return 0
    last = seen.get((member, room.id), "")
    return sum(each.ts > last and each.user != member for each in room.messages.values())


def _listed(
    workspace: SimulatedWorkspace,
    room: SlackConversation,
    seen_by: str,
    seen: Seen,
    *,
    besides: str = "",
) -> ConversationItem:
    return ConversationItem(
        id=room.id,
        name=name_of(workspace, room, besides),
        unread=unread(room, seen_by, seen),
        seen_by=seen_by,
    )


def _last(room: SlackConversation) -> str:
    return max(room.messages, default="")
