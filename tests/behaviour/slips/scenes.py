"""Healthy ledgers, each with the moments of the wakes that follow and what people pressed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from lunchbatch.core.context.plan_model import ManualRequest, Plan
from lunchbatch.core.ledger.cell_values import RawCell
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.date_cells import SERIAL_ZERO
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Grid, Snapshot, Table, understand
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.core.model.messages import Reaction
from lunchbatch.core.model.terms import Status
from lunchbatch.core.planning.plan import plan
from lunchbatch.core.planning.slack_needs import needs
from lunchbatch.core.settings.policy import Policy
from tests.behaviour.polls.office import policy as lunch_policy
from tests.core.planning.test_plan import EVERYBODY, ROUND, running
from tests.core.views import CHANNEL, Lines, appended, grid, moment, policy, view

LUNCH = "lunch/2026-11-23"
APART = {"member a": "U00000004", "member b": "Person 5", "note": "on purpose"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`pressed` is who chose which emoji, under every message that is read."""

    policy: Policy
    lines: Lines
    wakes: tuple[str, ...]
    pressed: Mapping[str, tuple[str, ...]]


def in_mid_round() -> Scene:
    """Two groups, with all that the journal and Answers know of them."""
    lines: dict[str, list[dict[str, Any]]] = {
        title: [dict(line) for line in rows] for title, rows in running().items()
    }
    (claim,), (answer,) = lines["Journal"], lines["Answers"]
    sent = [f"{number} {stage}" for number in (1, 2) for stage in ("intro", "checkpoint-1")]
    lines["Journal"] = [
        {
            **claim,
            "effect": f"{ROUND}/{effect}",
            "channel": f"C100{effect[0]}",
            "ts": f"{1763886900 if 'intro' in effect else 1764060000}.00000{effect[0]}",
        }
        for effect in sent
    ]
    lines["Answers"] += [
        {
            **answer,
            "answer key": f"{ROUND}/2 intro/wish U00000003",
            "group key": f"{ROUND}/2",
            "member id": "U00000003",
            "answer": "skip until 2026-12-08",
        }
    ]
    lines["People"][6] |= {"silent rounds": 1, "silent since": "coffee/2026-11-16"}
    return Scene(
        policy=policy(),
        lines={title: list(rows) for title, rows in lines.items()},
        wakes=("2026-11-25 10:01", "2026-11-27 14:01"),
        pressed={"calendar": ("U00000000", "U00000002")},
    )


def before_the_next_round() -> Scene:
    """The round is over; the next one begins, with two people who are kept apart."""
    lines: dict[str, list[dict[str, Any]]] = {
        title: [dict(line) for line in rows] for title, rows in in_mid_round().lines.items()
    }
    done = {"checkpoint-1": "2026-11-25T10:01:00+01:00", "close": "2026-11-27T14:01:00+01:00"}
    stages = "".join(f" {stage}={when}" for stage, when in done.items())
    lines["Rounds"][0] |= {"stage": "close", "number": 1}
    lines["Rounds"][0]["stages"] += stages
    for line, status in zip(lines["Groups"], (Status.CLOSED_MET, Status.CLOSED_NO), strict=True):
        line |= {"meeting status": status, "status written": status}
    return Scene(
        policy=policy(),
        lines={**lines, "Keep apart": [APART]},
        wakes=("2026-11-30 09:31",),
        pressed={},
    )


def while_a_poll_is_open() -> Scene:
    """All have answered; it closes, and groups are made."""
    settings = lunch_policy(CHANNEL, choices=["12:00", "12:45"])
    opened = plan(view("2026-11-23 09:01", EVERYBODY, settings=settings))
    lines = _appended(opened)
    ts = "1764666000.000001"
    stages = {"stage": "poll", "stages": "poll=2026-11-23T09:01:00+01:00"}
    lines["Rounds"][0] |= {**stages, "messages": f"poll={CHANNEL}:{ts}"}
    lines["Journal"] = [
        {
            "effect": f"{LUNCH} poll",
            "run": "one",
            "claimed": moment("2026-11-23 09:01"),
            "settled": moment("2026-11-23 09:01"),
            "outcome": "sent",
            "channel": CHANNEL,
            "ts": ts,
        }
    ]
    lines["Keep apart"] = [APART]
    first, second = opened.effects[0].seeds[:2]
    scene = Scene(
        policy=settings,
        lines=lines,
        wakes=("2026-11-23 10:01", "2026-11-23 11:16"),
        pressed={
            first: tuple(f"U0000000{n}" for n in (0, 1, 4, 5, 6)),
            second: ("U00000002", "U00000003", "U00000007"),
        },
    )
    answered = decide(scene, _snapshot(scene), "2026-11-23 09:30")
    return replace(scene, lines={**lines, "Answers": _appended(answered)["Answers"]})


def with_an_approved_draft() -> Scene:
    """Somebody typed yes above the groups; the intro is due."""
    settings = policy(approval={"ahead": "3 days"})
    lines = _appended(plan(view("2026-11-20 09:31", EVERYBODY, settings=settings)))
    lines["Draft"][0]["approval"] = "yes"
    return Scene(
        policy=settings,
        lines={**lines, "Keep apart": [APART]},
        wakes=("2026-11-23 09:31",),
        pressed={},
    )


SCENES = {
    scene.__name__: scene
    for scene in (
        in_mid_round, before_the_next_round, while_a_poll_is_open, with_an_approved_draft,
    )
}  # fmt: skip
LEDGERS = ("csv", "sheet")


def _appended(made: Plan) -> dict[str, list[dict[str, Any]]]:
    return {tab.title: [dict(line) for line in appended(made, tab)] for tab in TABS}


@cache
def scene(name: str) -> Scene:
    return SCENES[name]()


@cache
def healthy(name: str) -> Mapping[str, Grid]:
    """Every tab with its cells as values."""
    lines = scene(name).lines
    return {tab.title: grid(tab, lines.get(tab.title, ())) for tab in TABS}


@cache
def tables(name: str, ledger: str) -> Mapping[str, Table]:
    """Every tab as this kind of ledger hands it over."""
    return {title: read(each, ledger) for title, each in healthy(name).items()}


def read(found: Grid, ledger: str) -> Table:
    as_kept = _as_text if ledger == "csv" else _as_number
    cells = (tuple(map(as_kept, row)) for row in found.cells)
    return understand(replace(found, cells=tuple(cells)))


def _as_text(raw: RawCell) -> RawCell:
    """A file holds text only."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, date):
        return raw.isoformat()
    return str(raw) if isinstance(raw, int | float) else raw


def _as_number(raw: RawCell) -> RawCell:
    """A Sheet keeps dates as numbers."""
    return (raw - SERIAL_ZERO).days if type(raw) is date else raw


def _snapshot(one: Scene) -> Snapshot:
    grids = {tab.title: grid(tab, one.lines.get(tab.title, ())) for tab in TABS}
    return Snapshot(tables={title: understand(each) for title, each in grids.items()})


def decide(one: Scene, known: Snapshot, when: str) -> Plan:
    """As a run does it; everybody is in the channel."""
    known = name_contradictions(known)
    base = view(when, EVERYBODY, settings=one.policy)
    found = records(known)
    wanted = needs(base.policy, found, base.now, ManualRequest())
    said = tuple(Reaction(emoji=emoji, members=who) for emoji, who in one.pressed.items())
    seen = replace(
        base.slack,
        members=base.slack.members if wanted.channels else {},
        reactions=dict.fromkeys(wanted.messages, said),
    )
    return plan(replace(base, records=found, slack=seen))
