"""Whatever people answer, take back or leave: each is in one group they chose, or is told why."""

import tempfile
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from lunchbatch.core.model.poll_emoji import NOT_TODAY
from tests.behaviour.polls.office import Office, office

TIMES = ("12:00", "12:30", "13:00")
STRANGE = "tada"
WAKES_AFTER_CLOSING = ("11:16", "11:40", "12:10", "12:40", "13:30", "2026-11-24 09:05")

Masks = tuple[frozenset[str], ...]
Step = tuple[str, int, str]


@composite
def lives(draw: DrawFn) -> tuple[int, int, list[Step], list[str], dict[str, Any]]:
    """So many people, a wished size, what they do, and when the job wakes after closing."""
    people, size = draw(st.integers(2, 7)), draw(st.integers(2, 4))
    deeds = st.tuples(
        st.sampled_from(["chooses"] * 6 + ["takes back", "leaves", "is deactivated", "wake"]),
        st.integers(0, people - 1),
        st.sampled_from((*TIMES, NOT_TODAY, STRANGE)),
    )
    steps = draw(st.lists(deeds, max_size=16))
    first = draw(st.sampled_from(WAKES_AFTER_CLOSING))
    later = WAKES_AFTER_CLOSING[WAKES_AFTER_CLOSING.index(first) :]
    wakes = [first] * draw(st.integers(1, 2)) + list(later[1:])
    poll = {
        "deliver": draw(st.sampled_from(["channel", "direct"])),
        "tell": draw(st.sampled_from(["direct", "channel", "together"])),
    }
    return people, size, steps, wakes, poll


def live(place: Office, steps: Sequence[Step]) -> tuple[dict[int, set[str]], set[int]]:
    """What each member says in the end, and who is gone."""
    said: dict[int, set[str]] = {}
    gone: set[int] = set()
    for deed, member, choice in steps:
        has = said.setdefault(member, set())
        if deed == "wake":
            place.wake()
        elif member in gone:
            continue
        elif deed == "chooses" and choice not in has:
            place.chooses(member, choice)
            has.add(choice)
        elif deed == "takes back" and choice in has:
            place.takes_back_choices(member, choice)
            has.remove(choice)
        elif deed in {"leaves", "is deactivated"} and len(gone) < 2:
            gone.add(member)
            if deed == "leaves":
                place.slack.leave(place.members[member], place.channel)
            else:
                place.slack.deactivate(place.members[member])
    return said, gone


@cache
def most_placed(masks: Masks) -> int:
    """By trying every way: the most people who can sit at a time they chose, nobody alone."""
    best = 0
    used = sorted({choice for mask in masks for choice in mask})
    for count in range(len(used) + 1):
        for open_times in combinations(used, count):
            best = max(best, _seated(masks, open_times, Counter()))
    return best


def _seated(masks: Masks, open_times: tuple[str, ...], seats: Counter[str]) -> int:
    if not masks:
        return seats.total() if all(seats[time] != 1 for time in open_times) else 0
    first, rest = masks[0], masks[1:]
    best = _seated(rest, open_times, seats)
    for time in sorted(first.intersection(open_times)):
        best = max(best, _seated(rest, open_times, seats + Counter({time: 1})))
    return best


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(life=lives())
def test_each_yes_sayer_is_in_one_group_they_chose_or_is_told_why(
    life: tuple[int, int, list[Step], list[str], dict[str, Any]],
) -> None:
    people, size, steps, wakes, poll = life
    with tempfile.TemporaryDirectory() as folder:
        program = {"group_size": size}
        place = office(Path(folder), people=people, choices=TIMES, program=program, **poll)
        place.at("09:05").wake()
        said, gone = live(place, steps)
        before = len(place.sent())
        for moment in wakes:
            place.at(moment).wake()

        _check(place, said, gone, wakes[0])
        assert max(Counter(place.sent()).values(), default=1) == 1
        assert before <= len(place.sent())
        assert "close" in place.round().stages


def _check(place: Office, said: dict[int, set[str]], gone: set[int], closed: str) -> None:
    alive = [t for t in TIMES if len(closed) == 5 and _minutes(closed) < _minutes(t) - 5]
    groups = place.groups()
    placed = Counter(member for group in groups for member in group.members)
    able: list[frozenset[str]] = []
    for number, member in enumerate(place.members):
        chosen = said.get(number, set()) & set(TIMES)
        if number in gone:
            assert not placed[member]
            continue
        mine = chosen.intersection(alive)
        if mine:
            able.append(frozenset(mine))
        heard = place.heard_by(number)
        told_off = sum("No lunch group" in text for text in heard)
        assert placed[member] <= 1
        assert placed[member] + told_off == bool(chosen), (heard, chosen)
        if placed[member]:
            group = next(group for group in groups if member in group.members)
            assert group.time in mine
            assert group.intro
        recorded = place.answers().get(member, "")
        says = [choice for choice in (*TIMES, NOT_TODAY) if choice in said.get(number, ())]
        assert (recorded == " | ".join(says)) if says else recorded[:1] in {"", "("}
    assert all(len(group.members) > 1 for group in groups)
    assert placed.total() == most_placed(tuple(sorted(able, key=sorted)))
    if not any(said.get(n, set()) & set(TIMES) for n in range(len(place.members)) if n not in gone):
        assert any("No lunch groups" in text for text in place.in_channel())


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
