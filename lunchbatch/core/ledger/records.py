"""The ledger's rows as typed records: groups, rounds, members, answers, claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.typed_rows import DraftRow, PastedRow, TypedCell
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.terms import CellProblem, Outcome, Pause, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The people introduced together.

    `is_sound` is False while a cell of its row is not understood: no message or write goes to
    it, and its members are not put into another group. `is_recalled`: a message of it stands in the
    journal only, because its row could not be written at the time.
    """

    key: str
    program: str
    round: str
    members: tuple[str, ...]
    point_person: str = ""
    time: str = ""
    channel: str = ""
    status: Status | None = None
    status_written: Status | None = None
    introduced_on: date | None = None
    names: str = ""
    intro: str = ""
    messages: Mapping[str, MessageRef]
    answers: str = ""
    icebreaker: str = ""
    is_sound: bool = True
    is_recalled: bool = False

    @property
    def has_met(self) -> bool:
        """Whether its members say that they met."""
        return self.status is not None and self.status.outcome is Outcome.MET

    @property
    def is_together(self) -> bool:
        """Whether its members have met, or have found a time."""
        return self.status is not None and self.status.outcome in {Outcome.MET, Outcome.SCHEDULED}

    @property
    def is_typed(self) -> bool:
        """Whether a person typed the status; it then wins over the reactions."""
        return self.status is not None and self.status != self.status_written

    @property
    def is_taken_apart(self) -> bool:
        """Whether its people were exchanged by hand after its intro: nobody is in it any more."""
        is_closed = self.status_written is Status.CLOSED_STALE
        return bool(self.intro) and is_closed and not (self.members or self.point_person)

    @property
    def asked(self) -> tuple[MessageRef, ...]:
        """All its messages that people may react to, oldest first."""
        first = (MessageRef(channel=self.channel, ts=self.intro),) if self.intro else ()
        return (*first, *self.messages.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One turn of a program. `stages` holds the finished ones and when they were done.

    `number` counts rounds that introduced anybody, 0 where it is not known; `absent` gives the
    reason of everybody who was in no group; `late` is how late it began.
    """

    id: str
    program: str
    slot: date
    stages: Mapping[str, datetime]
    stage: str = ""
    number: int = 0
    absent: Mapping[str, str] = field(default_factory=dict)
    members: int = 0
    introduced: int = 0
    repeats: int = 0
    unavoidable: int = 0
    late: timedelta | None = None
    approval: TypedCell = field(default_factory=TypedCell)
    choices: tuple[str, ...] = ()
    group_size: int | None = None
    poll_closes: datetime | None = None
    messages: Mapping[str, MessageRef]
    is_sound: bool = True

    @property
    def is_off(self) -> bool:
        """Whether it was decided that a poll makes no groups; `stage` says why."""
        return self.stage.startswith("off: ")

    @property
    def is_over(self) -> bool:
        """Whether nothing is ever due for it again."""
        return self.stage in {"missed", "skipped"} or "close" in self.stages


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """What the People tab says about a member.

    `silent` are the rounds counted as silent. `has_stopped` says that somebody, the member or
    an organiser, wants this member left alone until further notice. `home` is the mark of the
    Home tab as published last; None where there is no column to keep it in. `earlier_names` are
    those that the member had in Slack before this one.
    """

    id: str
    name: str
    pause: Pause | None = None
    pause_written: Pause | None = None
    every: int = 1
    tags: Mapping[str, str]
    left: date | None = None
    first_seen: date | None = None
    silent: tuple[str, ...] = ()
    messages: Mapping[str, MessageRef] = field(default_factory=dict)
    has_stopped: bool = False
    home: str | None = None
    earlier_names: tuple[str, ...] = ()
    is_sound: bool = True

    @property
    def is_typed(self) -> bool:
        """Whether a person typed the pause, or cleared it."""
        return self.pause != self.pause_written

    @property
    def is_cleared(self) -> bool:
        """Whether a person cleared a pause that the program had written."""
        return self.pause is None and self.pause_written is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One member's answer to one message (`post`), as recorded."""

    key: str
    program: str = ""
    round: str
    group: str
    member: str
    answer: str
    post: MessageRef | None = None
    is_withdrawn: bool = False
    is_sound: bool = True


class ClaimOutcome(StrEnum):
    """What the cell `outcome` of the journal says; blank while nobody knows."""

    SENT = "sent"
    FOUND = "found"
    FAILED = "failed"  # refused; a later run may try again
    LEFT = "left"  # surely not done; the next run may do it at once
    DROPPED = "dropped"  # not wanted any more
    RUNNING = "running"  # the row of a run, not of an act


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An outward act in the journal: claimed by a run, and settled or not.

    `renewed` is the last sign of life of that run, while its own row is still there.
    """

    effect: str
    run: str
    claimed: datetime | None
    renewed: datetime | None = None
    settled: datetime | None
    outcome: str
    posted: MessageRef | None
    tries: int

    @property
    def is_in_doubt(self) -> bool:
        """Whether nobody can tell yet if the act happened."""
        return self.settled is None and not self.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Everything the ledger holds, by key.

    `apart`, `drafted` and `pasted` are rows as people left them; `history` are the groups of
    other tools among the latter, once it is known who is meant. `draft_link` leads to Draft.
    `stats` are the rows of Stats as they are; None where a row cannot be written to.
    """

    groups: tuple[Group, ...]
    rounds: Mapping[str, Round]
    people: Mapping[str, MemberRecord]
    answers: Mapping[str, Answer]
    answers_about: Mapping[str, tuple[Answer, ...]]
    claims: Mapping[str, Claim]
    apart: tuple[tuple[TypedCell, ...], ...]
    problems: tuple[CellProblem, ...] = ()
    listed: Mapping[str, str]
    drafted: tuple[DraftRow, ...] = ()
    draft_link: str = ""
    pasted: tuple[PastedRow, ...] = ()
    history: tuple[Group, ...] = ()
    stats: Mapping[str, Mapping[str, Value] | None] = field(default_factory=dict)

    def under(self, about: str) -> tuple[Answer, ...]:
        """All answers recorded for one group or poll message (`group stage`)."""
        return self.answers_about.get(about, ())

    def is_settled(self, effect: str) -> bool:
        """Whether the journal says that nothing is left to do for an outward act."""
        claim = self.claims.get(effect)
        return claim is not None and claim.settled is not None

    def groups_of(self, round_id: str) -> tuple[Group, ...]:
        """The groups of one round, in the order of their keys."""
        return tuple(group for group in self.groups if group.round == round_id)
