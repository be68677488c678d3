"""Builds the Rounds and Groups rows of a round, and the matching problem for it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from lunchbatch.core.context import message_context
from lunchbatch.core.context.common_hours import no_common_hours
from lunchbatch.core.context.eligibility import Eligibility, eligibility, tagged
from lunchbatch.core.context.keep_apart import keep_apart
from lunchbatch.core.context.meeting_history import (
    member_numbers,
    met_elsewhere,
    past_groups,
)
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView, RoundEnd
from lunchbatch.core.context.roles import roles_of
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.row_cells import GroupCells, RoundCells
from lunchbatch.core.matching import Lottery, MatchedGroup, MatchingProblem
from lunchbatch.core.model.terms import Stage, Status
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import DueStage
from lunchbatch.core.settings.policy import Program


def round_identity(round_: Round) -> RoundCells:
    """The cells that say which round a row is."""
    return RoundCells(program=round_.program, slot=round_.slot)


def planned_times(context: PlanningContext, due_stage: DueStage) -> RoundCells:
    """When a round was due to begin, and how late it does."""
    program = context.policy.programs[due_stage.round.program]
    return RoundCells(
        due=local(program, due_stage.due.due), late_by=context.now - due_stage.due.due
    )


def round_change(context: PlanningContext, round_: Round, cells: RoundCells) -> Append | Update:
    """These cells in the round's row: an update where it has one, else a new row."""
    if round_.id in context.records.rounds:
        return cells.update(round_.id)
    return round_identity(round_).merged(cells).append(round_.id)


def stage_cells(context: PlanningContext, round_: Round, *stages: str) -> RoundCells:
    """What the round's row says once these stages are done, the last one last."""
    now = local(context.policy.programs[round_.program], context.now)
    done = {**round_.stages, **dict.fromkeys(stages, now)}
    return RoundCells(stage=stages[-1], stages=done, done=now)


def stage_done(
    context: PlanningContext, round_: Round, *stages: str, extra: RoundCells | None = None
) -> Append | Update:
    """The round's row once a stage is done; restored if somebody deleted it."""
    cells = stage_cells(context, round_, *stages).merged(extra or RoundCells())
    if context.records.groups_of(round_.id):
        return round_change(context, round_, cells)
    return cells.update(round_.id)


def round_number(view: ProgramView) -> int:
    """The number of the round that begins, counted from 1 over all that introduced anybody.

    A missed or skipped round has no number, so it is nobody's turn that is lost. Numbers stand
    in Rounds and are taken from there, whatever was deleted since.
    """
    written = (
        one.number
        for one in view.records.rounds.values()
        if one.program == view.name and {Stage.INTRO, Stage.GROUPS} & one.stages.keys()
    )
    return max((*member_numbers(view.records, view.name).values(), *written), default=0) + 1


def participants(view: ProgramView, round_: Round) -> Eligibility:
    """Who takes part in a round that begins, and why everybody else of the channel does not."""
    number = round_number(view)
    return eligibility(view.context, view.program, number=number, slot=round_.slot)


def matching_problem(
    view: ProgramView,
    round_: Round,
    members: Collection[str],
    *,
    slots: Mapping[str, tuple[str, ...]] | None = None,
    join_nearest: Collection[str] = (),
) -> MatchingProblem:
    """What the matching is asked: these people, with all that the ledger knows of them."""
    program = view.program
    here, drawn = set(members), program.lottery
    return MatchingProblem(
        members=tuple(members),
        group_size=view.request.group_size or round_.group_size or program.group_size,
        roles=roles_of(view, members, round_.slot),
        lottery=None if drawn is None else Lottery(hosts=drawn.hosts, guests=drawn.guests),
        seed=round_.id,
        round=round_number(view),
        history=past_groups(view.records, view.name, program, before=round_.id),
        keep_apart=frozenset(pair for pair in keep_apart(view.context).pairs if pair <= here),
        tags={tag: tagged(view.context, program, tag, members) for tag in program.mixing},
        mixing=dict(program.mixing),
        without_value=program.without_value,
        slots=slots,
        met_again_after=_remembered(view, program, round_),
        join_nearest=frozenset(join_nearest),
        elsewhere=met_elsewhere(view, members, view.now.date()),
        no_common_hours=no_common_hours(program, view.slack.people, members, round_.slot),
    )


