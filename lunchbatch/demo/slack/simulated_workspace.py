"""A Slack workspace in memory, and what its people may do in it.

Everything is guarded by one lock, `Workspace.lock`: the server holds it for a whole call, so
a person and a call never meet half-way.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import RLock
from zoneinfo import ZoneInfo

from lunchbatch.core.model.emoji import canonical
from lunchbatch.demo.people.virtual_clock import SimulatedTime
from lunchbatch.demo.slack.slack_model import (
    ApiError,
    ConversationKind,
    Json,
    SlackConversation,
    SlackMessage,
    SlackUser,
    Token,
    TokenState,
)

ALL_SCOPES = frozenset({
    "channels:history", "channels:join", "channels:read", "chat:write", "files:write",
    "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history",
    "mpim:read", "mpim:write", "reactions:read", "reactions:write", "team:read", "users:read",
})  # fmt: skip

# Slack documents that these ceilings exist, not where; the figures are folklore.
MAX_EMOJI_ON_A_MESSAGE = 50
MAX_REACTIONS_OF_ONE_PERSON = 23


class SimulatedWorkspace:
    """The state of a workspace with one app installed in it (`bot`, `bot_id`, `app_id`).

    `history_lag` is how long a message takes to appear in history and replies.
    """

    def __init__(
        self, clock: SimulatedTime, *, name: str = "Kumquat", app_name: str = "lunchbatch"
    ) -> None:
        self.clock = clock
        self.name = name
        self.domain = name.lower()
        self.enterprise = ""  # the id of the organisation, on Enterprise Grid
        self.lock = RLock()
        self.history_lag = timedelta(0)
        self.people: dict[str, SlackUser] = {}
        self.channels: dict[str, SlackConversation] = {}
        self.tokens: dict[str, Token] = {}
        self.homes: dict[str, Json] = {}
        self.uploads: dict[str, Json] = {}
        self.group_dms: dict[frozenset[str], str] = {}
        self.reacted: dict[str, dict[tuple[str, str], None]] = {}
        self.app_id, self.bot_id = "A0LUNCHAPP1", "B0LUNCHBOT1"
        self.bot = self.add_person(app_name, id="U0LUNCHBOT1", is_bot=True)
        self.add_person("Slackbot", id="USLACKBOT")

    def grant(self, token: str, scopes: Iterable[str] = ALL_SCOPES) -> None:
        """Make `token` open this workspace with these scopes."""
        with self.lock:
            self.tokens[token] = Token(scopes=frozenset(scopes))

    def revoke(self, token: str, state: TokenState = TokenState.REVOKED) -> None:
        with self.lock:
            self.tokens[token].state = state

    def add_person(
        self,
        real_name: str,
        *,
        id: str = "",  # noqa: A002 - Slack's own word for it
        title: str = "",
        tz: str = "Europe/Berlin",
        is_bot: bool = False,
    ) -> str:
        """Add a person and return their id; anything further is set on `people[id]`."""
        ZoneInfo(tz)
        with self.lock:
            key = id or f"U{len(self.people):08d}"
            handle = real_name.lower().replace(" ", ".")
            self.people[key] = SlackUser(
                id=key,
                handle=handle,
                real_name=real_name,
                title=title,
                tz=tz,
                is_bot=is_bot,
                picture=f"https://avatars.example/{key}.png",
                changed=int(self.clock.now().timestamp()),
            )
            return key

    def add_channel(
        self,
        name: str,
        members: Iterable[str] = (),
        *,
        id: str = "",  # noqa: A002 - Slack's own word for it
        kind: ConversationKind = ConversationKind.PUBLIC,
        with_bot: bool = True,
    ) -> str:
        """Open a conversation with these members, the app too unless told otherwise."""
        with self.lock:
            prefix = "D" if kind is ConversationKind.DM else "C"
            key = id or f"{prefix}{len(self.channels) + 1:08d}"
            everyone = [*([self.bot] if with_bot else []), *members]
            self.channels[key] = SlackConversation(
                id=key,
                kind=kind,
                name=name,
                creator=self.bot,
                created=int(self.clock.now().timestamp()),
                members=dict.fromkeys(everyone),
            )
            return key

    def conversation_of(self, people: Iterable[str]) -> tuple[str, bool]:
        """The one conversation of the app with these people, and whether it was there already.

        Slack gives the same group DM for the same set of people, in any order, and gives new
        ones C-prefixed ids.
        """
        with self.lock:
            everyone = frozenset(people) | {self.bot}
            if everyone in self.group_dms:
                return self.group_dms[everyone], True
            handles = sorted(self.people[key].handle for key in everyone)
            kind = ConversationKind.DM if len(everyone) == 2 else ConversationKind.GROUP_DM
            name = "" if kind is ConversationKind.DM else f"mpdm-{'--'.join(handles)}-1"
            key = self.add_channel(name, sorted(everyone), kind=kind)
            self.group_dms[everyone] = key
            return key, False

    def join(self, user: str, channel: str) -> None:
        with self.lock:
            self.channels[channel].members[user] = None

    def leave(self, user: str, channel: str) -> None:
        with self.lock:
            self.channels[channel].members.pop(user, None)

    def deactivate(self, user: str) -> None:
        """Close an account; its id stays in the channels' member lists, as in Slack."""
        with self.lock:
            self.people[user].deleted = True

    def set_status(
        self, user: str, emoji: str, text: str = "", expires: datetime | None = None
    ) -> None:
        """Set a status; after `expires` (aware) nobody sees it any more."""
        with self.lock:
            person = self.people[user]
            person.status_emoji, person.status_text, person.status_until = emoji, text, expires

    def say(self, user: str, channel: str, text: str, *, thread_ts: str = "") -> str:
        """Post as a person; returns the message's ts."""
        with self.lock:
            message = self.new_message(channel, user, text, thread_ts=thread_ts)
            message.client_id = f"{channel}-{message.ts}"
            return message.ts

    def new_message(
        self, channel: str, user: str, text: str, *, thread_ts: str = ""
    ) -> SlackMessage:
        """Append a message; its ts follows the clock and never repeats within a channel."""
        with self.lock:
            room, now = self.channels[channel], self.clock.now()
            micros = max(round(now.timestamp() * 1_000_000), room.last_micros + 1)
            room.last_micros = micros
            message = SlackMessage(
                ts=f"{micros // 1_000_000}.{micros % 1_000_000:06d}",
                user=user,
                text=text,
                said_at=now,
                # An unknown root is no error in Slack: the message lands at the top level.
                thread_ts=thread_ts if thread_ts in room.messages else "",
            )
            room.messages[message.ts] = message
            return message

    def delete_message(self, channel: str, ts: str) -> None:
        with self.lock:
            gone = self.channels[channel].messages.pop(ts)
            for user in {user for users in gone.reactions.values() for user in users}:
                self.reacted[user].pop((channel, ts), None)

    def hide_older_than(self, span: timedelta) -> None:
        """Show old messages to nobody any more, as on the free plan those of over 90 days."""
        for key, room in self.channels.items():
            for message in list(room.messages.values()):
                if self.clock.now() - message.said_at > span:
                    self.delete_message(key, message.ts)

    def react(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """React as a person. Raises `ApiError` where Slack would refuse."""
        plain, tone, shade = emoji.partition("::")
        emoji = canonical(plain) + tone + shade
        with self.lock:
            reactions = self.channels[channel].messages[ts].reactions
            if user in reactions.get(emoji, ()):
                raise ApiError("already_reacted")
            if emoji not in reactions and len(reactions) >= MAX_EMOJI_ON_A_MESSAGE:
                raise ApiError("too_many_emoji")
            own = sum(user in users for users in reactions.values())
            if own >= MAX_REACTIONS_OF_ONE_PERSON:
                raise ApiError("too_many_reactions")
            reactions.setdefault(emoji, []).append(user)
            self.reacted.setdefault(user, {})[channel, ts] = None

    def unreact(self, user: str, channel: str, ts: str, emoji: str) -> None:
        """Take a reaction back. Raises `ApiError` when there is none."""
        with self.lock:
            reactions = self.channels[channel].messages[ts].reactions
            if user not in reactions.get(emoji, ()):
                raise ApiError("no_reaction")
            reactions[emoji].remove(user)
            if not reactions[emoji]:
                del reactions[emoji]
            if not any(user in users for users in reactions.values()):
                del self.reacted[user][channel, ts]

    def messages(self, channel: str) -> tuple[SlackMessage, ...]:
        """All messages of a conversation, oldest first; replies too."""
        with self.lock:
            return tuple(self.channels[channel].messages.values())

    def app_messages(self) -> tuple[tuple[str, SlackMessage], ...]:
        """Every message the app posted, anywhere, as (channel id, message), oldest first."""
        with self.lock:
            found = [
                (key, message)
                for key, room in self.channels.items()
                for message in room.messages.values()
                if message.by_app
            ]
            return tuple(sorted(found, key=lambda pair: pair[1].ts))
