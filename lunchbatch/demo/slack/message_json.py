"""How a message looks on the wire, which differs from method to method."""

from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import TEAM, Json, SlackConversation, SlackMessage

# How many names a reaction shows without `full`; 50 was once observed.
SHOWN_WITHOUT_FULL = 50


def message_json(workspace: SimulatedWorkspace, message: SlackMessage) -> Json:
    """A message without reactions, thread figures or metadata.

    An app's message names its app and bot, and has no subtype; measured live.
    """
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": TEAM,
    }
    if message.by_app:
        shown |= {
            "bot_id": workspace.bot_id,
            "app_id": workspace.app_id,
            "bot_profile": {
                "id": workspace.bot_id,
                "deleted": False,
                "name": workspace.people[workspace.bot].handle,
                "updated": workspace.people[workspace.bot].changed,
                "app_id": workspace.app_id,
                "icons": {"image_36": "https://avatars.example/app-36.png"},
                "team_id": TEAM,
            },
        }
    elif message.through:
        shown |= {"bot_id": message.through, "app_id": f"A{message.through[1:]}"}
    if message.client_id:
        shown["client_msg_id"] = message.client_id
    if message.blocks is not None:
        shown["blocks"] = message.blocks
    if message.files:
        shown["files"] = message.files
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    return shown


def reactions_json(workspace: SimulatedWorkspace, message: SlackMessage, *, full: bool) -> Json:
    """The `reactions` field; absent altogether when nobody reacted.

    Without `full` the users are cut short, though never the caller, and `count` stays true.
    """
    if not message.reactions:
        return {}
    shown = []
    for name, users in message.reactions.items():
        named = users if full else users[:SHOWN_WITHOUT_FULL]
        if workspace.bot in users and workspace.bot not in named:
            named = [*named[:-1], workspace.bot]
        shown.append({"name": name, "users": list(named), "count": len(users)})
    return {"reactions": shown}


def thread_json(room: SlackConversation, message: SlackMessage) -> Json:
    """The figures a thread's root carries; a reply names its root's author instead."""
    if message.thread_ts:
        root = room.messages.get(message.thread_ts)
        return {"parent_user_id": root.user} if root else {}
    replies = [other for other in room.messages.values() if other.thread_ts == message.ts]
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "latest_reply": replies[-1].ts,
        "reply_users": authors,
        "is_locked": False,
        "subscribed": False,
    }


def metadata_json(message: SlackMessage, *, whole: bool) -> Json:
    """The `metadata` field; its payload only for those who asked for all of it."""
    if message.metadata is None:
        return {}
    if whole:
        return {"metadata": message.metadata}
    return {"metadata": {"event_type": message.metadata["event_type"]}}
