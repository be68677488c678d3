"""Who has which role in a program whose groups have roles, and who rested when."""

from collections.abc import Collection
from datetime import date

from lunchbatch.core.context.eligibility import NO_RULE_FITS, tag_of
from lunchbatch.core.context.meeting_history import member_numbers
from lunchbatch.core.context.plan_model import ProgramView
from lunchbatch.core.matching import Member, Roles
from lunchbatch.core.matching.rules.roles import RESTS
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.settings.group_settings import NEWCOMER, OLD_HAND


def roles_of(view: ProgramView, members: Collection[str], day: date) -> Roles | None:
    """The roles of these members, and of everybody in People, on the day of a round."""
    wished = view.program.roles
    if wished is None:
        return None
    roles = {
        member: role
        for member in {*members, *view.records.people}
        if (role := _role_of(view, member, day))
    }
    return Roles(group=wished.wished, of=roles, rested=_rested(view))


def _role_of(view: ProgramView, member: str, day: date) -> str:
    wished = view.program.roles
    if wished is None:
        return ""
    typed = tag_of(view.context, view.program, wished.column, member) if wished.column else ""
    if typed or wished.newcomers is None:
        return fold(typed)
    since = [one.slot for one in view.records.rounds.values() if one.program == view.name]
    standing = view.records.people.get(member)
    seen = (standing.first_seen if standing else None) or day
    # Whoever was there when the program began is no newcomer.
    is_new = seen > min(since, default=day) and day - seen < wished.newcomers
    return NEWCOMER if is_new else OLD_HAND


def _rested(view: ProgramView) -> dict[Member, tuple[int, ...]]:
    """In which rounds the roles or the rules left somebody over.

    Known by the first words of the reason in Rounds, which must therefore stay as they are.
    """
    numbers = member_numbers(view.records, view.name)
    rested: dict[Member, tuple[int, ...]] = {}
    for id_, number in sorted(numbers.items()):
        round_ = view.records.rounds.get(id_)
        for member, reason in round_.absent.items() if round_ else ():
            if reason.startswith((RESTS, NO_RULE_FITS)):
                rested[member] = (*rested.get(member, ()), number)
    return rested
