"""Decides whether a draft is sent, and who of it is left out: Draft rows in, groups out.

A draft goes out once somebody has ticked its box, in Draft or in Rounds, and no mistake is left.
After the deadline it goes out without a word too, unless somebody typed another word there: that
holds it. Then mistakes do not hold up the others any longer: the rows without one are sent as
they stand, and the people of the rest are listed as left out, for a person to see to.
"""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import combinations

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import NO_RULE_FITS
from lunchbatch.core.context.meeting_history import last_met
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    Order,
    PlanningContext,
    ProgramView,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.ledger.typed_rows import Approval, TypedCell, approval_of
from lunchbatch.core.matching import MatchedGroup, match
from lunchbatch.core.matching.rules.roles import RESTS, TOO_FEW, WITHOUT_ROLE
from lunchbatch.core.matching.rules.shared_tags import NOBODY_ALIKE, WITHOUT_VALUE
from lunchbatch.core.model.sentence import Sentence, quoted, sentence
from lunchbatch.core.model.terms import CellProblem, Stage
from lunchbatch.core.rounds.approval.draft_parser import DraftLine, ParsedDraft, read_draft
from lunchbatch.core.rounds.grouping import ALONE
from lunchbatch.core.rounds.round_rows import (
    NewGroups,
    matching_problem,
    new_group,
    participants,
    without_rules,
)
from lunchbatch.core.schedule.calendar import last_start, local, opens
from lunchbatch.core.schedule.due_stages import drafted_rounds
from lunchbatch.core.settings.policy import Program

APPROVED = "approved"
_HOLDS = (Approval.OTHER, Approval.AGAIN)
BY_RULE = (ALONE, NO_RULE_FITS, NOBODY_ALIKE, WITHOUT_VALUE, WITHOUT_ROLE, RESTS, TOO_FEW)
BY_ORGANISER = "left out by the organiser"
BY_MISTAKE = "left out, their row in Draft had a mistake"
IN_NO_ROW = "left out, they stood in no row of Draft"
CAME_LATER = "came after the draft"


def check_drafts(view: ProgramView, builder: PlanBuilder) -> tuple[CellProblem, ...]:
    """Every mistake in the program's drafts. Those in the way of sending are said aloud."""
    program = view.program
    found: list[CellProblem] = []
    for one in drafted_rounds(view.records, view.name, program):
        is_missed = view.context.now >= last_start(program, one.slot)
        if is_missed or program.channel not in view.slack.members or is_asked_again(view, one):
            continue
        misspelt = _misspelt(view, one)
        problems = (*read_draft(view, one).problems, *misspelt)
        is_wanted = misspelt or _is_approved(view, one) or _is_overdue(view, one)
        found += problems
        said = [problem.line for problem in problems]
        if problems and is_wanted:
            builder.blocked += said
            _tell(view, one, problems, builder)
            builder.told.update(said if view.context.policy.owner else ())
        else:
            builder.notes += said
    return tuple(dict.fromkeys(found))


def approved_groups(view: ProgramView, round_: Round, builder: PlanBuilder) -> NewGroups | None:
    """The groups of a draft just as they stand, if they are to be sent now; None to wait."""
    if is_asked_again(view, round_):
        return None
    drafted = read_draft(view, round_)
    is_overdue = _is_overdue(view, round_)
    if not (_is_approved(view, round_) or is_overdue):
        builder.notes.append(_waits(view, round_))
        return None
    lines = [line for line in drafted.lines if line.is_group and not line.faults]
    if drafted.problems and not (is_overdue and lines):
        builder.notes.append(f"{round_.id}: nothing is sent until the mistakes in Draft are mended")
        return None
    return _made(view, round_, drafted, lines)


def approval_cells(view: ProgramView, round_: Round) -> tuple[TypedCell, ...]:
    """Where a round may be approved: beside it in Rounds, and in its rows of Draft."""
    rows = (row.approval for row in view.records.drafted if row.round_id == round_.id)
    return (round_.approval, *rows)


def is_asked_again(view: ProgramView, round_: Round) -> bool:
    """Whether other groups are wanted: by command, or by a word where they'd be approved.

    A row that a person added has no key, so that a word there could not be taken out again.
    """
    if view.request.stage == Order.REMATCH:
        return view.request.round == round_.id
    rows = (row for row in view.records.drafted if row.round_id == round_.id and row.key)
    cells = (round_.approval, *(row.approval for row in rows))
    return any(approval_of(cell) is Approval.AGAIN for cell in cells)


def _holding(view: ProgramView, round_: Round) -> TypedCell | None:
    """The cell with a word that is no yes, if there is one: it holds the draft."""
    cells = approval_cells(view, round_)
    return next((cell for cell in cells if approval_of(cell) in _HOLDS), None)


def _is_approved(view: ProgramView, round_: Round) -> bool:
    if view.request.stage == Stage.INTRO:
        return True
    given = (approval_of(cell) is Approval.GIVEN for cell in approval_cells(view, round_))
    return any(given) and _holding(view, round_) is None


