"""When a draft is made and sent, and what becomes of one that nobody approves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.tabs import DRAFT_TAB, ROUNDS_TAB
from lunchbatch.demo.slack.methods import WRITES
from tests.behaviour.approval.desk import (
    DEADLINE,
    INTRO,
    MISSED,
    NO_DEADLINE,
    WITH_DEADLINE,
    Desk,
    desk,
    is_as_in_draft,
)
from tests.behaviour.slips.scenes import decide, with_an_approved_draft
from tests.behaviour.world import ROUND, World, policy, world
from tests.core.views import snapshot

SECOND = "coffee/2026-12-07"


@pytest.fixture
def patient(tmp_path: Path) -> Iterator[Desk]:
    """A draft that waits for a word."""
    with desk(tmp_path) as ready:
        yield ready


@pytest.fixture
def pressed(tmp_path: Path) -> Iterator[Desk]:
    """A draft that goes out four hours after its time at the latest."""
    with desk(tmp_path, approval=WITH_DEADLINE) as ready:
        yield ready


@pytest.fixture
def later(patient: Desk) -> World:
    """The first round is introduced; the second is on Monday, 7 December."""
    patient.approves()
    patient.goes_on(INTRO)
    return patient.world


def test_nothing_but_the_word_to_the_owner_is_sent_with_a_draft(patient: Desk) -> None:
    assert patient.world.sent() == [f"{ROUND} draft"]
    assert patient.world.known.groups == ()
    assert patient.world.known.rounds[ROUND].stage == "draft"


def test_without_an_owner_a_draft_is_made_all_the_same(tmp_path: Path) -> None:
    with desk(tmp_path, has_owner=False) as ready:
        assert ready.world.sent() == []
        assert ready.world.known.rounds[ROUND].stage == "draft"


def test_a_draft_is_made_so_long_before_the_intro_on_a_day_of_the_send_window(later: World) -> None:
    later.at("2026-12-04 09:25").run()
    assert SECOND not in later.known.rounds

    # A day before Monday is Sunday: Friday it is.
    later.at("2026-12-04 09:35").run()

    assert later.known.rounds[SECOND].stage == "draft"
    assert later.sent()[-1] == f"{SECOND} draft"


def test_a_draft_says_how_well_people_know_each_other(later: World) -> None:
    later.at("2026-12-04 09:35").run()

    books = later.books
    assert books.sees(DRAFT_TAB, "round") == [SECOND] * 4
    assert set(books.sees(DRAFT_TAB, "why")[1:]) == {"never met"}


def test_an_old_draft_makes_room_for_the_next(later: World) -> None:
    assert set(later.books.sees(DRAFT_TAB, "round")) == {ROUND}

    later.at("2026-12-04 09:35").run()

    assert set(later.books.sees(DRAFT_TAB, "round")) == {SECOND}


def test_pairs_that_met_show_when(tmp_path: Path) -> None:
    with desk(tmp_path, people=2) as ready:
        ready.approves()
        ready.goes_on(INTRO)
        ready.goes_on("2026-12-04 09:35")

        assert ready.world.books.sees(DRAFT_TAB, "why")[1:] == ["last met 2026-11-23"]
        assert ready.world.books.sees(DRAFT_TAB, "last met")[1:] == ["2026-11-23"]


def test_without_a_word_and_without_a_deadline_the_round_is_missed(patient: Desk) -> None:
    for when in (INTRO, "2026-11-23 15:00", "2026-11-24 09:25"):
        patient.goes_on(when)
        assert patient.told() == []

    patient.goes_on(MISSED)

    assert patient.world.known.rounds[ROUND].stage == "missed"
    assert patient.world.sent() == [f"{ROUND} draft", f"{ROUND} missed"]
    assert patient.goes_on("2026-11-24 10:30").decided.plan.is_empty


def test_approved_late_it_goes_out_late(patient: Desk) -> None:
    patient.goes_on(INTRO)
    patient.approves()

    patient.goes_on("2026-11-23 16:00")

    assert is_as_in_draft(patient)


def test_after_the_deadline_it_goes_out_without_a_word(pressed: Desk) -> None:
    pressed.goes_on(INTRO)
    assert pressed.told() == []

    pressed.goes_on(DEADLINE)

    assert is_as_in_draft(pressed)


def test_another_word_holds_it_beyond_the_deadline(pressed: Desk) -> None:
    pressed.approves("wait, please")

    pressed.goes_on(DEADLINE)

    assert pressed.told() == []
    said = pressed.goes_on("2026-11-23 14:00").decided.plan.notes
    assert f"{ROUND}: held by 'wait, please' in Rounds!A2" in said


def test_after_the_deadline_the_groups_without_a_mistake_go_out(pressed: Desk) -> None:
    pressed.writes(1, *pressed.seen[0], "Nobody Known")
    pressed.goes_on(INTRO)

    ran = pressed.goes_on(DEADLINE)

    assert pressed.told() == sorted(map(sorted, pressed.seen[1:]))
    why = "left out, their row in Draft had a mistake"
    assert pressed.not_in() == dict.fromkeys(pressed.seen[0], why)
    assert any("Nobody Known" in line for line in ran.decided.plan.blocked)
    assert "Nobody Known" in pressed.world.text_of(pressed.world.sent()[1])


def test_after_the_deadline_who_stands_nowhere_is_left_out_and_the_rest_go(pressed: Desk) -> None:
    pressed.writes(1, pressed.name(1, 0), *pressed.seen[1])
    pressed.deletes(2)

    pressed.goes_on(DEADLINE)

    assert is_as_in_draft(pressed)
    assert pressed.not_in() == {pressed.name(1, 1): "left out, they stood in no row of Draft"}


def test_after_the_deadline_nothing_goes_out_where_every_row_has_a_mistake(pressed: Desk) -> None:
    for number in (1, 2, 3):
        pressed.writes(number, *pressed.seen[number - 1], "Nobody Known")

    pressed.goes_on(DEADLINE)

    assert pressed.told() == []
    assert not pressed.world.known.rounds[ROUND].is_over


def test_everybody_in_the_channel_is_in_a_group_or_listed_with_a_reason(tmp_path: Path) -> None:
    with desk(tmp_path, people=8, approval=WITH_DEADLINE) as ready:
        slack, gone = ready.world.slack, ready.id_of(ready.name(2))
        slack.join(slack.add_person("Nadia New"), ready.world.channel)
        slack.leave(gone, ready.world.channel)
        ready.pauses(ready.name(3))
        ready.deletes(1)

        ready.goes_on(DEADLINE)

        one = ready.world.known.rounds[ROUND]
        placed = {member for group in ready.world.known.groups for member in group.members}
        here = set(slack.channels[ready.world.channel].members) - {slack.bot}
        assert placed == set(map(ready.id_of, ready.seen[3]))
        assert placed | set(one.absent) == here
        assert not placed & set(one.absent)
        assert one.members == len(here)


def test_a_wake_between_draft_and_intro_reads_and_writes_nothing(patient: Desk) -> None:
    with patient.world.wire() as wire:
        patient.goes_on("2026-11-23 09:10")

    assert [one.method for one in wire.slack if one.method in WRITES] == []
    assert patient.world.known.rounds[ROUND].stage == "draft"


def test_the_intro_by_hand_is_an_approval(patient: Desk) -> None:
    patient.world.at("2026-11-23 09:00").run(program="coffee", stage="intro")

    assert is_as_in_draft(patient)


def test_the_intro_by_hand_with_a_mistake_sends_nothing(patient: Desk) -> None:
    patient.writes(1, *patient.seen[0], "Nobody Known")

    ran = patient.world.at(INTRO).run(program="coffee", stage="intro", force=True)

    assert patient.told() == []
    assert ran.decided.plan.blocked


def test_a_draft_by_hand_is_that_of_the_next_round(later: World) -> None:
    later.at("2026-11-25 10:00").run(program="coffee", stage="draft")

    assert later.known.rounds[SECOND].stage == "draft"
    later.run(program="coffee", stage="draft")
    assert later.sent().count(f"{SECOND} draft") == 1


def test_the_later_stages_follow_as_ever(later: World) -> None:
    later.at("2026-11-26 10:05").run()

    assert later.sent()[-3:] == [f"{ROUND}/{number} checkpoint-1" for number in (1, 2, 3)]


def test_an_approval_switched_off_makes_the_groups_anew(patient: Desk) -> None:
    patient.world.policy = policy(patient.world.channel)

    patient.goes_on(INTRO)

    assert len(patient.told()) == 3


def test_an_approval_switched_on_leaves_running_rounds_alone(tmp_path: Path) -> None:
    with world(tmp_path, is_direct=True) as found:
        found.at(INTRO).run()
        found.policy = policy(found.channel, approval=NO_DEADLINE)

        found.at("2026-11-26 10:05").run()

        assert found.sent()[-1] == f"{ROUND}/2 checkpoint-1"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"approval": {"ahead": "0 minutes"}}, "leaves no time to look"),
        ({"approval": {"deadline": "24 hours"}}, "comes too late"),
        ({"approval": {}, "signup": "poll"}, "a poll makes its groups at once"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        policy("C0123ABCDEF", **settings)


def test_groups_once_written_down_are_introduced_whatever_becomes_of_the_draft(
    patient: Desk,
) -> None:
    patient.approves()
    wanted = sorted(sorted(group) for group in patient.groups())
    patient.goes_on(INTRO)
    patient.world.books.types(ROUNDS_TAB, ROUND, "stages", "")
    patient.writes(1, "Nobody Known")

    patient.goes_on("2026-11-23 10:30")

    assert patient.told() == wanted


def test_of_two_drafts_at_once_each_is_read_for_itself() -> None:
    one = with_an_approved_draft()
    later = {
        tab: [
            {title: _a_week_later(value) for title, value in line.items()}
            for line in one.lines[tab]
        ]
        for tab in ("Draft", "Rounds")
    }
    lines = {**one.lines, **{tab: [*one.lines[tab], *rows] for tab, rows in later.items()}}

    (alone,), (beside,) = (
        [decide(each, snapshot(each.lines), when) for when in each.wakes]
        for each in (one, replace(one, lines=lines))
    )

    assert len(alone.effects) == 4
    assert beside.effects == alone.effects


def _a_week_later(value: Value) -> Value:
    return value.replace("2026-11-23", "2026-11-30") if isinstance(value, str) else value
