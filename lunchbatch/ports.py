"""What the program needs from the outside: a ledger and a Slack, each with a reading half.

`plan` is handed the reading halves only; it cannot write because it holds nothing that can.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from lunchbatch.core.ledger.changes import Change, Commit
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.model.messages import Block, Message, MessageRef, Reaction, ReactionReadStats
from lunchbatch.core.model.people import Person, SlackChannel


class Clock(Protocol):
    """Time and waiting, the only ones a run has."""

    def now(self) -> datetime:
        """The moment, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait; a simulated clock moves on instead."""
        ...


class LedgerReader(Protocol):
    """The reading half of the ledger."""

    @property
    def place(self) -> str:
        """Where the ledger is, for people: a folder or a link."""
        ...

    def read(self) -> Snapshot:
        """The whole ledger in one read. Raises SetupError or LedgerError."""
        ...


class Ledger(LedgerReader, Protocol):
    """The ledger: a Google Sheet, or a folder of CSV files."""

    def commit(
        self,
        changes: Sequence[Change],
        *,
        base: Snapshot | None = None,
        everything_back: bool = False,
    ) -> Commit:
        """Make the changes in one write, located by key just before, and check the answer.

        With `base` (a snapshot that is moments old) the locating read is saved. With
        `everything_back` the answer holds every tab as it is after the write. Appended rows
        land in the order in which the service received them: the first row of a key wins, and
        two runs that append at once both see both. All changes of a commit are written or
        none; a commit whose fate is unknown is looked up before anything is sent again.
        Raises SetupError or LedgerError.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the token belongs to. `scopes` is what it may do.

    `organisation` holds several workspaces (Enterprise Grid); empty where there is none.
    """

    user: str
    bot: str
    team: str
    url: str
    scopes: frozenset[str]
    organisation: str = ""

    @property
    def teams(self) -> frozenset[str]:
        """The ids of those who are our own people: of the workspace, and of the organisation."""
        return frozenset({self.team, self.organisation} - {""})


class WorkspaceReader(Protocol):
    """The reading half of Slack."""

    @property
    def last_reading(self) -> ReactionReadStats:
        """How `reactions` read them the last time."""
        ...

    def identity(self) -> Identity:
        """Who we are (auth.test)."""
        ...

    def members(self, channel: str) -> tuple[str, ...]:
        """Ids of everybody in a channel, all pages, apps and deactivated accounts included."""
        ...

    def people(self, members: Collection[str], *, afresh: bool = False) -> Mapping[str, Person]:
        """Profiles by id, by the cheaper of users.list and users.info; unknown ids are left out.

        Nobody's is read twice, unless it is to be read `afresh`.
        """
        ...

    def reactions(
        self, messages: Collection[MessageRef]
    ) -> Mapping[MessageRef, tuple[Reaction, ...]]:
        """Reactions of messages that carry a seed of ours; a message that is gone is left out."""
        ...

    def spoke(self, since: Collection[MessageRef]) -> Mapping[MessageRef, frozenset[str]]:
        """Who wrote after each message in its conversation; what nobody can read is left out."""
        ...

    def find(self, channel: str, effect: str, *, since: datetime) -> MessageRef | None:
        """Our own message with this effect key in its metadata, if the history shows one."""
        ...


class ChannelReader(WorkspaceReader, Protocol):
    """What `check` sees of Slack: the reading half, and channels as Slack describes them."""

    def room(self, channel: str) -> SlackChannel:
        """What a channel is (conversations.info)."""
        ...


class Call(StrEnum):
    """The calls whose pace is asked for, so that one method's wait is another's turn."""

    OPEN = "conversations.open"
    POST = "chat.postMessage"
    REACT = "reactions.add"
    FIND = "conversations.history"
    HOME = "views.publish"


class Workspace(WorkspaceReader, Protocol):
    """Slack. Every call may raise SlackError or SetupError."""

    def pause_before(self, call: Call, channel: str = "") -> float:
        """Seconds until such a call may go out without exceeding its pace; 0 is now."""
        ...

    def open(self, members: Collection[str]) -> str:
        """The conversation with exactly these people; the same people always get the same."""
        ...

    def post(
        self, channel: str, message: Message, *, effect: str, thread: str | None = None
    ) -> MessageRef:
        """Send a message that carries its effect key. Never repeated blindly."""
        ...

    def publish(self, member: str, blocks: Sequence[Block]) -> None:
        """Make these blocks the member's Home tab, whatever it was; may be repeated."""
        ...

    def react(self, message: MessageRef, emoji: str) -> None:
        """Seed an emoji; that it is there already counts as done."""
        ...
