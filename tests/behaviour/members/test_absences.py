"""Every absence is explained: who is in the channel is in a group or listed with the reason."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB
from lunchbatch.demo.slack.slack_model import ApiError
from tests.behaviour.world import World, world

MONDAY = date(2026, 11, 23)
ROUNDS = 16
WEEKLY: dict[str, Any] = {
    "calendar": {"every": "week", "on": ["monday"]},
    "checkpoints": [],
    "close": {"after": "3 days", "at": "14:00"},
    "silent_rounds": 2,
}


class Town:
    """A channel to which everything happens that keeps people from taking part."""

    def __init__(self, found: World, seed: int) -> None:
        self.found = found
        self.chance = Random(seed)
        self.happened: set[str] = set()

    def somebody(self) -> str:
        return self.chance.choice(sorted(self.here()))

    def here(self) -> set[str]:
        """The members of the channel, its apps left out."""
        slack = self.found.slack
        members = slack.channels[self.found.channel].members
        return {member for member in members if not slack.people[member].is_bot}

    def lives_on(self) -> None:
        for act in self.chance.sample(ACTS, 4):
            act(self)
            self.happened.add(act.__name__)


def joins(town: Town) -> None:
    slack = town.found.slack
    slack.join(slack.add_person("New"), town.found.channel)


def leaves(town: Town) -> None:
    if len(town.here()) > 5:
        town.found.slack.leave(town.somebody(), town.found.channel)


def an_app_joins(town: Town) -> None:
    slack = town.found.slack
    slack.join(slack.add_person("App", is_bot=True), town.found.channel)


def becomes_a_guest(town: Town) -> None:
    town.found.slack.people[town.somebody()].is_restricted = True


def is_deactivated(town: Town) -> None:
    town.found.slack.people[town.somebody()].deleted = True


def goes_on_holiday(town: Town) -> None:
    town.found.slack.set_status(town.somebody(), ":palm_tree:")


def all_come_back(town: Town) -> None:
    for member in sorted(town.here()):
        town.found.slack.set_status(member, "")
        person = town.found.slack.people[member]
        person.is_restricted = person.deleted = False
        if member in town.found.known.people:
            town.found.books.types(PEOPLE_TAB, member, "paused until", "")


def is_paused(town: Town) -> None:
    _types(town, "paused until", town.chance.choice(("until further notice", "2026-12-25", "hm")))


def gets_a_rhythm(town: Town) -> None:
    _types(town, "joins every N rounds", town.chance.choice(("2", "3", "0", "often")))


def is_kept_apart(town: Town) -> None:
    one, other = town.chance.sample(sorted(town.here()), 2)
    town.found.books.adds(KEEP_APART_TAB, member_a=one, member_b=other)


def skips_or_stops(town: Town) -> None:
    for group in town.found.known.groups[-3:]:
        if group.intro and group.members[0] in town.here():
            emoji = town.chance.choice(("zzz", "octagonal_sign", "repeat"))
            with suppress(ApiError):  # they said so before
                town.found.slack.react(group.members[0], group.channel, group.intro, emoji)


def _types(town: Town, title: str, text: str) -> None:
    member = town.somebody()
    if member in town.found.known.people:
        town.found.books.types(PEOPLE_TAB, member, title, text)


ACTS: tuple[Callable[[Town], None], ...] = (
    *(joins, joins, joins, leaves, an_app_joins, becomes_a_guest, is_deactivated, goes_on_holiday),
    *(all_come_back, is_paused, gets_a_rhythm, is_kept_apart, skips_or_stops),
)


@pytest.mark.parametrize("seed", range(6))
def test_the_members_of_the_channel_are_those_in_groups_and_those_listed_with_a_reason(
    tmp_path: Path, seed: int
) -> None:
    reasons: set[str] = set()
    with world(tmp_path, people=9, is_direct=True, is_unpaced=True, **WEEKLY) as found:
        town = Town(found, seed)
        for week in range(ROUNDS):
            day = MONDAY + timedelta(weeks=week)
            found.at(f"{day} 09:35").run()
            here = town.here()

            one = found.known.rounds[f"coffee/{day}"]
            placed = [m for group in found.known.groups_of(one.id) for m in group.members]
            assert sorted([*placed, *one.absent]) == sorted(here), f"{day}: {town.happened}"
            assert all(one.absent.values())
            assert one.members == len(here)
            reasons |= set(one.absent.values())
            found.at(f"{day + timedelta(days=3)} 14:05").run()
            town.lives_on()
    assert len(reasons) > 3, "else this proves little"
