"""Cells that hold several values, or a number in words: text in, values out, and back."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.poll_emoji import MOST_CHOICES

_LATENESS = re.compile(r"(?:(\d{1,6}) h )?(\d{1,2}) min")


def read_messages(text: str) -> dict[str, MessageRef]:
    """`checkpoint-1=C1:17.1 close=C1:18.2` as stage and place; what does not fit is left out."""
    found = {}
    for word in text.split():
        stage, _, place = word.partition("=")
        channel, _, ts = place.partition(":")
        if stage and channel and ts:
            found[stage] = MessageRef(channel=channel, ts=ts)
    return found


def write_messages(messages: Mapping[str, MessageRef]) -> str:
    """The reverse of `read_messages`."""
    return " ".join(f"{stage}={post.channel}:{post.ts}" for stage, post in messages.items())


def read_stages(text: str) -> dict[str, datetime]:
    """The reverse of `write_stages`; what does not fit is left out."""
    found = {}
    for word in text.split():
        stage, _, moment = word.partition("=")
        try:
            done = datetime.fromisoformat(moment)
        except ValueError:
            continue
        if done.tzinfo is not None:
            found[stage] = done
    return found


def write_stages(stages: Mapping[str, datetime]) -> str:
    """The cell `stages` of a round."""
    return " ".join(
        f"{stage}={moment.isoformat(timespec='seconds')}" for stage, moment in stages.items()
    )


def read_count(value: Value) -> int:
    """A number of the program's own; 0 where none can be read."""
    return value if isinstance(value, int) else 0


def read_lateness(text: str) -> timedelta | None:
    """`3 h 05 min` as a span; None for anything else."""
    found = _LATENESS.fullmatch(text.strip())
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2])) if found else None


def write_lateness(span: timedelta) -> str:
    """How late something ran, for people: `12 min`, `3 h 05 min`."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def read_choices(text: str) -> tuple[str, ...]:
    """`12:00 | walk` as choices; what a poll cannot offer, twice or too many, is left out."""
    return tuple(dict.fromkeys(filter(None, text.split(" | "))))[:MOST_CHOICES]


def write_absent(reasons: Mapping[str, str]) -> str:
    """The cell `not in`: everyone who is in no group, each with the reason."""
    return "; ".join(f"{member}: {reason}" for member, reason in sorted(reasons.items()))


def read_absent(text: str) -> dict[str, str]:
    """`U1: guest; U2: paused until 2026-12-24` as reasons by member."""
    pairs = (part.partition(": ") for part in text.split("; "))
    return {member: reason for member, _, reason in pairs if reason}
