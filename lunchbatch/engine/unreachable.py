"""Groups whose conversation Slack does not open because of somebody in it, and who that is."""

from lunchbatch.core.context.plan_model import ToChannel, ToMembers
from lunchbatch.core.rounds.regroup import is_introduction
from lunchbatch.engine.delivery import DeliveryItem
from lunchbatch.errors import SlackError
from lunchbatch.ports import Workspace

# What Slack says of a conversation when one of its people is the reason.
REFUSED_FOR_A_MEMBER = frozenset(
    {
        "cannot_dm_bot",
        "invalid_user_combination",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    }
)


def is_refused_for_a_member(item: DeliveryItem) -> bool:
    """Whether a group could not be introduced because of somebody in it."""
    failure = item.failure
    return (
        failure is not None
        and failure.code in REFUSED_FOR_A_MEMBER
        and not item.is_doubtful
        and is_introduction(item.effect)
    )


def who_is_able(
    workspace: Workspace, to: ToMembers | ToChannel
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Who of a group that cannot be opened can be written to together, and why the others cannot.

    Profiles are read again. Where they explain nothing, people are added one by one as long as
    Slack opens the conversation.
    """
    members = to.ids if isinstance(to, ToMembers) else ()
    people = workspace.people(members, afresh=True)
    gone = {member: "unknown to Slack" for member in members if member not in people}
    gone |= {member: "deactivated" for member, one in people.items() if one.is_deactivated}
    rest = tuple(member for member in members if member not in gone)
    if gone and (len(rest) < 2 or _opens(workspace, rest) is None):
        return rest, gone
    able: tuple[str, ...] = ()
    for member in rest:
        why = _opens(workspace, (*able, member))
        if why is None:
            able = (*able, member)
        else:
            gone[member] = why.replace("_", " ")
    return able, gone


def _opens(workspace: Workspace, members: tuple[str, ...]) -> str | None:
    """Slack's word against a conversation of these people; None if it opens."""
    try:
        workspace.open(members)
    except SlackError as failure:
        if failure.code not in REFUSED_FOR_A_MEMBER:
            raise
        return failure.code
    return None
