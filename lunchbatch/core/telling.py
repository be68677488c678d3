"""Telling people about a lunch: their group, that they are alone, or that it is off."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lunchbatch.core import speech
from lunchbatch.core.effects import About, Channel, Effect, Members, View, effect_key
from lunchbatch.core.ledger.tabs import GROUPS as GROUPS_TAB
from lunchbatch.core.policy import Program
from lunchbatch.core.poll_messages import PollOff
from lunchbatch.core.poll_policy import time_of
from lunchbatch.core.polls import is_called_off
from lunchbatch.core.records import Group, Round
from lunchbatch.core.schedule import INTRO, at

ALONE, OFF, PLACE = "alone", "off", "place"
ON_THE_WAY = timedelta(minutes=5)  # a lunch that begins sooner than this is over


def over_at(program: Program, one: Round, choice: str) -> datetime:
    """The moment (UTC) from which nobody is introduced to a choice any more.

    For a time shortly before it; for a free label when the send window of the day closes.
    """
    clock = time_of(choice)
    if clock is None:
        return at(program, one.slot, program.send_window.closes)
    return at(program, one.slot, clock) - ON_THE_WAY


def tell(view: View, name: str, one: Round, groups: Sequence[Group]) -> Iterator[Effect]:
    """The messages of groups that have not been told; those whose time is over hear just that."""
    program = view.policy.programs[name]
    untold = [group for group in groups if group.is_sound and not group.intro]
    in_time = [
        group
        for group in untold
        if view.now < over_at(program, one, group.time) or _is_in_doubt(view, group)
    ]
    if program.poll.tell == "together":
        yield from _together(view, name, one, in_time)
    else:
        for group in in_time:
            yield from _one(view, name, program, one, group)
    for group in untold:
        if group not in in_time:
            yield Effect(
                key=effect_key(group.key, OFF),
                to=Members(ids=group.members),
                message=speech.poll_off(view, name, PollOff.TOO_LATE),
            )


def _is_in_doubt(view: View, group: Group) -> bool:
    claim = view.known.claims.get(effect_key(group.key, INTRO))
    return claim is not None and claim.settled is None and not claim.outcome


def _one(view: View, name: str, program: Program, one: Round, group: Group) -> Iterator[Effect]:
    if program.poll.tell == "direct":
        yield introduced_to(view, name, one, group)
        return
    about = (About(tab=GROUPS_TAB, key=group.key, stage=INTRO),)
    key, until = effect_key(group.key, INTRO), over_at(program, one, group.time)
    message, place = speech.lunch_group_in_channel(view, name, group)
    yield Effect(key=key, to=Channel(id=program.channel), message=message, about=about, until=until)
    yield Effect(
        key=effect_key(group.key, PLACE),
        to=Channel(id=program.channel, under=key),
        message=place,
        until=until,
    )


def introduced_to(view: View, name: str, one: Round, group: Group) -> Effect:
    """The first message to a lunch group in its own conversation."""
    return Effect(
        key=effect_key(group.key, INTRO),
        to=Members(ids=group.members),
        message=speech.lunch_group(view, name, group),
        about=(About(tab=GROUPS_TAB, key=group.key, stage=INTRO),),
        until=over_at(view.policy.programs[name], one, group.time),
    )


def _together(view: View, name: str, one: Round, groups: Sequence[Group]) -> Iterator[Effect]:
    if not groups:
        return
    program = view.policy.programs[name]
    until = max(over_at(program, one, group.time) for group in groups)
    abouts = tuple(About(tab=GROUPS_TAB, key=group.key, stage=INTRO) for group in groups)
    for number, message in enumerate(speech.all_lunch_groups(view, name, groups), start=1):
        yield Effect(
            key=effect_key(one.id, f"groups-{number}"),
            to=Channel(id=program.channel),
            message=message,
            about=abouts if number == 1 else (),
            until=until,
        )


def alone(
    view: View, name: str, one: Round, member: str, choice: str, others: Sequence[str]
) -> Effect:
    """A direct word to somebody whom nobody can join, and where there is room."""
    return Effect(
        key=effect_key(f"{one.id}/{member}", ALONE),
        to=Members(ids=(member,)),
        message=speech.alone(view, name, choice, tuple(others)),
    )


def off(
    view: View, name: str, one: Round, why: PollOff, members: Sequence[str]
) -> Iterator[Effect]:
    """The word that it is off: under the question in the channel, else to each who answered."""
    program = view.policy.programs[name]
    message = speech.poll_off(view, name, why)
    asked = one.messages.get("poll")
    if asked is not None and why is not PollOff.ONE_YES:
        to = Channel(id=program.channel, thread=asked.ts)
        yield Effect(key=effect_key(one.id, OFF), to=to, message=message)
    if asked is None or why in {PollOff.ONE_YES, PollOff.TOO_LATE}:
        for member in members:
            yield Effect(
                key=effect_key(f"{one.id}/{member}", OFF),
                to=Members(ids=(member,)),
                message=message,
            )


def unsettled_words(view: View, name: str, one: Round) -> Iterator[Effect]:
    """Words to single people that an earlier run claimed and may not have said."""
    why = PollOff(one.stage.removeprefix("off: ")) if is_called_off(one) else PollOff.TOO_LATE
    for key, claim in view.known.claims.items():
        about, _, stage = key.rpartition(" ")
        member = about.removeprefix(f"{one.id}/")
        if claim.settled is not None or not about.startswith(one.id):
            continue
        if stage == ALONE:
            recorded = view.known.answers.get(f"{one.id} poll {member}")
            choice = recorded.answer.partition(" | ")[0] if recorded else ""
            yield alone(view, name, one, member, choice, ())
        elif stage == OFF and about == one.id:
            yield from (e for e in off(view, name, one, why, ()) if e.key == key)
        elif stage == OFF and member.isalnum():
            yield from (e for e in off(view, name, one, why, (member,)) if e.key == key)
