"""Who takes part after a poll, and who of a group that was made is still there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import eligibility, standing_exclusion
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView, effect_key
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.row_cells import GroupCells
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.polls.poll_answers import PollAnswers
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


def poll_participants(view: ProgramView, answers: PollAnswers) -> PollParticipants:
    """Sort everybody by what they said and whether they are still there.

    A yes counts for more than a pause or a holiday, but not than "until further notice". Apps
    are nobody.
    """
    program = view.program
    everybody = eligibility(view.context, program, number=1)
    reasons = dict.fromkeys(everybody.present, NO_ANSWER) | everybody.absent
    said = [member for member in sorted(answers.said) if not view.slack.is_app(member)]
    fit = []
    for member in said:
        if why := _gone(view.context, program, member):
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
    view: ProgramView, groups: Iterable[Group], builder: PlanBuilder
) -> tuple[Group, ...]:
    """Groups that an earlier run made, as they can be told now: without those who left since.

    A group that was told, or may have been, stays as it is. One that is down to one person is
    no group any more.
    """
    program = view.program
    found = []
    for group in groups:
        staying = [member for member in group.members if not _gone(view.context, program, member)]
        if len(staying) == len(group.members) or not _is_untold(view.context, group):
            found.append(group)
        elif len(staying) > 1:
            found.append(_smaller(view.context, group, tuple(staying), builder))
    return tuple(found)


def _is_untold(context: PlanningContext, group: Group) -> bool:
    together = effect_key(group.round, TOGETHER)
    claims = (
        claim
        for key, claim in context.records.claims.items()
        if key == effect_key(group.key, Stage.INTRO) or key.startswith(together)
    )
    return group.is_sound and not group.intro and not any(claim.is_in_doubt for claim in claims)


def _smaller(
    context: PlanningContext, group: Group, members: tuple[str, ...], builder: PlanBuilder
) -> Group:
    leader = group.point_person if group.point_person in members else members[0]
    names = ", ".join(message_context.name_of(context, member) for member in members)
    cells = GroupCells(member_ids=members, names=names, point_person=leader)
    builder.changes.append(cells.update(group.key))
    return replace(group, members=members, names=names, point_person=leader)


def _gone(context: PlanningContext, program: Program, member: str) -> str:
    if member not in context.slack.members.get(program.channel, ()):
        return LEFT
    standing = context.records.people.get(member)
    if standing is not None and standing.has_stopped:
        return STOPPED  # nothing is sent to a conversation that holds them
    return standing_exclusion(context.slack.people.get(member), program, context.slack.teams)
