"""Three rounds without any sign of life make a pause; any sign at all makes none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB, ROUNDS_TAB
from lunchbatch.core.model.terms import Pause
from tests.behaviour.members.days import (
    absent,
    close,
    group_of,
    intro,
    is_in,
    react,
    round_of,
    rounds_since,
    standing,
    types_pause,
)
from tests.behaviour.world import World, world

FOREVER = Pause(until=None)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[World]:
    """Four people in pairs; three silent rounds make a pause."""
    with world(tmp_path, people=4, is_direct=True) as found:
        yield found


@pytest.fixture
def twice_silent(town: World) -> World:
    """Two rounds are over in which nobody said a word; the third is under way."""
    rounds_since(town, 0, 1)
    return intro(town, 2)


def test_three_silent_rounds_in_a_row_pause_a_member_and_say_how_to_return(
    twice_silent: World,
) -> None:
    close(twice_silent, 2)

    for one in twice_silent.members:
        assert standing(twice_silent, one).pause == FOREVER
        text = twice_silent.text_of(f"{round_of(2)}/{one} paused")
        assert "quiet for 3 rounds" in text
        assert ":wave:" in text


def test_those_who_fell_silent_are_counted_in_the_round(twice_silent: World) -> None:
    close(twice_silent, 2)

    row = twice_silent.books.ledger.read()[ROUNDS_TAB].find(round_of(2))
    assert row is not None
    assert row.values["paused"] == 4
    assert set(absent(intro(twice_silent, 3), 3).values()) == {"paused until further notice"}


def test_two_silent_rounds_are_not_three(twice_silent: World) -> None:
    assert {standing(twice_silent, one).pause for one in twice_silent.members} == {None}
    assert {len(standing(twice_silent, one).silent) for one in twice_silent.members} == {2}


def test_a_reaction_to_the_notice_brings_back(twice_silent: World) -> None:
    close(twice_silent, 2)
    one, other = twice_silent.members[:2]
    for member in (one, other):
        post = standing(twice_silent, member).messages[f"paused-{round_of(2)}"]
        twice_silent.slack.react(member, post.channel, post.ts, "sunflower")

    intro(twice_silent, 3)

    assert is_in(twice_silent, one, 3)
    assert standing(twice_silent, one).silent == ()
    assert standing(twice_silent, one).pause is None


def test_a_stop_under_the_notice_is_no_return(twice_silent: World) -> None:
    close(twice_silent, 2)
    for member in twice_silent.members:
        post = standing(twice_silent, member).messages[f"paused-{round_of(2)}"]
        stops = member == twice_silent.members[0]
        twice_silent.slack.react(
            member, post.channel, post.ts, "octagonal_sign" if stops else "wave"
        )

    intro(twice_silent, 3)

    assert not is_in(twice_silent, twice_silent.members[0], 3)


def test_clearing_the_cell_brings_back(twice_silent: World) -> None:
    close(twice_silent, 2)
    one, other = twice_silent.members[:2]
    types_pause(twice_silent, one, "")
    types_pause(twice_silent, other, "")

    assert is_in(intro(twice_silent, 3), one, 3)
    rounds_since(twice_silent, 3, 3)
    assert standing(twice_silent, one).silent == (round_of(3),), "it begins anew"


def test_those_who_met_and_never_clicked_are_not_punished(twice_silent: World) -> None:
    one = twice_silent.members[0]
    twice_silent.slack.say(one, group_of(twice_silent, one, 2).channel, "Tuesday at noon?")

    close(twice_silent, 2)

    assert standing(twice_silent, one).pause is None
    assert standing(twice_silent, one).silent == ()


def test_a_word_in_a_thread_is_a_sign_of_life(twice_silent: World) -> None:
    one = twice_silent.members[0]
    group = group_of(twice_silent, one, 2)
    twice_silent.slack.say(one, group.channel, "Tuesday at noon?", thread_ts=group.intro)

    close(twice_silent, 2)

    assert standing(twice_silent, one).pause is None


def test_what_one_says_that_all_met_counts_for_all(twice_silent: World) -> None:
    one = twice_silent.members[0]
    react(twice_silent, one, "tada", 2)

    close(twice_silent, 2)

    partners = group_of(twice_silent, one, 2).members
    assert {standing(twice_silent, member).pause for member in partners} == {None}


def test_any_emoji_at_all_is_a_sign_of_life(twice_silent: World) -> None:
    one = twice_silent.members[0]
    react(twice_silent, one, "sunflower", 2)

    close(twice_silent, 2)

    assert standing(twice_silent, one).pause is None


def test_an_answer_that_comes_late_ends_the_pause(twice_silent: World) -> None:
    close(twice_silent, 2)
    one = twice_silent.members[0]
    react(twice_silent, one, "tada", 2, under="close")

    twice_silent.at("2027-01-02 12:00").run()

    assert standing(twice_silent, one).pause is None


def test_a_round_sat_out_neither_counts_nor_ends_the_silence(town: World) -> None:
    one = town.members[0]
    rounds_since(town, 0, 0)
    town.slack.set_status(one, ":palm_tree:")
    rounds_since(town, 1, 1)
    town.slack.set_status(one, "")
    rounds_since(town, 2, 2)

    assert standing(town, one).silent == (round_of(0), round_of(2))
    assert standing(town, one).pause is None


def test_closing_again_after_a_crash_counts_no_round_twice(twice_silent: World) -> None:
    close(twice_silent, 2)
    before = {one: standing(twice_silent, one) for one in twice_silent.members}
    sent = twice_silent.sent()
    twice_silent.books.types(ROUNDS_TAB, round_of(2), "stages", "intro=2026-12-21T09:35:00+01:00")

    twice_silent.at("2026-12-31 16:05").run()

    assert {one: standing(twice_silent, one) for one in twice_silent.members} == before
    assert twice_silent.sent().count(f"{round_of(2)}/{twice_silent.members[0]} paused") == 1
    assert [key for key in twice_silent.sent() if key.endswith(" paused")] == [
        key for key in sent if key.endswith(" paused")
    ]


def test_silence_means_nothing_where_the_settings_say_so(tmp_path: Path) -> None:
    with world(tmp_path, people=2, is_direct=True, silent_rounds=0) as found:
        rounds_since(found, 0, 3)

        assert {standing(found, one).pause for one in found.members} == {None}
        assert not any(one.method == "conversations.history" for one in found.server.log)


def test_only_conversations_without_an_answer_are_looked_into_and_only_at_the_close(
    town: World,
) -> None:
    intro(town, 0)
    react(town, town.members[0], "calendar", 0)
    with town.wire() as wire:
        town.at("2026-11-26 10:05").run()
    assert "conversations.history" not in {one.method for one in wire.slack}

    with town.wire() as wire:
        close(town, 0)
    assert [one.method for one in wire.slack].count("conversations.history") == 1


def test_the_cell_that_keeps_the_count_is_the_program_s_own(twice_silent: World) -> None:
    row = twice_silent.books.ledger.read()[PEOPLE_TAB].find(twice_silent.members[0])

    assert row is not None
    assert row.values["silent rounds"] == 2


def test_a_late_we_met_read_just_before_a_close_counts_for_both(twice_silent: World) -> None:
    """Under the round before, hours before the third close; the other one never clicked."""
    group = group_of(twice_silent, twice_silent.members[0], 1)
    react(twice_silent, group.members[0], "tada", 1)

    # A few minutes before the answers of that round stop counting, in the run that closes this one.
    twice_silent.at("2026-12-31 14:02").run()

    assert twice_silent.known.rounds[round_of(2)].stage == "close"
    assert [standing(twice_silent, one).pause for one in group.members] == [None, None]
