"""Ids of Slack as they stand in cells: text in, the program's own spelling of them out."""

import re
from collections.abc import Callable

from lunchbatch.core.ledger.columns import CellKind
from lunchbatch.core.ledger.date_cells import read_moment

HISTORY = "history/"
"""How the key of a group begins that was brought in from another tool by `import`."""

_CHANNEL, _TS = r"[CDG][A-Z0-9]+", r"[0-9]{10}\.[0-9]{6}"
_MEMBER = r"(?:[UW][A-Z0-9]+|gone-[0-9]+)"  # `forget` leaves the latter
_CUT = re.compile(r"([0-9]{10})(?:[.,]([0-9]{1,4}|[0-9]{6}))?")
_PLACE = re.compile(rf"{_CHANNEL}:{_TS}")
_STAGE = r"[^\s=]+"
_MESSAGE = re.compile(rf"{_STAGE}={_PLACE.pattern}")


def read_id(kind: CellKind, text: str) -> str | None:
    """The id, or the list of them, that a cell holds; None where it holds no such thing."""
    return _READERS[kind](text)


def _one(pattern: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)
    return lambda text: text if compiled.fullmatch(text) else None


def _members(text: str) -> str | None:
    words = re.split(r"[\s,;]+", text.strip(" ,;"))
    return " ".join(words) if all(re.fullmatch(_MEMBER, word) for word in words) else None


def _messages(text: str) -> str | None:
    words = text.split()
    return " ".join(words) if all(_MESSAGE.fullmatch(word) for word in words) else None


def _message(text: str) -> str | None:
    """Zeros that a spreadsheet cut off come back; of five decimals the last may be rounded."""
    found = _CUT.fullmatch(text)
    return f"{found[1]}.{found[2] or '':0<6}" if found else None


def _stages(text: str) -> str | None:
    words = text.split()
    parts = (word.partition("=") for word in words)
    fits = all(stage and read_moment(moment) is not None for stage, _, moment in parts)
    return " ".join(words) if fits else None


_READERS: dict[CellKind, Callable[[str], str | None]] = {
    CellKind.CHANNEL: _one(_CHANNEL),
    CellKind.MEMBER: _one(_MEMBER),
    CellKind.MEMBERS: _members,
    CellKind.MESSAGE: _message,
    CellKind.PLACE: _one(_PLACE.pattern),
    CellKind.MESSAGES: _messages,
    CellKind.STAGES: _stages,
}

NAMED: dict[CellKind, str] = {
    CellKind.CHANNEL: "the id of a Slack conversation, such as C0123ABCD",
    CellKind.MEMBER: "a Slack id of a person, such as U0123ABCD",
    CellKind.MEMBERS: "a list of Slack ids, such as U0123ABCD U0456EFGH",
    CellKind.MESSAGE: "a Slack message id, such as 1795422900.123459",
    CellKind.PLACE: "a Slack message, such as C0123ABCD:1795422900.123459",
    CellKind.MESSAGES: "a list of Slack messages, such as close=C0123ABCD:1795422900.123459",
    CellKind.STAGES: "a list of stages, such as intro=2026-11-23T09:30:00+01:00",
}
"""What a cell of each kind holds, in words."""
