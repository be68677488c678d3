"""Selects newcomers to a channel and the welcome message each of them gets, once.

New is who was first seen after the last round began, in no group and with no reason for being in
none; not who comes from another program's channel. Before the first round everybody is new, and
its intro tells them all.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from lunchbatch.core.answers.request_messages import WELCOME
from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import standing_exclusion
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    RowToUpdate,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.core.model.people import SLACKBOT
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.settings.policy import Policy, Program


def profiles(
    policy: Policy,
    known: Records,
    members: Mapping[str, Collection[str]],
    *,
    us: str,
    everybody: bool,
) -> frozenset[str]:
    """Whose profiles are looked up: everybody's, or only those of people who are new somewhere."""
    if everybody:
        return frozenset(member for ids in members.values() for member in ids)
    new = {
        member
        for name, program in policy.programs.items()
        for member in _newcomers(known, name, members.get(program.channel, ()))
    }
    unlisted = {
        member
        for ids in members.values()
        for member in ids
        if (standing := known.people.get(member)) is None or standing.left is not None
    }
    return frozenset(new | unlisted) - {SLACKBOT, us}


def welcome(view: ProgramView, builder: PlanBuilder) -> None:
    """Welcome those who are new in a program's channel and can take part, once."""
    program = view.program
    if not program.welcome or program.lottery is not None:
        return
    here = view.slack.members.get(program.channel, ())
    for member in sorted(_newcomers(view.records, view.name, here)):
        if not view.slack.is_app(member) and _is_welcome(view.context, program, member):
            builder.effects.append(_effect(view, member))


def _newcomers(known: Records, name: str, here: Collection[str]) -> Iterator[str]:
    met = {member for group in known.groups if group.program == name for member in group.members}
    rounds = [one for one in known.rounds.values() if one.program == name]
    met |= {member for one in rounds for member in one.absent}
    begun = [min(one.stages.values()).date() for one in rounds if one.stages]
    if not met or not begun:
        return
    stage, last = f"{WELCOME}{name}", max(begun)
    for member in here:
        standing = known.people.get(member)
        claim = known.claims.get(_key(name, member))
        is_new = standing is None or (standing.first_seen or last) > last
        is_promised = claim is not None and claim.settled is None
        is_told = standing is not None and stage in standing.messages
        if ((is_new and member not in met) or is_promised) and not is_told:
            yield member


def _key(name: str, member: str) -> str:
    return effect_key(f"{name}/{member}", "welcome")


def _is_welcome(context: PlanningContext, program: Program, member: str) -> bool:
    person, standing = context.slack.people.get(member), context.records.people.get(member)
    if standing_exclusion(person, program, context.slack.teams):
        return False
    today = local(program, context.now).date()
    if standing is None:
        return True
    # Nobody was first seen later than this; a day more, for zones.
    is_possible = standing.first_seen is None or standing.first_seen <= today + timedelta(days=1)
    is_paused = standing.pause is not None and standing.pause.covers(today)
    return standing.is_sound and is_possible and not is_paused


def _effect(view: ProgramView, member: str) -> Effect:
    standing = view.records.people.get(member)
    about = RowToUpdate(
        tab=PEOPLE_TAB,
        key=member,
        stage=f"{WELCOME}{view.name}",
        so_far=standing.messages if standing else {},
    )
    return Effect(
        key=_key(view.name, member),
        to=ToMembers(ids=(member,)),
        message=message_context.welcome(view),
        seeds=message_context.seeds(view.program, "welcome"),
        about=(about,),
    )
