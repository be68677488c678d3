"""Sending what stands in the tab Draft: when, and what becomes of everybody who is in no group.

A draft goes out once somebody has typed `approved` beside its round and no mistake is left in it.
After the deadline it goes out without a word too, unless somebody typed another word there: that
holds it. Then mistakes do not hold up the others any longer: the rows without one are sent as
they stand, and the people of the rest are listed as left out, for a person to see to.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import combinations

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import turnout
from lunchbatch.core.context.meeting_history import last_met
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Effect, Members, View, effect_key
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.matching import Group, match
from lunchbatch.core.model.terms import Problem
from lunchbatch.core.rounds.approval.draft_parser import Drafted, Line, read_draft
from lunchbatch.core.rounds.grouping import ALONE, NO_RULE_FITS
from lunchbatch.core.rounds.new_groups import Made
from lunchbatch.core.rounds.round_rows import new_group, problem_of, round_number
from lunchbatch.core.schedule.calendar import DRAFT, INTRO, last_start, local, opens
from lunchbatch.core.schedule.due_stages import drafts
from lunchbatch.core.settings.policy import Program

APPROVED = "approved"
_YES = frozenset({APPROVED, "approve", "yes", "ok", "true"})
BY_RULE = (ALONE, NO_RULE_FITS)
BY_ORGANISER = "left out by the organiser"
BY_MISTAKE = "left out, their row in Draft had a mistake"
IN_NO_ROW = "left out, they stood in no row of Draft"
CAME_LATER = "came after the draft"


def look_over(view: View, name: str, draft: Draft) -> tuple[Problem, ...]:
    """Every mistake in the program's drafts. Those in the way of sending are said aloud."""
    program = view.policy.programs[name]
    found: list[Problem] = []
    for one in drafts(view.known, name, program):
        is_missed = view.now >= last_start(program, one.slot)
        if is_missed or program.channel not in view.seen.members:
            continue
        misspelt = _misspelt(one)
        problems = (*read_draft(view, name, one).problems, *misspelt)
        is_wanted = misspelt or _is_approved(view, one) or _is_overdue(view, program, one)
        found += problems
        said = [f"{problem} {problem.link}".rstrip() for problem in problems]
        if problems and is_wanted:
            draft.blocked += said
            _tell(view, name, one, problems, draft)
        else:
            draft.notes += said
    return tuple(dict.fromkeys(found))


def as_approved(view: View, name: str, one: Round, draft: Draft) -> Made | None:
    """The groups of a draft just as they stand, if they are to be sent now; None to wait."""
    program = view.policy.programs[name]
    drafted = read_draft(view, name, one)
    is_overdue = _is_overdue(view, program, one)
    if not (_is_approved(view, one) or is_overdue):
        draft.notes.append(_waits(program, one))
        return None
    lines = [line for line in drafted.lines if line.is_group and not line.faults]
    if drafted.problems and not (is_overdue and lines):
        draft.notes.append(f"{one.id}: nothing is sent until the mistakes in Draft are mended")
        return None
    return _made(view, name, one, drafted, lines)


def _is_approved(view: View, one: Round) -> bool:
    return one.approval.folded in _YES or view.order.stage == INTRO


def deadline_of(program: Program, one: Round) -> datetime | None:
    """When a draft goes out without a word (UTC); None for never."""
    deadline = program.approval.deadline if program.approval else None
    return None if deadline is None else opens(program, one.slot) + deadline


def _is_overdue(view: View, program: Program, one: Round) -> bool:
    """Whether the deadline is over, and nobody holds the draft."""
    deadline, is_held = deadline_of(program, one), one.approval.folded not in _YES | {""}
    return deadline is not None and not is_held and view.now >= deadline


def _misspelt(one: Round) -> tuple[Problem, ...]:
    """A word that was surely meant to be `approved`."""
    word = one.approval.folded
    if word in _YES or SequenceMatcher(None, word, APPROVED).ratio() < 0.75:
        return ()
    what = f"'{one.approval.text}' is not '{APPROVED}'; correct it, or clear it"
    return (one.approval.problem(what),)


