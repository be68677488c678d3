"""Exchanges the places of two people in the round that is under way: `swap A B`.

Before anybody was told only the rows change. After the intro both groups are taken apart, and two
new ones take their place, each with an intro in its own conversation; who has lost a partner reads
that in the old one. What a dead run owes of it is sent by whichever run comes next.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lunchbatch.core.answers.group_answers import GroupAnswers
from lunchbatch.core.context import message_context
from lunchbatch.core.context.keep_apart import keep_apart
from lunchbatch.core.context.message_context import named
from lunchbatch.core.context.name_lookup import NameLookup, NameLookupError, name_lookup
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    ProgramView,
    RowToUpdate,
    ToChannel,
    effect_key,
)
from lunchbatch.core.context.roles import roles_of
from lunchbatch.core.ledger.cell_values import group_number
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.ledger.row_cells import DraftCells, GroupCells
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.matching import MatchedGroup
from lunchbatch.core.model.sentence import Sentence, sentence
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.rounds.approval.draft_parser import DraftLine, cannot_join, read_draft
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.regroup import may_meet
from lunchbatch.core.rounds.round_rows import group_row, new_group, other_people
from lunchbatch.core.schedule.calendar import window_is_open
from lunchbatch.core.schedule.due_stages import drafted_rounds

BY_HAND = "exchanged by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """Where somebody stands in a round: in a row of Draft, or in one of Groups."""

    member: str
    team: tuple[str, ...]
    row: DraftLine | Group

    def given_to(self, other: str) -> tuple[str, ...]:
        """The team once somebody else has this seat."""
        return tuple(other if member == self.member else member for member in self.team)

    def leader_after(self, other: str) -> str:
        """Its point person then: who takes a seat takes that over too."""
        return other if self.row.point_person == self.member else self.row.point_person


_Pair = tuple[_Seat, _Seat]


def plan_swap(view: ProgramView, heard: GroupAnswers, builder: PlanBuilder) -> None:
    """Exchange the two people of the order, or say in one sentence why not."""
    names = name_lookup(view.context, view.slack.members.get(view.program.channel, ()))
    try:
        people = names.find(", ".join(view.request.people))
    except NameLookupError as unclear:
        builder.blocked.append(sentence("swap: {why}", why=unclear.sentence))
        return
    if len(set(people)) != 2 or len(people) != 2:
        builder.blocked.append("swap: name two people, such as swap 'Ana Sousa' 'Ben Okafor'")
        return
    seated = dict(_seated(view, people))
    wanted = view.request.round
    found = {wanted: seated[wanted]} if wanted in seated else {} if wanted else seated
    if len(found) != 1:
        builder.blocked.append(_not_in_one(view, people, found))
        return
    ((round_id, pair),) = found.items()
    one = next(one for one in view.rounds if one.id == round_id)
    if _is_done(view, one, pair):
        again = "" if _is_owed(pair) else "; --force exchanges them once more"
        builder.notes.append(f"{round_id}: these two were exchanged today already{again}")
    elif why := next(_refusals(view, heard, one, pair), None):
        builder.blocked.append(sentence("swap: {why}", why=why))
    else:
        _exchange(view, one, pair, names, builder)


def _seated(view: ProgramView, people: Sequence[str]) -> Iterator[tuple[str, _Pair]]:
    """The rounds that are under way in which both have a place, each by its id."""
    drafts = drafted_rounds(view.records, view.name, view.program)
    for one in view.rounds:
        if one.is_over:
            continue
        rows: Sequence[DraftLine | Group] = view.records.groups_of(one.id)
        if one in drafts:
            rows = [line for line in read_draft(view, one).lines if line.is_group]
        seats = [
            _Seat(member=member, team=row.members, row=row)
            for member in people
            for row in rows
            if member in row.members
        ]
        if [seat.member for seat in seats] == list(people):
            yield one.id, (seats[0], seats[1])


def _not_in_one(view: ProgramView, people: Sequence[str], found: Mapping[str, _Pair]) -> Sentence:
    both = "{one} and {other}"
    what = f"{both} are not both in a group of {view.request.round or 'a round under way'}"
    if found:
        what = f"{both} are together in {' and '.join(found)}; say which with --round"
    one, other = (named(view.context, member) for member in people)
    return sentence(f"swap: {what}", one=one, other=other)


def _refusals(
    view: ProgramView, heard: GroupAnswers, one: Round, pair: _Pair
) -> Iterator[str | Sentence]:
    """Why two people keep their places, the first reason first."""
    first, second = pair
    if first.row == second.row:
        yield "they are in the same group already"
    for seat in pair:
        if why := cannot_join(view, seat.member, slot=one.slot):
            who = named(view.context, seat.member)
            yield sentence("{who} cannot take part: {why}", who=who, why=why)
        yield from _held_row(view.records, heard, seat.row)
    roles = roles_of(view, [seat.member for seat in pair], one.slot)
    if roles and len({roles.of.get(seat.member) for seat in pair}) > 1:
        yield "they have different roles, and each group would lack one; swap two who have the same"
    apart = keep_apart(view.context)
    for seat, other in (pair, pair[::-1]):
        team = seat.given_to(other.member)
        if apart.splits(team) or any(row.concerns(team) for row in apart.held):
            yield "two would come together who are to be kept apart (tab Keep apart)"
        if not all(may_meet(view, other.member, mate) for mate in team if mate != other.member):
            yield "two would come together whom the program's mixing keeps apart"
    is_told = isinstance(first.row, Group) and first.row.intro
    if is_told and not view.request.force and not window_is_open(view.program, view.context.now):
        yield "the send window is closed; --force does it all the same"


def _held_row(known: Records, heard: GroupAnswers, row: DraftLine | Group) -> Iterator[str]:
    if isinstance(row, DraftLine):
        if row.faults:
            yield f"{row.faults[0].where} in Draft needs mending first"
        elif not row.row.key:
            yield f"{row.row.members.where} is a row of your own; exchange the names there"
        return
    if not row.is_sound:
        yield f"the row of {row.key} in Groups cannot be read; mend that first"
    elif heard.groups.get(row.key, row).has_met:
        yield f"{row.key} has met already; introduce brings others together"
    elif not row.intro and effect_key(row.key, Stage.INTRO) in known.claims:
        yield f"{row.key} may have been told already; let the next run finish it"


def _exchange(
    view: ProgramView, one: Round, pair: _Pair, names: NameLookup, builder: PlanBuilder
) -> None:
    told = [row for seat in pair if isinstance(row := seat.row, Group) and row.intro]
    if len(told) == 1:
        builder.blocked.append("swap: one group has no intro yet; let the next run finish it")
        return
    if told:
        _make_anew(view, one, pair, told, builder)
        return
    builder.notes.append(f"{one.id}: two people have exchanged their places; nobody was told")
    for seat, other in (pair, pair[::-1]):
        builder.changes.append(_rewritten(view, one, names, seat, other.member))


def _rewritten(view: ProgramView, one: Round, names: NameLookup, seat: _Seat, other: str) -> Change:
    """The row of a group of which nobody has heard yet."""
    team, leader = seat.given_to(other), seat.leader_after(other)
    if isinstance(seat.row, Group):
        made = MatchedGroup(members=team, slot=None, point_person=leader)
        return other_people(new_group(view, one, seat.row.key, made))
    written = [names.write(message_context.name_of(view.context, who), who) for who in team]
    shown = written[team.index(leader)] if leader in team else None
    draft = DraftCells(members=", ".join(written), point_person=shown, why=BY_HAND, last_met=None)
    return replace(draft.update(seat.row.row.key), by_order=True)


def _make_anew(
    view: ProgramView, one: Round, pair: _Pair, told: Sequence[Group], builder: PlanBuilder
) -> None:
    """Two new groups in the place of two that were introduced, and what each hears of it."""
    number = 1 + max(_numbers(view.records, one.id))
    made = [
        MatchedGroup(
            members=tuple(sorted(seat.given_to(other.member))),
            slot=None,
            point_person=seat.leader_after(other.member),
        )
        for seat, other in (pair, pair[::-1])
    ]
    groups = [
        new_group(view, one, f"{one.id}/{number + at}", group) for at, group in enumerate(made)
    ]
    builder.changes += (change for group in told for change in _taken_apart(group, number))
    builder.changes += map(group_row, groups)
    builder.formed += groups
    builder.effects += (_changed(view, group) for group in told)
    builder.effects += (intro_effect(view, group) for group in groups)


def _numbers(known: Records, round_id: str) -> Iterator[int]:
    """The numbers of the round's groups, those included that only the journal remembers."""
    keys = {group.key for group in known.groups_of(round_id)}
    keys |= {effect.rpartition(" ")[0] for effect in known.claims}
    return (group_number(key) or 0 for key in keys if key.rpartition("/")[0] == round_id)


