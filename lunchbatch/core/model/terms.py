"""The words of the program as types: stage, status, answer, request, pause, problem."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, assert_never

from lunchbatch.core.model.sentence import Sentence, sentence, unquoted


class Outcome(StrEnum):
    """What came of a group, as reports count it. A group that is still open is silent so far."""

    MET = "met"
    SCHEDULED = "scheduled"
    NO = "no"
    SILENT = "silent"


class Status(StrEnum):
    """How a group stands."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    CLOSED_MET = "closed_met"
    CLOSED_NO = "closed_no"
    CLOSED_SCHEDULED = "closed_scheduled"
    CLOSED_STALE = "closed_stale"

    @property
    def is_closed(self) -> bool:
        """Whether no more messages go to the group."""
        match self:
            case Status.OPEN | Status.SCHEDULED:
                return False
            case (
                Status.CLOSED_MET | Status.CLOSED_NO | Status.CLOSED_SCHEDULED | Status.CLOSED_STALE
            ):
                return True
            case _:
                assert_never(self)

    @property
    def outcome(self) -> Outcome:
        """What the group counts as."""
        match self:
            case Status.CLOSED_MET:
                return Outcome.MET
            case Status.SCHEDULED | Status.CLOSED_SCHEDULED:
                return Outcome.SCHEDULED
            case Status.CLOSED_NO:
                return Outcome.NO
            case Status.OPEN | Status.CLOSED_STALE:
                return Outcome.SILENT
            case _:
                assert_never(self)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether it was closed and nobody said how it went."""
        return self.is_closed and self.outcome in {Outcome.SCHEDULED, Outcome.SILENT}


class Stage(StrEnum):
    """The steps of a round. A program may have several checkpoints: `checkpoint-1` and so on."""

    DRAFT = "draft"  # groups stand in Draft, for an organiser to approve
    INTRO = "intro"
    CHECKPOINT = "checkpoint"
    POLL = "poll"
    REMINDER = "reminder"
    GROUPS = "groups"  # a poll is over: its groups are made and told
    ASK = "ask"  # after a lunch: did you meet?
    CELEBRATE = "celebrate"  # the thanks to a group that met
    SWAP = "swap"  # a group whose people were exchanged by hand is told that it is no more
    CLOSE = "close"

    @classmethod
    def named(cls, name: str) -> "Stage | None":
        """The step that a name such as `checkpoint-2` stands for, if it is one of these."""
        kind = name.partition("-")[0]
        return cls(kind) if kind in set(cls) else None

    @property
    def signups(self) -> frozenset[str]:
        """The `signup` of the programs in which it can be asked for by hand."""
        match self:
            case Stage.DRAFT | Stage.INTRO | Stage.CHECKPOINT:
                return frozenset({"everyone"})
            case Stage.POLL | Stage.REMINDER | Stage.GROUPS | Stage.ASK:
                return frozenset({"poll"})
            case Stage.CLOSE:
                return frozenset({"everyone", "poll"})
            case Stage.CELEBRATE | Stage.SWAP:
                return frozenset()
            case _:
                assert_never(self)

    @property
    def is_told_to_groups(self) -> bool:
        """Whether its message goes to a group, whose row keeps where it stands."""
        match self:
            case Stage.INTRO | Stage.CHECKPOINT | Stage.ASK | Stage.CLOSE:
                return True
            case Stage.CELEBRATE | Stage.SWAP:
                return True
            case Stage.DRAFT | Stage.POLL | Stage.REMINDER | Stage.GROUPS:
                return False
            case _:
                assert_never(self)


class Meaning(StrEnum):
    """What an emoji says. Each meaning has its aliases in the config."""

    MET = "met"
    SCHEDULED = "scheduled"
    NOT_YET = "not_yet"
    NO = "no"


class MemberRequest(StrEnum):
    """What a member asks for themselves by emoji. Each has its aliases in the config."""

    SKIP = "skip"
    STOP = "stop"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class Pause:
    """Out of the rounds until a date (the first day back), or until further notice (None)."""

    until: date | None

    FOREVER: ClassVar[str] = "until further notice"
    FOREVER_WORDS: ClassVar[frozenset[str]] = frozenset(
        {"until further notice", "forever", "always", "yes", "stop", "∞"}
    )

    def covers(self, day: date) -> bool:
        """Whether somebody with this pause is out on that day."""
        return self.until is None or day < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class CellProblem:
    """Something a person must mend: where it is, what is wrong, and a link when there is one."""

    where: str
    what: str
    link: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"

    @property
    def line(self) -> Sentence:
        """The problem with its link, which in a log holds no name and nothing of a cell."""
        link = f" {self.link}" if self.link else ""
        return sentence("{at}: {what}{link}", at=self.where, what=unquoted(self.what), link=link)