def _waits(program: Program, one: Round) -> str:
    if one.approval.text:
        return f"{one.id}: held by '{one.approval.text}' in {one.approval.where}"
    waits = f"{one.id}: the groups in Draft wait for '{APPROVED}' in {one.approval.where}"
    deadline = deadline_of(program, one)
    return (
        waits if deadline is None else f"{waits}, until {local(program, deadline):%a %d %b %H:%M}"
    )


def _tell(view: View, name: str, one: Round, problems: Sequence[Problem], draft: Draft) -> None:
    """The owner hears of the same mistakes once."""
    said = "\n".join(map(str, problems))
    key = effect_key(one.id, f"mend-{sha256(said.encode()).hexdigest()[:8]}")
    claim = view.known.claims.get(key)
    message = message_context.to_mend(view, name, tuple(problems))
    if view.policy.owner and message and (claim is None or claim.settled is None):
        draft.effects.append(Effect(key=key, to=Members(ids=(view.policy.owner,)), message=message))


def _made(view: View, name: str, one: Round, drafted: Drafted, lines: Sequence[Line]) -> Made:
    who = turnout(view, view.policy.programs[name], number=round_number(view, name))
    groups = tuple(
        new_group(view, name, one, f"{one.id}/{line.number}", _seated(view, name, one, line))
        for line in sorted(lines, key=lambda line: line.number or 0)
    )
    placed = {member for group in groups for member in group.members}
    left = {member: _reason(view, one, drafted, member) for member in who.present}
    absent = {**who.absent, **left}
    return Made(
        groups=groups,
        absent={member: reason for member, reason in absent.items() if member not in placed},
        members=len(absent),
        figures=_figures(view, name, one, drafted, lines),
    )


def _seated(view: View, name: str, one: Round, line: Line) -> Group:
    """The group of a row; where the row names nobody, whose turn it is makes it happen."""
    members = tuple(sorted(line.members))
    if line.point_person:
        return Group(members=members, slot=None, point_person=line.point_person)
    problem = problem_of(view, name, one, members)
    alone = replace(problem, group_size=len(members), keep_apart=frozenset(), mixing={})
    return match(alone).groups[0]


def _reason(view: View, one: Round, drafted: Drafted, member: str) -> str:
    """Why somebody who could take part is in no group, if they are in none."""
    for line in drafted.lines:
        if line.faults and member in {*line.members, *line.row.drafted}:
            return BY_MISTAKE
        if member in line.members and line.number is None:
            is_own = not line.row.key or line.row.why.startswith(BY_RULE)
            return (line.row.why if is_own else "") or BY_ORGANISER
    if member in drafted.missing:
        return IN_NO_ROW
    before = one.absent.get(member, "")
    if before:
        return before if before.startswith(BY_RULE) else CAME_LATER
    standing, made = view.known.people.get(member), one.stages[DRAFT].date()
    first_seen = standing.first_seen if standing else None
    is_new = standing is None or (first_seen is not None and first_seen > made)
    return CAME_LATER if is_new else BY_ORGANISER


def _figures(
    view: View, name: str, one: Round, drafted: Drafted, lines: Sequence[Line]
) -> dict[str, Value]:
    """Repeats as they stand now. What was proved of the draft holds only where nobody edited it."""
    program = view.policy.programs[name]
    met, remembered = last_met(view.known, name, program), program.met_again_after
    repeats = sum(
        (day := met.get(frozenset(pair))) is not None
        and (remembered is None or day >= one.slot - remembered)
        for line in lines
        for pair in combinations(line.members, 2)
    )
    is_as_drafted = all(set(line.members) == set(line.row.drafted) for line in drafted.lines)
    return {"repeats": repeats, "unavoidable": one.unavoidable if is_as_drafted else 0}
