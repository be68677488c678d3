"""A round, one change at a time: from a world in which nothing is due."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.context.plan_model import ToMembers
from lunchbatch.core.ledger.tabs import GROUPS_TAB, ROUNDS_TAB
from lunchbatch.core.model.terms import Status
from tests.behaviour.world import ROUND, World, world

BEFORE = "2026-11-23 09:29"
INTRO = "2026-11-23 09:35"
THURSDAY = "2026-11-26 10:05"
MONDAY = "2026-11-30 10:05"
CLOSES = "2026-12-03 14:05"


@pytest.fixture
def still(tmp_path: Path) -> Iterator[World]:
    """Four people and nothing due, a minute before the first round."""
    with world(tmp_path, has_owner=True) as found:
        yield found.at(BEFORE)


@pytest.fixture
def introduced(still: World) -> World:
    still.at(INTRO).run()
    return still


@pytest.fixture
def asked(introduced: World) -> World:
    introduced.at(THURSDAY).run()
    return introduced


def is_quiet(found: World) -> bool:
    return found.plan().plan.is_empty


def test_nothing_is_due_before_the_first_round(still: World) -> None:
    assert is_quiet(still)


def test_the_time_of_the_intro_introduces_everybody_in_pairs(still: World) -> None:
    still.at(INTRO).run()

    assert still.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
    assert sorted(m for g in still.known.groups for m in g.members) == sorted(still.members)
    assert {group.status for group in still.known.groups} == {Status.OPEN}


def test_the_intro_reaches_exactly_the_members_of_its_group(introduced: World) -> None:
    for group in introduced.known.groups:
        room = introduced.slack.channels[group.channel]
        assert set(room.members) == {*group.members, introduced.slack.bot}


def test_the_answers_are_seeded_by_us_alone_and_count_for_nothing(introduced: World) -> None:
    group = introduced.group()
    message = introduced.slack.messages(group.channel)[0]

    assert {who for people in message.reactions.values() for who in people} == {
        introduced.slack.bot
    }
    assert set(message.reactions) == {
        "tada",
        "calendar",
        "hourglass_flowing_sand",
        "x",
        "zzz",
        "octagonal_sign",
    }
    assert introduced.status() == Status.OPEN


def test_nothing_is_due_after_the_intro(introduced: World) -> None:
    assert is_quiet(introduced)


def test_the_time_of_a_checkpoint_asks_groups_that_have_not_met(introduced: World) -> None:
    introduced.reacts("tada", group=1)

    introduced.at(THURSDAY).run()

    assert introduced.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]  # the thanks come next


def test_nothing_is_due_after_a_checkpoint(asked: World) -> None:
    assert is_quiet(asked)


def test_a_group_that_is_silent_at_the_last_checkpoint_gets_another_point_person(
    asked: World,
) -> None:
    asked.reacts("calendar", group=2)
    before = {group.key: group.point_person for group in asked.known.groups}

    asked.at(MONDAY).run()

    after = {group.key: group.point_person for group in asked.known.groups}
    silent, talking = f"{ROUND}/1", f"{ROUND}/2"
    assert after[silent] in set(asked.group(1).members) - {before[silent]}
    name = asked.slack.people[after[silent]].real_name
    assert f"If not, no problem: {name}" in asked.text_of(f"{silent} checkpoint-2")
    assert after[talking] == before[talking]


def test_nothing_is_due_after_the_nudge(asked: World) -> None:
    asked.at(MONDAY).run()

    assert is_quiet(asked)


def test_the_time_of_the_close_gives_every_group_its_last_status(asked: World) -> None:
    asked.reacts("x", group=1)

    asked.at(CLOSES).run()

    assert [asked.status(1), asked.status(2)] == [Status.CLOSED_NO, Status.CLOSED_STALE]
    assert f"{ROUND}/2 close" in asked.sent()
    assert asked.known.rounds[ROUND].stage == "close"


def test_nothing_is_due_after_the_close(asked: World) -> None:
    asked.at(CLOSES).run()

    assert is_quiet(asked)


def test_an_answer_after_the_close_still_counts_and_is_thanked(asked: World) -> None:
    asked.at(CLOSES).run()
    said = asked.sent()
    asked.reacts("tada", group=2, under="close")

    asked.at("2026-12-04 12:00").run()

    assert asked.status(2) == Status.CLOSED_MET
    asked.at("2026-12-04 15:00").run()
    assert asked.sent() == [*said, f"{ROUND}/2 celebrate"]


def test_an_answer_long_after_the_close_is_not_read(asked: World) -> None:
    asked.at(CLOSES).run()
    asked.reacts("tada", group=2, under="close")

    # The next round is a fortnight old as well by then; nothing else can be due on a Sunday.
    assert asked.at("2026-12-20 12:00").plan().context.slack.reactions == {}


@pytest.mark.parametrize(
    ("emoji", "when", "status"),
    [
        (None, THURSDAY, Status.OPEN),
        ("calendar", THURSDAY, Status.SCHEDULED),
        ("tada", THURSDAY, Status.CLOSED_MET),
        ("x", CLOSES, Status.CLOSED_NO),
        ("calendar", CLOSES, Status.CLOSED_SCHEDULED),
        (None, CLOSES, Status.CLOSED_STALE),
    ],
)
def test_each_of_the_six_statuses_is_reached(
    asked: World, emoji: str | None, when: str, status: Status
) -> None:
    if emoji:
        asked.reacts(emoji)

    asked.at(when).run()

    assert asked.status() == status


def test_a_reaction_is_written_down_with_its_member(introduced: World) -> None:
    introduced.reacts("calendar", member=1)

    introduced.at("2026-11-24 12:00").run()

    (answer,) = introduced.known.answers.values()
    assert (answer.member, answer.answer) == (introduced.group().members[1], "scheduled")
    assert introduced.status() == Status.SCHEDULED
    assert is_quiet(introduced)


def test_a_reaction_taken_back_counts_no_more(introduced: World) -> None:
    introduced.reacts("tada")
    introduced.at("2026-11-24 12:00").run()
    introduced.takes_back("tada")

    introduced.at("2026-11-24 15:00").run()

    (answer,) = introduced.known.answers.values()
    assert answer.is_withdrawn
    assert introduced.status() == Status.OPEN
    assert introduced.group().answers == ""


def test_a_skin_tone_and_an_alias_mean_the_same(introduced: World) -> None:
    introduced.reacts("+1::skin-tone-4")

    introduced.at("2026-11-24 12:00").run()

    assert introduced.status() == Status.CLOSED_MET


def test_a_stranger_in_the_conversation_has_no_say(introduced: World) -> None:
    group = introduced.group()
    stranger = introduced.group(2).members[0]
    introduced.slack.join(stranger, group.channel)
    introduced.slack.react(stranger, group.channel, group.intro, "tada")

    introduced.at("2026-11-24 12:00").run()

    assert introduced.status() == Status.OPEN
    assert introduced.known.answers == {}


def test_a_status_that_a_person_typed_wins_over_the_reactions(asked: World) -> None:
    asked.books.types(GROUPS_TAB, f"{ROUND}/1", "meeting status", "closed_met")
    asked.reacts("x", group=1)

    asked.at(CLOSES).run()

    assert asked.status(1) == Status.CLOSED_MET
    assert f"{ROUND}/1 close" not in asked.sent()


def test_a_status_that_is_cleared_follows_the_reactions_again(asked: World) -> None:
    asked.books.types(GROUPS_TAB, f"{ROUND}/1", "meeting status", "closed_met")
    asked.at("2026-11-27 10:00").run()
    asked.books.types(GROUPS_TAB, f"{ROUND}/1", "meeting status", "")

    asked.at("2026-11-27 11:00").run()

    assert asked.status(1) == Status.OPEN


def test_a_round_that_is_late_inside_its_window_is_held_late(still: World) -> None:
    still.at("2026-11-23 16:50").run()

    assert len(still.sent()) == 2
    row = next(row for row in still.books.ledger.read()[ROUNDS_TAB].rows if row.key == ROUND)
    assert row.values["late by"] == "7 h 20 min"


def test_a_round_that_could_not_begin_is_missed_and_the_owner_is_told_once(still: World) -> None:
    still.at("2026-12-01 12:00")
    assert is_quiet(still), "a program that never ran has missed nothing"
    still.at("2026-12-07 09:35").run()

    still.at("2026-12-29 12:00").run()

    assert still.known.rounds["coffee/2026-12-21"].stage == "missed"
    told = [key for key in still.sent() if key.endswith("missed")]
    assert told == ["coffee/2026-12-21 missed"]
    assert "2026-12-21" in still.text_of(told[0]) or "21" in still.text_of(told[0])
    assert [g.round for g in still.known.groups] == ["coffee/2026-12-07"] * 2
    assert is_quiet(still)


def test_messages_wait_for_the_send_window(introduced: World) -> None:
    introduced.at("2026-11-26 19:00")

    assert is_quiet(introduced)
    assert introduced.plan().plan.notes == (
        f"{ROUND}: checkpoint-1 waits for the send window, Fri 27 Nov 08:30",
    )
    introduced.at("2026-11-27 08:31").run()
    assert introduced.sent()[2:] == [f"{ROUND}/1 checkpoint-1", f"{ROUND}/2 checkpoint-1"]


def test_nothing_goes_out_on_a_holiday(tmp_path: Path) -> None:
    calendar = {
        "every": "week",
        "on": ["monday"],
        "holidays": ["2026-11-26", "2026-11-30"],
        "starting": "2026-11-23",
    }
    with world(tmp_path, calendar=calendar) as found:
        found.at(INTRO).run()
        found.at(THURSDAY)
        assert is_quiet(found)
        found.at("2026-11-30 09:35")
        assert [e.key.split()[-1] for e in found.plan().plan.effects] == []

        found.at("2026-12-01 09:35").run()

        assert {key.split()[-1] for key in found.sent()[2:]} == {"checkpoint-2"}
        assert set(found.known.rounds) == {ROUND}


def test_of_several_overdue_checkpoints_only_the_last_is_sent(introduced: World) -> None:
    introduced.at(MONDAY).run()

    assert introduced.sent()[2:] == [f"{ROUND}/1 checkpoint-2", f"{ROUND}/2 checkpoint-2"]


def test_a_round_whose_row_was_deleted_does_not_begin_again(introduced: World) -> None:
    introduced.books.deletes(ROUNDS_TAB, ROUND)

    introduced.at("2026-11-23 10:00").run()
    introduced.at(THURSDAY).run()

    assert sorted(key for key in introduced.sent() if key.endswith("intro")) == [
        f"{ROUND}/1 intro",
        f"{ROUND}/2 intro",
    ]
    assert introduced.sent()[2:] == [f"{ROUND}/1 checkpoint-1", f"{ROUND}/2 checkpoint-1"]
    assert len(introduced.known.groups) == 2


def test_a_round_of_which_every_row_was_deleted_is_skipped(introduced: World) -> None:
    for number in (1, 2):
        introduced.books.deletes(GROUPS_TAB, f"{ROUND}/{number}")
    introduced.books.deletes(ROUNDS_TAB, ROUND)
    ran = introduced.at("2026-11-23 11:05").run()

    assert ran.applied.sent == ()
    assert introduced.known.rounds[ROUND].stage == "skipped"
    assert is_quiet(introduced)


def test_a_group_whose_row_was_deleted_is_left_alone(introduced: World) -> None:
    introduced.books.deletes(GROUPS_TAB, f"{ROUND}/1")

    introduced.at(THURSDAY).run()

    assert introduced.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]  # the thanks come next
    assert [group.key for group in introduced.known.groups] == [f"{ROUND}/2"]


def test_a_group_of_which_one_is_left_is_asked_no_more(introduced: World) -> None:
    introduced.slack.deactivate(introduced.group(1).members[0])

    introduced.at(THURSDAY).run()

    assert introduced.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]  # the thanks come next


def test_somebody_who_joins_later_is_in_the_next_round(introduced: World) -> None:
    newcomer = introduced.slack.add_person("Newcomer")
    introduced.slack.join(newcomer, introduced.channel)

    introduced.at(CLOSES).run()
    introduced.at("2026-12-07 09:35").run()

    later = [g for g in introduced.known.groups if g.round == "coffee/2026-12-07"]
    assert sorted(len(group.members) for group in later) == [2, 3]
    assert any(newcomer in group.members for group in later)


def test_one_person_alone_in_the_channel_is_not_introduced_to_nobody(tmp_path: Path) -> None:
    with world(tmp_path, people=1) as found:
        found.at(INTRO).run()

        assert found.sent() == []
        assert found.known.rounds[ROUND].stage == "skipped"
        assert is_quiet(found)


def test_the_same_people_meet_again_in_the_same_conversation(tmp_path: Path) -> None:
    with world(tmp_path, people=2) as found:
        found.at(INTRO).run()
        found.at(CLOSES).run()
        found.at("2026-12-07 09:35").run()

        first, second = found.known.groups
        assert first.channel == second.channel
        assert first.key != second.key


def test_a_stage_asked_for_by_hand_is_done_now(introduced: World) -> None:
    introduced.at("2026-11-24 12:00").run(stage="checkpoint")

    assert introduced.sent()[2:] == [f"{ROUND}/1 checkpoint-1", f"{ROUND}/2 checkpoint-1"]


def test_a_plan_goes_to_the_members_that_the_ledger_names(still: World) -> None:
    effects = still.at(INTRO).plan().plan.effects

    assert all(isinstance(effect.to, ToMembers) and len(effect.to.ids) == 2 for effect in effects)


@pytest.mark.parametrize("title", ["round", "group key", "member ids", "program"])
@pytest.mark.parametrize("typed", ["", "oops"])
def test_a_cell_that_only_the_program_writes_may_hold_anything(
    asked: World, title: str, typed: str
) -> None:
    asked.books.types(GROUPS_TAB, f"{ROUND}/1", title, typed)

    asked.at(CLOSES).run()

    assert f"{ROUND}/2 close" in asked.sent()
    assert asked.status(2) == Status.CLOSED_STALE


def test_an_old_row_of_rounds_that_is_deleted_does_not_hold_up_the_next_round(
    introduced: World,
) -> None:
    for number in (1, 2):
        introduced.reacts("tada", group=number)
    introduced.at(CLOSES).run()
    introduced.at("2026-12-07 09:35").run()
    introduced.at("2026-12-17 14:05").run()
    introduced.books.deletes(ROUNDS_TAB, ROUND)

    introduced.at("2026-12-21 09:35").run()

    assert {key.rpartition("/")[0] for key in introduced.sent()[-2:]} == {"coffee/2026-12-21"}
