"""All that was said in a workspace, as the pages show it."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from lunchbatch.demo.pages.chat_pages import ConversationPage, ReactionPill, ShownMessage, pages
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames
from lunchbatch.demo.people.program_profile import effect_of, round_of
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ConversationKind, SlackConversation, SlackMessage


def album(workspace: SimulatedWorkspace, title: str, zone: ZoneInfo) -> dict[str, str]:
    """File name to HTML: every conversation in which anything was said, channels first."""
    names = names_of(workspace)
    rooms = [room for room in workspace.channels.values() if room.messages]
    rooms.sort(key=lambda room: room.kind is not ConversationKind.PUBLIC)
    shown = [conversation_of(workspace, room, names, zone) for room in rooms]
    homes = {key: view["blocks"] for key, view in workspace.homes.items()}
    return pages(title, shown, names, workspace.bot, homes)


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
    return ConversationPage(name=name, members=tuple(people), messages=tuple(_messages(room, zone)))


def _messages(room: SlackConversation, zone: ZoneInfo) -> Iterator[ShownMessage]:
    """The top level, oldest first; words of people belong to the round that was last begun."""
    belongs = ""
    for message in room.messages.values():
        belongs = round_of(effect_of(message)) or belongs
        if not message.thread_ts:
            yield _shown(room, message, belongs, zone)


def _shown(
    room: SlackConversation, message: SlackMessage, belongs: str, zone: ZoneInfo
) -> ShownMessage:
    replies = [each for each in room.messages.values() if each.thread_ts == message.ts]
    return ShownMessage(
        author=message.user,
        at=message.said_at.astimezone(zone),
        text=message.text,
        blocks=tuple(message.blocks or ()),
        pills=tuple(
            ReactionPill(emoji=emoji, members=tuple(members))
            for emoji, members in message.reactions.items()
        ),
        replies=tuple(_shown(room, reply, belongs, zone) for reply in replies),
        round=belongs,
        ts=message.ts,
    )