def _taken_apart(group: Group, number: int) -> Iterator[Change]:
    where = f"{BY_HAND}: now in groups {number} and {number + 1}"
    closed = Status.CLOSED_STALE
    # Without names too: who is to be forgotten is found by the ids beside them.
    cells = GroupCells(
        member_ids=(), names="", point_person="", status_written=closed, answers=where
    )
    yield cells.update(group.key)
    if not group.is_typed:
        # On its own: a status that somebody types meanwhile stays, and the people still move on.
        shown = GroupCells(meeting_status=closed)
        yield shown.update(group.key, expected=GroupCells(meeting_status=group.status))


def _changed(view: ProgramView, group: Group) -> Effect:
    """The word to the old conversation; it is not opened anew, so that nobody joins it."""
    return Effect(
        key=effect_key(group.key, Stage.SWAP),
        to=ToChannel(id=group.channel),
        message=message_context.changed(view),
        about=(
            RowToUpdate(tab=GROUPS_TAB, key=group.key, stage=Stage.SWAP, so_far=group.messages),
        ),
    )


def unfinished_swaps(known: Records, name: str) -> Iterator[Group]:
    """The groups to which a swap still owes a message: taken apart, or new."""
    lost = [one for one in known.groups if one.program == name and one.is_taken_apart]
    for id_ in dict.fromkeys(group.round for group in lost):
        if id_ in known.rounds and not known.rounds[id_].is_over:
            for group in known.groups_of(id_):
                is_new = group.is_sound and not group.intro
                if is_new or (group.is_taken_apart and Stage.SWAP not in group.messages):
                    yield group


def finish_swaps(view: ProgramView, builder: PlanBuilder) -> None:
    """Send what a swap still owes, unless a stage of this run says it already."""
    planned = {effect.key for effect in builder.effects}
    for group in unfinished_swaps(view.records, view.name):
        say = _changed if group.is_taken_apart else intro_effect
        effect = say(view, group)
        if effect.key not in planned:
            builder.effects.append(effect)


def _is_done(view: ProgramView, one: Round, pair: _Pair) -> bool:
    """Whether a swap of today has made both their groups: those beyond the round's own number."""
    groups, today = view.records.groups_of(one.id), view.now.date()
    own = sum(not group.is_taken_apart for group in groups)
    rows = [seat.row for seat in pair if isinstance(seat.row, Group)]
    is_new = len(rows) == 2 and all(
        (group_number(row.key) or 0) > own and row.introduced_on == today for row in rows
    )
    return is_new and own < len(groups) and (_is_owed(pair) or not view.request.force)


def _is_owed(pair: _Pair) -> bool:
    return any(isinstance(seat.row, Group) and not seat.row.intro for seat in pair)
