"""Which rounds there are and which stage is next, also where somebody deleted rows."""

from collections.abc import Mapping

import pytest

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.due_stages import NEXT, due_stages, next_slot, rounds_of
from tests.core.views import moment, program, snapshot

MONDAY = "coffee/2026-11-23"
NOW = moment("2026-11-25 12:00")
SAID = "C0000001:1700000000.000001"
DONE = "2026-11-23T08:30:00+00:00"


def known(
    rounds: Mapping[str, Mapping[str, Value]] | None = None, *groups: Mapping[str, Value]
) -> Records:
    lines = [{"round": id_, "program": "coffee", **row} for id_, row in (rounds or {}).items()]
    return records(snapshot({"Rounds": lines, "Groups": list(groups)}))


def group(number: int = 1, **cells: Value) -> Mapping[str, Value]:
    named = {title.replace("_", " "): value for title, value in cells.items()}
    key = {"group key": f"{MONDAY}/{number}", "round": MONDAY, "program": "coffee"}
    return {**key, "member ids": "U0000001 U0000002", **named}


@pytest.mark.parametrize(
    ("when", "rounds", "slot"),
    [
        pytest.param("2026-11-22 12:00", {}, "2026-11-23", id="before it"),
        pytest.param("2026-11-23 12:00", {}, "2026-11-23", id="late, but it may still begin"),
        pytest.param("2026-11-25 09:00", {}, "2026-11-23", id="days late, as the setting allows"),
        pytest.param("2026-11-25 10:00", {}, "2026-11-30", id="too late"),
        pytest.param("2026-11-23 12:00", {"stages": f"intro={DONE}"}, "2026-11-30", id="begun"),
        pytest.param("2026-11-23 12:00", {"stages": f"draft={DONE}"}, "2026-11-23", id="drafted"),
        pytest.param("2026-11-23 12:00", {"stage": "skipped"}, "2026-11-30", id="skipped"),
    ],
)
def test_the_next_round_is_the_first_that_may_still_begin(
    when: str, rounds: dict[str, Value], slot: str
) -> None:
    found = known({MONDAY: rounds} if rounds else {})

    assert str(next_slot(found, "coffee", program(latest_start="2 days"), moment(when))) == slot


def test_a_round_of_which_only_an_introduced_group_is_left_has_begun() -> None:
    when = moment("2026-11-23 12:00")
    introduced = known({}, group(intro_message_ts="1700000000.000001"))

    assert str(next_slot(introduced, "coffee", program(), when)) == "2026-11-30"
    assert str(next_slot(known({}, group()), "coffee", program(), when)) == "2026-11-23"


@pytest.mark.parametrize(
    ("groups", "stages"),
    [
        pytest.param([group()], set(), id="nothing said"),
        pytest.param([group(meeting_status=Status.CLOSED_MET)], {"close"}, id="closed"),
        pytest.param(
            [group(meeting_status=Status.CLOSED_MET), group(2, meeting_status=Status.OPEN)],
            set(),
            id="one of two closed",
        ),
        pytest.param(
            [group(messages=f"checkpoint-1={SAID}")], {"intro", "checkpoint-1"}, id="asked once"
        ),
        pytest.param([group(messages=f"close={SAID}")], {"intro", "close"}, id="said goodbye"),
        pytest.param([group(messages=f"celebrate={SAID}")], set(), id="celebrated"),
        pytest.param([group(time="12:00")], {"poll", "made"}, id="a lunch"),
        pytest.param(
            [group(time="12:00", messages=f"ask={SAID}")],
            {"poll", "made", "groups", "ask"},
            id="a lunch, asked",
        ),
    ],
)
def test_a_round_whose_row_is_gone_is_as_far_as_its_groups_show(
    groups: list[Mapping[str, Value]], stages: set[str]
) -> None:
    (found,) = rounds_of(known({}, *groups), "coffee", NOW)

    assert (found.id, {*found.stages}) == (MONDAY, stages)


@pytest.mark.parametrize(
    ("row", "by_hand", "due"),
    [
        pytest.param(None, "intro", ["coffee/2026-11-25 intro"], id="a round of today"),
        pytest.param(None, NEXT, ["coffee/2026-11-30 intro"], id="the one to come"),
        pytest.param(None, "checkpoint", [], id="nothing to ask about"),
        pytest.param({}, "intro", [f"{MONDAY} intro"], id="a round that did not get far"),
        pytest.param(
            {"stages": f"intro={DONE}"}, "checkpoint", [f"{MONDAY} checkpoint-1"], id="a question"
        ),
        pytest.param(
            {"stages": f"intro={DONE} checkpoint-1={DONE}"}, "checkpoint", [], id="asked already"
        ),
        pytest.param({"stages": f"intro={DONE}"}, "close", [f"{MONDAY} close"], id="an early end"),
        pytest.param({"stages": f"intro={DONE} close={DONE}"}, "close", [], id="ended already"),
        pytest.param({"stage": "skipped"}, "close", [], id="of a round that is over"),
        pytest.param({"stages": f"intro={DONE}"}, None, [f"{MONDAY} checkpoint-1"], id="calendar"),
        pytest.param({"stage": "skipped"}, None, [], id="skipped"),
    ],
)
def test_what_is_due_by_hand_and_by_the_calendar(
    row: dict[str, Value] | None, by_hand: str | None, due: list[str]
) -> None:
    found = due_stages(
        known({MONDAY: row} if row is not None else {}), "coffee", program(), NOW, by_hand
    )

    assert [f"{one.round.id} {one.stage}" for one in found] == due


def test_todays_round_is_not_begun_twice_by_hand() -> None:
    today = {"coffee/2026-11-25": {"stages": f"intro={DONE}"}}

    assert due_stages(known(today), "coffee", program(), NOW, "intro") == ()
