"""The intro stage: who meets whom, written down before the first message goes out."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from lunchbatch.core import speech
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import INTRO, About, Effect, Finish, Members, Stop, View, effect_key
from lunchbatch.core.ledger.changes import Append, Change, Set
from lunchbatch.core.ledger.tabs import GROUPS, ROUNDS
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.matching import CannotSeparate, Matching, Problem, match
from lunchbatch.core.model import Status
from lunchbatch.core.part import Turnout, turnout
from lunchbatch.core.past import numbers, past_groups
from lunchbatch.core.reading import write_stages
from lunchbatch.core.records import Group, Round
from lunchbatch.core.rounds import Turn
from lunchbatch.core.schedule import local


def introduce(view: View, name: str, turn: Turn, draft: Draft) -> None:
    """Make the groups of a round, or take up those that were made before, and introduce them."""
    groups = view.known.groups_of(turn.round.id)
    if not groups:
        groups = _begin(view, name, turn, draft)
    unsettled = [group for group in groups if group.is_sound and not group.intro]
    effects = [intro_effect(view, name, group) for group in unsettled]
    draft.effects += effects
    if groups:
        keys = frozenset(effect.key for effect in effects)
        draft.finishes.append(
            Finish(
                round=turn.round.id,
                stage=INTRO,
                effects=keys,
                change=stage_done(view, turn.round, INTRO),
            )
        )


def intro_effect(view: View, name: str, group: Group) -> Effect:
    """The first message to a group."""
    return Effect(
        key=effect_key(group.key, INTRO),
        to=Members(ids=group.members),
        message=speech.intro(view, name, group),
        seeds=speech.seeds(view.policy.programs[name], INTRO),
        about=About(tab=GROUPS, key=group.key, stage=INTRO, holds={"group key": group.key}),
    )


def stage_done(
    view: View, one: Round, stage: str, extra: Mapping[str, Value] | None = None
) -> Change:
    """The round's row once a stage is done; restored if somebody deleted it."""
    values: dict[str, Value] = {
        "stage": stage,
        "stages": write_stages({**one.stages, stage: view.now}),
        "done": local(view.policy.programs[one.program], view.now),
        **(extra or {}),
    }
    if one.id in view.known.rounds or not view.known.groups_of(one.id):
        return Set(tab=ROUNDS, key=one.id, values=values)
    return Append(tab=ROUNDS, key=one.id, values={**identity(one), **values})


def identity(one: Round) -> dict[str, Value]:
    """The cells that say which round a row is."""
    return {"round": one.id, "program": one.program, "slot": one.slot}


def _begin(view: View, name: str, turn: Turn, draft: Draft) -> tuple[Group, ...]:
    program = view.policy.programs[name]
    number = max(numbers(view.known, name).values(), default=0) + 1
    who = turnout(view, program, number=number)
    if len(who.present) < 2:
        draft.changes.append(_skipped(view, turn, who))
        draft.notes.append(f"{turn.round.id}: nobody to introduce, {len(who.present)} present")
        return ()
    try:
        matching = match(_problem(view, name, turn.round, who, number))
    except CannotSeparate as stuck:
        draft.blocked.append(f"{turn.round.id}: {stuck}")
        return ()
    groups = tuple(
        _group(view, name, turn.round, index, made.members, made.point_person)
        for index, made in enumerate(matching.groups, start=1)
    )
    draft.changes.append(_round_row(view, turn, who, matching))
    draft.changes += [_group_row(group) for group in groups]
    return groups


def _problem(view: View, name: str, one: Round, who: Turnout, number: int) -> Problem:
    program = view.policy.programs[name]
    size = view.order.group_size or one.group_size or program.group_size
    here = set(who.present)
    tags = {
        tag: {
            member: standing.tags[tag]
            for member in who.present
            if (standing := view.known.people.get(member)) and tag in standing.tags
        }
        for tag in program.mixing
    }
    return Problem(
        members=who.present,
        group_size=size,
        seed=one.id,
        round=number,
        history=past_groups(view.known, name, program, before=one.id),
        keep_apart=frozenset(
            frozenset(pair)
            for pair in view.known.apart
            if set(pair) <= here and len(set(pair)) == 2
        ),
        tags=tags,
        mixing=dict(program.mixing),
    )


def _group(
    view: View, name: str, one: Round, index: int, members: tuple[str, ...], point: str | None
) -> Group:
    return Group(
        key=f"{one.id}/{index}",
        program=name,
        round=one.id,
        members=members,
        point_person=point or members[0],
        status=Status.OPEN,
        status_written=Status.OPEN,
        date=local(view.policy.programs[name], view.now).date(),
        names=", ".join(speech.name_of(view, member) for member in members),
        icebreaker=speech.icebreaker_for(view, name, f"{one.id}/{index}", members),
        messages={},
    )


def _group_row(group: Group) -> Append:
    values: dict[str, Value] = {
        "meeting status": group.status,
        "status written": group.status_written,
        "date of intro": group.date,
        "names": group.names,
        "program": group.program,
        "round": group.round,
        "group key": group.key,
        "member ids": " ".join(group.members),
        "point person": group.point_person,
        "time": group.time or None,
        "icebreaker": group.icebreaker or None,
    }
    return Append(tab=GROUPS, key=group.key, values=values)


def _round_row(view: View, turn: Turn, who: Turnout, made: Matching) -> Append:
    values: dict[str, Value] = {
        **identity(turn.round),
        **_times(view, turn),
        "members": len(who.present) + len(who.absent),
        "groups": len(made.groups),
        "introduced": sum(len(group.members) for group in made.groups),
        "repeats": made.account.repeats,
        "unavoidable": made.account.unavoidable,
        "not in": absences(
            {**who.absent, **{left.member: left.reason for left in made.left_out}}.items()
        ),
    }
    return Append(tab=ROUNDS, key=turn.round.id, values=values)


def _skipped(view: View, turn: Turn, who: Turnout) -> Append:
    alone = dict.fromkeys(who.present, "nobody else was there")
    values: dict[str, Value] = {
        **identity(turn.round),
        **_times(view, turn),
        "stage": Stop.SKIPPED,
        "members": len(who.present) + len(who.absent),
        "groups": 0,
        "introduced": 0,
        "not in": absences({**who.absent, **alone}.items()),
    }
    return Append(tab=ROUNDS, key=turn.round.id, values=values)


def _times(view: View, turn: Turn) -> dict[str, Value]:
    program = view.policy.programs[turn.round.program]
    return {"due": local(program, turn.due.due), "late by": lateness(view.now - turn.due.due)}


def lateness(span: timedelta) -> str:
    """How late something ran, for people: `12 min`, `3 h 05 min`."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def absences(reasons: Iterable[tuple[str, str]]) -> str | None:
    """The cell `not in`: everyone who is in no group, each with the reason."""
    return "; ".join(f"{member}: {reason}" for member, reason in sorted(reasons)) or None
