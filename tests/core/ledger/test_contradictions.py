"""What stands in a row and can't be, by what stands beside it: each is named at its cell."""

from datetime import date

import pytest

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.model.terms import Meaning, Status
from tests.core.views import snapshot

ROUND = "coffee/2026-11-23"
A, B, C, D = "U00000001", "U00000002", "U00000003", "U00000004"
GROUP: dict[str, Value] = {
    "group key": f"{ROUND}/1",
    "round": ROUND,
    "program": "coffee",
    "member ids": f"{A} {B}",
    "point person": A,
    "group channel id": "C00000009",
    "date of intro": date(2026, 11, 23),
    "intro message ts": "1700000000.000001",
    "messages": "checkpoint-1=C00000009:1700000001.000001",
}
POLL: dict[str, Value] = {
    "round": ROUND,
    "program": "coffee",
    "stage": "poll",
    "number": 4,
    "stages": "poll=2026-11-23T08:30:00+00:00",
    "choices": "12:00 | 12:30",
}
ANSWER: dict[str, Value] = {
    "answer key": f"{ROUND}/1 checkpoint-1 {A}",
    "member id": A,
    "round": ROUND,
    "program": "coffee",
    "group key": f"{ROUND}/1",
    "answer": "met",
}
INTRO: dict[str, Value] = {
    "effect": f"{ROUND}/1 intro",
    "run": "r",
    "outcome": "sent",
    "channel": "C00000009",
    "ts": "1700000000.000001",
    "settled": "2026-11-23T08:30:00+00:00",
}
GONE = {"point person": None, "intro message ts": None, "status written": Status.CLOSED_STALE}


def said(member: str, *chosen: str) -> dict[str, Value]:
    key = f"{ROUND} poll {member}"
    return {"answer key": key, "member id": member, "round": ROUND, "answer": " | ".join(chosen)}


def named(tab: str, *rows: dict[str, Value], **others: list[dict[str, Value]]) -> list[str]:
    """The columns of the first row of a tab that are named."""
    found = name_contradictions(snapshot({tab: [*rows], **others})).tables[tab]
    letters = {found.address(title, 2).rpartition("!")[2]: title for title in found.at}
    return [letters[each.where.rpartition("!")[2]] for each in found.rows[0].problems]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        pytest.param({}, None, id="healthy"),
        pytest.param({"group key": None}, "group key", id="no key"),
        pytest.param({"group key": "coffee/1"}, "group key", id="a key without its round"),
        pytest.param({"group key": f"{ROUND}/x"}, "group key", id="a key without a number"),
        pytest.param({"round": "coffee/2026-11-30"}, "round", id="another round"),
        pytest.param({"program": "lunch"}, "program", id="another program"),
        pytest.param({"round": None, "program": None}, None, id="blank says nothing else"),
        pytest.param({"member ids": f"{A}"}, "member ids", id="one alone"),
        pytest.param({"member ids": f"{A} {A}"}, "member ids", id="somebody twice"),
        pytest.param({"member ids": f"{A} gone-1"}, None, id="somebody forgotten"),
        pytest.param({"point person": C}, "point person", id="led by nobody of it"),
        pytest.param({"point person": None}, None, id="led by nobody, as a person may wish"),
        pytest.param({**GONE, "member ids": None}, None, id="made anew"),
        pytest.param({**GONE, "member ids": f"{A} {A}"}, "member ids", id="and somebody twice"),
        pytest.param({"date of intro": date(2026, 11, 22)}, "date of intro", id="before it"),
        pytest.param({"group channel id": None}, "group channel id", id="nowhere"),
        pytest.param({"group channel id": "C00000008"}, "messages", id="elsewhere"),
        pytest.param(
            {"messages": "other-1=C00000009:1700000001.000001"}, "messages", id="no stage"
        ),
    ],
)
def test_a_slip_in_a_group_is_named(cells: dict[str, Value], column: str | None) -> None:
    assert named("Groups", {**GROUP, **cells})[:1] == ([column] if column else [])


