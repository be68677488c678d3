"""Plans an extra group by hand: `introduce U1 U2` brings these people together now.

It is a round of its own (`coffee/2026-11-25-extra-1`), asked at its own checkpoints and closed in
its own time, and it takes no turn of the calendar. The same people on the same day are the same
group, so that the command can be repeated after a crash.
"""

from collections.abc import Iterator

from lunchbatch.core.context.keep_apart import keep_apart
from lunchbatch.core.context.message_context import named
from lunchbatch.core.context.name_lookup import NameLookupError, name_lookup
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import ProgramView, StageCompletion
from lunchbatch.core.ledger.cell_values import is_extra
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.matching import match
from lunchbatch.core.matching.problem import LARGEST, SMALLEST
from lunchbatch.core.model.sentence import sentence
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.approval.draft_parser import cannot_join
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.round_rows import (
    NewGroups,
    matching_problem,
    new_group,
    record_groups,
    stage_done,
    without_rules,
)
from lunchbatch.core.schedule.calendar import ScheduledStage, window_is_open
from lunchbatch.core.schedule.due_stages import DueStage, round_id


def plan_extra_group(view: ProgramView, builder: PlanBuilder) -> None:
    """Introduce the people of the order, or say why they cannot be."""
    program = view.program
    names = name_lookup(view.context, view.slack.members.get(program.channel, ()))
    try:
        members = tuple(sorted(names.find(", ".join(view.request.people))))
    except NameLookupError as unclear:
        builder.blocked.append(sentence("introduce: {why}", why=unclear.sentence))
        return
    wrong = list(_wrong(view, members))
    builder.blocked += wrong
    group = _known(view, members)
    if group is not None and group.intro:
        builder.notes.append(f"{group.round}: these people were introduced today already")
    elif not wrong:
        builder.unsafe += _doubts(view, members)
        _introduce(view, members, group, builder)


def _wrong(view: ProgramView, members: tuple[str, ...]) -> Iterator[str]:
    if not SMALLEST <= len(members) <= LARGEST:
        yield f"introduce: {len(members)} people; a group has {SMALLEST} to {LARGEST}"
    if len(set(members)) < len(members):
        yield "introduce: somebody is named twice"
    for member in dict.fromkeys(members):
        why = cannot_join(view, member)
        if why:
            who = named(view.context, member)
            yield sentence("introduce: {who} cannot take part: {why}", who=who, why=why)


def _doubts(view: ProgramView, members: tuple[str, ...]) -> Iterator[str]:
    apart = keep_apart(view.context)
    if apart.splits(members) or any(row.concerns(members) for row in apart.held):
        yield (
            "two of these people are to be kept apart (tab Keep apart); "
            "--force introduces them all the same"
        )
    if not window_is_open(view.program, view.context.now):
        yield "the send window is closed; --force introduces them all the same"


def _known(view: ProgramView, members: tuple[str, ...]) -> Group | None:
    """The extra group of these people that was made today already."""
    today = _today(view)
    return next(
        (
            group
            for group in view.records.groups
            if is_extra(group.round)
            and group.round.startswith(today)
            and set(group.members) == set(members)
        ),
        None,
    )


def _today(view: ProgramView) -> str:
    return round_id(view.name, view.now.date())


def _introduce(
    view: ProgramView, members: tuple[str, ...], group: Group | None, builder: PlanBuilder
) -> None:
    one = _round(view, group)
    if group is None:
        problem = matching_problem(view, one, members)
        matching = match(without_rules(problem))
        group = new_group(view, one, f"{one.id}/1", matching.groups[0])
        repeats = matching.quality.repeats
        quality = RoundCells(number=None, members=None, repeats=repeats, unavoidable=0)
        made = NewGroups(groups=(group,), absent={}, members=0, quality=quality)
        turn = DueStage(round=one, due=ScheduledStage(name=Stage.INTRO, due=view.context.now))
        record_groups(view, turn, made, builder, is_over=False)
    effect = intro_effect(view, group)
    builder.effects.append(effect)
    builder.finishes.append(
        StageCompletion(
            round=one.id,
            stage=Stage.INTRO,
            effects=frozenset({effect.key}),
            change=stage_done(view.context, one, Stage.INTRO),
        )
    )


def _round(view: ProgramView, group: Group | None) -> Round:
    today = _today(view)
    slot = view.now.date()
    taken = {group.round for group in view.records.groups} | view.records.rounds.keys()
    number = 1
    while f"{today}-extra-{number}" in taken:
        number += 1
    id_ = group.round if group else f"{today}-extra-{number}"
    before = view.records.rounds.get(id_)
    return before or Round(id=id_, program=view.name, slot=slot, stages={}, messages={})
