"""A member pauses with an emoji, an organiser in the Sheet; what a person typed wins."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from lunchbatch.core.model.terms import Pause
from tests.behaviour.console import Console, console
from tests.behaviour.members.days import (
    absent,
    close,
    group_of,
    intro,
    is_in,
    react,
    round_of,
    standing,
    types_pause,
    unreact,
)
from tests.behaviour.world import World, world

SKIP, STOP = "zzz", "octagonal_sign"


@pytest.fixture
def introduced(tmp_path: Path) -> Iterator[World]:
    """Six people in three pairs, silence meaning nothing."""
    with world(tmp_path, people=6, is_direct=True, silent_rounds=0) as found:
        yield intro(found, 0)


def test_skipping_leaves_out_of_the_next_round_and_of_no_other(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, SKIP, 0)
    introduced.at("2026-11-24 12:00").run()

    assert standing(introduced, one).pause == standing(introduced, one).pause_written
    assert absent(intro(introduced, 1), 1)[one].startswith("paused until 2026-12-")
    assert is_in(intro(introduced, 2), one, 2)
    assert standing(introduced, one).pause is None


def test_a_skip_read_only_as_the_round_begins_still_counts_for_it(introduced: World) -> None:
    one = introduced.members[0]
    introduced.at("2026-12-03 14:05").run()
    react(introduced, one, SKIP, 0, under="close")

    assert not is_in(intro(introduced, 1), one, 1)
    assert is_in(intro(introduced, 2), one, 2)


def test_a_round_that_begins_a_day_late_is_the_one_that_is_skipped(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, SKIP, 0)
    introduced.at("2026-11-24 12:00").run()
    introduced.at("2026-12-08 09:00").run()

    assert not is_in(introduced, one, 1)


@pytest.mark.parametrize("under", ["intro", "checkpoint-1", "close"])
def test_stopping_under_any_message_lasts_until_it_is_taken_back(
    introduced: World, under: str
) -> None:
    one = introduced.members[0]
    introduced.at("2026-11-26 10:05").run()
    introduced.at("2026-12-03 14:05").run()
    react(introduced, one, STOP, 0, under=under)

    assert absent(intro(introduced, 1), 1)[one] == "paused until further notice"
    assert not is_in(intro(introduced, 2), one, 2)
    assert not is_in(intro(introduced, 3), one, 3)
    assert standing(introduced, one).pause == Pause(until=None)

    unreact(introduced, one, STOP, 0, under=under)
    assert is_in(intro(introduced, 4), one, 4)
    assert standing(introduced, one).pause is None


def test_a_skip_taken_back_in_time_is_undone(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, SKIP, 0)
    introduced.at("2026-11-24 12:00").run()
    unreact(introduced, one, SKIP, 0)

    assert is_in(intro(introduced, 1), one, 1)


def test_nobody_pauses_somebody_else(introduced: World) -> None:
    one = introduced.members[0]
    group = group_of(introduced, one, 0)
    other = next(member for member in introduced.members if member not in group.members)
    introduced.slack.react(other, group.channel, group.intro, STOP)

    intro(introduced, 1)

    assert all(is_in(introduced, member, 1) for member in introduced.members)


def test_who_stopped_hears_nothing_more_not_even_of_the_round_they_are_in(
    introduced: World,
) -> None:
    one = introduced.members[0]
    react(introduced, one, STOP, 0)
    introduced.at("2026-11-26 10:05").run()
    close(introduced, 0)

    key = group_of(introduced, one, 0).key
    assert [sent for sent in introduced.sent() if sent.startswith(key)] == [f"{key} intro"]
    assert "close" in introduced.known.rounds[round_of(0)].stages


def test_a_date_that_an_organiser_typed_wins_and_ends_by_itself(introduced: World) -> None:
    one = introduced.members[0]
    types_pause(introduced, one, "2026-12-20")
    react(introduced, one, SKIP, 0)

    assert absent(intro(introduced, 1), 1)[one] == "paused until 2026-12-20"
    assert is_in(intro(introduced, 2), one, 2)
    assert standing(introduced, one).pause == Pause(until=date(2026, 12, 20)), "theirs stays"


def test_a_stop_holds_though_a_date_typed_for_the_same_member_is_over(introduced: World) -> None:
    one = introduced.members[0]
    types_pause(introduced, one, "2026-12-01")
    react(introduced, one, STOP, 0)

    assert not is_in(intro(introduced, 1), one, 1)
    assert not is_in(intro(introduced, 2), one, 2)


def test_an_organiser_brings_somebody_back_by_clearing_the_cell(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, STOP, 0)
    assert not is_in(intro(introduced, 1), one, 1)
    types_pause(introduced, one, "")
    introduced.at("2026-12-08 12:00").run()

    assert is_in(intro(introduced, 2), one, 2)
    assert introduced.plan().plan.is_empty

    react(introduced, one, STOP, 2)
    assert not is_in(intro(introduced, 3), one, 3), "a new stop counts again"


def test_what_an_organiser_typed_for_good_silences_every_path(introduced: World) -> None:
    one = introduced.members[0]
    types_pause(introduced, one, "until further notice")
    introduced.at("2026-11-26 10:05").run()

    key = group_of(introduced, one, 0).key
    assert f"{key} checkpoint-1" not in introduced.sent()


def test_a_slack_holiday_leaves_out_until_its_end(introduced: World) -> None:
    one = introduced.members[0]
    introduced.slack.set_status(one, ":palm_tree:")

    assert absent(intro(introduced, 1), 1)[one] == "on holiday (Slack status)"
    introduced.slack.set_status(one, "")
    assert is_in(intro(introduced, 2), one, 2)


def test_leaving_the_channel_is_leaving(introduced: World) -> None:
    one = introduced.members[0]
    introduced.slack.leave(one, introduced.channel)
    intro(introduced, 1)

    assert not is_in(introduced, one, 1)
    assert one not in absent(introduced, 1)
    assert standing(introduced, one).left is not None


def test_the_messages_offer_what_they_understand(introduced: World) -> None:
    text = introduced.text_of(f"{round_of(0)}/1 intro")

    assert f":{SKIP}:" in text
    assert f":{STOP}:" in text


def test_a_program_that_offers_no_such_emoji_does_not_speak_of_them(tmp_path: Path) -> None:
    none: dict[str, list[str]] = {"skip": [], "stop": [], "repeat": []}
    with world(tmp_path, people=2, is_direct=True, emoji=none) as found:
        text = intro(found, 0).text_of(f"{round_of(0)}/1 intro")

    assert ":zzz:" not in text
    assert ":octagonal_sign:" not in text


def test_a_quiet_wake_after_a_pause_writes_nothing(introduced: World) -> None:
    react(introduced, introduced.members[0], STOP, 0)
    react(introduced, introduced.members[1], SKIP, 0)
    introduced.at("2026-11-24 12:00").run()

    assert introduced.plan().plan.is_empty


@pytest.mark.parametrize("has_sheet", [False, True], ids=["CSV", "Sheet"])
def test_who_stopped_comes_back_without_the_owner_when_all_old_messages_are_hidden(
    tmp_path: Path, *, has_sheet: bool
) -> None:
    """A workspace on the free plan shows nothing older than 90 days; here 100 days pass."""
    with console(tmp_path, has_sheet=has_sheet, people=6) as ready:
        ready.edits("    intro: 09:30", "    silent_rounds: 0\n    intro: 09:30")
        assert ready.calls().exit_code == 0
        found, slack = ready.world, ready.world.slack
        one = found.members[0]
        react(found, one, STOP, 0)
        assert ready.at("2026-11-24 12:00").calls().exit_code == 0
        assert ready.at("2026-12-03 14:05").calls().exit_code == 0
        ready.at("2027-03-04 12:00")
        slack.hide_older_than(timedelta(days=90))
        assert one not in members_introduced(ready, "2027-03-15")

        slack.leave(one, found.channel)
        assert ready.at("2027-03-29 09:35").calls().exit_code == 0
        slack.join(one, found.channel)

        assert one in members_introduced(ready, "2027-04-12")
        assert standing(found, one).pause is None
        assert one in members_introduced(ready, "2027-04-26")


def members_introduced(ready: Console, slot: str) -> set[str]:
    """Everybody in the round of a day, once it has begun."""
    assert ready.at(f"{slot} 09:35").calls().exit_code == 0
    groups = ready.world.known.groups_of(f"coffee/{slot}")
    return {member for group in groups for member in group.members}
