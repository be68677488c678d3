"""What a run costs: calls to the Sheet that do not grow with the team."""

from collections.abc import Mapping

import pytest

from tests.behaviour.world import world

INTRO = "2026-11-23 09:35"
STAGES = (INTRO, "2026-11-26 10:05", "2026-11-30 10:05", "2026-12-03 14:05")
SENDING = (2, 3)  # reads and writes of a run that sends messages
QUIET = (1, 0)


def calls(people: int) -> Mapping[str, tuple[int, int]]:
    """Reads and writes of the Sheet in each stage of a round, when waiting takes no time."""
    with world(people=people, is_direct=True, is_unpaced=True) as found:
        counted = {}
        for stage in STAGES:
            with found.at(stage).wire() as wire:
                found.run()
            counted[stage] = (wire.reads, wire.writes)
            assert len(wire.posts()) == people // 2
        return counted


def test_a_round_of_200_people_makes_as_many_sheets_calls_as_one_of_10() -> None:
    assert calls(10) == calls(200) == dict.fromkeys(STAGES, SENDING)


def test_while_slack_sets_the_pace_the_run_settles_once_a_minute_and_no_more() -> None:
    with world(people=120, is_direct=True) as found:
        began = found.at(INTRO).clock.now()
        with found.wire() as wire:
            found.run()
        minutes = int((found.clock.now() - began).total_seconds() // 60)

    more = wire.reads - SENDING[0]
    assert wire.writes == SENDING[1] + more
    assert 1 <= more <= minutes


@pytest.mark.parametrize("people", [4, 40])
def test_a_wake_with_nothing_due_reads_the_sheet_once_and_leaves_slack_alone(people: int) -> None:
    with world(people=people) as found:
        found.at("2026-11-23 08:00")
        with found.wire() as wire:
            found.run()

    assert (wire.reads, wire.writes, wire.slack) == (*QUIET, [])


def test_a_wake_that_only_listens_reads_the_sheet_once_and_writes_nowhere() -> None:
    with world(people=40, is_direct=True) as found:
        found.at(INTRO).run()
        found.at("2026-11-24 12:00")
        with found.wire() as wire:
            found.run()

    assert (wire.reads, wire.writes) == QUIET
    # Who is in the channel is one call: newcomers are welcomed the day they come.
    assert sorted(one.method for one in wire.slack) == [
        "auth.test",
        "conversations.members",
        "reactions.list",
    ]


def test_answers_of_a_whole_round_are_written_at_once() -> None:
    with world(people=40, is_direct=True) as found:
        found.at(INTRO).run()
        for number in range(1, 21):
            found.reacts("calendar", group=number)
        found.at("2026-11-24 12:00")
        with found.wire() as wire:
            found.run()

    assert (wire.reads, wire.writes) == (1, 2)
