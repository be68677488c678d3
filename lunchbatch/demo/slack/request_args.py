"""One API call as a method sees it: the workspace, the token, the arguments and the cursor.

Arguments arrive as form fields (all text), or as a JSON object (typed); a method reads them
through `ApiCall` and need not know which it was.

A page starts at a key, not at a number, so people who come and go between two pages neither
repeat nor hide the others.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any, TypeVar

from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import (
    ApiError,
    ConversationKind,
    SlackConversation,
    SlackMessage,
    SlackUser,
    Token,
)

_FALSE = frozenset({"", "0", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCall:
    """What a method is handed. The caller is always the installed app."""

    workspace: SimulatedWorkspace
    token: Token
    args: Mapping[str, Any]
    base_url: str = ""

    def text(self, name: str) -> str:
        value = self.args.get(name)
        return "" if value is None else str(value)

    def required(self, name: str) -> str:
        value = self.text(name)
        if not value:
            raise ApiError.with_messages(
                "invalid_arguments", f"[ERROR] missing required field: {name}"
            )
        return value

    def flag(self, name: str) -> bool:
        """True for any text except absent, empty, "0" and "false"; as measured live."""
        value = self.args.get(name)
        return value if isinstance(value, bool) else str(value or "").lower() not in _FALSE

    def number(self, name: str, default: int) -> int:
        value = self.text(name)
        try:
            return int(value) if value else default
        except ValueError:
            raise ApiError.with_messages(
                "invalid_arguments", f"[ERROR] must provide a number [json-pointer:/{name}]"
            ) from None

    def structure(self, name: str, error: str) -> Any:  # noqa: ANN401 - any JSON value
        """A JSON value, sent as it is or as text; None when absent. `error` when unreadable."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def moment(self, name: str, error: str) -> Decimal | None:
        """A ts as an exact number; None when absent or zero. Raises `error` when it is none."""
        value = self.text(name)
        try:
            return (Decimal(value) or None) if value else None
        except InvalidOperation:
            raise ApiError(error) from None

    def need(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not self.token.scopes.intersection(scopes):
            raise ApiError(
                "missing_scope", needed=scopes[0], provided=",".join(sorted(self.token.scopes))
            )

    def channel(self, name: str = "channel", *, scope: str = "") -> SlackConversation:
        """The conversation an argument names, if the app may know that it is there.

        `scope` is the part after the colon (`read`); the part before it follows the kind.
        """
        room = self.workspace.channels.get(self.required(name))
        if room is None:
            raise ApiError("channel_not_found")
        if scope:
            self.need(f"{room.kind}:{scope}")
        if room.kind is not ConversationKind.PUBLIC and self.workspace.bot not in room.members:
            raise ApiError("channel_not_found")
        return room

    def person(self, key: str) -> SlackUser:
        """The user with this id. Refuses unknown ids and people the app may not see."""
        found = self.workspace.people.get(key)
        if found is None:
            raise ApiError("user_not_found")
        if found.is_hidden:
            raise ApiError("user_not_visible")
        return found

    def message(self, room: SlackConversation, name: str) -> SlackMessage:
        """The message an argument names by its ts in this conversation."""
        ts = self.text(name)
        if not ts.replace(".", "", 1).isdigit():
            raise ApiError("bad_timestamp")
        if ts not in room.messages:
            raise ApiError("message_not_found")
        return room.messages[ts]


MAX_PAGE = 1000

Item = TypeVar("Item")


def seal(listing: str, key: str) -> str:
    return urlsafe_b64encode(f"{listing}:{key}".encode()).decode()


def unseal(listing: str, cursor: str) -> str:
    """The key inside a cursor. Raises `invalid_cursor` for a foreign or broken one."""
    try:
        name, _, key = urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except ValueError:
        raise ApiError("invalid_cursor") from None
    if name != listing or not key:
        raise ApiError("invalid_cursor")
    return key


def page_of(
    call: ApiCall,
    listing: str,
    items: Iterable[tuple[str, Item]],
    *,
    default: int = 100,
    newest_first: bool = False,
) -> tuple[tuple[Item, ...], str]:
    """One page of keyed items in key order, and the cursor of the next ("" after the last).

    A limit of 0 means all there is. Raises `invalid_limit` beyond 0 to 1000.
    """
    limit = call.number("limit", default)
    if not 0 <= limit <= MAX_PAGE:
        raise ApiError("invalid_limit")
    ordered = sorted(items, key=itemgetter(0), reverse=newest_first)
    if cursor := call.text("cursor"):
        start = unseal(listing, cursor)
        comes: Callable[[str], bool] = start.__ge__ if newest_first else start.__le__
        ordered = [item for item in ordered if comes(item[0])]
    if not limit or len(ordered) <= limit:
        return tuple(item for _, item in ordered), ""
    return tuple(item for _, item in ordered[:limit]), seal(listing, ordered[limit][0])


def next_page(cursor: str) -> dict[str, object]:
    """The field that lists carry: there even on the last page, then with an empty cursor."""
    return {"response_metadata": {"next_cursor": cursor}}
