"""Writes the groups of a coming round into the tab Draft, for an organiser to approve."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import Eligibility, in_numbers
from lunchbatch.core.context.meeting_history import last_met
from lunchbatch.core.context.name_lookup import NameLookup, name_lookup
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    StageCompletion,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.changes import Delete, Update
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.row_cells import DraftCells, RoundCells
from lunchbatch.core.ledger.tab_check import LEFT_OUT
from lunchbatch.core.ledger.tabs import DRAFT_TAB
from lunchbatch.core.matching import MatchedGroup
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.approval.draft_approval import deadline_of
from lunchbatch.core.rounds.approval.draft_parser import box_key, read_draft
from lunchbatch.core.rounds.grouping import Grouping, form_groups, form_other_groups
from lunchbatch.core.rounds.round_rows import participants, planned_times, round_change, stage_cells
from lunchbatch.core.schedule.due_stages import DueStage, drafted_rounds

NEVER = "never met"
TO_APPROVE = "tick the box to send these groups, or type yes; again makes other ones"
AGAIN = "asked to meet again"
NO_OTHERS = "no other groups are possible within the rules, so these stay"
_BLANK = DraftCells(approval=None, group=None, members=None, point_person=None, last_met=None)


def plan_draft(
    view: ProgramView, due_stage: DueStage, builder: PlanBuilder, *, repeats: Collection[str] = ()
) -> None:
    """Make the groups of a round and write them down; the owner is told, nobody else is."""
    one = due_stage.round
    count = sum(_is_group(row.key, one) for row in view.records.drafted)
    cells = RoundCells()
    if not count:
        who = participants(view, one)
        seated = form_groups(view, one, who.present, repeats)
        cells = planned_times(view.context, due_stage).merged(
            _record(view, one, builder, who, seated, repeats)
        )
        count = len(seated.groups)
    done = stage_cells(view.context, one, Stage.DRAFT)
    known = view.records.rounds.get(one.id)
    if known is None:
        cells = replace(cells, approval=False)
    elif not known.approval.text:
        box, blank = RoundCells(approval=False), RoundCells(approval=None)
        builder.changes.append(box.update(one.id, expected=blank))
    if not view.context.policy.owner:
        builder.changes.append(round_change(view.context, one, cells.merged(done)))
        return
    word = _word(view, one, count, view.context.policy.owner)
    builder.changes.append(round_change(view.context, one, cells))
    builder.effects.append(word)
    finish = StageCompletion(
        round=one.id, stage=Stage.DRAFT, effects=frozenset({word.key}), change=done.update(one.id)
    )
    builder.finishes.append(finish)


def _word(view: ProgramView, round_: Round, groups: int, owner: str) -> Effect:
    deadline = deadline_of(view.program, round_)
    return Effect(
        key=effect_key(round_.id, Stage.DRAFT),
        to=ToMembers(ids=(owner,)),
        message=message_context.draft_ready(view, round_, groups, deadline),
    )


def redraft(view: ProgramView, one: Round, builder: PlanBuilder, repeats: Collection[str]) -> None:
    """Other groups in the place of those in Draft; they wait for approval like the first.

    Rows that people added stay, and nobody of them is put into another group.
    """
    lines = [line for line in read_draft(view, one).lines if line.is_group]
    kept = {member for line in lines if not line.row.key for member in line.members}
    who = participants(view, one)
    present = tuple(member for member in who.present if member not in kept)
    former = [line.members for line in lines if line.row.key]
    seated = form_other_groups(view, one, present, repeats, former)
    cells = RoundCells(approval=False)
    if seated is None:
        builder.notes.append(f"{one.id}: {NO_OTHERS}")
        boxes = [row.key for row in view.records.drafted if row.key and row.round_id == one.id]
        blank = (DraftCells(approval=False if key == box_key(one.id) else None) for key in boxes)
        builder.changes += map(_by_order, (c.update(k) for c, k in zip(blank, boxes, strict=True)))
    else:
        who = replace(who, present=present)
        cells = cells.merged(_record(view, one, builder, who, seated, repeats))
    builder.changes.append(_by_order(cells.update(one.id)))


def _record(
    view: ProgramView,
    one: Round,
    builder: PlanBuilder,
    who: Eligibility,
    seated: Grouping,
    repeats: Collection[str],
) -> RoundCells:
    """Writes the groups as rows of Draft, over those that stand there. The figures of the round."""
    builder.notes += seated.notes
    absent = {**who.absent, **seated.left}
    rows = dict((*_rows(view, one, seated, repeats), *_left_out(view, one, absent)))
    standing = {row.key for row in view.records.drafted if row.key}
    before = {key for key in standing if key.startswith(f"{one.id}/")}
    gone = (*_spent(view, one), *sorted(before - rows.keys()))
    builder.changes += [Delete(tab=DRAFT_TAB, key=key) for key in gone]
    builder.changes += [
        _by_order(_BLANK.merged(cells).update(key)) if key in before else cells.append(key)
        for key, cells in rows.items()
    ]
    count = len(seated.groups)
    if not count:
        builder.alerts.append(
            f"{one.id}: there is nobody to introduce: {in_numbers(absent.values())}"
        )
    builder.notes.append(f"{one.id}: {count} groups stand in Draft, for somebody to look at")
    return RoundCells(
        members=len(who.present) + len(who.absent),
        repeats=seated.repeats,
        unavoidable=seated.unavoidable,
        not_in=absent,
    )


def _by_order(change: Update) -> Update:
    """A change that may also touch what people typed into the draft that is to go."""
    return replace(change, by_order=True)


def _is_group(key: str, round_: Round) -> bool:
    about, _, number = key.rpartition("/")
    return about == round_.id and number.isdecimal()


def _spent(view: ProgramView, round_: Round) -> tuple[str, ...]:
    """Rows of rounds that are not drafts any more. Rows that people added stay theirs."""
    waiting = {each.id for each in drafted_rounds(view.records, view.name, view.program)} | {
        round_.id
    }
    keys = (row.key for row in view.records.drafted if row.key.startswith(f"{view.name}/"))
    return tuple(dict.fromkeys(key for key in keys if key.rpartition("/")[0] not in waiting))


def _rows(
    view: ProgramView, round_: Round, seated: Grouping, repeats: Collection[str]
) -> Iterator[tuple[str, DraftCells]]:
    names = name_lookup(view.context, view.slack.members.get(view.program.channel, ()))
    met = last_met(view.records, view.name, view.program)
    wanted = {frozenset(group.members) for group in view.records.groups if group.key in repeats}
    yield box_key(round_.id), DraftCells(approval=False, round=round_.id, why=TO_APPROVE)
    for number, group in enumerate(seated.groups, start=1):
        first = [group.point_person, *(m for m in group.members if m != group.point_person)]
        days = _days(group, met)
        again = frozenset(group.members) in wanted
        cells = DraftCells(
            round=round_.id,
            group=number,
            members=", ".join(_named(view.context, names, m) for m in group.members),
            point_person=_named(view.context, names, group.point_person),
            why=AGAIN if again else _why(len(group.members), days),
            last_met=max(days).isoformat() if days else None,
            as_drafted=tuple(first),
        )
        yield f"{round_.id}/{number}", cells


def _left_out(
    view: ProgramView, round_: Round, reasons: Mapping[str, str]
) -> Iterator[tuple[str, DraftCells]]:
    """A row for everybody who is in no group, so that each can be moved into one."""
    names = name_lookup(view.context, view.slack.members.get(view.program.channel, ()))
    for member, reason in sorted(reasons.items()):
        cells = DraftCells(
            round=round_.id,
            group=LEFT_OUT,
            members=_named(view.context, names, member),
            why=reason,
            as_drafted=(member,),
        )
        yield f"{round_.id}/{member}", cells


def _named(context: PlanningContext, names: NameLookup, member: str) -> str:
    return names.write(message_context.name_of(context, member), member)


def _days(group: MatchedGroup, met: Mapping[frozenset[str], date]) -> list[date]:
    pairs = map(frozenset, combinations(group.members, 2))
    return [met[pair] for pair in pairs if pair in met]


def _why(size: int, days: Collection[date]) -> str:
    """How well they know each other."""
    if not days:
        return NEVER
    if size == 2:
        return f"last met {max(days)}"
    pairs = size * (size - 1) // 2
    return f"{len(days)} of {pairs} pairs have met, last on {max(days)}"
