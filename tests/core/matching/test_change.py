"""Clubs whose people are not the same every week."""

from lunchbatch.core.matching import MatchingProblem, PastGroup, match


def pairs(before: str, *, last_week: str) -> MatchingProblem:
    """Round 20 of four people in pairs, with what was in the first round and the last."""
    history = [PastGroup(round=1, members=tuple(group)) for group in before.split()]
    history += [PastGroup(round=19, members=tuple(group)) for group in last_week.split()]
    return MatchingProblem(
        members=("a", "b", "c", "d"), group_size=2, seed="c", round=20, history=tuple(history)
    )


def test_where_people_come_and_go_one_early_repeat_is_better_than_two_late_ones() -> None:
    steady = match(pairs("ab cd", last_week="ac bc d")).quality
    changing = match(pairs("ab cd", last_week="ac bc d e")).quality

    assert (steady.repeats, steady.too_soon) == (2, 0)
    assert (changing.repeats, changing.too_soon) == (1, 1)
