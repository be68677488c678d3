"""Changes that keep People and Problems current: arrivals, leavers, names, problems."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.changes import Change, Delete
from lunchbatch.core.ledger.records import MemberRecord
from lunchbatch.core.ledger.row_cells import PersonCells, ProblemCells
from lunchbatch.core.ledger.tabs import PROBLEMS_TAB
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.core.schedule.calendar import local


def people_changes(context: PlanningContext) -> list[Change]:
    """New members are added, leavers marked, nobody is deleted: their history stays."""
    channels = [program.channel for program in context.policy.programs.values()]
    if not all(channel in context.slack.members for channel in channels):
        return []
    today = local(next(iter(context.policy.programs.values())), context.now).date()
    here = {
        member
        for channel in channels
        for member in context.slack.members[channel]
        if not context.slack.is_app(member)
    }
    return [*_arrived(context, here, today), *_left(context, here, today)]


def _arrived(context: PlanningContext, here: Iterable[str], today: date) -> Iterable[Change]:
    for member in sorted(here):
        person = context.slack.people.get(member)
        if person is None:
            continue
        standing = context.records.people.get(member)
        if standing is None:
            yield PersonCells(name=person.name, first_seen=today).append(member)
            continue
        if not standing.is_sound:
            continue
        cells = PersonCells()
        if person.name and standing.name != person.name:
            cells = PersonCells(name=person.name, earlier_names=_earlier(standing, person.name))
        if person.is_deactivated != (standing.left is not None):
            cells = replace(cells, left_on=today if person.is_deactivated else None)
        if cells.values:
            yield cells.update(member)


def _earlier(standing: MemberRecord, name: str) -> tuple[str, ...]:
    """The names before the new one, oldest first, so that who was typed by one stays meant."""
    names = dict.fromkeys((*standing.earlier_names, standing.name))
    return tuple(each for each in names if fold(each) and each != name)


def _left(context: PlanningContext, here: set[str], today: date) -> Iterable[Change]:
    for member, standing in context.records.people.items():
        if standing.is_sound and member not in here and standing.left is None:
            yield PersonCells(left_on=today).update(member)


def problem_changes(context: PlanningContext, found: Iterable[CellProblem] = ()) -> list[Change]:
    """The Problems tab holds just what cannot be understood now, and what else was `found`."""
    wanted: dict[str, CellProblem] = {}
    for problem in (*context.records.problems, *found):
        wanted.setdefault(problem.where, problem)
    changes: list[Change] = [
        Delete(tab=PROBLEMS_TAB, key=where)
        for where in context.records.listed
        if where not in wanted
    ]
    for where, problem in wanted.items():
        cells = ProblemCells(what=problem.what, link=problem.link)
        if where not in context.records.listed:
            changes.append(cells.append(where))
        elif context.records.listed[where] != problem.what:
            changes.append(cells.update(where))
    return changes
