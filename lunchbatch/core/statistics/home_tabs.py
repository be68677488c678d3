"""The Home tab of each member, and for whom it is out of date.

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
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import View
from lunchbatch.core.ledger.cell_values import round_date
from lunchbatch.core.ledger.records import Group, Standing
from lunchbatch.core.messages.home_tab_page import Taking, Together, home_page
from lunchbatch.core.messages.mrkdwn import is_mentionable
from lunchbatch.core.model.messages import Block
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.due_stages import next_slot

NO_COLUMN = (
    "app_home: the tab People has no column 'home' to keep in mind what was published; "
    "run `python -m lunchbatch setup`, which adds it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """One member's Home tab as it should be, and its mark."""

    member: str
    blocks: tuple[Block, ...]
    mark: str


def show_homes(view: View, draft: Draft) -> None:
    """Say whose Home tab is out of date, where that is set."""
    if not view.policy.app_home:
        return
    if any(standing.home is None for standing in view.known.people.values()):
        draft.notes.append(NO_COLUMN)
        return
    draft.homes = tuple(home.member for home in homes(view))


def homes(view: View) -> Iterator[Home]:
    """The Home tabs that are not as published last, in the order of the member ids.

    Of those who were introduced at least once, have not left, and have not asked to stop.
    """
    if not view.policy.app_home:
        return
    groups = _groups_by_member(view)
    next_rounds = {
        name: next_slot(view.known, name, program, view.now)
        for name, program in view.policy.programs.items()
    }
    for member in sorted(groups):
        standing = view.known.people.get(member)
        if standing is None or standing.home is None or not _wants_it(standing):
            continue
        blocks = _blocks(view, standing, groups[member], next_rounds)
        mark = _mark(blocks)
        if mark != standing.home:
            yield Home(member=member, blocks=blocks, mark=mark)


def _wants_it(standing: Standing) -> bool:
    is_stopped = standing.pause is not None and standing.pause.until is None
    return (
        standing.is_sound and standing.left is None and not standing.has_stopped and not is_stopped
    )


def _groups_by_member(view: View) -> dict[str, list[Group]]:
    """Every group that was told, by each of its members; oldest first."""
    found: dict[str, list[Group]] = {}
    for group in sorted(view.known.groups, key=lambda group: (_day(group), group.key)):
        if group.intro and group.is_sound and group.program in view.policy.programs:
            for member in group.members:
                found.setdefault(member, []).append(group)
    return found


def _day(group: Group) -> date:
    return group.introduced_on or round_date(group.round) or date.min


def _blocks(
    view: View,
    standing: Standing,
    groups: list[Group],
    next_rounds: dict[str, date | None],
) -> tuple[Block, ...]:
    taking = [
        _taking(view, standing, name, [one for one in groups if one.program == name], following)
        for name, following in next_rounds.items()
        if any(one.program == name for one in groups)
    ]
    met = [
        _together(standing.id, one) for one in reversed(groups) if one.status is Status.CLOSED_MET
    ]
    return home_page(taking, [one for one in met if one.others])


def _taking(
    view: View, standing: Standing, name: str, groups: list[Group], following: date | None
) -> Taking:
    program = view.policy.programs[name]
    today = local(program, view.now).date()
    pause = standing.pause
    now = [_together(standing.id, one) for one in groups if _is_running(view, one)]
    return Taking(
        voice=message_context.voice(view, name),
        now=tuple(one for one in now if one.others),
        next_round=following,
        back_on=pause.until if pause is not None and pause.covers(today) else None,
    )


def _is_running(view: View, group: Group) -> bool:
    one = view.known.rounds.get(group.round)
    return one is not None and not one.is_over


def _together(member: str, group: Group) -> Together:
    """The others of a group; who was forgotten has no name to be called by any more."""
    others = tuple(other for other in group.members if other != member and is_mentionable(other))
    return Together(others=others, on=_day(group))


def _mark(blocks: tuple[Block, ...]) -> str:
    """A letter first: digits around an E would be read as a number."""
    text = json.dumps(blocks, sort_keys=True, ensure_ascii=False)
    return f"h{sha256(text.encode()).hexdigest()[:11]}"
