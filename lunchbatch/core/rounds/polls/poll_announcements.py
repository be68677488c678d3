"""Plans what people hear after a poll: their group, that they're alone, or that it's off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    RowToUpdate,
    ToChannel,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.cell_values import group_number
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.core.messages.poll_messages import PollOff
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.polls.poll_deadlines import over_at
from lunchbatch.core.rounds.polls.poll_participants import TOGETHER

OFF = "off"
IN_ONE_MESSAGE = 20  # groups; what Slack takes in one, with the longest choice and eight people


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A poll that is decided: its groups, and who is owed a word because they are in none.

    `owed` gives the times each of them chose that were still ahead when the poll was decided.
    """

    round: Round
    groups: tuple[Group, ...]
    owed: Mapping[str, tuple[str, ...]]


def announce_groups(view: ProgramView, told: Announcement) -> Iterator[Effect]:
    """Every word that a decided poll still needs. What was said already may be among them."""
    why = next((why for why in PollOff if told.round.stage == f"off: {why}"), None)
    if why is not None and why is not PollOff.ONE_YES:
        yield _off_in_channel(view, told.round, why)
    sound = [group for group in told.groups if group.is_sound]
    if view.program.poll.tell == "together":
        yield from _together(view, told.round, sound)
    else:
        for group in sound:
            yield from _one(view, told.round, group)
    for member, ahead in told.owed.items():
        yield _alone_or_off(view, told, member, ahead)


def _one(view: ProgramView, round_: Round, group: Group) -> Iterator[Effect]:
    """A group by itself; where its time is over, the word that it comes too late."""
    if group.intro or _is_in_time(view.context, round_, group, effect_key(group.key, Stage.INTRO)):
        yield from _introduction(view, round_, group)
    else:
        yield Effect(
            key=effect_key(group.key, OFF),
            to=ToMembers(ids=group.members),
            message=message_context.poll_off(view, PollOff.TOO_LATE, round_.slot),
        )


def _is_in_time(context: PlanningContext, round_: Round, group: Group, key: str) -> bool:
    """Whether a group can be told now. A message in doubt is looked for at any time."""
    claim = context.records.claims.get(key)
    if claim is not None and claim.is_in_doubt:
        return True
    return context.now < over_at(context.policy.programs[group.program], round_, group.time)


def _introduction(view: ProgramView, round_: Round, group: Group) -> Iterator[Effect]:
    program = view.program
    key, until = effect_key(group.key, Stage.INTRO), over_at(program, round_, group.time)
    about = (RowToUpdate(tab=GROUPS_TAB, key=group.key, stage=Stage.INTRO),)
    if program.poll.tell == "direct":
        if not group.intro:
            yield introduced_to(view, round_, group)
        return
    if not group.intro:
        there = ToChannel(id=program.channel)
        message = message_context.lunch_group(view, group)
        yield Effect(key=key, to=there, message=message, about=about, until=until)


def introduced_to(view: ProgramView, round_: Round, group: Group) -> Effect:
    """The first message to a lunch group in its own conversation."""
    return Effect(
        key=effect_key(group.key, Stage.INTRO),
        to=ToMembers(ids=group.members),
        message=message_context.lunch_group(view, group),
        about=(RowToUpdate(tab=GROUPS_TAB, key=group.key, stage=Stage.INTRO),),
        until=over_at(view.program, round_, group.time),
    )


def _together(view: ProgramView, round_: Round, groups: list[Group]) -> Iterator[Effect]:
    """Groups in as few messages as can be, the same ones in each run.

    Those of a message that came too late for one of them are told one by one.
    """
    shares: dict[str, list[Group]] = {}
    for group in groups:
        if not group.intro:
            shares.setdefault(effect_key(round_.id, _share(group)), []).append(group)
        elif effect_key(group.key, Stage.INTRO) in view.records.claims:
            yield from _one(view, round_, group)
    for key, share in shares.items():
        claim = view.records.claims.get(key)
        came_too_late = claim is not None and claim.settled is not None and claim.posted is None
        if came_too_late or not all(
            _is_in_time(view.context, round_, group, key) for group in share
        ):
            for group in share:
                yield from _one(view, round_, group)
        else:
            yield _all(view, round_, key, share)


def _share(group: Group) -> str:
    number = max(group_number(group.key), 1)
    return f"{TOGETHER}{(number - 1) // IN_ONE_MESSAGE + 1}"


def _all(view: ProgramView, round_: Round, key: str, groups: list[Group]) -> Effect:
    program = view.program
    message, *_ = message_context.all_lunch_groups(view, groups)
    return Effect(
        key=key,
        to=ToChannel(id=program.channel),
        message=message,
        about=tuple(
            RowToUpdate(tab=GROUPS_TAB, key=group.key, stage=Stage.INTRO) for group in groups
        ),
        until=min(over_at(program, round_, group.time) for group in groups),
    )


def _off_in_channel(view: ProgramView, round_: Round, why: PollOff) -> Effect:
    """Under the question, or in the channel where that was asked member by member."""
    asked = round_.messages.get(Stage.POLL)
    to = ToChannel(id=view.program.channel, thread=asked.ts if asked else "")
    message = message_context.poll_off(view, why, round_.slot)
    return Effect(key=effect_key(round_.id, OFF), to=to, message=message)


def _alone_or_off(
    view: ProgramView, told: Announcement, member: str, ahead: tuple[str, ...]
) -> Effect:
    """A direct word to somebody in no group, and where there are groups to join."""
    one = told.round
    if one.stage == f"off: {PollOff.ONE_YES}":
        message = message_context.poll_off(view, PollOff.ONE_YES, one.slot)
    elif not ahead:
        message = message_context.poll_off(view, PollOff.TOO_LATE, one.slot)
    else:
        others = sorted({group.time for group in told.groups} - set(ahead))
        message = message_context.alone(view, ahead, tuple(others))
    key = effect_key(f"{one.id}/{member}", OFF)
    return Effect(key=key, to=ToMembers(ids=(member,)), message=message)
