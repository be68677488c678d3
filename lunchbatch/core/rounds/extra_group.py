"""An extra group by hand: `introduce U1 U2` brings these people together now.

It is a round of its own (`coffee/2026-11-25-extra-1`), asked at its own checkpoints and closed in
its own time, and it takes no turn of the calendar. The same people on the same day are the same
group, so that the command can be repeated after a crash.
"""

from collections.abc import Iterator
from dataclasses import replace

from lunchbatch.core.context.message_context import name_of
from lunchbatch.core.context.name_lookup import Unclear, names_of
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Finish, View
from lunchbatch.core.ledger.cell_values import is_extra
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.matching import match
from lunchbatch.core.matching.problem import LARGEST, SMALLEST
from lunchbatch.core.rounds.approval.draft_parser import cannot_join
from lunchbatch.core.rounds.introductions import intro_effect
from lunchbatch.core.rounds.new_groups import Made, write_down
from lunchbatch.core.rounds.round_rows import new_group, problem_of, stage_done
from lunchbatch.core.schedule.calendar import INTRO, Stage, local, window_is_open
from lunchbatch.core.schedule.due_stages import Turn, round_id


def introduce_extra(view: View, name: str, draft: Draft) -> None:
    """Introduce the people of the order, or say why they cannot be."""
    program = view.policy.programs[name]
    names = names_of(view, view.seen.members.get(program.channel, ()))
    try:
        members = tuple(sorted(names.find(", ".join(view.order.people))))
    except Unclear as unclear:
        draft.blocked.append(f"introduce: {unclear}")
        return
    wrong = list(_wrong(view, name, members))
    draft.blocked += wrong
    group = _known(view, name, members)
    if group is not None and group.intro:
        draft.notes.append(f"{group.round}: these people were introduced today already")
    elif not wrong:
        draft.unsafe += _doubts(view, name, members)
        _introduce(view, name, members, group, draft)


def _wrong(view: View, name: str, members: tuple[str, ...]) -> Iterator[str]:
    if not SMALLEST <= len(members) <= LARGEST:
        yield f"introduce: {len(members)} people; a group has {SMALLEST} to {LARGEST}"
    if len(set(members)) < len(members):
        yield "introduce: somebody is named twice"
    for member in dict.fromkeys(members):
        why = cannot_join(view, name, member)
        if why:
            yield f"introduce: {name_of(view, member)} cannot take part: {why}"


def _doubts(view: View, name: str, members: tuple[str, ...]) -> Iterator[str]:
    if any(len(set(pair)) > 1 and set(pair) <= set(members) for pair in view.known.apart):
        yield (
            "two of these people are to be kept apart (tab Keep apart); "
            "--force introduces them all the same"
        )
    if not window_is_open(view.policy.programs[name], view.now):
        yield "the send window is closed; --force introduces them all the same"


def _known(view: View, name: str, members: tuple[str, ...]) -> Group | None:
    """The extra group of these people that was made today already."""
    today = _today(view, name)
    return next(
        (
            group
            for group in view.known.groups
            if is_extra(group.round)
            and group.round.startswith(today)
            and set(group.members) == set(members)
        ),
        None,
    )


def _today(view: View, name: str) -> str:
    return round_id(name, local(view.policy.programs[name], view.now).date())


def _introduce(
    view: View, name: str, members: tuple[str, ...], group: Group | None, draft: Draft
) -> None:
    one = _round(view, name, group)
    if group is None:
        problem = problem_of(view, name, one, members)
        alone = replace(problem, group_size=len(members), keep_apart=frozenset(), mixing={})
        matching = match(alone)
        group = new_group(view, name, one, f"{one.id}/1", matching.groups[0])
        figures = {"number": None, "repeats": matching.account.repeats, "unavoidable": 0}
        made = Made(groups=(group,), absent={}, members=0, figures={**figures, "members": None})
        turn = Turn(round=one, due=Stage(name=INTRO, due=view.now))
        write_down(view, name, turn, made, draft, is_over=False)
    effect = intro_effect(view, name, group)
    draft.effects.append(effect)
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=INTRO,
            effects=frozenset({effect.key}),
            change=stage_done(view, one, INTRO),
        )
    )


def _round(view: View, name: str, group: Group | None) -> Round:
    today = _today(view, name)
    slot = local(view.policy.programs[name], view.now).date()
    taken = {group.round for group in view.known.groups} | view.known.rounds.keys()
    number = 1
    while f"{today}-extra-{number}" in taken:
        number += 1
    id_ = group.round if group else f"{today}-extra-{number}"
    before = view.known.rounds.get(id_)
    return before or Round(id=id_, program=name, slot=slot, stages={}, messages={})
