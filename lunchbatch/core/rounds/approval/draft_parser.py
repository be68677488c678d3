"""Reads the rows of the tab Draft: groups out, and each mistake with its address.

Rows are read as an organiser means them: a deleted row leaves its people out, an added one needs
no number, an empty one says nothing. A mistake is what nobody could mean: somebody unknown, in
two groups, in none without a word, alone, one of nine, kept apart from another, or not taking
part at all. Who is listed as left out for a time may be moved into a group all the same.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lunchbatch.core.context.eligibility import ends_by_itself, exclusion_reason
from lunchbatch.core.context.keep_apart import KeepApart, keep_apart
from lunchbatch.core.context.message_context import named
from lunchbatch.core.context.name_lookup import NameLookup, NameLookupError, name_lookup
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.cell_values import group_number
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.tab_check import LEFT_OUT
from lunchbatch.core.ledger.typed_rows import DraftRow, TypedCell
from lunchbatch.core.matching.problem import LARGEST, SMALLEST
from lunchbatch.core.model.sentence import Sentence, quoted, sentence
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.core.schedule.due_stages import drafted_rounds

_LEFT_OUT_WORDS = frozenset({LEFT_OUT, "leftout", "left-out", "out"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A row and who stands in it. `number` is None for people who are to be in no group.

    `point_person` is empty where the row leaves it open; `faults` are mistakes of this row.
    """

    row: DraftRow
    number: int | None
    members: tuple[str, ...]
    point_person: str = ""
    faults: tuple[CellProblem, ...] = ()

    @property
    def is_group(self) -> bool:
        """Whether its people are to be introduced."""
        return self.number is not None and bool(self.members)

    @property
    def was_left_out(self) -> bool:
        """Whether it is the row of somebody whom the draft itself left out."""
        return self.row.key.rpartition("/")[2] in self.row.drafted


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDraft:
    """All that stands in the Draft for a round.

    `missing` were in a row once and stand nowhere now; `problems` are all mistakes, top to bottom.
    """

    lines: tuple[DraftLine, ...]
    missing: tuple[str, ...] = ()
    problems: tuple[CellProblem, ...] = ()


def box_key(round_id: str) -> str:
    """The key of the row above the groups of a round, in which they are approved."""
    return f"{round_id}/approval"


def read_draft(view: ProgramView, round_: Round) -> ParsedDraft:
    """Read the Draft of a round, people as Slack and People have them now."""
    names = name_lookup(view.context, view.slack.members.get(view.program.channel, ()))
    rows = [row for row in view.records.drafted if _is_about(view, round_, row)]
    apart = keep_apart(view.context)
    lines = _joined(_numbered([_line(view.context, round_, names, row) for row in rows]))
    more: dict[int, list[CellProblem]] = {at: [] for at in range(len(lines))}
    for at, line in enumerate(lines):
        more[at] += _unfit(view, apart, line, round_) if line.is_group else ()
    for at, problem in (*_same_number(lines), *_same_person(view.context, lines)):
        more[at].append(problem)
    lines = [replace(line, faults=(*line.faults, *more[at])) for at, line in enumerate(lines)]
    missing: dict[str, DraftRow] = dict(_missing(view, lines, round_.slot))
    lost = (
        row.members.problem(
            sentence(
                "{who} was here and stands nowhere now; "
                f"put them into a group, or into a row '{LEFT_OUT}'",
                who=named(view.context, member),
            )
        )
        for member, row in missing.items()
    )
    problems = (*(problem for line in lines for problem in line.faults), *lost)
    return ParsedDraft(
        lines=tuple(lines), missing=tuple(missing), problems=tuple(dict.fromkeys(problems))
    )


def _is_about(view: ProgramView, round_: Round, row: DraftRow) -> bool:
    """Whether a row belongs to a round; one that belongs to none is held against each draft."""
    if row.round_id == round_.id:
        return True
    if row.round_id in view.records.rounds or not (row.members.text or row.problems):
        return False
    program = row.round_id.partition("/")[0]
    return program == view.name or program not in view.context.policy.programs


def _line(context: PlanningContext, round_: Round, names: NameLookup, row: DraftRow) -> DraftLine:
    faults = [*row.problems, *_wrong_round(context, round_, row)]
    number: int | None = None
    try:
        number = _number(row.group)
    except NameLookupError as unclear:
        faults.append(row.group.problem(unclear.sentence))
    members: tuple[str, ...] = ()
    try:
        members = names.find(row.members.text)
    except NameLookupError as unclear:
        faults.append(row.members.problem(unclear.sentence))
    point_person = ""
    try:
        point_person = _point_person(names, row, members)
    except NameLookupError as unclear:
        faults.append(row.point_person.problem(unclear.sentence))
    return DraftLine(
        row=row, number=number, members=members, point_person=point_person, faults=tuple(faults)
    )


def _wrong_round(context: PlanningContext, round_: Round, row: DraftRow) -> Iterator[CellProblem]:
    open_drafts = [
        each.id
        for name, program in context.policy.programs.items()
        for each in drafted_rounds(context.records, name, program)
    ]
    if row.round_id and row.round_id != round_.id:
        typed = Sentence(row.round_id, "what stands there")
        there = " or ".join(open_drafts)
        what = sentence("there is no draft of {typed}; write {there}", typed=typed, there=there)
        yield row.round.problem(what)
    elif not row.round_id and len(open_drafts) > 1 and not row.problems:
        yield row.round.problem(f"say for which round this is: {' or '.join(open_drafts)}")


