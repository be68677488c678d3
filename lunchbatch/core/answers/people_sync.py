"""Keeping the People and the Problems tab current."""

from collections.abc import Iterable
from datetime import date

from lunchbatch.core.context.eligibility import SLACKBOT
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.tabs import PEOPLE_TAB, PROBLEMS_TAB
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
        if member not in {context.slack.us, SLACKBOT}
    }
    return [*_arrived(context, here, today), *_left(context, here, today)]


def _arrived(context: PlanningContext, here: Iterable[str], today: date) -> Iterable[Change]:
    for member in sorted(here):
        person = context.slack.people.get(member)
        if person is None or person.is_bot:
            continue
        standing = context.records.people.get(member)
        if standing is None:
            values: dict[str, Value] = {
                "member id": member,
                "name": person.name,
                "first seen": today,
            }
            yield Append(tab=PEOPLE_TAB, key=member, values=values)
            continue
        if not standing.is_sound:
            continue
        news: dict[str, Value] = {}
        if person.name and standing.name != person.name:
            news["name"] = person.name
        if standing.left is not None and not person.is_deactivated:
            news["left on"] = None
        if person.is_deactivated and standing.left is None:
            news["left on"] = today
        if news:
            yield Update(tab=PEOPLE_TAB, key=member, values=news)


def _left(context: PlanningContext, here: set[str], today: date) -> Iterable[Change]:
    for member, standing in context.records.people.items():
        if standing.is_sound and member not in here and standing.left is None:
            yield Update(tab=PEOPLE_TAB, key=member, values={"left on": today})


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
        values: dict[str, Value] = {"what": problem.what, "link": problem.link or None}
        if where not in context.records.listed:
            values["where"] = where
            changes.append(Append(tab=PROBLEMS_TAB, key=where, values=values))
        elif context.records.listed[where] != problem.what:
            changes.append(Update(tab=PROBLEMS_TAB, key=where, values=values))
    return changes
