"""What is known of people by tags: a column of People, else what their Slack profile says."""

from collections.abc import Collection, Sequence

from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.settings.policy import Program


def tag_of(context: PlanningContext, program: Program, tag: str, member: str) -> str:
    """The value of a member's tag; empty when nobody knows it."""
    standing = context.records.people.get(member)
    typed = standing.tags.get(tag, "").strip() if standing else ""
    field = program.tags_from_slack.get(tag)
    person = context.slack.people.get(member)
    return typed or (str(getattr(person, field)).strip() if field and person else "")


def tagged(
    context: PlanningContext, program: Program, tag: str, members: Collection[str]
) -> dict[str, str]:
    """The values of a tag by member, upper and lower case taken as the same."""
    values = ((member, tag_of(context, program, tag, member)) for member in members)
    return {member: value.casefold() for member, value in values if value}


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
