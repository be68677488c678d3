"""Fictional people: enough of them, different, and the same in every demo."""

import re
from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from lunchbatch.core.model.terms import Status
from lunchbatch.demo.people.behaviour import Act, Habit, QuestionKind, TimedAct, decide
from lunchbatch.demo.people.cast import CAST, HOME, Fictional

SEEDS = [f"U{number}/coffee/2026-11-23" for number in range(200)]


def deeds(habit: Habit, kind: QuestionKind) -> list[tuple[TimedAct, ...]]:
    return [decide(habit, kind, seed) for seed in SEEDS]


def test_there_are_enough_people_and_no_two_share_an_id_or_a_name() -> None:
    assert len(CAST) >= 24
    assert len({each.person.id for each in CAST}) == len(CAST)
    assert len({each.person.name for each in CAST}) == len(CAST)
    assert all(re.fullmatch(r"U[A-Z0-9]{2,10}", each.person.id) for each in CAST)
    assert all(each.person.title for each in CAST)


def test_most_live_in_one_zone_and_some_do_not() -> None:
    away = [each for each in CAST if each.person.time_zone != HOME]

    assert 3 <= len(away) <= len(CAST) / 3


def test_every_habit_is_somebodys() -> None:
    assert {each.habit for each in CAST} == set(Habit)


def test_somebody_joins_somebody_leaves_and_somebody_is_on_holiday() -> None:
    assert any(each.joins for each in CAST)
    assert any(each.leaves for each in CAST)
    assert any(each.on_holiday for each in CAST)
    for week in range(8):
        assert sum(each.is_there(week) for each in CAST) >= 20


def test_who_joins_later_and_leaves_is_there_in_between() -> None:
    guest = Fictional(person=CAST[0].person, habit=Habit.PROMPT, joins=1, leaves=3)

    assert [guest.is_there(week) for week in range(4)] == [False, True, True, False]


@pytest.mark.parametrize(("habit", "kind"), list(product(Habit, QuestionKind)))
def test_the_same_seed_gives_the_same_deeds_in_order_of_time(
    habit: Habit, kind: QuestionKind
) -> None:
    for seed, done in zip(SEEDS, deeds(habit, kind), strict=True):
        assert decide(habit, kind, seed) == done
        assert list(done) == sorted(done, key=lambda deed: deed.after)
        assert all(deed.after > timedelta(0) for deed in done)


@pytest.mark.parametrize(("habit", "kind"), list(product(Habit, QuestionKind)))
def test_nobody_takes_back_what_they_did_not_do(habit: Habit, kind: QuestionKind) -> None:
    for done in deeds(habit, kind):
        given = set()
        for deed in done:
            if deed.taken_back:
                assert (deed.act, deed.choice) in given
            given.add((deed.act, deed.choice))


@pytest.mark.parametrize(("habit", "kind"), list(product(Habit, QuestionKind)))
def test_deeds_fit_the_kind_of_message(habit: Habit, kind: QuestionKind) -> None:
    fitting = {QuestionKind.POLL: {Act.CHOICE, Act.NOT_TODAY}, QuestionKind.PAUSED: {Act.BACK}}.get(
        kind, {Act.MET, Act.SCHEDULED, Act.CANNOT}
    )

    assert {deed.act for done in deeds(habit, kind) for deed in done} <= fitting


def test_each_habit_does_what_its_name_says() -> None:
    def acts(habit: Habit, kind: QuestionKind) -> Counter[Act]:
        return Counter(deed.act for done in deeds(habit, kind) for deed in done)

    assert acts(Habit.PROMPT, QuestionKind.CHECKPOINT)[Act.MET] > 100
    assert 10 < acts(Habit.FORGETFUL, QuestionKind.CHECKPOINT)[Act.MET] < 100
    assert not acts(Habit.LATE, QuestionKind.CHECKPOINT)
    assert all(
        deed.after > timedelta(hours=12)
        for done in deeds(Habit.LATE, QuestionKind.CLOSING)
        for deed in done
    )
    assert acts(Habit.PLANNER, QuestionKind.INTRO)[Act.SCHEDULED] > 150
    assert not acts(Habit.PLANNER, QuestionKind.CHECKPOINT) + acts(
        Habit.PLANNER, QuestionKind.CLOSING
    )
    assert acts(Habit.BUSY, QuestionKind.CHECKPOINT)[Act.CANNOT] > 100
    assert any(
        deed.taken_back for done in deeds(Habit.WAVERING, QuestionKind.CHECKPOINT) for deed in done
    )
    assert not any(
        acts(Habit.SILENT, kind) for kind in QuestionKind if kind is not QuestionKind.PAUSED
    )
    assert acts(Habit.SILENT, QuestionKind.PAUSED)[Act.BACK]


def test_some_are_flexible_about_the_time_of_lunch_and_some_are_not() -> None:
    chosen = Counter(
        len({deed.choice for deed in done if deed.act is Act.CHOICE})
        for done in deeds(Habit.PROMPT, QuestionKind.POLL)
    )

    assert set(chosen) == {0, 1, 2}


def ending(members: tuple[Fictional, ...], round_id: str) -> Status:
    """How a round ends for a group, by precedence: met, then scheduled, then no."""
    standing = set()
    for member in members:
        for kind in (QuestionKind.INTRO, QuestionKind.CHECKPOINT):
            given: dict[Act, bool] = {}
            for deed in decide(member.habit, kind, f"{member.person.id}/{round_id}"):
                given[deed.act] = not deed.taken_back
            standing |= {act for act, stands in given.items() if stands}
    if Act.MET in standing:
        return Status.CLOSED_MET
    if Act.SCHEDULED in standing:
        return Status.CLOSED_SCHEDULED
    return Status.CLOSED_NO if Act.CANNOT in standing else Status.CLOSED_STALE


@pytest.mark.parametrize("shift", range(1, 8))
def test_six_rounds_of_pairs_end_in_every_way(shift: int) -> None:
    """However people are paired: here each with the one so many seats further."""
    seen: Counter[Status] = Counter()
    for week in range(6):
        there = [each for each in CAST if each.is_there(week)]
        for seat in range(0, len(there) - 1, 2):
            pair = (there[seat], there[(seat + 1 + 2 * (shift + week)) % len(there)])
            seen[ending(pair, f"coffee/{week}")] += 1

    assert set(seen) == {status for status in Status if status.is_closed}
    assert seen[Status.CLOSED_MET] == max(seen.values())
