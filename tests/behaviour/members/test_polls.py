"""Polls and pauses: who answers comes, but nobody who stopped; and everybody is accounted for."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.core.model.poll_emoji import choice_emoji
from tests.behaviour.world import World, world

POLL: dict[str, Any] = {
    "signup": "poll",
    "calendar": {"every": "week", "on": ["monday", "tuesday", "wednesday", "thursday"]},
    "poll": {"opens": {"before": "0 days", "at": "09:00"}, "closes": "11:15", "tell": "direct"},
}


def answers(found: World, day: str, said: dict[str, int]) -> str:
    """A day's poll, in which each of these chooses the time of that number."""
    found.at(f"{day} 09:05").run()
    one = found.known.rounds[f"coffee/{day}"]
    post = one.messages["poll"]
    emoji = choice_emoji(found.policy.programs["coffee"].poll.choices)
    for member, number in said.items():
        found.slack.react(member, post.channel, post.ts, emoji[number % len(emoji)])
    found.at(f"{day} 11:20").run()
    return one.id


def test_a_typed_stop_holds_in_a_poll_and_a_rhythm_does_not_count(tmp_path: Path) -> None:
    with world(tmp_path, people=6, is_direct=True, **POLL) as found:
        answers(found, "2026-11-23", dict.fromkeys(found.members, 0))
        one, other, *_ = found.members
        found.books.types(PEOPLE_TAB, one, "paused until", "until further notice")
        found.books.types(PEOPLE_TAB, other, "joins every N rounds", "3")
        round_id = answers(found, "2026-11-24", dict.fromkeys(found.members, 0))

        came = {member for group in found.known.groups_of(round_id) for member in group.members}
        assert came == set(found.members) - {one}
        assert found.known.rounds[round_id].absent[one].endswith("until further notice")


@pytest.mark.parametrize("seed", range(3))
def test_after_every_poll_everybody_is_in_a_group_or_listed_with_a_reason(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    with world(tmp_path, people=9, is_direct=True, **POLL) as found:
        for day in ("2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-30"):
            coming = chance.sample(found.members, chance.randrange(10))
            round_id = answers(found, day, {m: chance.randrange(4) for m in coming})

            groups = found.known.groups_of(round_id)
            placed = [member for group in groups for member in group.members]
            listed = found.known.rounds[round_id].absent
            assert sorted([*placed, *listed]) == sorted(found.members)
