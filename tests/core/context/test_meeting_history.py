"""Who met whom, and how many rounds ago: in the program itself and in another."""

from datetime import date
from typing import Any

import pytest

from lunchbatch.core.context.meeting_history import (
    last_met,
    member_numbers,
    met_elsewhere,
    past_groups,
)
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.model.terms import Status
from lunchbatch.core.settings.policy import Policy
from tests.core.views import WEEKLY, person, program, view

A, B, C = (person(number).id for number in (1, 2, 3))
PAIR = frozenset({A, B})
INTRO = "1700000000.000001"


def group(round_: str, *members: str, number: int = 1, **cells: Value) -> dict[str, Value]:
    program, _, day = round_.partition("/")
    return {
        "group key": f"{round_}/{number}",
        "round": round_,
        "program": program,
        "member ids": " ".join(members or (A, B)),
        "group channel id": "C0000009",
        "date of intro": date.fromisoformat(day[:10]),
        "intro message ts": INTRO,
        **{title.replace("_", " "): value for title, value in cells.items()},
    }


def context(*groups: dict[str, Value], **settings: Any) -> Any:
    two = {"coffee": {**WEEKLY, **settings}, "lunch": WEEKLY}
    policy = Policy.model_validate({"ledger": {"csv": "x"}, "programs": two})
    here = [person(number) for number in (1, 2, 3)]
    return view("2026-11-23 09:30", here, {"Groups": [*groups]}, settings=policy)


OURS = [group(f"coffee/2026-11-{day}", A, C) for day in ("02", "09", "16")]
SLOT = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("other", "rounds_ago"),
    [
        pytest.param(group("lunch/2026-11-23"), 0, id="today"),
        pytest.param(group("lunch/2026-11-23", intro_message_ts=None), 0, id="today, not yet told"),
        pytest.param(group("lunch/2026-11-17"), 1, id="since our last round"),
        pytest.param(group("lunch/2026-11-16"), 1, id="on the day of our last round"),
        pytest.param(group("lunch/2026-11-15"), 2, id="before our last round"),
        pytest.param(group("lunch/2026-11-01"), 4, id="before all of ours"),
        pytest.param(group("lunch/2026-11-24"), None, id="later"),
        pytest.param(group("lunch/2026-11-17", intro_message_ts=None), None, id="never told"),
        pytest.param(group("lunch/2026-11-17", A, "U0000009"), None, id="with somebody else"),
    ],
)
def test_a_meeting_in_another_program_counts_by_our_rounds_since(
    other: dict[str, Value], rounds_ago: int | None
) -> None:
    found = met_elsewhere(context(*OURS, other).view("coffee"), [A, B], SLOT)

    assert found == ({} if rounds_ago is None else {PAIR: rounds_ago})


def test_our_own_meetings_are_not_met_elsewhere_and_the_last_one_counts() -> None:
    old, new = group("lunch/2026-11-05"), group("lunch/2026-11-12")

    found = met_elsewhere(context(*OURS, new, old).view("coffee"), [A, B, C], SLOT)

    assert found == {PAIR: 2}


@pytest.mark.parametrize("counts", [True, False])
def test_who_said_that_they_did_not_meet_may_meet_again_where_the_setting_says_so(
    counts: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    said_no = group("lunch/2026-11-17", meeting_status=Status.CLOSED_NO)
    later = group("lunch/2026-11-10", B, C)
    ours = group("coffee/2026-11-16", meeting_status=Status.CLOSED_NO)
    made = context(said_no, later, ours, unmet_count_as_met=counts)
    setting = program(unmet_count_as_met=counts)

    elsewhere = met_elsewhere(made.view("coffee"), [A, B, C], SLOT)

    assert elsewhere == {frozenset({B, C}): 2, **({PAIR: 1} if counts else {})}
    assert (PAIR in last_met(made.records, "coffee", setting)) is counts
    (past,) = past_groups(made.records, "coffee", setting, before="coffee/2026-11-23")
    assert past.met is counts


def test_rounds_are_counted_by_their_dates_and_an_extra_group_is_nobodys_turn() -> None:
    made = context(
        *OURS,
        group("coffee/2026-11-10-extra-1", number=2),
        group("coffee/2026-11-23", intro_message_ts=None),
        group("lunch/2026-11-12"),
        group("coffee/2026-11-02", A, number=2),  # of whom one is left
    )

    assert member_numbers(made.records, "coffee") == {
        "coffee/2026-11-02": 1,
        "coffee/2026-11-09": 2,
        "coffee/2026-11-10-extra-1": 2,
        "coffee/2026-11-16": 3,
    }
    before = past_groups(made.records, "coffee", program(), before="coffee/2026-11-16")
    assert [past.round for past in before] == [1, 2, 2]


def test_when_a_pair_met_last_is_the_latest_of_all_dates() -> None:
    made = context(group("coffee/2026-11-16"), group("coffee/2026-11-09"))

    assert last_met(made.records, "coffee", program()) == {PAIR: date(2026, 11, 16)}
