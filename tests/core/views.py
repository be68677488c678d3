"""What a decision rests on, made by hand: people, an empty ledger or one with rows, a moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lunchbatch.core.context.plan_model import ManualRequest, Plan, PlanningContext, SlackSnapshot
from lunchbatch.core.ledger.cell_values import RawCell, Value, write_cell
from lunchbatch.core.ledger.changes import Append, Change
from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Grid, Snapshot, understand
from lunchbatch.core.ledger.tabs import GROUPS_TAB, TABS
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.settings_file.read_settings import read_icebreakers, read_wording
from tests.tree import SHIPPED

ZONE = ZoneInfo("Europe/Berlin")
CHANNEL, TEAM, US = "C0000001", "T0TEAM", "U0BOT"
WORDING = read_wording(SHIPPED / "config/messages.yaml", {"en"})
QUESTIONS = read_icebreakers(SHIPPED / "config/icebreakers.yaml")
WEEKLY: Mapping[str, Any] = {
    "channel": CHANNEL,
    "time_zone": "Europe/Berlin",
    "calendar": {"every": "week", "on": ["monday"]},
    "intro": "09:30",
    "checkpoints": [{"after": "2 days", "at": "10:00"}],
    "close": {"after": "4 days", "at": "14:00"},
}
Lines = Mapping[str, Sequence[Mapping[str, Value]]]


def policy(*, owner: str | None = None, **program: Any) -> Policy:
    programs = {"coffee": {**WEEKLY, **program}}
    return Policy.model_validate({"ledger": {"csv": "x"}, "owner": owner, "programs": programs})


def program(**settings: Any) -> Program:
    return policy(**settings).programs["coffee"]


def moment(text: str) -> datetime:
    """A moment in `ZONE`: `2026-11-23 09:30`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def person(number: int, **fields: Any) -> Person:
    return Person(id=f"U{number:08}", name=f"Person {number}", **{"teams": {TEAM}, **fields})


def grid(tab: Tab, lines: Iterable[Mapping[str, Value]] = ()) -> Grid:
    """A tab with these rows, each cell as an adapter would hand it over."""
    titles = [column.title for column in tab.columns]
    cells: list[tuple[RawCell, ...]] = [tuple(titles)]
    cells += [tuple(write_cell(line.get(title)) for title in titles) for line in lines]
    return Grid(tab=tab, cells=tuple(cells))


def snapshot(lines: Lines | None = None) -> Snapshot:
    found = lines or {}
    return Snapshot(
        tables={tab.title: understand(grid(tab, found.get(tab.title, ()))) for tab in TABS}
    )


def view(
    when: str,
    people: Iterable[Person],
    lines: Lines | None = None,
    *,
    settings: Policy | None = None,
    order: ManualRequest | None = None,
) -> PlanningContext:
    """A moment, who is in the channel, and what the ledger holds."""
    here = {one.id: one for one in (Person(id=US, name="lunchbatch", is_bot=True), *people)}
    return PlanningContext(
        policy=settings or policy(),
        now=moment(when),
        records=records(snapshot(lines)),
        slack=SlackSnapshot(
            us=US, teams=frozenset({TEAM}), members={CHANNEL: tuple(here)}, people=here
        ),
        request=order or ManualRequest(),
        wording=WORDING,
        questions=QUESTIONS,
    )


def appended(changes: Plan | Iterable[Change], tab: Tab) -> list[Mapping[str, Value]]:
    """The new rows of a tab."""
    found = changes.changes if isinstance(changes, Plan) else changes
    return [one.values for one in found if isinstance(one, Append) and one.tab is tab]


def groups_in(plan: Plan) -> list[list[str]]:
    """The members of each new group."""
    return [str(row["member ids"]).split() for row in appended(plan, GROUPS_TAB)]
