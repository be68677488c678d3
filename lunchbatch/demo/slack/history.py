"""conversations.history and conversations.replies: windows over a conversation.

Measured live: both bounds are exclusive unless `inclusive`; `latest` walks back; `oldest`
alone pages forward, each page still newest first; the last page has no `response_metadata`.
"""

from decimal import Decimal

from lunchbatch.demo.slack.message_json import (
    message_json,
    metadata_json,
    reactions_json,
    thread_json,
)
from lunchbatch.demo.slack.request_args import ApiCall, seal, unseal
from lunchbatch.demo.slack.slack_model import ApiError, Json, SlackConversation, SlackMessage

MAX_PAGE = 999


def show_history(call: ApiCall) -> Json:
    """The top level of a conversation, as far as history shows it yet."""
    room = call.channel(scope="history")
    if call.workspace.bot not in room.members:
        raise ApiError("not_in_channel")
    top = [message for message in _visible(call, room) if not message.thread_ts]
    limit = call.number("limit", 100)
    found = _window(call, top)
    page, cursor = _page(call, found, limit)
    answer: Json = {
        "messages": [_shown(call, room, message) for message in page],
        "has_more": bool(cursor),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def show_replies(call: ApiCall) -> Json:
    """A thread, root first and then oldest first. A reply's ts gives just that reply."""
    room = call.channel(scope="history")
    ts = call.required("ts")
    visible = _visible(call, room)
    if not any(message.ts == ts for message in visible):
        raise ApiError("thread_not_found")
    root = [message for message in visible if message.ts == ts]
    replies = _window(call, [message for message in visible if message.thread_ts == ts])
    if cursor := call.text("cursor"):
        start = Decimal(unseal("reply", cursor))
        root, replies = [], [reply for reply in replies if Decimal(reply.ts) >= start]
    limit = call.number("limit", 1000) or 1000
    rest = replies[limit:]
    answer: Json = {
        "messages": [_shown(call, room, message) for message in (*root, *replies[:limit])],
        "has_more": bool(rest),
    }
    if rest:
        answer["response_metadata"] = {"next_cursor": seal("reply", rest[0].ts)}
    return answer


def _visible(call: ApiCall, room: SlackConversation) -> list[SlackMessage]:
    until = call.workspace.clock.now() - call.workspace.history_lag
    return [message for message in room.messages.values() if message.said_at <= until]


def _window(call: ApiCall, messages: list[SlackMessage]) -> list[SlackMessage]:
    """The messages between the bounds, oldest first."""
    oldest = call.moment("oldest", "invalid_ts_oldest")
    latest = call.moment("latest", "invalid_ts_latest")
    inclusive = call.flag("inclusive")
    found = []
    for message in messages:
        at = Decimal(message.ts)
        on_a_bound = at in {oldest, latest}
        inside = (oldest is None or at > oldest) and (latest is None or at < latest)
        if inside or (on_a_bound and inclusive):
            found.append(message)
    return found


def _page(call: ApiCall, found: list[SlackMessage], limit: int) -> tuple[list[SlackMessage], str]:
    """One page, newest first, and the cursor of the next ("" after the last)."""
    forward = bool(call.moment("oldest", "invalid_ts_oldest")) and not call.text("latest")
    if limit < 0:
        raise ApiError.with_messages(
            "invalid_arguments", "[ERROR] must be at least 0 [json-pointer:/limit]"
        )
    if cursor := call.text("cursor"):
        start = Decimal(unseal("next_ts", cursor))
        found = [
            message
            for message in found
            if (Decimal(message.ts) >= start if forward else Decimal(message.ts) <= start)
        ]
    size = min(limit, MAX_PAGE) or len(found)
    ordered = found if forward else found[::-1]
    page, rest = ordered[:size], ordered[size:]
    following = seal("next_ts", rest[0].ts) if rest else ""
    return (page[::-1] if forward else page), following


def _shown(call: ApiCall, room: SlackConversation, message: SlackMessage) -> Json:
    return (
        message_json(call.workspace, message)
        | thread_json(room, message)
        | metadata_json(message, whole=call.flag("include_all_metadata"))
        | reactions_json(call.workspace, message, full=False)
    )
