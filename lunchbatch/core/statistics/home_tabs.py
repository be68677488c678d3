"""The Home tab of each member, and whose is out of date.

It follows from the ledger and the settings alone, so that any run can say what should be there.
A short mark of what was published last stands in People: a tab is published when its mark would
change. Publishing twice is harmless, so that no claim is needed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from lunchbatch.core.context import message_context
from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.ledger.records import Group, MemberRecord
from lunchbatch.core.messages.home_tab_page import CurrentGroup, ProgramStatus, home_page
from lunchbatch.core.messages.mrkdwn import is_mentionable
from lunchbatch.core.model.messages import Block
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import next_slot

NO_COLUMN = (
    "app_home: the tab People has no column 'home' to keep in mind what was published; "
    "run `python -m lunchbatch setup`, which adds it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeTab:
    """One member's Home tab as it should be, and its mark."""

    member: str
    blocks: tuple[Block, ...]
    mark: str


def mark_outdated_homes(context: PlanningContext, builder: PlanBuilder) -> None:
    """Say whose Home tab is out of date, where that is set."""
    if not context.policy.app_home:
        return
    if any(standing.home is None for standing in context.records.people.values()):
        builder.notes.append(NO_COLUMN)
        return
    builder.homes = tuple(home.member for home in home_tabs(context))


def home_tabs(context: PlanningContext) -> Iterator[HomeTab]:
    """The Home tabs that are not as published last, in the order of the member ids.

    Of those who were introduced at least once and have not left. A tab makes no sound: who has
    stopped finds there how to come back.
    """
    if not context.policy.app_home:
        return
    groups = _groups_by_member(context)
    next_rounds = {
        name: next_slot(context.records, name, program, context.now)
        for name, program in context.policy.programs.items()
    }
    for member in sorted(groups):
        standing = context.records.people.get(member)
        if standing is None or standing.home is None or not _has_a_home(standing):
            continue
        blocks = _blocks(context, standing, groups[member], next_rounds)
        mark = _mark(blocks)
        if mark != standing.home:
            yield HomeTab(member=member, blocks=blocks, mark=mark)


def _has_a_home(standing: MemberRecord) -> bool:
    return standing.is_sound and standing.left is None


def _groups_by_member(context: PlanningContext) -> dict[str, list[Group]]:
    """Every group that was told, by each of its members; oldest first."""
    found: dict[str, list[Group]] = {}
    for group in sorted(context.records.groups, key=lambda group: (_day(group), group.key)):
        if group.intro and group.is_sound and group.program in context.policy.programs:
            for member in group.members:
                found.setdefault(member, []).append(group)
    return found


def _day(group: Group) -> date:
    return group.introduced_on or round_date(group.round) or date.min


def _blocks(
    context: PlanningContext,
    standing: MemberRecord,
    groups: list[Group],
    next_rounds: dict[str, date | None],
) -> tuple[Block, ...]:
    taking = [
        _taking(context, standing, name, [one for one in groups if one.program == name], following)
        for name, following in next_rounds.items()
        if any(one.program == name for one in groups)
    ]
    met = [_together(standing.id, one) for one in reversed(groups) if one.has_met]
    return home_page(taking, [one for one in met if one.others])


def _taking(
    context: PlanningContext,
    standing: MemberRecord,
    name: str,
    groups: list[Group],
    following: date | None,
) -> ProgramStatus:
    program = context.policy.programs[name]
    today = local(program, context.now).date()
    pause = standing.pause
    now = [_together(standing.id, one) for one in groups if _is_running(context, one)]
    return ProgramStatus(
        voice=message_context.voice(context.view(name)),
        now=tuple(one for one in now if one.others),
        next_round=following,
        back_on=pause.until if pause is not None and pause.covers(today) else None,
        has_stopped=standing.has_stopped or (pause is not None and pause.until is None),
        is_held=standing.is_typed,
    )


def _is_running(context: PlanningContext, group: Group) -> bool:
    one = context.records.rounds.get(group.round)
    return one is not None and not one.is_over


def _together(member: str, group: Group) -> CurrentGroup:
    """The others of a group; who was forgotten has no name to be called by any more."""
    others = tuple(other for other in group.members if other != member and is_mentionable(other))
    return CurrentGroup(others=others, on=_day(group))


def _mark(blocks: tuple[Block, ...]) -> str:
    """A letter first: digits around an E would be read as a number."""
    text = json.dumps(blocks, sort_keys=True, ensure_ascii=False)
    return f"h{sha256(text.encode()).hexdigest()[:11]}"
