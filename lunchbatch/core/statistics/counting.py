"""Counting: from the ledger's records to figures, and which teams meet which."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, combinations_with_replacement

from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.model.terms import Status
from lunchbatch.core.statistics.figures import Figures, MemberFigures, PairFigures, RoundFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCell:
    """Two teams (or one, within itself): pairs of their people who have met, of all there are."""

    a: str
    b: str
    met: int
    possible: int


def teams(found: Figures) -> tuple[TeamCell, ...]:
    """Each two teams of the people who are here and take part; () where nobody has a team.

    People without one are left out.
    """
    of = {
        one.id: one.team
        for one in found.members
        if one.team and one.is_here and one.ever_introduced
    }
    sizes = Counter(of.values())
    met: Counter[tuple[str, str]] = Counter()
    for pair in found.pairs:
        if pair.met and pair.a in of and pair.b in of:
            a, b = sorted((of[pair.a], of[pair.b]))
            met[a, b] += 1
    return tuple(
        TeamCell(
            a=a,
            b=b,
            met=met[a, b],
            possible=sizes[a] * (sizes[a] - 1) // 2 if a == b else sizes[a] * sizes[b],
        )
        for a, b in combinations_with_replacement(sorted(sizes), 2)
    )


_TEAM = "team"


def _counts_as(status: Status | None) -> str:
    """The figure of a group: its outcome, or that its status can't be read."""
    return status.outcome if status else "unclear"


def figures(
    known: Records,
    *,
    programs: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Figures:
    """Count the rounds from `since` to `until`, both included, of these programs or of all.

    A round is of the date in its id. A group counts once its intro was sent and two people or
    more are in it; where a key stands on two rows the first one counts.
    """
    counted = _Counted(since=since)
    wanted = sorted(_programs(known) if programs is None else set(programs))
    introduced = _introduced(known, wanted)
    rounds = {one.id: one for one in known.rounds.values() if one.program in wanted}
    ids = [id_ for id_ in {*rounds, *introduced} if _is_until(id_, until)]
    for id_ in sorted(ids, key=lambda id_: (round_date(id_) or date.min, id_)):
        counted.add(id_, rounds.get(id_), introduced.get(id_, ()))
    return counted.figures(known, tuple(wanted), until)


def _programs(known: Records) -> set[str]:
    return {one.program for one in known.rounds.values()} | {one.program for one in known.groups}


def _is_until(id_: str, until: date | None) -> bool:
    slot = round_date(id_)
    return slot is not None and (until is None or slot <= until)


def _introduced(known: Records, programs: Collection[str]) -> dict[str, list[Group]]:
    """The groups that were introduced, by round."""
    first = {group.key: group for group in reversed(known.groups)}
    found: dict[str, list[Group]] = {}
    for group in first.values():
        is_real = group.intro and len(set(group.members)) > 1
        if is_real and group.program in programs and round_date(group.round):
            found.setdefault(group.round, []).append(group)
    return found


@dataclass(slots=True, kw_only=True)
class _Counted:
    """What was counted so far; rounds come in the order of their dates."""

    since: date | None
    rounds: list[RoundFigures] = field(default_factory=list)
    in_group: Counter[tuple[str, str]] = field(default_factory=Counter)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)
    last_met: dict[str, date] = field(default_factory=dict)
    of_member: Counter[tuple[str, str]] = field(default_factory=Counter)
    out: dict[str, Counter[str]] = field(default_factory=dict)
    ever: set[str] = field(default_factory=set)
    last_before: str = ""

    def add(self, id_: str, row: Round | None, groups: Iterable[Group]) -> None:
        """One more round, by its row, where it has one, and its groups."""
        slot = round_date(id_) or date.min
        is_in_span = self.since is None or slot >= self.since
        under = Counter(_counts_as(group.status) for group in groups)
        before = len(self.met)
        if under and not is_in_span:
            self.last_before = id_
        for group in groups:
            self._add_group(group, slot, is_in_span=is_in_span)
        for member, why in (row.absent if row else {}).items():
            reasons = self.out.setdefault(member, Counter())
            reasons[why] += is_in_span
        if is_in_span:
            self.rounds.append(
                RoundFigures(
                    id=id_,
                    program=id_.partition("/")[0],
                    slot=slot,
                    members=row.members if row else 0,
                    introduced=len({member for group in groups for member in group.members}),
                    groups=under.total(),
                    new_connections=len(self.met) - before,
                    connections=len(self.met),
                    repeats=row.repeats if row else 0,
                    unavoidable=row.unavoidable if row else 0,
                    out=len(row.absent) if row else 0,
                    late=row.late if row else None,
                    ended=_ended(row),
                    **under,
                )
            )

    def _add_group(self, group: Group, slot: date, *, is_in_span: bool) -> None:
        members = sorted(set(group.members))
        has_met = group.has_met
        pairs = tuple(combinations(members, 2))
        self.ever.update(members)
        self.in_group.update(pairs)
        if has_met:
            self.met.update(pairs)
            self.last_met.update(dict.fromkeys(members, slot))
        if is_in_span:
            what = _counts_as(group.status)
            self.of_member.update((member, count) for member in members for count in ("in", what))

    def figures(self, known: Records, programs: tuple[str, ...], until: date | None) -> Figures:
        """All that was counted, with who is who."""
        knows = Counter(member for pair in self.met for member in pair)
        members = tuple(self._member(known, id_, knows) for id_ in sorted(self.ever | {*self.out}))
        here = {one.id for one in members if one.is_here and one.ever_introduced}
        return Figures(
            programs=programs,
            since=self.since,
            until=until,
            rounds=tuple(self.rounds),
            members=members,
            pairs=tuple(
                PairFigures(a=a, b=b, introduced=count, met=self.met[a, b])
                for (a, b), count in sorted(self.in_group.items())
            ),
            possible=len(here) * (len(here) - 1) // 2,
            connected=sum(a in here and b in here for a, b in self.met),
            last_before=self.last_before,
        )

    def _member(self, known: Records, id_: str, knows: Counter[str]) -> MemberFigures:
        standing = known.people.get(id_)
        return MemberFigures(
            id=id_,
            name=standing.name if standing else "",
            team=standing.tags.get(_TEAM, "") if standing else "",
            is_here=standing is None or standing.left is None,
            rounds=self.of_member[id_, "in"],
            met=self.of_member[id_, "met"],
            silent=self.of_member[id_, "silent"],
            knows=knows[id_],
            ever_introduced=id_ in self.ever,
            last_met=self.last_met.get(id_),
            out={why: count for why, count in self.out.get(id_, {}).items() if count},
        )


def _ended(row: Round | None) -> str:
    is_ended = row is not None and (row.is_off or row.stage in {"missed", "skipped"})
    return row.stage if row is not None and is_ended else ""
