"""Laws of a plan: nobody alone, nobody twice, equal for equal input, deaf to garbage."""

import json
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.context.plan_model import ManualRequest, Plan, PlanningContext, SlackSnapshot
from lunchbatch.core.ledger.cell_values import CellError, RawCell, Value
from lunchbatch.core.ledger.changes import Delete
from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Grid, Snapshot, understand
from lunchbatch.core.ledger.tabs import ANSWERS_TAB, GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB, TABS
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import Status
from lunchbatch.core.planning.plan import plan
from lunchbatch.core.planning.slack_needs import needs
from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.statistics.home_tabs import home_tabs
from tests.core.views import (
    CHANNEL,
    WEEKLY,
    Lines,
    appended,
    grid,
    groups_in,
    moment,
    person,
    policy,
    program,
    snapshot,
    view,
)
from tests.thorough import share

MONDAY = "2026-11-23 09:30"
ROUND = "coffee/2026-11-23"
EVERYBODY = [person(n) for n in range(8)]


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("people", range(2, 31))
def test_nobody_is_alone_and_nobody_is_in_two_groups(people: int, size: int) -> None:
    everybody = [person(n) for n in range(people)]

    made = plan(view(MONDAY, everybody, settings=policy(group_size=size)))

    counted = Counter(member for group in groups_in(made) for member in group)
    assert counted == Counter(one.id for one in everybody)
    assert min(map(len, groups_in(made))) >= 2
    assert len(made.effects) == len(groups_in(made))


@pytest.mark.parametrize("people", [0, 1])
def test_too_few_people_make_no_group_and_a_round_that_was_skipped(people: int) -> None:
    made = plan(view(MONDAY, [person(n) for n in range(people)]))

    (row,) = appended(made, ROUNDS_TAB)
    assert (row["stage"], row["groups"], made.effects) == ("skipped", 0, ())


@settings(deadline=None, max_examples=4)
@given(st.permutations(EVERYBODY))
def test_the_order_in_which_slack_names_people_does_not_matter(order: list[Person]) -> None:
    assert plan(view(MONDAY, order)) == plan(view(MONDAY, EVERYBODY))


def test_a_plan_for_the_same_moment_is_the_same() -> None:
    assert plan(view(MONDAY, EVERYBODY)) == plan(view(MONDAY, EVERYBODY))


def test_another_round_pairs_other_people() -> None:
    days = (MONDAY, *(f"2026-{day} 09:30" for day in ("11-30", "12-14", "12-28")))
    rounds = [groups_in(plan(view(day, EVERYBODY))) for day in days]

    assert len({frozenset(map(frozenset, groups)) for groups in rounds if groups}) > 1


def groups() -> list[Mapping[str, Value]]:
    pairs = [("U00000000", "U00000001"), ("U00000002", "U00000003")]
    return [
        {
            "group channel id": f"C100{n}",
            "meeting status": status,
            "date of intro": date(2026, 11, 23),
            "names": "A, B",
            "program": "coffee",
            "round": ROUND,
            "group key": f"{ROUND}/{n}",
            "member ids": " ".join(pair),
            "point person": pair[0],
            "intro message ts": f"1763886900.00000{n}",
            "status written": status,
            "answers": said,
            "messages": f"checkpoint-1=C100{n}:1764060000.00000{n}",
        }
        for n, pair, status, said in (
            (1, pairs[0], Status.SCHEDULED, "Person 0: scheduled"),
            (2, pairs[1], Status.OPEN, None),
        )
    ]


def running() -> Lines:
    """A ledger in the middle of a round."""
    return {
        "Groups": groups(),
        "People": [
            {"member id": f"U0000000{n}", "name": f"Person {n}", "first seen": date(2026, 11, 23)}
            for n in range(8)
        ],
        "Rounds": [
            {
                "round": ROUND,
                "program": "coffee",
                "slot": date(2026, 11, 23),
                "stage": "intro",
                "stages": "intro=2026-11-23T09:31:00+01:00",
                "due": moment(MONDAY),
                "members": 8,
                "groups": 2,
                "introduced": 4,
            }
        ],
        "Answers": [
            {
                "answer key": f"{ROUND}/1 intro U00000000",
                "program": "coffee",
                "round": ROUND,
                "group key": f"{ROUND}/1",
                "member id": "U00000000",
                "answer": "scheduled",
                "first seen": moment("2026-11-24 10:00"),
                "last seen": moment("2026-11-24 10:00"),
            }
        ],
        "Keep apart": [{"member a": "U00000004", "member b": "Person 5"}],
        "Journal": [
            {
                "effect": f"{ROUND}/1 intro",
                "run": "one",
                "claimed": moment(MONDAY),
                "settled": moment(MONDAY),
                "outcome": "sent",
                "channel": "C1001",
                "ts": "1763886900.000001",
                "tries": 1,
            }
        ],
        "Problems": [{"where": "Groups!B9", "what": "gone by now"}],
        "Stats": [{"round": ROUND, "program": "coffee"}],
    }


