"""The Workspace port over Slack's Web API."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.adapters.slack.images import SCOPE, image_block, without_images
from lunchbatch.adapters.slack.read_conversations import read_person, read_reactions, read_writers
from lunchbatch.adapters.slack.transport import SLACK, Transport, WebTransport
from lunchbatch.core.model.messages import Block, Message, MessageRef, Reaction, ReactionReadStats
from lunchbatch.core.model.people import Person, SlackChannel
from lunchbatch.errors import SlackError
from lunchbatch.ports import Call, Clock, Identity

# Marks our messages; the payload holds the effect key.
METADATA = "lunchbatch_effect"

# Our clock and Slack's need not agree; the key decides, the window only saves pages.
SKEW = timedelta(minutes=10)
# How old a message may be that we still reply to: longer than a round lasts.
THREADS_LIVE = timedelta(days=60)

# A file is not there at once for a message to name (python-slack-sdk issue 1521: a second later).
PICTURE_WAITS = (2.0, 4.0)

_UNSEEN = frozenset({"user_not_found", "user_not_visible"})


def connect(token: str, *, clock: Clock, chance: Random, base_url: str = SLACK) -> "SlackWorkspace":
    """The Slack this token opens. Sends nothing yet.

    `clock` tells the time and waits, `chance` spreads the waits between attempts.
    """
    transport = WebTransport(token, base_url=base_url)
    return SlackWorkspace(transport, clock=clock, chance=chance)


def _room(shown: Mapping[str, Any]) -> SlackChannel:
    return SlackChannel(
        id=shown["id"],
        name=shown.get("name") or "",
        is_member=bool(shown.get("is_member")),
        is_archived=bool(shown.get("is_archived")),
        is_private=bool(shown.get("is_private")),
        is_shared=bool(shown.get("is_ext_shared") or shown.get("is_org_shared")),
    )


_OF_THE_BLOCKS = frozenset({"invalid_blocks", "invalid_attachments"})


class SlackWorkspace:
    """Slack, as `lunchbatch.ports.Workspace` has it."""

    def __init__(self, transport: Transport, *, clock: Clock, chance: Random) -> None:
        self._caller = SlackCaller(transport, clock=clock, chance=chance)
        self._clock = clock
        self._identity: Identity | None = None
        self._people: dict[str, Person] = {}
        self.last_reading = ReactionReadStats(listed=0, one_by_one=0)

    def identity(self) -> Identity:
        """Who the token belongs to (auth.test), asked once; scopes from the answer's header."""
        if self._identity is None:
            reply = self._caller.call("auth.test")
            scopes = reply.header("x-oauth-scopes").split(",")
            self._identity = Identity(
                user=reply.body["user_id"],
                bot=reply.body.get("bot_id", ""),
                team=reply.body["team_id"],
                url=reply.body.get("url", ""),
                scopes=frozenset(scope.strip() for scope in scopes if scope.strip()),
                organisation=reply.body.get("enterprise_id") or "",
            )
        return self._identity

    def room(self, channel: str) -> SlackChannel:
        """What a channel is (conversations.info), for `check`."""
        shown = self._caller.call("conversations.info", channel=channel).body["channel"]
        return _room({**shown, "id": channel})

    def rooms(self) -> tuple[SlackChannel, ...]:
        """The channels the app is in (users.conversations), private ones where it may see them."""
        kinds = {"channels:read": "public_channel", "groups:read": "private_channel"}
        types = [kind for scope, kind in kinds.items() if scope in self.identity().scopes]
        if not types:
            return ()
        pages = self._caller.pages(
            "users.conversations", types=",".join(types), exclude_archived=True
        )
        return tuple(_room(shown) for page in pages for shown in page["channels"])

    def members(self, channel: str) -> tuple[str, ...]:
        pages = self._caller.pages("conversations.members", channel=channel)
        return tuple(dict.fromkeys(member for page in pages for member in page["members"]))

    def people(self, members: Collection[str], *, afresh: bool = False) -> Mapping[str, Person]:
        """Profiles by id; who cannot be seen is left out. Nobody's is read twice unless `afresh`.

        Lists the workspace as long as that costs less of its budget (20 pages a minute) than
        asking for each (100 a minute) would, and asks for the rest: strangers are in no list.
        """
        for member in members if afresh else ():
            self._people.pop(member, None)
        self._people |= self._profiles([one for one in members if one not in self._people])
        return {member: self._people[member] for member in members if member in self._people}

    def _profiles(self, members: Collection[str]) -> Mapping[str, Person]:
        wanted = dict.fromkeys(members)
        found: dict[str, Person] = {}
        most_pages = len(wanted) // 5
        pages = self._caller.pages("users.list") if most_pages else iter(())
        for number, page in enumerate(pages, start=1):
            listed = (read_person(user) for user in page["members"] if user["id"] in wanted)
            found |= {person.id: person for person in listed}
            if len(found) == len(wanted) or number >= most_pages:
                break
        for member in wanted:
            if member not in found and (person := self._person(member)) is not None:
                found[member] = person
        return found

    def reactions(
        self, messages: Collection[MessageRef]
    ) -> Mapping[MessageRef, tuple[Reaction, ...]]:
        """Reactions by message, in few calls; `last_reading` tells which way they came."""
        found, self.last_reading = read_reactions(self._caller, messages)
        return found

    def spoke(self, since: Collection[MessageRef]) -> Mapping[MessageRef, frozenset[str]]:
        """Who wrote after each message in its conversation, in threads too.

        One page of history a conversation, as a rule. A conversation that is gone is left out,
        and so is every one that Slack fails to show: what nobody saw proves nothing.
        """
        found = {}
        for message in sorted(since, key=lambda posted: (posted.channel, posted.ts)):
            with suppress(SlackError):
                found[message] = read_writers(self._caller, message) - {self.identity().user}
        return found

    def find(self, channel: str, effect: str, *, since: datetime) -> MessageRef | None:
        """Our message with this effect key, a reply in a thread too.

        Looks at what was posted since then, and at threads that are older than that but were
        replied to since.
        """
        own = self.identity().user
        for message in self._messages(channel, since):
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            is_effect = metadata.get("event_type") == METADATA and payload.get("effect") == effect
            if is_effect and message.get("user") == own:
                return MessageRef(channel=channel, ts=message["ts"])
        return None

    def pause_before(self, call: Call, channel: str = "") -> float:
        return self._caller.pace.pause(call.value, channel)

    def open(self, members: Collection[str]) -> str:
        others = sorted(set(members) - {self.identity().user})
        reply = self._caller.call("conversations.open", users=",".join(others))
        conversation: str = reply.body["channel"]["id"]
        return conversation

    def post(
        self, channel: str, message: Message, *, effect: str, thread: str | None = None
    ) -> MessageRef:
        below = self._below(message)
        for pause in PICTURE_WAITS if below else ():
            try:
                return self._post(channel, message, below, effect, thread)
            except SlackError as failed:
                if failed.code != "invalid_blocks" or failed.happened is not False:
                    raise
                self._clock.sleep(pause)
        try:
            return self._post(channel, message, (), effect, thread)
        except SlackError as failed:
            # A photo that Slack can't fetch refuses the whole message: nobody misses it then.
            bare = without_images(message)
            is_refused = failed.code in _OF_THE_BLOCKS and failed.happened is False
            if not is_refused or bare == message:
                raise
            return self._post(channel, bare, (), effect, thread)

    def _below(self, message: Message) -> tuple[Block, ...]:
        """The block with the picture of a message, where it has one and the token may."""
        if message.picture is None or SCOPE not in self.identity().scopes:
            return ()
        block = image_block(self._caller, message.picture)
        return (block,) if block else ()

    def _post(
        self,
        channel: str,
        message: Message,
        below: tuple[Block, ...],
        effect: str,
        thread: str | None,
    ) -> MessageRef:
        reply = self._caller.call(
            "chat.postMessage",
            channel=channel,
            text=message.text,
            blocks=[*message.blocks, *below] or None,
            metadata={"event_type": METADATA, "event_payload": {"effect": effect}},
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
        return MessageRef(channel=reply.body["channel"], ts=reply.body["ts"])

    def publish(self, member: str, blocks: Sequence[Block]) -> None:
        view = {"type": "home", "blocks": list(blocks)}
        self._caller.call("views.publish", user_id=member, view=view)

    def react(self, message: MessageRef, emoji: str) -> None:
        try:
            self._caller.call(
                "reactions.add", channel=message.channel, timestamp=message.ts, name=emoji
            )
        except SlackError as failed:
            if failed.code != "already_reacted":
                raise

    def _person(self, member: str) -> Person | None:
        try:
            return read_person(self._caller.call("users.info", user=member).body["user"])
        except SlackError as failed:
            if failed.code in _UNSEEN:
                return None
            raise

    def _messages(self, channel: str, since: datetime) -> Iterator[Mapping[str, Any]]:
        bound = f"{(since - SKEW).timestamp():.6f}"
        whole = {"channel": channel, "include_all_metadata": True}
        oldest_root = f"{(since - THREADS_LIVE).timestamp():.6f}"
        for page in self._caller.pages("conversations.history", **whole, oldest=oldest_root):
            for message in page["messages"]:
                yield message
                if str(message.get("latest_reply", "")) >= bound:
                    yield from self._replies(message["ts"], bound, whole)

    def _replies(
        self, root: str, oldest: str, whole: Mapping[str, object]
    ) -> Iterator[Mapping[str, Any]]:
        for page in self._caller.pages("conversations.replies", **whole, ts=root, oldest=oldest):
            yield from page["messages"]
