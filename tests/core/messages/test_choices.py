"""Each choice of a poll has an emoji of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.model.poll_emoji import choice_emoji

times = st.builds("{}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
choices = st.lists(st.one_of(times, st.text()), min_size=1, max_size=8, unique=True).map(tuple)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        (("12:00",), ("clock12",)),
        (("11:30", "12:00", "12:30", "13:00"), ("clock1130", "clock12", "clock1230", "clock1")),
        (("9:30", "09:00"), ("clock930", "clock9")),
        (("12:00", "12:45"), ("one", "two")),
        (("00:00", "12:00"), ("one", "two")),
        (("walk", "canteen"), ("one", "two")),
        (("12:00", "walk"), ("one", "two")),
        (("25:00",), ("one",)),
    ],
)
def test_times_get_clock_faces_where_each_has_its_own(
    asked: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    assert choice_emoji(asked) == shown


@given(asked=choices)
def test_no_two_choices_share_an_emoji(asked: tuple[str, ...]) -> None:
    shown = choice_emoji(asked)

    assert len(shown) == len(set(shown)) == len(asked)
    assert choice_emoji(asked) == shown


@given(asked=choices)
def test_all_are_clock_faces_or_none_is(asked: tuple[str, ...]) -> None:
    assert len({each.startswith("clock") for each in choice_emoji(asked)}) == 1


@pytest.mark.parametrize("bad", [(), ("a", "a"), tuple("abcdefghi")])
def test_no_choice_too_many_or_one_twice_is_refused(bad: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="a poll"):
        choice_emoji(bad)