GARBAGE: tuple[RawCell, ...] = (
    None,
    "oops",
    " ",
    "=1+1",
    "'",
    "/",
    "coffee/2026-13-40",
    "a=b:c d=:",
    "x" * 5000,
    0,
    -1,
    2.5,
    1e300,
    True,
    CellError("#REF!"),
    date(1, 1, 1),
    "9" * 4301,
    "9" * 400,
    "²",
    "coffee/2026-11-23/²",
    "coffee/9999-12-31",
    "coffee/0001-01-01",
    "0001-01-01",
    "0001-01-01 00:00:00+14:00",
    "9999-12-31 23:59:59-14:00",
    "intro=0001-01-01T00:00:00+14:00 close=9999-12-31T23:59:59-14:00",
    "skip until foo",
    "skip until 9999-12-31",
    "a b/wish",
    "C1001:1763886900.9",
    "until further notice",
    "3/2/2026",
    math.nan,
    math.inf,
)
WHENS = ("2026-11-25 10:01", "2026-11-27 14:01")


def decide(known: Snapshot, when: str) -> Plan:
    """As a run does it: what is needed is seen, then everything is decided."""
    base = view(when, EVERYBODY)
    wanted = needs(base.policy, records(known), base.now, ManualRequest())
    seen = SlackSnapshot(
        us=base.slack.us,
        teams=base.slack.teams,
        members=base.slack.members if wanted.channels else {},
        people=base.slack.people,
        reactions={
            post: (Reaction(emoji="calendar", members=("U00000000", "U00000002")),)
            for post in wanted.messages
        },
    )
    return plan(replace(base, records=records(known), slack=seen))


# Draft has tests of its own, in tests/drafting.
@pytest.mark.parametrize(
    "tab", [tab for tab in TABS if tab.title != "Draft"], ids=lambda tab: tab.title
)
@pytest.mark.parametrize("when", WHENS)
def test_no_cell_of_any_tab_can_break_a_plan(when: str, tab: Tab) -> None:
    lines = running()
    tables = dict(snapshot(lines).tables)
    good = grid(tab, lines[tab.title])
    for column in range(len(good.cells[0])):
        for raw in share(GARBAGE, 4):
            row = (*good.cells[1][:column], raw, *good.cells[1][column + 1 :])
            bad = Grid(tab=tab, cells=(good.cells[0], row, *good.cells[2:]))
            found = Snapshot(tables={**tables, tab.title: understand(bad)})

            made = decide(found, when)

            assert_is_sane(found, made)


def assert_is_sane(found: Snapshot, made: Plan) -> None:
    """No message comes twice, and rows that cannot be read are neither written nor acted on."""
    keys = [effect.key for effect in made.effects]
    assert len(keys) == len(set(keys))
    unsound = {
        (tab.title, row.key) for tab in (GROUPS_TAB, ROUNDS_TAB, PEOPLE_TAB, ANSWERS_TAB)
        for row in found[tab].rows if row.key and not row.is_sound
    }  # fmt: skip
    written = {(change.tab.title, change.key) for change in made.changes}
    written |= {(about.tab.title, about.key) for e in made.effects for about in e.about}
    assert written & unsound == set()


def test_reactions_that_nobody_could_read_leave_everything_as_it_is() -> None:
    known = snapshot(running())
    base = view("2026-11-24 12:00", EVERYBODY)

    made = plan(replace(base, records=records(known), slack=SlackSnapshot()))

    assert [change for change in made.changes if change.tab in (GROUPS_TAB, ANSWERS_TAB)] == []


