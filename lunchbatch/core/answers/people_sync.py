"""Keeping the People and the Problems tab current."""

from collections.abc import Iterable
from datetime import date

from lunchbatch.core.context.eligibility import SLACKBOT
from lunchbatch.core.context.plan_model import View
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Drop, Set
from lunchbatch.core.ledger.tabs import PEOPLE, PROBLEMS
from lunchbatch.core.model.terms import Problem
from lunchbatch.core.schedule.calendar import local


def people_changes(view: View) -> list[Change]:
    """New members are added, leavers marked, nobody is deleted: their history stays."""
    channels = [program.channel for program in view.policy.programs.values()]
    if not all(channel in view.seen.members for channel in channels):
        return []
    today = local(next(iter(view.policy.programs.values())), view.now).date()
    here = {
        member
        for channel in channels
        for member in view.seen.members[channel]
        if member not in {view.seen.us, SLACKBOT}
    }
    return [*_arrived(view, here, today), *_left(view, here, today)]


def _arrived(view: View, here: Iterable[str], today: date) -> Iterable[Change]:
    for member in sorted(here):
        person = view.seen.people.get(member)
        if person is None or person.is_bot:
            continue
        standing = view.known.people.get(member)
        if standing is None:
            values: dict[str, Value] = {
                "member id": member,
                "name": person.name,
                "first seen": today,
            }
            yield Append(tab=PEOPLE, key=member, values=values)
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
            yield Set(tab=PEOPLE, key=member, values=news)


def _left(view: View, here: set[str], today: date) -> Iterable[Change]:
    for member, standing in view.known.people.items():
        if standing.is_sound and member not in here and standing.left is None:
            yield Set(tab=PEOPLE, key=member, values={"left on": today})


def problem_changes(view: View, found: Iterable[Problem] = ()) -> list[Change]:
    """The Problems tab holds just what cannot be understood now, and what else was `found`."""
    wanted: dict[str, Problem] = {}
    for problem in (*view.known.problems, *found):
        wanted.setdefault(problem.where, problem)
    changes: list[Change] = [
        Drop(tab=PROBLEMS, key=where) for where in view.known.listed if where not in wanted
    ]
    for where, problem in wanted.items():
        values: dict[str, Value] = {"what": problem.what, "link": problem.link or None}
        if where not in view.known.listed:
            values["where"] = where
            changes.append(Append(tab=PROBLEMS, key=where, values=values))
        elif view.known.listed[where] != problem.what:
            changes.append(Set(tab=PROBLEMS, key=where, values=values))
    return changes
