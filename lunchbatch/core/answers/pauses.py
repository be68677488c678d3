"""Who steers: pauses that a person typed, pauses that a member asked for, pauses after silence.

In this order one wins over the next. What a person typed into People holds until its date, and
an emptied cell sets aside all that was asked for before; the program writes a pause of its own
only where no person's holds. It writes what the reactions say now, so a pause ends by itself when
a reaction is taken back. The cell shows a pause; a stop holds even where it cannot be shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lunchbatch.core.answers.member_requests import hear_wishes
from lunchbatch.core.answers.silence import (
    Closing,
    is_too_silent,
    notice,
    notice_stage,
    silent_rounds,
)
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Effect, Members, View
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Set
from lunchbatch.core.ledger.records import Standing
from lunchbatch.core.ledger.tabs import PEOPLE, ROUNDS
from lunchbatch.core.model.terms import Pause
from lunchbatch.core.schedule.calendar import local

FOREVER = Pause(until=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """The view with everybody's pause as it is now, what the ledger needs, and what is said.

    `repeats` are the groups that somebody wants once more; `notices` the words to those who are
    paused after silence, by the round that closes.
    """

    view: View
    repeats: frozenset[str]
    changes: tuple[Change, ...]
    notices: Mapping[str, tuple[Effect, ...]]


def steer(view: View, closings: Sequence[Closing]) -> Steered:
    """Bring everybody's pause up to date with what was typed, asked for and not said."""
    today = local(next(iter(view.policy.programs.values())), view.now).date()
    wishes = hear_wishes(view)
    wanted, stopped = wishes.pauses(today), wishes.stopped()
    silent = silent_rounds(view, closings)
    people: dict[str, Standing] = {}
    changes = list(wishes.changes)
    for member in sorted(view.known.people.keys() | wanted.keys()):
        old = view.known.people.get(member) or Standing(id=member, name="", tags={})
        new = _steered(view, old, wanted.get(member), silent.get(member, ()), today)
        off = member in stopped or (new.is_typed and new.pause == FOREVER)
        people[member] = replace(new, has_stopped=off)
        if member in view.known.people and old.is_sound:
            changes += _row_changes(old, new)
    steered = replace(view, known=replace(view.known, people=people))
    fallen = {closing.round: fallen_silent(steered, closing) for closing in closings}
    changes += [
        Set(tab=ROUNDS, key=round_id, values={"paused": len(members)})
        for round_id, members in fallen.items()
        if members
    ]
    notices = {
        closing.round: tuple(_notices(steered, closing, fallen[closing.round]))
        for closing in closings
    }
    return Steered(view=steered, repeats=wishes.repeats(), changes=tuple(changes), notices=notices)


def _steered(
    view: View, old: Standing, wanted: Pause | None, silent: tuple[str, ...], today: date
) -> Standing:
    if old.is_cleared:
        return replace(old, pause=wanted, pause_written=wanted, silent=())
    if old.is_typed and old.pause is not None and old.pause.covers(today):
        return replace(old, silent=())
    own = wanted or (FOREVER if is_too_silent(view.policy, silent) else None)
    if own is None and old.is_typed:
        return replace(old, silent=silent)
    return replace(old, pause=own, pause_written=own, silent=silent)


def _row_changes(old: Standing, new: Standing) -> Iterator[Change]:
    values: dict[str, Value] = {}
    if new.pause != old.pause:
        values["paused until"] = new.pause
    if new.pause_written != old.pause_written:
        values["pause written"] = new.pause_written
    expected: dict[str, Value] = {"paused until": old.pause} if values else {}
    if new.silent != old.silent:
        values["silent rounds"] = len(new.silent) or None
        values["silent since"] = " ".join(new.silent) or None
    if values:
        yield Set(tab=PEOPLE, key=old.id, values=values, expected=expected)


def fallen_silent(view: View, closing: Closing) -> tuple[str, ...]:
    """Members of a round that closes with which their silence has become too long."""
    return tuple(
        member
        for group in closing.groups
        for member in group.members
        if (standing := view.known.people.get(member)) is not None
        and closing.round in standing.silent
        and not standing.is_typed
        and is_too_silent(view.policy, standing.silent)
    )


def _notices(view: View, closing: Closing, members: Sequence[str]) -> Iterator[Effect]:
    here = view.seen.members.get(view.policy.programs[closing.program].channel, ())
    for member in members:
        standing = view.known.people[member]
        told = notice_stage(closing.round) in standing.messages
        if member in here and not (told or standing.has_stopped):
            yield notice(view, closing.program, closing.round, standing)


def leave_alone(view: View, draft: Draft) -> None:
    """Nobody who wants to be left alone is written to, whatever was planned.

    A conversation with somebody who stopped is silent for all in it; the owner's own notices go
    out.
    """
    off = {member for member, standing in view.known.people.items() if standing.has_stopped}
    dropped = {
        effect.key
        for effect in draft.effects
        if isinstance(effect.to, Members)
        and off.intersection(effect.to.ids)
        and effect.to.ids != (view.policy.owner,)
    }
    draft.effects = [effect for effect in draft.effects if effect.key not in dropped]
    draft.finishes = [
        replace(finish, effects=finish.effects - dropped) for finish in draft.finishes
    ]
    draft.notes += [
        f"{key}: not sent, somebody in it is left out until further notice"
        for key in sorted(dropped)
    ]
