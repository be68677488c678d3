"""Who takes part, and the reason of everybody who does not; and what looks like an accident."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lunchbatch.cli.output.run_lines import plan_lines, sent_lines
from lunchbatch.core.context.eligibility import eligibility
from lunchbatch.core.context.plan_model import ManualRequest, PlanningContext
from lunchbatch.core.ledger.tabs import ROUNDS_TAB
from lunchbatch.core.planning.plan import plan
from tests.core.views import Lines, appended, person, policy, program, view

MONDAY = "2026-11-23 09:30"


def reason(
    fields: dict[str, Any], row: dict[str, Any] | None = None, **settings: Any
) -> str | None:
    """Why the first of three people is out; None when they are in."""
    odd = replace(person(0), **fields)
    lines: Lines = {"People": [{"member id": odd.id, "name": odd.name, **(row or {})}]}
    found = eligibility(
        view(MONDAY, [odd, person(1), person(2)], lines), program(**settings), number=1
    )
    assert {"U00000001", "U00000002"} <= set(found.present)
    return found.absent.get(odd.id)


@pytest.mark.parametrize(
    ("fields", "row", "why"),
    [
        ({}, None, None),
        ({"is_deactivated": True}, None, "deactivated"),
        ({"is_invited": True}, None, "has not accepted the invitation yet"),
        ({"is_guest": True}, None, "guest"),
        ({"is_stranger": True, "teams": set()}, None, "from another workspace"),
        ({"teams": {"T0OTHER"}}, None, "from another workspace"),
        ({"teams": {"T0OTHER", "T0TEAM"}}, None, None),
        ({"status_emoji": "palm_tree"}, None, "on holiday (Slack status)"),
        ({"status_emoji": "taco"}, None, None),
        ({}, {"paused until": date(2026, 11, 24)}, "paused until 2026-11-24"),
        ({}, {"paused until": date(2026, 11, 23)}, None),
        ({}, {"paused until": "until further notice"}, "paused until further notice"),
        ({}, {"joins every N rounds": 2}, "joins every 2 rounds"),
        ({}, {"joins every N rounds": 1}, None),
        ({}, {"joins every N rounds": 0}, None),
        ({}, {"messages": "see thread"}, "their row in People cannot be read"),
        ({"is_guest": True}, {"paused until": "forever"}, "guest"),
    ],
)
def test_everybody_who_is_out_is_out_for_a_reason(
    fields: dict[str, Any], row: dict[str, Any] | None, why: str | None
) -> None:
    assert reason(fields, row) == why


def test_a_setting_lets_guests_and_strangers_in() -> None:
    assert reason({"is_guest": True}, take_part={"guests": True}) is None
    assert reason({"is_stranger": True}, take_part={"other_workspaces": True}) is None


@pytest.mark.parametrize(("minute", "is_out"), [(29, False), (30, False), (31, True)])
def test_a_holiday_that_is_over_keeps_nobody_out(minute: int, *, is_out: bool) -> None:
    ends = datetime(2026, 11, 23, 8, minute, tzinfo=UTC)

    found = reason({"status_emoji": "palm_tree", "status_until": ends})

    assert (found is not None) is is_out


def test_apps_are_neither_in_nor_out() -> None:
    app = person(0, is_bot=True)
    found = eligibility(view(MONDAY, [app, person(1)]), program(), number=1)

    assert found.present == ("U00000001",)
    assert found.absent == {}


def test_who_joins_every_second_round_is_in_every_second_round() -> None:
    lines: Lines = {"People": [{"member id": "U00000000", "name": "A", "joins every N rounds": 2}]}
    seen = view(MONDAY, [person(n) for n in range(3)], lines)

    present = ["U00000000" in eligibility(seen, program(), number=n).present for n in range(1, 7)]

    assert present == [False, True] * 3


def shrinking(before: int, now: int, **guard: int) -> PlanningContext:
    """A channel that had so many members in the last round."""
    lines: Lines = {
        "Rounds": [
            {
                "round": "coffee/2026-11-16",
                "members": before,
                "stages": "intro=2026-11-16T09:30:00+01:00 close=2026-11-20T14:00:00+01:00",
                "stage": "close",
            }
        ]
    }
    settings = policy(guard=guard) if guard else policy()
    return view(MONDAY, [person(n) for n in range(now)], lines, settings=settings)


@pytest.mark.parametrize(
    ("before", "now", "is_refused"),
    [(10, 4, True), (10, 5, False), (12, 5, True), (9, 2, False), (12, 20, False)],
)
def test_a_channel_that_halved_looks_like_an_accident(
    before: int, now: int, *, is_refused: bool
) -> None:
    unsafe = plan(shrinking(before, now)).unsafe

    assert bool(unsafe) is is_refused
    if unsafe:
        assert unsafe[0] == (
            f"coffee: the channel had {before} members in the last round and has {now} now; "
            "if that is right, run again with --force"
        )


def test_a_setting_says_how_far_a_channel_may_shrink() -> None:
    assert plan(shrinking(10, 2, shrunk_to=20)).unsafe == ()
    assert plan(shrinking(10, 6, shrunk_to=70)).unsafe


def test_a_round_that_was_due_long_ago_is_not_taken_up_without_force() -> None:
    row = {
        "group key": "coffee/2026-11-02/1",
        "round": "coffee/2026-11-02",
        "program": "coffee",
        "member ids": "U00000000 U00000001",
        "group channel id": "CG",
        "intro message ts": "1793608200.000100",
        "meeting status": "open",
        "status written": "open",
    }
    turn = {"round": "coffee/2026-11-02", "stages": "intro=2026-11-02T09:30:00+01:00"}
    lines: Lines = {"Rounds": [turn], "Groups": [row]}

    late = plan(view("2026-11-25 10:00", [person(0), person(1)], lines))

    assert [effect.key for effect in late.effects] == ["coffee/2026-11-02/1 close"]
    assert late.unsafe == (
        "coffee/2026-11-02 close was due more than 14 days ago; --force sends it all the same",
    )


def test_a_plan_is_told_in_ids_and_never_in_names() -> None:
    seen = view(MONDAY, [person(n) for n in range(4)])
    lines = list(plan_lines(seen, plan(seen)))

    assert "coffee/2026-11-23 intro: 2 messages" in lines
    assert "coffee/2026-11-23: 4 people in 2 groups, 0 repeats, 0 of them unavoidable" in lines
    assert any(line.startswith("  would send coffee/2026-11-23/1 intro to U00") for line in lines)
    assert "Rows to write: 2 in Groups, 4 in People, 1 in Rounds." in lines
    assert lines[-1].startswith("coffee: next is checkpoint-1, Wed 25 Nov 2026 10:00")
    assert "Person" not in "\n".join(lines)


def test_a_stage_by_hand_outside_the_window_is_refused_and_says_how() -> None:
    asked = ManualRequest(program="coffee", stage="intro")
    seen = view("2026-11-23 20:00", [person(0), person(1)], order=asked)

    (why,) = plan(seen).unsafe

    assert why.endswith("intro waits for the send window, Tue 24 Nov 08:30; --force sends it now")


def test_messages_are_counted_by_round_and_stage() -> None:
    keys = ["a/2026-11-23/1 intro", "a/2026-11-23/2 intro", "a/2026-11-23 poll"]

    assert list(sent_lines(keys)) == [
        "a/2026-11-23 intro: 2 messages",
        "a/2026-11-23 poll: 1 message",
    ]


def test_who_is_out_is_written_down_with_the_reason() -> None:
    people = [person(0), person(1), person(2, is_guest=True)]

    (row,) = appended(plan(view(MONDAY, people)), ROUNDS_TAB)

    assert row["not in"] == "U00000002: guest"
    assert (row["members"], row["introduced"]) == (3, 2)
