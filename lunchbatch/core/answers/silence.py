"""Counts the rounds in which a member was silent, and words the notice that pauses them.

A sign of life is any reaction of theirs to a message of their group, any answer in the ledger
(a poll's too), any message of theirs in the group's conversation, and a group that met or has a
date: those who met and never clicked have not been silent. It ends the silence of all rounds up
to its own, also when it comes late. A round counts when it closes, and only for those who took
part in it; where nobody could look, it counts for nobody.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lunchbatch.core.answers.request_messages import PAUSED, last_waves
from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_model import (
    Effect,
    PlanningContext,
    ProgramView,
    RowToUpdate,
    ToMembers,
    effect_key,
)
from lunchbatch.core.ledger.records import Group, MemberRecord, Records
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.core.messages.member_messages import WAVE
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.settings.policy import Policy, Program

SAME_RUN = 3600  # seconds; the round-up of the run that paused somebody may be older by as much
MOST_LOOKED = 500  # ten minutes at 50 conversations.history a minute


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingRound:
    """A round that closes in this run, with its groups as they stand now."""

    round: str
    program: str
    groups: tuple[Group, ...]


def counts_silence(program: Program) -> bool:
    """True if silent rounds are counted: never for polls, whose participants have answered."""
    return program.signup == "everyone" and program.silent_rounds > 0


def unanswered_messages(known: Records, round_id: str) -> Iterator[MessageRef]:
    """The intros of the groups of a round of which nobody knows whether they are in touch.

    Those first whose members were silent longest, and not more than Slack's pace allows.
    """
    groups = [
        group
        for group in known.groups_of(round_id)
        if group.is_sound and group.intro and not group.is_together
    ]
    groups.sort(key=lambda group: -_longest(known, group))
    yield from (group.asked[0] for group in groups[:MOST_LOOKED])


def _longest(known: Records, group: Group) -> int:
    return max(
        (len(known.people[member].silent) for member in group.members if member in known.people),
        default=0,
    )


def silent_rounds(
    context: PlanningContext, closings: Collection[ClosingRound], groups: Mapping[str, Group]
) -> dict[str, tuple[str, ...]]:
    """The rounds in a row, oldest first, in which each member was silent; () for most.

    `groups` are those whose answers were read in this run, as they stand now: a late "we met"
    counts at once, whatever round it belongs to.
    """
    alive = _last_signs(context, closings, groups)
    waves = last_waves(context)
    found: dict[str, tuple[str, ...]] = {}
    for member, standing in context.records.people.items():
        since = alive.get(member, "")
        kept = (one for one in standing.silent if _slot(one) > since)
        found[member] = () if _has_returned(context, standing, waves) else tuple(kept)
    for closing in closings:
        for member in _quiet_in(context, closing):
            before = found.get(member, ())
            if _slot(closing.round) > alive.get(member, "") and closing.round not in before:
                found[member] = tuple(sorted((*before, closing.round), key=_slot))
    return found


def is_too_silent(policy: Policy, silent: Collection[str]) -> bool:
    """Whether so many silent rounds in one program make a pause."""
    return any(
        counts_silence(program)
        and sum(one.startswith(f"{name}/") for one in silent) >= program.silent_rounds
        for name, program in policy.programs.items()
    )


def notice_stage(round_id: str) -> str:
    """Under which word the notice stands in the member's row."""
    return f"{PAUSED}{round_id}"


def notice(view: ProgramView, round_id: str, standing: MemberRecord) -> Effect:
    """The word to somebody who is paused, and how to come back."""
    rounds = sum(one.startswith(f"{view.name}/") for one in standing.silent)
    about = RowToUpdate(
        tab=PEOPLE_TAB,
        key=standing.id,
        stage=notice_stage(round_id),
        so_far={
            stage: post for stage, post in standing.messages.items() if not stage.startswith(PAUSED)
        },
    )
    return Effect(
        key=effect_key(f"{round_id}/{standing.id}", "paused"),
        to=ToMembers(ids=(standing.id,)),
        message=message_context.paused(view, rounds),
        seeds=(WAVE,),
        about=(about,),
    )


def _slot(round_id: str) -> str:
    return round_id.partition("/")[2]


def _last_signs(
    context: PlanningContext, closings: Collection[ClosingRound], groups: Mapping[str, Group]
) -> dict[str, str]:
    """The slot of the last round in which each member showed a sign of life."""
    found: dict[str, str] = {}
    closing = {group.key: group for each in closings for group in each.groups}
    now_known = {**groups, **closing}
    signs = [(answer.member, answer.round) for answer in context.records.answers.values()]
    for group in context.records.groups:
        one = now_known.get(group.key, group)
        signs += [(member, group.round) for member in _in_touch(context, one)]
    for member, round_id in signs:
        found[member] = max(found.get(member, ""), _slot(round_id))
    return found


def _in_touch(context: PlanningContext, group: Group) -> Collection[str]:
    if group.is_together:
        return group.members
    posts = group.asked
    reacted = {
        member
        for post in posts
        for reaction in context.slack.reactions.get(post, ())
        for member in reaction.members
    }
    wrote = context.slack.spoke.get(posts[0], frozenset()) if posts else frozenset()
    return (reacted | wrote) & set(group.members)


def _has_returned(
    context: PlanningContext, standing: MemberRecord, waves: Mapping[str, str]
) -> bool:
    """Whether they reacted to the word that they are paused, or waved under a newer message.

    With "stop" under it they want just that.
    """
    for stage, post in standing.messages.items():
        round_id = stage.removeprefix(PAUSED)
        if stage.startswith(PAUSED) and round_id in standing.silent:
            program = context.policy.programs.get(round_id.partition("/")[0])
            stop = program.emoji.stop if program else ()
            has_waved = float(waves.get(standing.id, 0)) > float(post.ts) - SAME_RUN
            return has_waved or any(
                standing.id in reaction.members and reaction.emoji not in stop
                for reaction in context.slack.reactions.get(post, ())
            )
    return False


def _quiet_in(context: PlanningContext, closing: ClosingRound) -> Iterator[str]:
    """Members of its groups whose conversation was looked into, and who did not write."""
    if not counts_silence(context.policy.programs[closing.program]):
        return
    for group in closing.groups:
        if group.intro and group.is_sound and group.asked[0] in context.slack.spoke:
            yield from group.members
