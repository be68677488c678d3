"""The Stats tab: one row for each round that has closed, as its groups stand now.

The same figures as `report` gives for all programs together: a pair is new once, wherever it met.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.row_cells import StatsCells
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.statistics import Figures, RoundFigures, figures


def counted(context: PlanningContext, heard: Iterable[Group]) -> Figures:
    """All figures, with groups as they were just heard to stand."""
    now = {group.key: group for group in heard}
    groups = tuple(now.get(group.key, group) for group in context.records.groups)
    return figures(replace(context.records, groups=groups))


def stats_changes(
    context: PlanningContext, found: Figures, closing: Collection[str]
) -> Iterator[Change]:
    """What the tab needs: rows of rounds that close in this run, and rows that are out of date.

    A row of a round that is not in the ledger any more stays: it is the chart's past.
    """
    for one in found.held:
        row = context.records.rounds.get(one.id)
        if one.id not in closing and (row is None or Stage.CLOSE not in row.stages):
            continue
        cells, there = _cells(one), context.records.stats.get(one.id, {})
        if one.id not in context.records.stats:
            yield cells.append(one.id)
        elif there is not None and any(
            there.get(title) != value for title, value in cells.values.items()
        ):
            yield cells.update(one.id)


def _cells(one: RoundFigures) -> StatsCells:
    return StatsCells(
        program=one.program,
        date=one.slot,
        introduced=one.introduced,
        groups=one.groups,
        met=one.met,
        new_connections=one.new_connections,
    )
