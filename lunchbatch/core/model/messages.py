"""Messages, where they stand in Slack, and the reactions under them."""

from collections.abc import Mapping
from dataclasses import dataclass

# A Block Kit block (docs.slack.dev/reference/block-kit/blocks), as plain Python data.
Block = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBar:
    """One round in a chart: all its groups, and those of them that met."""

    groups: int
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """A chart, a bar a round, at least one; `alt` says in words what it shows."""

    title: str
    alt: str
    bars: tuple[ChartBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it will be sent: blocks, and the same in plain text.

    The picture comes below the blocks, where the token may upload one. It adds nothing that the
    words do not say.
    """

    text: str
    blocks: tuple[Block, ...]
    picture: BarChart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """Where a message stands. `ts` identifies it in its channel; never a number."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One emoji under one message, skin tone removed, and everybody who chose it."""

    emoji: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionReadStats:
    """How reactions were read: of how many messages from a list, and of how many one by one."""

    listed: int
    one_by_one: int
