"""Reads people's profiles, the reactions under many messages, and who wrote in a conversation.

Reads the reactions under many messages in few calls, and who wrote in a conversation.

`reactions.list` names every message that carries a seed of ours, many to a page, with all its
reactions; what it does not name, or not wholly, is asked for one by one with `reactions.get`.
Either way alone gives the same.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.core.model.emoji import canonical
from lunchbatch.core.model.messages import MessageRef, Reaction, ReactionReadStats
from lunchbatch.core.model.people import SLACKBOT, Person
from lunchbatch.core.model.spelling import visible
from lunchbatch.errors import SlackError

# It calls itself a human.


def read_person(user: Mapping[str, Any]) -> Person:
    """One account. Deactivated ones lack most fields; only the id is always there."""
    profile = user.get("profile") or {}
    expires = profile.get("status_expiration") or 0
    return Person(
        id=user["id"],
        name=_first(profile, "display_name", "real_name")
        or _first(user, "real_name", "name")
        or user["id"],
        title=_first(profile, "title"),
        photo=_first(profile, "image_72", "image_48"),
        email=_first(profile, "email"),
        time_zone=_first(user, "tz"),
        is_bot=user["id"] == SLACKBOT
        or any(user.get(mark) for mark in ("is_bot", "is_workflow_bot", "is_connector_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_invited=bool(user.get("is_invited_user")),
        teams=_teams(user),
        status_emoji=_first(profile, "status_emoji").strip(":").partition("::")[0],
        status_until=datetime.fromtimestamp(expires, UTC) if expires else None,
    )


def _teams(user: Mapping[str, Any]) -> frozenset[str]:
    """The workspaces of an account; on Enterprise Grid more than its home, and the organisation."""
    grid = user.get("enterprise_user") or {}
    ids = (user.get("team_id"), grid.get("enterprise_id"), *(grid.get("teams") or ()))
    return frozenset(team for team in ids if team)


def _first(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields in which there is anything to see, without blanks around it.

    Half a character, which JSON can hold and no file can, reads as a question mark.
    """
    found = (_whole(fields.get(name)).strip() for name in names)
    return next((text for text in found if visible(text)), "")


def _whole(value: object) -> str:
    return str(value or "").encode(errors="replace").decode()


# So few messages are asked for one by one at once.
FEW = 5
# 4,000 messages; the list is slow (20 calls a minute) and holds old rounds too.
MOST_LIST_PAGES = 20

# The message, or its whole conversation, is not there any more.
_GONE = frozenset({"message_not_found", "channel_not_found"})

Found = dict[MessageRef, tuple[Reaction, ...]]


def read_reactions(
    caller: SlackCaller, wanted: Collection[MessageRef]
) -> tuple[Found, ReactionReadStats]:
    """The reactions of these messages; those of messages that are gone are left out."""
    found = _from_the_list(caller, frozenset(wanted)) if len(wanted) > FEW else {}
    listed = len(found)
    rest = sorted(set(wanted) - found.keys(), key=lambda posted: (posted.channel, posted.ts))
    for posted in rest:
        message = _one(caller, posted)
        if message is not None:
            found[posted] = _reactions(message)
    return found, ReactionReadStats(listed=listed, one_by_one=len(rest))


def _from_the_list(caller: SlackCaller, wanted: frozenset[MessageRef]) -> Found:
    found: Found = {}
    try:
        for number, page in enumerate(caller.pages("reactions.list", full=True), start=1):
            for item in page.get("items", ()):
                message = item.get("message") or {}
                place = MessageRef(channel=item.get("channel", ""), ts=message.get("ts", ""))
                if place in wanted and _is_whole(message):
                    found[place] = _reactions(message)
            if len(found) == len(wanted) or number == MOST_LIST_PAGES:
                break
    except SlackError:
        # The list is the cheaper way, not the only one.
        return found
    return found


def _one(caller: SlackCaller, posted: MessageRef) -> Mapping[str, Any] | None:
    try:
        body = caller.call(
            "reactions.get", channel=posted.channel, timestamp=posted.ts, full=True
        ).body
    except SlackError as failed:
        if failed.code in _GONE:
            return None
        raise
    message: Mapping[str, Any] = body.get("message") or {}
    return message


def _is_whole(message: Mapping[str, Any]) -> bool:
    """Whether every reaction names everybody it counts."""
    return all(
        len(one.get("users", ())) == one.get("count") for one in message.get("reactions", ())
    )


def _reactions(message: Mapping[str, Any]) -> tuple[Reaction, ...]:
    """Reactions by the name that counts; who chose several tones or names is there once."""
    members: dict[str, dict[str, None]] = {}
    for one in message.get("reactions", ()):
        members.setdefault(canonical(one["name"]), {}).update(dict.fromkeys(one.get("users", ())))
    return tuple(Reaction(emoji=name, members=tuple(users)) for name, users in members.items())


# Messages that a person wrote; others tell of joining, leaving, renaming.
# docs.slack.dev/reference/events/message lists the subtypes.
WRITTEN = frozenset({"", "file_share", "me_message", "thread_broadcast"})


def read_writers(caller: SlackCaller, since: MessageRef) -> frozenset[str]:
    """Accounts that wrote after a message of ours, or in a thread under it, ours too.

    A person may write through an app (a GIF, a client of their own): Slack then names both.
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
    if message.get("subtype", "") in WRITTEN and "user" in message:
        yield message["user"]
