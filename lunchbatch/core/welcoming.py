"""A word to people who are new in a channel: what this is, when it goes on, how to skip.

Whoever was in a group of an earlier round, or listed there with a reason for not being in one, is
not new. Where there was no round yet everybody is, and the first intro tells them all.
"""

from collections.abc import Collection, Iterator, Mapping

from lunchbatch.core import speech
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import About, Effect, Members, View, effect_key
from lunchbatch.core.ledger.tabs import PEOPLE
from lunchbatch.core.part import SLACKBOT, unfit
from lunchbatch.core.policy import Policy, Program
from lunchbatch.core.records import Records
from lunchbatch.core.schedule import local
from lunchbatch.core.wishes import WELCOME


def profiles(
    policy: Policy, known: Records, members: Mapping[str, Collection[str]], *, everybody: bool
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
    return frozenset(new | unlisted) - {SLACKBOT}


def welcome(view: View, name: str, draft: Draft) -> None:
    """Welcome those who are new in a program's channel and can take part, once."""
    program = view.policy.programs[name]
    if not program.welcome:
        return
    here = view.seen.members.get(program.channel, ())
    for member in sorted(_newcomers(view.known, name, here)):
        if member not in {view.seen.us, SLACKBOT} and _is_welcome(view, program, member):
            draft.effects.append(_effect(view, name, member))


def _newcomers(known: Records, name: str, here: Collection[str]) -> Iterator[str]:
    met = {member for group in known.groups if group.program == name for member in group.members}
    for one in known.rounds.values():
        if one.program == name:
            met |= one.absent.keys()
    if not met:
        return
    stage = f"{WELCOME}{name}"
    for member in here:
        standing = known.people.get(member)
        claim = known.claims.get(effect_key(f"{name}/{member}", "welcome"))
        is_new = member not in met or (claim is not None and claim.settled is None)
        if is_new and (standing is None or stage not in standing.messages):
            yield member


def _is_welcome(view: View, program: Program, member: str) -> bool:
    person, standing = view.seen.people.get(member), view.known.people.get(member)
    if person is None or person.is_bot or unfit(person, program, view):
        return False
    today = local(program, view.now).date()
    return standing is None or (
        standing.is_sound and (standing.pause is None or not standing.pause.covers(today))
    )


def _effect(view: View, name: str, member: str) -> Effect:
    standing = view.known.people.get(member)
    about = About(
        tab=PEOPLE,
        key=member,
        stage=f"{WELCOME}{name}",
        so_far=standing.messages if standing else {},
    )
    emoji = view.policy.programs[name].emoji
    return Effect(
        key=effect_key(f"{name}/{member}", "welcome"),
        to=Members(ids=(member,)),
        message=speech.welcome(view, name),
        seeds=(*emoji.skip[:1], *emoji.stop[:1]),
        about=(about,),
    )
