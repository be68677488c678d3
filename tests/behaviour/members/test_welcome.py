"""Who is new in the channel is welcomed, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.members.days import intro, is_in, rounds_since, standing
from tests.behaviour.world import World, world


@pytest.fixture
def town(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, people=4, is_direct=True, silent_rounds=0) as found:
        yield found


def joins(found: World, name: str = "Newcomer") -> str:
    one = found.slack.add_person(name)
    found.slack.join(one, found.channel)
    return one


def welcomes(found: World) -> list[str]:
    return [key for key in found.sent() if key.endswith(" welcome")]


def test_on_the_first_run_everybody_is_new_and_gets_the_intro_instead(town: World) -> None:
    rounds_since(town, 0, 0)

    assert welcomes(town) == []


def test_who_joins_later_is_told_what_this_is_when_it_goes_on_and_how_to_skip(town: World) -> None:
    intro(town, 0)
    one = joins(town)
    town.at("2026-11-24 12:00").run()

    text = town.text_of(f"coffee/{one} welcome")
    assert "Monday 7 December" in text
    assert ":zzz:" in text
    assert ":octagonal_sign:" in text


def test_a_welcome_comes_once_however_often_the_job_wakes(town: World) -> None:
    intro(town, 0)
    joins(town)
    for day in (24, 25, 26, 27):
        town.at(f"2026-11-{day} 12:00").run()
    rounds_since(town, 1, 2)

    assert len(welcomes(town)) == 1


def test_a_welcome_waits_for_the_send_window(town: World) -> None:
    intro(town, 0)
    joins(town)
    town.at("2026-11-24 21:00").run()
    assert welcomes(town) == []

    town.at("2026-11-25 08:35").run()
    assert len(welcomes(town)) == 1


def test_who_comes_back_is_not_new(town: World) -> None:
    intro(town, 0)
    one = town.members[0]
    town.slack.leave(one, town.channel)
    town.at("2026-11-24 12:00").run()
    town.slack.join(one, town.channel)
    town.at("2026-11-25 12:00").run()

    assert welcomes(town) == []
    assert standing(town, one).left is None


def test_guests_and_apps_are_not_welcomed(town: World) -> None:
    intro(town, 0)
    guest = joins(town, "Guest")
    town.slack.people[guest].is_restricted = True
    app = joins(town, "App")
    town.slack.people[app].is_bot = True
    town.at("2026-11-24 12:00").run()

    assert welcomes(town) == []


def test_a_newcomer_can_stop_under_the_welcome_and_is_never_introduced(town: World) -> None:
    intro(town, 0)
    one = joins(town)
    town.at("2026-11-24 12:00").run()
    post = standing(town, one).messages["welcome-coffee"]
    town.slack.react(one, post.channel, post.ts, "octagonal_sign")

    assert not is_in(intro(town, 1), one, 1)
    town.slack.unreact(one, post.channel, post.ts, "octagonal_sign")
    assert is_in(intro(town, 2), one, 2)


def test_the_settings_can_turn_it_off(tmp_path: Path) -> None:
    with world(tmp_path, people=4, is_direct=True, welcome=False) as found:
        intro(found, 0)
        joins(found)
        found.at("2026-11-24 12:00").run()

        assert welcomes(found) == []


def test_a_welcome_that_was_lost_on_the_way_is_not_sent_again(town: World) -> None:
    intro(town, 0)
    one = joins(town)
    town.at("2026-11-24 12:00").run()
    town.books.types(PEOPLE_TAB, one, "messages", "")
    town.at("2026-11-25 12:00").run()

    assert len(welcomes(town)) == 1
    assert "welcome-coffee" in standing(town, one).messages