def _number(cell: TypedCell) -> int | None:
    """The number of a group; 0 for a group without one yet, None for people to be left out."""
    if cell.folded in _LEFT_OUT_WORDS:
        return None
    text = cell.folded.removeprefix("group").strip()
    if not text:
        return 0
    if group_number(text):
        return group_number(text)
    what = f"is neither a number nor '{LEFT_OUT}'"
    raise NameLookupError(sentence("{typed} {what}", typed=quoted(f"{cell.text:.60}"), what=what))


def _point_person(names: NameLookup, row: DraftRow, members: Collection[str]) -> str:
    """Who is named; nobody where the one of the draft has been moved elsewhere since."""
    if not members:
        return ""
    found = names.find(row.point_person.text)
    if len(found) > 1:
        what = "more than one point person; name one of the group, or nobody"
        raise NameLookupError(sentence(what))
    if found and found[0] not in members and found[0] not in row.drafted[:1]:
        what = "{typed} is not in this group; name one who is, or nobody"
        raise NameLookupError(sentence(what, typed=quoted(row.point_person.text)))
    return next((member for member in found if member in members), "")


def _numbered(lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Groups without a number get the next ones."""
    last = max((line.number or 0 for line in lines), default=0)
    found = []
    for line in lines:
        is_new = line.number == 0 and bool(line.members)
        last += is_new
        found.append(replace(line, number=last) if is_new else line)
    return found


def _joined(lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Who was listed as left out joins the group whose number stands in their row now."""
    found: list[DraftLine] = []
    for line in sorted(lines, key=lambda line: line.was_left_out):
        at = next((n for n, each in enumerate(found) if each.number == line.number), None)
        if line.was_left_out and line.is_group and at is not None and found[at].is_group:
            both = (*found[at].members, *line.members)
            found[at] = replace(found[at], members=both, faults=(*found[at].faults, *line.faults))
        else:
            found.append(line)
    return found


def _unfit(
    view: ProgramView, apart: KeepApart, line: DraftLine, round_: Round
) -> Iterator[CellProblem]:
    """Why a group cannot be introduced as it stands."""
    cell, people = line.row.members, set(line.members)
    if len(people) < SMALLEST:
        yield cell.problem(f"a group of one; add somebody, or write '{LEFT_OUT}' as the group")
    if len(people) > LARGEST:
        yield cell.problem(f"{len(people)} people in one group; at most {LARGEST} fit")
    if apart.splits(people):
        # Who they are is not said: the tab Keep apart may be more private than this one.
        yield cell.problem("two of these people are to be kept apart; move one of them")
    for member in dict.fromkeys(line.members):
        why = cannot_join(view, member, slot=round_.slot)
        is_overruled = ends_by_itself(why) and why == round_.absent.get(member)
        if why and not is_overruled:
            who = named(view.context, member)
            yield cell.problem(sentence("{who} cannot take part: {why}", who=who, why=why))


def cannot_join(view: ProgramView, member: str, *, slot: date | None = None) -> str:
    """Why nobody can be introduced together with somebody; empty when they can.

    `slot` is the date of the round where that lies ahead, else it is now.
    """
    program = view.program
    if view.slack.is_app(member):
        return "an app"
    if member not in view.slack.members.get(program.channel, ()):
        return "not in the channel"
    return exclusion_reason(view.context, program, member, slot=slot)


def _same_number(lines: Sequence[DraftLine]) -> Iterator[tuple[int, CellProblem]]:
    standing: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line.is_group and line.number is not None:
            standing.setdefault(line.number, []).append(at)
    for number, places in standing.items():
        for at in places if len(places) > 1 else ():
            others = " and ".join(lines[place].row.group.where for place in places if place != at)
            what = f"group {number} stands in {others} too; give one another number"
            yield at, lines[at].row.group.problem(what)


def _same_person(
    context: PlanningContext, lines: Sequence[DraftLine]
) -> Iterator[tuple[int, CellProblem]]:
    standing: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        for member in line.members:
            standing.setdefault(member, []).append(at)
    for member, places in standing.items():
        if len(places) == 1:
            continue
        for at in dict.fromkeys(places):
            others = [lines[place].row.members.where for place in places if place != at]
            elsewhere = f"in {' and '.join(others)} too" if others else "here twice"
            what = f"{{who}} stands {elsewhere}; leave them in one place"
            who = named(context, member)
            yield at, lines[at].row.members.problem(sentence(what, who=who))


def _missing(
    view: ProgramView, lines: Sequence[DraftLine], slot: date
) -> Iterator[tuple[str, DraftRow]]:
    """Who was taken out of a row and put nowhere; not while a name cannot be understood."""
    if any(not line.members and line.row.members.text for line in lines):
        return
    program = view.program
    here = view.slack.members.get(program.channel, ())
    standing = {member for line in lines for member in line.members}
    for line in lines:
        for member in line.row.drafted:
            if (
                member in here
                and member not in standing
                and not exclusion_reason(view.context, program, member, slot=slot)
            ):
                yield member, line.row
