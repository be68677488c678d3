"""What a Slack workspace holds: people, conversations, messages, tokens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

TEAM = "T0LUNCHTEAM"


class ConversationKind(StrEnum):
    """A conversation's kind, by the prefix of the scopes it needs."""

    PUBLIC = "channels"
    PRIVATE = "groups"
    GROUP_DM = "mpim"
    DM = "im"


class TokenState(StrEnum):
    LIVE = "live"
    REVOKED = "token_revoked"
    EXPIRED = "token_expired"
    INACTIVE = "account_inactive"


@dataclass(slots=True, kw_only=True)
class Token:
    scopes: frozenset[str]
    state: TokenState = TokenState.LIVE


@dataclass(slots=True, kw_only=True)
class SlackUser:
    """A user: a human, a guest, a stranger of another workspace, or an app."""

    id: str
    handle: str
    real_name: str
    display_name: str = ""
    title: str = ""
    tz: str = "Europe/Berlin"
    team: str = TEAM
    teams: tuple[str, ...] = ()  # on Enterprise Grid: every workspace of the organisation they use
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_invited: bool = False
    is_app_user: bool = False
    is_hidden: bool = False
    status_text: str = ""
    status_emoji: str = ""
    status_until: datetime | None = None
    picture: str = ""
    email: str = ""  # empty as for an app without the scope users:read.email
    changed: int = 0


@dataclass(slots=True, kw_only=True)
class SlackMessage:
    """One message; `reactions` keeps names and people in the order they came.

    `through` is the bot of another app that posted it in the name of `user`.
    """

    ts: str
    user: str
    text: str
    said_at: datetime
    by_app: bool = False
    through: str = ""
    blocks: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str = ""
    edited_ts: str = ""
    client_id: str = ""
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class SlackConversation:
    """A conversation of any kind, its members in the order of their coming."""

    id: str
    kind: ConversationKind
    name: str
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)
    messages: dict[str, SlackMessage] = field(default_factory=dict)
    is_archived: bool = False
    is_open: bool = True
    last_micros: int = 0


class ApiError(Exception):
    """A method's refusal: Slack's error word, and the fields that travel beside it."""

    def __init__(self, error: str, **beside: object) -> None:
        super().__init__(error)
        self.error = error
        self.beside: Mapping[str, object] = beside

    @classmethod
    def with_messages(cls, error: str, *messages: str) -> "ApiError":
        """Refuse with `response_metadata.messages`, as bad arguments and bad blocks are."""
        return cls(error, response_metadata={"messages": list(messages)})
