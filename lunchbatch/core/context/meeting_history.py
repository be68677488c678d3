"""Who met whom in a program's earlier rounds, as the matching wants it."""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import combinations

from lunchbatch.core.context.plan_model import ProgramView
from lunchbatch.core.ledger.cell_values import is_extra, round_date
from lunchbatch.core.ledger.records import Group, Records
from lunchbatch.core.matching import PastGroup
from lunchbatch.core.model.terms import Outcome
from lunchbatch.core.settings.policy import Program


def member_numbers(known: Records, name: str) -> dict[str, int]:
    """The program's rounds that introduced anybody, counted from 1 in the order of their dates.

    The number that stands in Rounds counts, so that deleting old rounds renumbers nothing. An
    extra group belongs to the round before it: it is nobody's turn.
    """
    rounds = {group.round for group in _introduced(known, name)}
    found: dict[str, int] = {}
    last = 0
    for id_ in sorted(rounds):
        if is_extra(id_):
            found[id_] = last
            continue
        written = known.rounds[id_].number if id_ in known.rounds else 0
        last = found[id_] = max(last + 1, written)
    return found


def _introduced(known: Records, name: str) -> Iterator[Group]:
    """The program's groups that were told, and those that another tool brought together."""
    yield from (group for group in known.groups if group.program == name and group.intro)
    yield from (group for group in known.history if group.program == name)


def last_met(known: Records, name: str, program: Program) -> dict[frozenset[str], date]:
    """When each pair met last, by the dates of the intros."""
    found: dict[frozenset[str], date] = {}
    for group in _introduced(known, name):
        day = group.introduced_on or round_date(group.round)
        if day is None or not has_met(group, program):
            continue
        for pair in map(frozenset, combinations(group.members, 2)):
            found[pair] = max(day, found.get(pair, day))
    return found


def met_elsewhere(
    view: ProgramView, members: Collection[str], day: date
) -> dict[frozenset[str], int]:
    """Pairs of these whom other programs brought together, and how many of our rounds ago.

    Those of `day` count 0, also if nobody of them has been told yet: they will be.
    """
    here, known = set(members), view.records
    ours = {round_date(id_) for id_ in member_numbers(known, view.name) if not is_extra(id_)}
    found: dict[frozenset[str], int] = {}
    told = (group for group in known.groups if group.intro or group.introduced_on == day)
    for group in (*told, *view.context.formed, *known.history):
        met = group.introduced_on or round_date(group.round)
        if group.program == view.name or met is None or met > day:
            continue
        if met < day and not has_met(group, view.program):
            continue
        gap = 1 + sum(one is not None and met < one < day for one in ours) if met < day else 0
        for pair in map(frozenset, combinations(sorted(here.intersection(group.members)), 2)):
            found[pair] = min(gap, found.get(pair, gap))
    return found


def has_met(group: Group, program: Program) -> bool:
    """Whether a group counts as having met.

    Only a "no" says that it did not. Those who never answered may well have met, and being
    introduced to the same silent person again is what people call a repeat.
    """
    said_no = group.status is not None and group.status.outcome is Outcome.NO
    return program.unmet_count_as_met or not said_no


def past_groups(
    known: Records, name: str, program: Program, *, before: str
) -> tuple[PastGroup, ...]:
    """Every group that was introduced, oldest first, the round `before` left out.

    A group of which nobody was told, because its time was over or Slack failed, never was one.
    """
    order = member_numbers(known, name)
    found = [
        PastGroup(
            round=order[group.round],
            members=group.members,
            point_person=group.point_person or None,
            met=has_met(group, program),
        )
        for group in _introduced(known, name)
        if group.round in order and group.round != before and len(group.members) > 1
    ]
    return tuple(sorted(found, key=lambda past: past.round))
