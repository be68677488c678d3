"""Rows as the program writes them: named, typed values in; cells by column title out.

A field that is UNSET leaves its cell alone, None clears it. Each field is one column of its tab,
by the same words: `late_by` is the column "late by". Besides the declarations in `tabs` and the
parsers, titles stand nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, Final, Self, TypeAlias, TypeVar

from lunchbatch.core.ledger.cell_codecs import (
    write_absent,
    write_lateness,
    write_messages,
    write_stages,
)
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.tabs import (
    ANSWERS_TAB,
    DRAFT_TAB,
    GROUPS_TAB,
    JOURNAL_TAB,
    PEOPLE_TAB,
    PROBLEMS_TAB,
    ROUNDS_TAB,
    STATS_TAB,
    Tab,
)
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.terms import Pause, Status


class Unset(Enum):
    """The type of UNSET: a cell that is left as it is."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET

T = TypeVar("T")
Cell: TypeAlias = T | Unset | None

# Fields whose cell holds something else than their value as it is.
_WRITERS: dict[str, Callable[[Any], str]] = {
    "answer": " | ".join,
    "as_drafted": " ".join,
    "choices": " | ".join,
    "earlier_names": "\n".join,
    "late_by": write_lateness,
    "member_ids": " ".join,
    "message": lambda post: f"{post.channel}:{post.ts}",
    "messages": write_messages,
    "not_in": write_absent,
    "silent_since": " ".join,
    "stages": write_stages,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCells:
    """What all rows have in common. `KEY` is the field that identifies a row, where it is one."""

    TAB: ClassVar[Tab]

    @property
    def values(self) -> dict[str, Value]:
        """The cells that are set, by column title; blank text is None."""
        found = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {
            name.replace("_", " "): _stored(name, value)
            for name, value in found
            if value is not UNSET
        }

    def append(self, key: str) -> Append:
        """A new row with this key."""
        title = self.TAB.key
        own: dict[str, Value] = {title: key} if title else {}
        return Append(tab=self.TAB, key=key, values={**own, **self.values}, cells=self)

    def update(self, key: str, *, expected: "RowCells | None" = None) -> Update:
        """New values for the row with this key, unless a cell of `expected` has changed."""
        return Update(
            tab=self.TAB,
            key=key,
            values=self.values,
            expected=expected.values if expected else {},
            cells=self,
        )

    def merged(self, other: Self) -> Self:
        """These cells, and those of `other` wherever it has one set."""
        found = ((each.name, getattr(other, each.name)) for each in fields(other))
        return replace(self, **{name: value for name, value in found if value is not UNSET})


def _stored(name: str, value: Any) -> Value:  # noqa: ANN401 - the value of any field
    if value is None:
        return None
    stored: Value = _WRITERS[name](value) if name in _WRITERS else value
    return None if stored == "" else stored


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCells(RowCells):
    """Cells of the tab Groups."""

    TAB: ClassVar[Tab] = GROUPS_TAB

    group_channel_id: Cell[str] = UNSET
    meeting_status: Cell[Status] = UNSET
    date_of_intro: Cell[date] = UNSET
    names: Cell[str] = UNSET
    program: Cell[str] = UNSET
    round: Cell[str] = UNSET
    member_ids: Cell[tuple[str, ...]] = UNSET
    point_person: Cell[str] = UNSET
    time: Cell[str] = UNSET
    intro_message_ts: Cell[str] = UNSET
    answers: Cell[str] = UNSET
    status_written: Cell[Status] = UNSET
    messages: Cell[Mapping[str, MessageRef]] = UNSET
    icebreaker: Cell[str] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCells(RowCells):
    """Cells of the tab People that are the program's, or shared."""

    TAB: ClassVar[Tab] = PEOPLE_TAB

    name: Cell[str] = UNSET
    paused_until: Cell[Pause] = UNSET
    first_seen: Cell[date] = UNSET
    left_on: Cell[date] = UNSET
    pause_written: Cell[Pause] = UNSET
    silent_rounds: Cell[int] = UNSET
    silent_since: Cell[tuple[str, ...]] = UNSET
    messages: Cell[Mapping[str, MessageRef]] = UNSET
    home: Cell[str] = UNSET
    earlier_names: Cell[tuple[str, ...]] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundCells(RowCells):
    """Cells of the tab Rounds. `late_by` is a span, `due` and `done` are in the program's zone."""

    TAB: ClassVar[Tab] = ROUNDS_TAB

    program: Cell[str] = UNSET
    slot: Cell[date] = UNSET
    number: Cell[int] = UNSET
    stage: Cell[str] = UNSET
    stages: Cell[Mapping[str, datetime]] = UNSET
    due: Cell[datetime] = UNSET
    done: Cell[datetime] = UNSET
    late_by: Cell[timedelta] = UNSET
    members: Cell[int] = UNSET
    groups: Cell[int] = UNSET
    introduced: Cell[int] = UNSET
    repeats: Cell[int] = UNSET
    unavoidable: Cell[int] = UNSET
    met: Cell[int] = UNSET
    paused: Cell[int] = UNSET
    not_in: Cell[Mapping[str, str]] = UNSET
    choices: Cell[tuple[str, ...]] = UNSET
    poll_closes: Cell[datetime] = UNSET
    group_size: Cell[int] = UNSET
    approval: Cell[bool] = UNSET
    messages: Cell[Mapping[str, MessageRef]] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCells(RowCells):
    """Cells of the tab Answers. Moments are in the program's zone."""

    TAB: ClassVar[Tab] = ANSWERS_TAB

    program: Cell[str] = UNSET
    round: Cell[str] = UNSET
    group_key: Cell[str] = UNSET
    member_id: Cell[str] = UNSET
    answer: Cell[tuple[str, ...]] = UNSET
    first_seen: Cell[datetime] = UNSET
    last_seen: Cell[datetime] = UNSET
    withdrawn: Cell[datetime] = UNSET
    message: Cell[MessageRef] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCells(RowCells):
    """Cells of the tab Journal. Moments are in UTC."""

    TAB: ClassVar[Tab] = JOURNAL_TAB

    run: Cell[str] = UNSET
    claimed: Cell[datetime] = UNSET
    settled: Cell[datetime] = UNSET
    outcome: Cell[str] = UNSET
    channel: Cell[str] = UNSET
    ts: Cell[str] = UNSET
    tries: Cell[int] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCells(RowCells):
    """Cells of the tab Draft; `as_drafted` are ids, the point person first."""

    TAB: ClassVar[Tab] = DRAFT_TAB

    approval: Cell[bool] = UNSET
    round: Cell[str] = UNSET
    group: Cell[str | int] = UNSET
    members: Cell[str] = UNSET
    point_person: Cell[str] = UNSET
    why: Cell[str] = UNSET
    last_met: Cell[str] = UNSET
    as_drafted: Cell[tuple[str, ...]] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemCells(RowCells):
    """Cells of the tab Problems."""

    TAB: ClassVar[Tab] = PROBLEMS_TAB

    what: Cell[str] = UNSET
    link: Cell[str] = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsCells(RowCells):
    """Cells of the tab Stats."""

    TAB: ClassVar[Tab] = STATS_TAB

    program: Cell[str] = UNSET
    date: Cell[date] = UNSET
    introduced: Cell[int] = UNSET
    groups: Cell[int] = UNSET
    met: Cell[int] = UNSET
    new_connections: Cell[int] = UNSET
