"""Reads who wrote in a conversation, at the top level and in threads."""

from collections.abc import Iterator, Mapping
from typing import Any

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.core.model.messages import MessageRef

# Messages that a person wrote; others tell of joining, leaving, renaming.
# docs.slack.dev/reference/events/message lists the subtypes.
WRITTEN = frozenset({"", "file_share", "me_message", "thread_broadcast"})


def read_writers(caller: SlackCaller, since: MessageRef) -> frozenset[str]:
    """Who wrote after a message of ours, or in a thread under it. Apps do not count.

    Of a thread Slack names a few of those who replied; who else did is not looked up.
    """
    pages = caller.pages(
        "conversations.history", channel=since.channel, oldest=since.ts, inclusive=True
    )
    return frozenset(
        writer for page in pages for message in page["messages"] for writer in _writers(message)
    )


def _writers(message: Mapping[str, Any]) -> Iterator[str]:
    yield from message.get("reply_users", ())
    is_written = message.get("subtype", "") in WRITTEN and not message.get("bot_id")
    if is_written and "user" in message:
        yield message["user"]