def deadline_of(program: Program, round_: Round) -> datetime | None:
    """When a draft goes out without a word (UTC); None for never."""
    deadline = program.approval.deadline if program.approval else None
    return None if deadline is None else opens(program, round_.slot) + deadline


def _is_overdue(view: ProgramView, round_: Round) -> bool:
    """Whether the deadline is over, and nobody holds the draft."""
    deadline = deadline_of(view.program, round_)
    is_over = deadline is not None and view.context.now >= deadline
    return is_over and _holding(view, round_) is None


def _misspelt(view: ProgramView, round_: Round) -> tuple[CellProblem, ...]:
    """Words that were surely meant to be `approved`."""
    what = f"{{typed}} is not '{APPROVED}'; correct it, or clear it"
    return tuple(
        cell.problem(sentence(what, typed=quoted(cell.text)))
        for cell in approval_cells(view, round_)
        if approval_of(cell) is Approval.OTHER
        and SequenceMatcher(None, cell.folded, APPROVED).ratio() >= 0.75
    )


def _waits(view: ProgramView, round_: Round) -> str:
    held, program = _holding(view, round_), view.program
    if held is not None:
        word = Sentence(f"'{held.text}'", "what stands")
        what = "{round}: held by {word} in {where}"
        return sentence(what, round=round_.id, word=word, where=held.where)
    waits = (
        f"{round_.id}: the groups in Draft wait until the box above them is ticked, "
        f"or that in {round_.approval.where}"
    )
    deadline = deadline_of(program, round_)
    return (
        waits if deadline is None else f"{waits}, until {local(program, deadline):%a %d %b %H:%M}"
    )


def _tell(
    view: ProgramView, round_: Round, problems: Sequence[CellProblem], builder: PlanBuilder
) -> None:
    """The owner hears of the same mistakes once."""
    said = "\n".join(map(str, problems))
    key = effect_key(round_.id, f"mend-{sha256(said.encode()).hexdigest()[:8]}")
    claim = view.records.claims.get(key)
    message = message_context.to_mend(view, tuple(problems))
    if view.context.policy.owner and message and (claim is None or claim.settled is None):
        builder.effects.append(
            Effect(key=key, to=ToMembers(ids=(view.context.policy.owner,)), message=message)
        )


def _made(
    view: ProgramView, round_: Round, drafted: ParsedDraft, lines: Sequence[DraftLine]
) -> NewGroups:
    who = participants(view, round_)
    groups = tuple(
        new_group(view, round_, f"{round_.id}/{line.number}", _seated(view, round_, line))
        for line in sorted(lines, key=lambda line: line.number or 0)
    )
    placed = {member for group in groups for member in group.members}
    stand = {m for line in drafted.lines for m in (*line.members, *line.row.drafted)}
    left = {
        member: _reason(view.context, round_, drafted, member)
        for member in who.present
        if view.program.lottery is None or member in stand
    }
    absent = {**who.absent, **left}
    return NewGroups(
        groups=groups,
        absent={member: reason for member, reason in absent.items() if member not in placed},
        members=len(who.present) + len(who.absent),
        quality=_figures(view, round_, drafted, lines),
    )


def _seated(view: ProgramView, round_: Round, line: DraftLine) -> MatchedGroup:
    """The group of a row; where the row names nobody, whose turn it is makes it happen."""
    members = tuple(sorted(line.members))
    if line.point_person:
        return MatchedGroup(members=members, slot=None, point_person=line.point_person)
    return match(without_rules(matching_problem(view, round_, members))).groups[0]


def _reason(context: PlanningContext, round_: Round, drafted: ParsedDraft, member: str) -> str:
    """Why somebody who could take part is in no group, if they are in none."""
    for line in drafted.lines:
        if line.faults and member in {*line.members, *line.row.drafted}:
            return BY_MISTAKE
        if member in line.members and line.number is None:
            if not line.row.key or line.row.why.startswith(BY_RULE):
                return Sentence(line.row.why, BY_ORGANISER) if line.row.why else BY_ORGANISER
            if not line.was_left_out:
                return BY_ORGANISER
    if member in drafted.missing:
        return IN_NO_ROW
    before = round_.absent.get(member, "")
    if before:
        return before if before.startswith(BY_RULE) else CAME_LATER
    standing, made = context.records.people.get(member), round_.stages[Stage.DRAFT].date()
    first_seen = standing.first_seen if standing else None
    is_new = standing is None or (first_seen is not None and first_seen > made)
    return CAME_LATER if is_new else BY_ORGANISER


def _figures(
    view: ProgramView, round_: Round, drafted: ParsedDraft, lines: Sequence[DraftLine]
) -> RoundCells:
    """Repeats as they stand now. What was proved of the draft holds only where nobody edited it."""
    program = view.program
    met, remembered = last_met(view.records, view.name, program), program.met_again_after
    repeats = sum(
        (day := met.get(frozenset(pair))) is not None
        and (remembered is None or day >= round_.slot - remembered)
        for line in lines
        for pair in combinations(line.members, 2)
    )
    is_as_drafted = all(set(line.members) == set(line.row.drafted) for line in drafted.lines)
    return RoundCells(repeats=repeats, unavoidable=round_.unavoidable if is_as_drafted else 0)
