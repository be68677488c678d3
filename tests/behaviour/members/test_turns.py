"""Whose turn it is to make the meeting happen, also when the first one did not."""

from pathlib import Path

from tests.behaviour.members.days import ASKED_AGAIN, close, group_of, intro
from tests.behaviour.world import world


def test_another_is_named_when_nothing_has_happened_by_the_last_checkpoint(tmp_path: Path) -> None:
    with world(tmp_path, people=2, is_direct=True) as found:
        first = group_of(intro(found, 0), found.members[0], 0).point_person
        found.at(f"2026-11-{23 + ASKED_AGAIN} 10:05").run()

        nudged = group_of(found, found.members[0], 0).point_person
        assert {first, nudged} == set(found.members)
        close(found, 0)
        assert group_of(intro(found, 1), found.members[0], 1).point_person == first
