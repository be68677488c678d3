"""Whose turn it is: to make the meeting happen, and to sit in the odd group."""

from collections import Counter
from pathlib import Path

from lunchbatch.core.matching import PastGroup, Problem, match
from tests.control.days import ASKED_AGAIN, close, group_of, intro
from tests.e2e.world import world


def test_nobody_who_is_always_there_has_more_than_two_turns_more_than_another() -> None:
    """Not one, because a repeat weighs more: see tests/benchmarks/turns.py."""
    members = tuple(f"U{number:03d}" for number in range(9))
    led, odd = Counter(dict.fromkeys(members, 0)), Counter(dict.fromkeys(members, 0))
    history: list[PastGroup] = []
    for number in range(1, 31):
        problem = Problem(
            members=members,
            group_size=2,
            seed=f"turns/{number}",
            round=number,
            history=tuple(history),
        )
        for group in match(problem).groups:
            led[group.point_person] += 1
            odd.update(group.members if len(group.members) > 2 else ())
            history.append(
                PastGroup(round=number, members=group.members, point_person=group.point_person)
            )
        assert max(led.values()) - min(led.values()) <= 2
        assert max(odd.values()) - min(odd.values()) <= 3


def test_another_is_named_when_nothing_has_happened_by_the_last_checkpoint(
    tmp_path: Path,
) -> None:
    with world(tmp_path, people=2, is_direct=True) as found:
        first = group_of(intro(found, 0), found.members[0], 0).point_person
        found.at(f"2026-11-{23 + ASKED_AGAIN} 10:05").run()

        nudged = group_of(found, found.members[0], 0).point_person
        assert {first, nudged} == set(found.members)
        close(found, 0)
        assert group_of(intro(found, 1), found.members[0], 1).point_person == first
