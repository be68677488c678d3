"""Who can come to a lunch, and who of a group that was made is still there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import SLACKBOT, turnout, unfit
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import View, effect_key
from lunchbatch.core.ledger.changes import Set
from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.tabs import GROUPS
from lunchbatch.core.rounds.polls.poll_answers import NOT_TODAY, Answers
from lunchbatch.core.schedule.calendar import INTRO
from lunchbatch.core.settings.policy import Program

NO_ANSWER, LEFT = "no answer", "left the channel since answering"
STOPPED = "left out until further notice"
TOGETHER = "groups-"  # all groups in one message of the channel, numbered


@dataclass(frozen=True, slots=True, kw_only=True)
class Comers:
    """Those who said yes and can come, and why everybody else of the channel cannot.

    `answered` says whether anybody answered at all, `members` how many are in the channel.
    """

    fit: tuple[str, ...]
    yes: dict[str, tuple[str, ...]]
    reasons: dict[str, str]
    answered: bool
    members: int


def who_comes(view: View, name: str, answers: Answers) -> Comers:
    """Sort everybody by what they said and whether they are still there.

    A yes counts for more than a pause or a holiday, but not than "until further notice". Apps
    are nobody.
    """
    program = view.policy.programs[name]
    everybody = turnout(view, program, number=1)
    reasons = dict.fromkeys(everybody.present, NO_ANSWER) | everybody.absent
    said = [member for member in sorted(answers.said) if not _is_app(view, member)]
    fit = []
    for member in said:
        if why := _gone(view, program, member):
            reasons[member] = why
        elif member in answers.yes:
            reasons.pop(member, None)
            fit.append(member)
        else:
            reasons[member] = NOT_TODAY
    return Comers(
        fit=tuple(fit),
        yes=answers.yes,
        reasons=reasons,
        answered=bool(said),
        members=len(everybody.present) + len(everybody.absent),
    )


def still_there(view: View, name: str, groups: Iterable[Group], draft: Draft) -> tuple[Group, ...]:
    """Groups that an earlier run made, as they can be told now: without those who left since.

    A group that was told, or may have been, stays as it is. One that is down to one person is
    no group any more.
    """
    program = view.policy.programs[name]
    found = []
    for group in groups:
        staying = [member for member in group.members if not _gone(view, program, member)]
        if len(staying) == len(group.members) or not _is_untold(view, group):
            found.append(group)
        elif len(staying) > 1:
            found.append(_smaller(view, group, tuple(staying), draft))
    return tuple(found)


def _is_untold(view: View, group: Group) -> bool:
    together = effect_key(group.round, TOGETHER)
    claims = (
        claim
        for key, claim in view.known.claims.items()
        if key == effect_key(group.key, INTRO) or key.startswith(together)
    )
    return group.is_sound and not group.intro and not any(claim.is_in_doubt for claim in claims)


def _smaller(view: View, group: Group, members: tuple[str, ...], draft: Draft) -> Group:
    leader = group.point_person if group.point_person in members else members[0]
    names = ", ".join(message_context.name_of(view, member) for member in members)
    values = {"member ids": " ".join(members), "names": names, "point person": leader}
    draft.changes.append(Set(tab=GROUPS, key=group.key, values=values))
    return replace(group, members=members, names=names, point_person=leader)


def _gone(view: View, program: Program, member: str) -> str:
    if member not in view.seen.members.get(program.channel, ()):
        return LEFT
    standing = view.known.people.get(member)
    if standing is not None and standing.has_stopped:
        return STOPPED  # nothing is sent to a conversation that holds them
    return unfit(view.seen.people.get(member), program, view)


def _is_app(view: View, member: str) -> bool:
    person = view.seen.people.get(member)
    return member in {view.seen.us, SLACKBOT} or (person is not None and person.is_bot)
