"""Who takes part in a round, why others do not, and what is known of people by tags."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.records import MemberRecord
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.spelling import fold, visible
from lunchbatch.core.settings.policy import Program

FOREIGN, GUEST = "from another workspace", "guest"


def tag_of(context: PlanningContext, program: Program, tag: str, member: str) -> str:
    """The value of a member's tag; empty when nobody knows it."""
    standing = context.records.people.get(member)
    typed = standing.tags.get(fold(tag), "") if standing else ""
    field = program.tags_from_slack.get(tag)
    person = context.slack.people.get(member)
    return typed or (visible(str(getattr(person, field))) if field and person else "")


def tagged(
    context: PlanningContext, program: Program, tag: str, members: Collection[str]
) -> dict[str, str]:
    """The values of a tag by member, those that only look different taken as the same."""
    values = ((member, tag_of(context, program, tag, member)) for member in members)
    return {member: fold(value) for member, value in values if value}


def in_common(
    context: PlanningContext, program: Program, members: Sequence[str]
) -> tuple[str, ...]:
    """The values that all of a group share, of the tags that the program mixes by."""
    found = []
    for tag in program.mixing:
        values = tagged(context, program, tag, members)
        if len(values) == len(members) and len(set(values.values())) == 1:
            found.append(tag_of(context, program, tag, members[0]))
    return tuple(dict.fromkeys(found))


NO_RULE_FITS = "nobody left to meet within the rules"
ON_HOLIDAY = "on holiday (Slack status)"
_STOPPED = "paused until further notice"


def ends_by_itself(reason: str) -> bool:
    """Whether a reason holds for a time only, so that an organiser may overrule it."""
    return reason == ON_HOLIDAY or (reason.startswith("paused until ") and reason != _STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """The members of a channel: those who take part, and the others with their reasons.

    Apps are in neither: they are no members to anybody but Slack.
    """

    present: tuple[str, ...]
    absent: dict[str, str]


def eligibility(
    context: PlanningContext, program: Program, *, number: int, slot: date | None = None
) -> Eligibility:
    """Sort the members of the program's channel. `number` counts the program's rounds from 1.

    `slot` is the date of the round where that lies ahead: a pause that ends by then is over.
    """
    present: list[str] = []
    absent: dict[str, str] = {}
    for member in sorted(set(context.slack.members.get(program.channel, ()))):
        if context.slack.is_app(member):
            continue
        reason = exclusion_reason(context, program, member, number=number, slot=slot)
        if reason:
            absent[member] = reason
        else:
            present.append(member)
    return Eligibility(present=tuple(present), absent=absent)


def exclusion_reason(
    context: PlanningContext,
    program: Program,
    member: str,
    *,
    number: int = 0,
    slot: date | None = None,
) -> str:
    """Why somebody of the channel does not take part in a round; empty when they do.

    Without a number it is a round in which nobody rests by their own rhythm. `slot` is the date
    of the round where that lies ahead.
    """
    here = context.now.astimezone(program.zone)
    moment = here
    if slot is not None and slot > here.date():
        moment = datetime.combine(slot, time(0), tzinfo=program.zone)
    person = context.slack.people.get(member)
    return standing_exclusion(person, program, context.slack.teams) or _not_now(
        context.records.people.get(member), person, program, moment, number
    )


def in_numbers(reasons: Iterable[str]) -> str:
    """How many people are out for each reason, the most frequent first, without anybody's dates."""
    kinds = Counter(reason.partition(" until ")[0] for reason in reasons)
    return ", ".join(f"{count} {reason}" for reason, count in kinds.most_common())


def standing_exclusion(person: Person | None, program: Program, teams: Collection[str]) -> str:
    """Why somebody can take no part in this program at all; empty when they can.

    `teams` are our own workspace and its organisation.
    """
    if person is None:
        return "unknown to Slack"
    if person.is_deactivated:
        return "deactivated"
    if person.is_invited:
        return "has not accepted the invitation yet"
    if person.is_guest and not program.take_part.guests:
        return GUEST
    if _is_foreign(person, teams) and not program.take_part.other_workspaces:
        return FOREIGN
    return ""


def _is_foreign(person: Person, teams: Collection[str]) -> bool:
    """Whether somebody belongs neither to our workspace nor to our organisation."""
    if person.teams and teams:
        return person.teams.isdisjoint(teams)
    return person.is_stranger


def _not_now(
    standing: MemberRecord | None,
    person: Person | None,
    program: Program,
    moment: datetime,
    number: int,
) -> str:
    if standing is not None:
        if not standing.is_sound:
            return "their row in People cannot be read"
        if standing.pause is not None and standing.pause.covers(moment.date()):
            until = standing.pause.until
            return f"paused until {until}" if until else _STOPPED
        # Who takes part in a poll answers it: the rhythm is for those who are introduced.
        if program.signup == "everyone" and number % standing.every:
            return f"joins every {standing.every} rounds"
    if person is not None and _is_away(person, program, moment):
        return ON_HOLIDAY
    return ""


def _is_away(person: Person, program: Program, moment: datetime) -> bool:
    ends = person.status_until
    return person.status_emoji in program.take_part.away_emoji and (ends is None or ends > moment)