def test_what_is_needed_is_nothing_on_a_quiet_day() -> None:
    quiet = view("2026-11-24 12:00", [])

    assert needs(quiet.policy, quiet.records, quiet.now, ManualRequest()).is_empty
    assert plan(replace(quiet, slack=SlackSnapshot())).is_empty


def test_a_running_round_needs_its_messages_and_no_members() -> None:
    known = records(snapshot(running()))
    wanted = needs(policy(welcome=False), known, moment("2026-11-24 12:00"), ManualRequest())

    assert wanted.channels == ()
    assert set(wanted.messages) == {
        MessageRef(channel="C1001", ts="1763886900.000001"),
        MessageRef(channel="C1001", ts="1764060000.000001"),
        MessageRef(channel="C1002", ts="1763886900.000002"),
        MessageRef(channel="C1002", ts="1764060000.000002"),
    }


def test_a_message_that_only_the_journal_knows_is_written_into_its_row() -> None:
    lines = dict(running())
    (claim,), (first, second) = lines["Journal"], lines["Groups"]
    stage, ts = f"{ROUND}/2 checkpoint-1", "1764060000.000002"
    sent = {**claim, "effect": stage, "channel": "C1002", "ts": ts}
    lines |= {"Journal": [claim, sent], "Groups": [first, {**second, "messages": None}]}

    made = decide(snapshot(lines), "2026-11-25 12:00")

    cells = {
        title: value
        for change in made.changes
        if change.tab is GROUPS_TAB
        and change.key == f"{ROUND}/2"
        and not isinstance(change, Delete)
        for title, value in change.values.items()
    }
    assert cells["messages"] == f"checkpoint-1=C1002:{ts}"


def test_a_home_tab_shows_every_program_that_brought_somebody_together() -> None:
    programs = {name: {**WEEKLY, "channel": f"C{name.upper()}1"} for name in ("coffee", "walks")}
    settings = Policy.model_validate(
        {"ledger": {"csv": "x"}, "app_home": True, "programs": programs}
    )
    first, _ = groups()
    walk = {
        **first,
        "program": "walks",
        "round": "walks/2026-11-16",
        "group key": "walks/2026-11-16/1",
        "date of intro": date(2026, 11, 16),
    }
    lines = {**running(), "Groups": [first, walk]}

    shown = {
        home.member: json.dumps(home.blocks)
        for home in home_tabs(view("2026-11-24 12:00", EVERYBODY, lines, settings=settings))
    }

    assert "coffee" in shown["U00000000"].lower()
    assert "walks" in shown["U00000000"].lower()


def test_a_close_is_done_once_all_have_heard_of_it() -> None:
    known = snapshot(running())
    base = view(WHENS[1], EVERYBODY, settings=policy(owner="U00000007"))
    wanted = needs(base.policy, records(known), base.now, ManualRequest())
    seen = replace(base.slack, reactions=dict.fromkeys(wanted.messages, ()))

    made = plan(replace(base, records=records(known), slack=seen))

    (finish,) = made.finishes
    assert f"{ROUND} review" in finish.effects
    assert finish.effects == {effect.key for effect in made.effects}


def test_a_due_stage_needs_the_members_of_the_channel() -> None:
    due: PlanningContext = view(MONDAY, [])

    assert needs(due.policy, due.records, due.now, ManualRequest()).channels == (CHANNEL,)
    assert program().channel == CHANNEL


@pytest.mark.parametrize("typed", [date(1900, 1, 1), date(1, 1, 1), date(2199, 1, 1)])
def test_a_date_typed_over_the_slot_of_a_round_changes_nothing(typed: date) -> None:
    lines = running()
    (row,) = lines["Rounds"]
    spoilt = snapshot({**lines, "Rounds": [{**row, "slot": typed}]})

    damaged, healthy = decide(spoilt, WHENS[0]), decide(snapshot(lines), WHENS[0])
    assert damaged.effects == healthy.effects
    assert all(change in damaged.changes for change in healthy.changes)


def test_after_years_of_silence_only_the_rounds_of_the_last_year_count_as_missed() -> None:
    done = {"round": "coffee/1999-01-04", "stages": "close=1999-01-08T14:00:00+01:00"}

    made = decide(snapshot({"Rounds": [done]}), "2026-11-25 12:00")

    missed = [row for row in appended(made, ROUNDS_TAB) if row["stage"] == "missed"]
    assert 52 <= len(missed) <= 58
