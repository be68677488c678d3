"""The figures of a round that is over: one row in Stats, which the Sheet's chart draws."""

from collections.abc import Sequence
from itertools import combinations

from lunchbatch.core.effects import View
from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.tabs import STATS
from lunchbatch.core.model import Status
from lunchbatch.core.records import Group, Round


def figures(view: View, one: Round, groups: Sequence[Group]) -> Append:
    """The row of a round whose groups stand as given when it closes."""
    introduced = [group for group in groups if group.intro]
    met = [group for group in groups if group.status is Status.CLOSED_MET]
    before = [
        group
        for group in view.known.groups
        if group.program == one.program
        and group.round != one.id
        and group.status is Status.CLOSED_MET
    ]
    return Append(
        tab=STATS,
        key=one.id,
        values={
            "round": one.id,
            "program": one.program,
            "date": one.slot,
            "introduced": sum(len(group.members) for group in introduced),
            "groups": len(introduced),
            "met": len(met),
            "new connections": len(_pairs(met) - _pairs(before)),
        },
    )


def _pairs(groups: Sequence[Group]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(group.members, 2)}