@pytest.mark.parametrize(
    ("people", "group", "columns"),
    [
        pytest.param([A, B, C, D], [A, B], [], id="whole"),
        pytest.param([A, B, C, D], [A, B[:-1]], ["member ids"], id="half an id in a group"),
        pytest.param([A, B[:-1], C, D], [A, B], [], id="of somebody else in People"),
        pytest.param(["U1", "U12", "U123", "U1234"], ["U1", "U123"], [], id="ids of any length"),
        pytest.param([f"{each}0" for each in (A, B, C, D)], [f"{A}0", f"{B}0"], [], id="all of 10"),
    ],
)
def test_half_an_id_is_named_though_slack_promises_no_length(
    people: list[str], group: list[str], columns: list[str]
) -> None:
    row = {**GROUP, "member ids": " ".join(group), "point person": group[0]}
    rows: list[dict[str, Value]] = [{"member id": each} for each in people]

    assert named("Groups", row, People=rows) == columns
    assert named("People", rows[1], Groups=[row]) == ["member id"] * (people[1] == B[:-1])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        pytest.param({}, None, id="as the journal says"),
        pytest.param({"ts": "1700000000.000002"}, "intro message ts", id="another message"),
        pytest.param({"ts": None}, None, id="not known"),
        pytest.param({"settled": None}, None, id="not settled"),
        pytest.param({"effect": f"{ROUND}/2 intro", "ts": "1.1"}, None, id="of another group"),
    ],
)
def test_a_group_and_the_journal_say_the_same_place(
    cells: dict[str, Value], column: str | None
) -> None:
    assert named("Groups", GROUP, Journal=[{**INTRO, **cells}]) == ([column] if column else [])


@pytest.mark.parametrize(
    ("cells", "answers", "column"),
    [
        pytest.param({}, [], None, id="healthy"),
        pytest.param({"program": "lunch"}, [], "program", id="another program"),
        pytest.param({"stage": "groups"}, [], "stage", id="a stage that was not done"),
        pytest.param({"stage": "skipped"}, [], None, id="an end"),
        pytest.param({"number": 999_999_999}, [], "number", id="too many rounds"),
        pytest.param({}, [said(A, "12:00"), said(B, "12:30")], None, id="chosen as asked"),
        pytest.param({}, [said(A, "12:00"), said(B, "13:00")], None, id="one of two odd"),
        pytest.param({}, [said(A, "13:00")], "choices", id="nothing of it chosen"),
        pytest.param(
            {},
            [said(A, "12:00"), said(B, "13:00"), said(C, "13:00")],
            "choices",
            id="two chose what is not there",
        ),
        pytest.param({"choices": "12:00 | 12:3012:00 | 12:30"}, [], "choices", id="pasted twice"),
    ],
)
def test_a_slip_in_a_round_is_named(
    cells: dict[str, Value], answers: list[dict[str, Value]], column: str | None
) -> None:
    assert named("Rounds", {**POLL, **cells}, Answers=answers)[:1] == ([column] if column else [])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        pytest.param({}, None, id="healthy"),
        pytest.param({"answer": "met | scheduled"}, None, id="two answers"),
        pytest.param({"answer": "perhaps"}, "answer", id="no answer"),
        pytest.param({"answer key": A}, "answer key", id="no key"),
        pytest.param({"member id": B}, "member id", id="another member"),
        pytest.param({"round": "coffee/2026-11-30"}, "round", id="another round"),
        pytest.param({"program": "lunch"}, "program", id="another program"),
        pytest.param({"group key": f"{ROUND}/2"}, "group key", id="another group"),
    ],
)
def test_a_slip_in_an_answer_is_named(cells: dict[str, Value], column: str | None) -> None:
    assert named("Answers", {**ANSWER, **cells}) == ([column] if column else [])


def test_all_answers_at_once_are_still_answers_and_one_that_names_a_round_is_no_groups() -> None:
    everything = {"answer": " | ".join(Meaning)}
    of_round = said(A, "12:00")

    assert named("Answers", {**ANSWER, **everything}) == []
    assert named("Answers", {**of_round, "group key": f"{ROUND}/1"}) == []
    assert named("Answers", {**of_round, "round": "coffee/2026-11-30"}) == ["round"]