def without_rules(problem: MatchingProblem) -> MatchingProblem:
    """One group of all its members, whom a person has put together."""
    size = len(problem.members)
    nobody: frozenset[frozenset[str]] = frozenset()
    return replace(problem, group_size=size, keep_apart=nobody, mixing={}, roles=None, lottery=None)


def _remembered(view: ProgramView, program: Program, round_: Round) -> int | None:
    """How many rounds back a meeting still counts: those within the span of the setting."""
    if program.met_again_after is None:
        return None
    number, since = round_number(view), round_.slot - program.met_again_after
    found = [
        number - past
        for id_, past in member_numbers(view.records, view.name).items()
        if id_ != round_.id and id_.partition("/")[2][:10] >= since.isoformat()
    ]
    return max(found, default=0)


def new_groups(
    view: ProgramView, round_: Round, made: Iterable[MatchedGroup], *, status: Status = Status.OPEN
) -> tuple[Group, ...]:
    """Groups as they will stand in the ledger, before anybody has heard of them."""
    return tuple(
        new_group(view, round_, f"{round_.id}/{number}", group, status)
        for number, group in enumerate(made, start=1)
    )


def new_group(
    view: ProgramView, round_: Round, key: str, made: MatchedGroup, status: Status = Status.OPEN
) -> Group:
    """One group as it will stand in the ledger, before anybody has heard of it."""
    program = view.program
    # A lunch is announced without a question, so that none is used up by it.
    asks = program.signup == "everyone"
    return Group(
        key=key,
        program=view.name,
        round=round_.id,
        members=made.members,
        point_person=made.point_person,
        time=made.slot or "",
        status=status,
        status_written=status,
        introduced_on=view.now.date(),
        names=", ".join(message_context.name_of(view.context, member) for member in made.members),
        icebreaker=message_context.icebreaker_for(view, key, made.members) if asks else "",
        messages={},
    )


def other_people(group: Group) -> Update:
    """The row of a group that nobody has heard of, once it has other people."""
    cells = GroupCells(
        member_ids=group.members,
        names=group.names,
        point_person=group.point_person,
        icebreaker=group.icebreaker,
    )
    return cells.update(group.key)


def group_row(group: Group) -> Append:
    """The row of a new group."""
    cells = GroupCells(
        meeting_status=group.status,
        status_written=group.status_written,
        date_of_intro=group.introduced_on,
        names=group.names,
        program=group.program,
        round=group.round,
        member_ids=group.members,
        point_person=group.point_person,
        time=group.time,
        icebreaker=group.icebreaker,
    )
    return cells.append(group.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroups:
    """The groups of a round, and everybody of the channel who is in none, with the reason.

    `quality` are cells of Rounds that only matter once there are groups; `members` counts the
    people in the channel.
    """

    groups: tuple[Group, ...]
    absent: Mapping[str, str]
    members: int
    quality: RoundCells = field(default_factory=RoundCells)


def record_groups(
    view: ProgramView, due_stage: DueStage, made: NewGroups, builder: PlanBuilder, *, is_over: bool
) -> None:
    """The row of the round and the rows of its groups; `is_over` when nobody hears anything."""
    one = due_stage.round
    cells = replace(
        planned_times(view.context, due_stage),
        members=made.members,
        groups=len(made.groups),
        introduced=sum(len(group.members) for group in made.groups),
        not_in=made.absent,
    )
    if made.groups:
        cells = replace(cells, number=round_number(view)).merged(made.quality)
    if is_over:
        cells = replace(cells, stage=RoundEnd.SKIPPED)
    builder.changes.append(round_change(view.context, one, cells))
    builder.changes += [group_row(group) for group in made.groups]
    builder.formed += made.groups
