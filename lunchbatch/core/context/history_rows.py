"""Past meetings in the tab Groups that other tools left: pasted rows in, past groups out.

They count in matching like groups of the program's own, and for nothing else: nobody is written
to because of them, and no answer is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lunchbatch.core.context.name_lookup import NameLookup, NameLookupError, name_lookup
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.typed_rows import PastedRow
from lunchbatch.core.model.sentence import quoted, sentence
from lunchbatch.core.model.terms import CellProblem

NO_PROGRAM = "no program stands here"
FIRST_DAY, AHEAD = date(2000, 1, 1), timedelta(days=366)  # what can be a date of a meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRows:
    """What pasted rows say: the view with their groups in it, and what cannot be understood."""

    context: PlanningContext
    problems: tuple[CellProblem, ...] = ()


def read_history_rows(context: PlanningContext) -> HistoryRows:
    """Read the pasted rows. While nobody is known by name yet, names are not judged."""
    if not context.records.pasted:
        return HistoryRows(context=context)
    names = name_lookup(context)
    groups: list[Group] = []
    problems: list[CellProblem] = []
    for row in context.records.pasted:
        found = tuple(faults(context, names, row))
        if found:
            problems += found if names.by_name else ()
            continue
        groups.append(group_of(context, names, row))
    return HistoryRows(
        context=replace(context, records=replace(context.records, history=tuple(groups))),
        problems=tuple(problems),
    )


def faults(context: PlanningContext, names: NameLookup, row: PastedRow) -> Iterator[CellProblem]:
    """What cannot be understood in one row."""
    programs = ", ".join(context.policy.programs)
    if not _program(context, row):
        typed = row.program.text
        what = sentence("{typed} is no program", typed=quoted(typed)) if typed else NO_PROGRAM
        yield row.program.problem(sentence("{what}; write {there}", what=what, there=programs))
    if row.introduced_on is None:
        yield row.introduced.problem("a group of another tool needs its date, as 2026-11-23")
    elif not FIRST_DAY <= row.introduced_on <= context.now.date() + AHEAD:
        yield row.introduced.problem(
            f"nobody can have met on {row.introduced_on}; write the date as 2026-11-23"
        )
    if not row.members.text:
        yield row.members.problem("nobody stands here; write who met, with commas between")
        return
    try:
        people = set(names.find(row.members.text))
    except NameLookupError as unclear:
        what = "{why}{stop} If they have left, take the name out or delete the row"
        why = unclear.sentence
        yield row.members.problem(sentence(what, why=why, stop="" if why.endswith("?") else "."))
        return
    if len(people) < 2:
        yield row.members.problem(
            "one person alone has met nobody; write two names or more, or delete the row"
        )


def _program(context: PlanningContext, row: PastedRow) -> str:
    """The program of a row; a blank one is the only one there is."""
    named = row.program.folded
    if not named and len(context.policy.programs) == 1:
        return next(iter(context.policy.programs))
    return named if named in context.policy.programs else ""


def group_of(context: PlanningContext, names: NameLookup, row: PastedRow) -> Group:
    name = _program(context, row)
    members = tuple(sorted(set(names.find(row.members.text))))
    round_id = f"{name}/{row.introduced_on}"
    return Group(
        key=f"{round_id}/{'+'.join(members)}",
        program=name,
        round=round_id,
        members=members,
        status=row.status,
        introduced_on=row.introduced_on,
        messages={},
    )
