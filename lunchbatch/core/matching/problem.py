"""The values that go into a matching and come out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from lunchbatch.errors import LunchbatchError

Member: TypeAlias = str
"""A member's id. Ids are compared and sorted as text."""

SMALLEST, LARGEST = 2, 8
"""People in a group: never one alone, never more than a group message holds."""


class Mixing(StrEnum):
    """How much people with the same value of a tag are kept from each other."""

    OFF = "off"
    PREFER = "prefer"
    STRONG = "strong"
    NEVER = "never"


class Why(StrEnum):
    """Why a member stands in no group."""

    NO_SLOT = "no_slot"
    ALONE = "alone"
    KEPT_APART = "kept_apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastGroup:
    """A group of an earlier round; `met` is whether it counts as having met."""

    round: int
    members: tuple[Member, ...]
    point_person: Member | None = None
    met: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything a matching may depend on.

    The order of `members` and of the pairs means nothing. People named in `history`,
    `keep_apart` or `tags` who are not among `members` are absent and are passed over.
    Rounds are counted, not dated: `history` holds rounds before `round`, and a pair that met
    more than `met_again_after` rounds ago counts as never met.
    `slots` says who can make which time, in the order of the day; None means one time for all.
    Whoever is alone in all their slots and stands in `join_nearest` may be placed in the
    nearest other one. A tag that is not in `mixing` is mixed as `prefer`.
    """

    members: tuple[Member, ...]
    group_size: int
    seed: str
    round: int
    history: tuple[PastGroup, ...] = ()
    keep_apart: frozenset[frozenset[Member]] = frozenset()
    tags: Mapping[str, Mapping[Member, str]] = field(default_factory=dict)
    mixing: Mapping[str, Mixing] = field(default_factory=dict)
    slots: Mapping[str, tuple[Member, ...]] | None = None
    met_again_after: int | None = None
    join_nearest: frozenset[Member] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """People introduced together, sorted by id; `slot` is None where there are no slots."""

    members: tuple[Member, ...]
    slot: str | None
    point_person: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A member in no group, with the reason as a sentence for people."""

    member: Member
    why: Why
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """How good the groups are, counted from the groups themselves.

    `repeats` are pairs who have met before, `too_soon` those of them who met less than half a
    cycle ago (a cycle is the (people - 1) / (group size - 1) rounds it takes to meet everybody),
    `keep_apart` broken rules (always 0), `same_tag` pairs who share a value of a mixed tag.
    `unavoidable` is a proven lower bound: no way to seat the same people, in groups of these
    sizes at these times, has fewer repeats. `proof` says so for people.
    """

    repeats: int
    too_soon: int
    keep_apart: int
    same_tag: int
    unavoidable: int
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """The groups of a round, who is left out, and how good it is."""

    groups: tuple[Group, ...]
    left_out: tuple[LeftOut, ...]
    account: Account


class CannotSeparate(LunchbatchError):  # noqa: N818 - reads as the sentence it is
    """No groups exist that keep everybody apart who must be; `stuck` names the people."""

    exit_code = 2

    def __init__(self, sentence: str, stuck: tuple[Member, ...]) -> None:
        super().__init__(sentence)
        self.stuck = stuck
