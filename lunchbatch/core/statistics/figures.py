"""The figures of all rounds as values: counts of people, groups, pairs and rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

Member = str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFigures:
    """One round. A group counts once it was introduced, under the status it has now.

    `silent` are groups that nobody has answered for, `unclear` those whose status cannot be read.
    `new_connections` are pairs who met for the first time, `connections` all pairs who met in
    this round or before, in the chosen programs. `repeats` and `unavoidable` are the matching's
    own. `ended` is the word in its row where it ended without its stages, such as "missed".
    """

    id: str
    program: str
    slot: date
    members: int = 0
    introduced: int = 0
    groups: int = 0
    met: int = 0
    scheduled: int = 0
    no: int = 0
    silent: int = 0
    unclear: int = 0
    new_connections: int = 0
    connections: int = 0
    repeats: int = 0
    unavoidable: int = 0
    out: int = 0
    late: timedelta | None = None
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFigures:
    """One member. `rounds`, `met` and `out` are of the span, `knows` of all time until its end.

    `rounds` counts groups they were introduced in, `met` those that met, `silent` those that
    nobody answered for; `knows` is how many people they have met; `out` counts, by reason, the
    rounds they were not in. `is_here` until somebody is marked as having left.
    """

    id: Member
    name: str = ""
    team: str = ""
    is_here: bool = True
    rounds: int = 0
    met: int = 0
    silent: int = 0
    knows: int = 0
    ever_introduced: bool = False
    last_met: date | None = None
    out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """Two members, the lesser id first, and how often they were introduced and met until then."""

    a: Member
    b: Member
    introduced: int
    met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A span (both days included, None where it is open) of some programs.

    Rounds are in the order of their dates. `possible` are the pairs among people who are here and
    were ever introduced, `connected` those of them who have met, at any time until the span ends.
    `last_before` is the last round before the span that introduced anybody.
    """

    programs: tuple[str, ...]
    since: date | None
    until: date | None
    rounds: tuple[RoundFigures, ...]
    members: tuple[MemberFigures, ...]
    pairs: tuple[PairFigures, ...]
    possible: int
    connected: int
    last_before: str = ""

    def total(self, count: str) -> int:
        """A count of the rounds, summed: `met`, `new_connections`."""
        return sum(getattr(one, count) for one in self.rounds)

    @property
    def held(self) -> tuple[RoundFigures, ...]:
        """The rounds that introduced anybody."""
        return tuple(one for one in self.rounds if one.groups)

    @property
    def unmet(self) -> tuple[MemberFigures, ...]:
        """Who is here, was introduced, and has met nobody yet."""
        return tuple(m for m in self.members if m.is_here and m.ever_introduced and not m.knows)

    @property
    def never_in(self) -> tuple[MemberFigures, ...]:
        """Who is here and was never introduced to anybody."""
        return tuple(m for m in self.members if m.is_here and not m.ever_introduced)

    @property
    def names(self) -> dict[Member, str]:
        """Names by id, where the ledger has them."""
        return {member.id: member.name for member in self.members if member.name}


def percent(part: int, whole: int) -> int:
    """A share in whole percent, rounded; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
