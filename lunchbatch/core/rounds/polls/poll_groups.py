"""Makes the groups of a poll: who takes part, who goes with whom and when, and who is told what.

Making the groups of a poll: who goes with whom and when, and a word to everybody else.

The poll is decided once: groups (or why there are none) and the moment are written down with the
first claims. From then on what is to be said follows from the ledger alone, so that a run that
was killed anywhere is taken up by the next one with the same people and the same words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import SLACKBOT, eligibility, standing_exclusion
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, StageCompletion, effect_key
from lunchbatch.core.ledger.cell_codecs import write_stages
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Update
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import GROUPS_TAB, ROUNDS_TAB
from lunchbatch.core.matching import MatchingProblem, match
from lunchbatch.core.messages.poll_messages import PollOff
from lunchbatch.core.model.terms import Status
from lunchbatch.core.rounds.missed_and_skipped import plan_missed_round
from lunchbatch.core.rounds.polls.poll_announcements import Announcement, announce_groups
from lunchbatch.core.rounds.polls.poll_answers import (
    NOT_TODAY,
    PollAnswers,
    choices_of,
    questions_out,
)
from lunchbatch.core.rounds.polls.poll_deadlines import over_at
from lunchbatch.core.rounds.round_rows import (
    absences,
    group_row,
    matching_problem,
    new_groups,
    round_number,
    stage_done,
)
from lunchbatch.core.schedule.calendar import CLOSE, GROUPS, INTRO, MADE, local
from lunchbatch.core.schedule.due_stages import DueStage
from lunchbatch.core.settings.policy import Program

NO_ANSWER, LEFT = "no answer", "left the channel since answering"
STOPPED = "left out until further notice"
TOGETHER = "groups-"  # all groups in one message of the channel, numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class PollParticipants:
    """Those who said yes and can come, and why everybody else of the channel cannot.

    `answered` says whether anybody answered at all, `members` how many are in the channel.
    """

    fit: tuple[str, ...]
    yes: dict[str, tuple[str, ...]]
    reasons: dict[str, str]
    answered: bool
    members: int


def poll_participants(
    context: PlanningContext, name: str, answers: PollAnswers
) -> PollParticipants:
    """Sort everybody by what they said and whether they are still there.

    A yes counts for more than a pause or a holiday, but not than "until further notice". Apps
    are nobody.
    """
    program = context.policy.programs[name]
    everybody = eligibility(context, program, number=1)
    reasons = dict.fromkeys(everybody.present, NO_ANSWER) | everybody.absent
    said = [member for member in sorted(answers.said) if not _is_app(context, member)]
    fit = []
    for member in said:
        if why := _gone(context, program, member):
            reasons[member] = why
        elif member in answers.yes:
            reasons.pop(member, None)
            fit.append(member)
        else:
            reasons[member] = NOT_TODAY
    return PollParticipants(
        fit=tuple(fit),
        yes=answers.yes,
        reasons=reasons,
        answered=bool(said),
        members=len(everybody.present) + len(everybody.absent),
    )


def still_there(
    context: PlanningContext, name: str, groups: Iterable[Group], builder: PlanBuilder
) -> tuple[Group, ...]:
    """Groups that an earlier run made, as they can be told now: without those who left since.

    A group that was told, or may have been, stays as it is. One that is down to one person is
    no group any more.
    """
    program = context.policy.programs[name]
    found = []
    for group in groups:
        staying = [member for member in group.members if not _gone(context, program, member)]
        if len(staying) == len(group.members) or not _is_untold(context, group):
            found.append(group)
        elif len(staying) > 1:
            found.append(_smaller(context, group, tuple(staying), builder))
    return tuple(found)


def _is_untold(context: PlanningContext, group: Group) -> bool:
    together = effect_key(group.round, TOGETHER)
    claims = (
        claim
        for key, claim in context.records.claims.items()
        if key == effect_key(group.key, INTRO) or key.startswith(together)
    )
    return group.is_sound and not group.intro and not any(claim.is_in_doubt for claim in claims)


def _smaller(
    context: PlanningContext, group: Group, members: tuple[str, ...], builder: PlanBuilder
) -> Group:
    leader = group.point_person if group.point_person in members else members[0]
    names = ", ".join(message_context.name_of(context, member) for member in members)
    values = {"member ids": " ".join(members), "names": names, "point person": leader}
    builder.changes.append(Update(tab=GROUPS_TAB, key=group.key, values=values))
    return replace(group, members=members, names=names, point_person=leader)


def _gone(context: PlanningContext, program: Program, member: str) -> str:
    if member not in context.slack.members.get(program.channel, ()):
        return LEFT
    standing = context.records.people.get(member)
    if standing is not None and standing.has_stopped:
        return STOPPED  # nothing is sent to a conversation that holds them
    return standing_exclusion(context.slack.people.get(member), program, context)


def _is_app(context: PlanningContext, member: str) -> bool:
    person = context.slack.people.get(member)
    return member in {context.slack.us, SLACKBOT} or (person is not None and person.is_bot)


NO_GROUP, OVER = "nobody to go with", "the time was over"


def plan_poll_groups(
    context: PlanningContext,
    name: str,
    due_stage: DueStage,
    answers: PollAnswers,
    builder: PlanBuilder,
) -> None:
    """Close the poll: make the groups and tell them, or say to those concerned that it is off."""
    one = due_stage.round
    comers = poll_participants(context, name, answers)
    if MADE in one.stages:
        groups = still_there(context, name, context.records.groups_of(one.id), builder)
    elif questions_out(context.records, one):
        one, groups = _decide(context, name, one, comers, builder)
    else:
        plan_missed_round(context, name, [due_stage], builder)
        return
    told = Announcement(round=one, groups=groups, owed=_owed(context, one, comers, groups))
    words = [
        word
        for word in announce_groups(context, name, told)
        if word.about or not context.records.is_settled(word.key)
    ]
    builder.effects += words
    builder.finishes.append(
        StageCompletion(
            round=one.id,
            stage=GROUPS,
            effects=frozenset(word.key for word in words),
            change=_done(context, one),
        )
    )


def _decide(
    context: PlanningContext,
    name: str,
    round_: Round,
    comers: PollParticipants,
    builder: PlanBuilder,
) -> tuple[Round, tuple[Group, ...]]:
    program = context.policy.programs[name]
    alive = [c for c in choices_of(program, round_) if context.now < over_at(program, round_, c)]
    able = {m: mine for m in comers.fit if (mine := [c for c in comers.yes[m] if c in alive])}
    why = _why_off(comers, able)
    groups: tuple[Group, ...] = ()
    quality: dict[str, Value] = {}
    if why is None:
        matching = match(_problem(context, name, round_, able, alive))
        status = Status.OPEN if program.poll.ask_after else Status.CLOSED_STALE
        groups = new_groups(context, name, round_, matching.groups, status=status)
        made = matching.quality
        quality = {
            "repeats": made.repeats,
            "unavoidable": made.unavoidable,
            "number": round_number(context, name) if groups else None,
        }
    placed = {member for group in groups for member in group.members}
    left = {m: NO_GROUP if m in able else OVER for m in comers.fit if m not in placed}
    round_ = replace(
        round_,
        stages={**round_.stages, MADE: local(program, context.now)},
        stage=f"off: {why}" if why else round_.stage,
    )
    values: dict[str, Value] = {
        "stage": round_.stage or None,
        "stages": write_stages(round_.stages),
        "members": comers.members,
        "groups": len(groups),
        "introduced": len(placed),
        "not in": absences({**comers.reasons, **left}.items()),
        **quality,
    }
    builder.changes.append(Update(tab=ROUNDS_TAB, key=round_.id, values=values))
    builder.changes += [group_row(group) for group in groups]
    return round_, groups


def _why_off(comers: PollParticipants, able: Mapping[str, Sequence[str]]) -> PollOff | None:
    if not comers.fit:
        return PollOff.ONLY_NOT_TODAY if comers.answered else PollOff.NO_ANSWER
    if not able:
        return PollOff.TOO_LATE
    return PollOff.ONE_YES if len(comers.fit) == 1 else None


def _problem(
    context: PlanningContext,
    name: str,
    round_: Round,
    able: Mapping[str, Sequence[str]],
    alive: Iterable[str],
) -> MatchingProblem:
    slots = {
        choice: tuple(member for member in sorted(able) if choice in able[member])
        for choice in alive
    }
    willing = able if context.policy.programs[name].poll.join_nearest else ()
    return matching_problem(context, name, round_, sorted(able), slots=slots, join_nearest=willing)


def _owed(
    context: PlanningContext, round_: Round, comers: PollParticipants, groups: Sequence[Group]
) -> dict[str, tuple[str, ...]]:
    """Who said yes, can come and is in no group, each with the times that were still ahead."""
    program = context.policy.programs[round_.program]
    made, placed = round_.stages[MADE], {member for group in groups for member in group.members}
    return {
        member: tuple(c for c in comers.yes[member] if made < over_at(program, round_, c))
        for member in comers.fit
        if member not in placed
    }


def _done(context: PlanningContext, round_: Round) -> Change:
    """The round's row; without a later question, or without a group, it is closed too."""
    if context.policy.programs[round_.program].poll.ask_after and not round_.is_off:
        return stage_done(context, round_, GROUPS)
    extra = {"stage": round_.stage} if round_.is_off else {}
    return stage_done(context, round_, GROUPS, CLOSE, extra=extra)
