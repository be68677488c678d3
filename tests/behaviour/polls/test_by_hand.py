"""A poll that somebody opens and closes by hand, and what is refused."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lunchbatch.cli import main
from lunchbatch.cli.manual_options import read_choices
from lunchbatch.errors import ConfigError
from tests.behaviour.polls.office import ROUND, Office, office
from tests.tree import SHIPPED

TWO = ("11:45", "12:30")
CONFIG = """
ledger: {csv: ledger}
programs:
  lunch:
    {channel: C0123ABCDEF, signup: poll, time_zone: Europe/Berlin, calendar: {on: [monday]}}
  coffee: {channel: C0456ABCDEF, time_zone: Europe/Berlin}
"""


def by_hand(folder: Path, moment: str, **given: Any) -> Office:
    """A poll opened by hand on a Saturday, when the calendar has none."""
    window = {"send_window": {"days": ["monday", "tuesday", "saturday"]}}
    calendar = {"calendar": {"on": ["monday"]}}
    place = office(folder, program={**window, **calendar})
    place.at(f"2026-11-28 {moment}").wake(program="lunch", stage="poll", **given)
    return place


SATURDAY = "lunch/2026-11-28"


@pytest.mark.parametrize(
    ("moment", "choices", "closes"),
    [
        ("09:00", ("12:00",), "11:15"),  # the calendar's time is ahead
        ("09:00", ("11:00",), "10:30"),  # but not for this one
        ("11:10", TWO[1:], "12:00"),
        ("12:40", ("13:15",), "13:00"),  # in a hurry
        ("13:00", ("walk",), "14:00"),
        ("17:00", ("walk",), "17:25"),
    ],
)
def test_a_poll_by_hand_closes_at_the_calendars_time_or_shortly_before_the_first_lunch(
    tmp_path: Path, moment: str, choices: tuple[str, ...], closes: str
) -> None:
    place = by_hand(tmp_path, moment, choices=choices, group_size=3)

    one = place.round(SATURDAY)
    assert one.poll_closes is not None
    assert one.poll_closes.strftime("%H:%M") == closes
    assert (one.choices, one.group_size) == (choices, 3)
    assert f"until Saturday 28 November at {closes}" in place.in_channel()[0]


@pytest.mark.parametrize(
    ("moment", "choices", "sentence"),
    [
        ("11:50", TWO, "'11:45' is over; give times from 12:20 on, as --choices \"12:30\""),
        ("11:20", TWO, "'11:45' is too soon: people need time to answer; give times from 11:50"),
        ("11:50", (), "'12:00' is too soon"),
        ("17:10", ("walk",), "it is too late for a poll today; the send window closes at 17:30"),
    ],
)
def test_a_time_that_nobody_can_answer_for_is_refused(
    tmp_path: Path, moment: str, choices: tuple[str, ...], sentence: str
) -> None:
    place = by_hand(tmp_path, moment, choices=choices)

    (blocked,) = place.ran[-1].decided.plan.blocked
    assert sentence in blocked
    assert place.sent() == []
    assert place.known.rounds == {}


def test_a_poll_by_hand_is_answered_and_closed_by_hand(tmp_path: Path) -> None:
    place = by_hand(tmp_path, "09:00", choices=TWO, group_size=2)
    for member in range(4):
        place.chooses(member, "12:30", id_=SATURDAY)
    place.at("2026-11-28 09:40").wake(program="lunch", stage="groups")

    assert [len(group.members) for group in place.groups(SATURDAY)] == [2, 2]
    assert place.round(SATURDAY).is_over


def test_a_group_size_given_at_closing_counts_for_that_round(tmp_path: Path) -> None:
    place = by_hand(tmp_path, "09:00")
    for member in range(6):
        place.chooses(member, "12:00", id_=SATURDAY)
    place.at("2026-11-28 09:40").wake(program="lunch", stage="groups", group_size=3)

    assert [len(group.members) for group in place.groups(SATURDAY)] == [3, 3]


def test_a_second_poll_on_a_day_is_refused(tmp_path: Path) -> None:
    place = by_hand(tmp_path, "09:00")
    place.wake(program="lunch", stage="poll", choices=("13:00",))

    (blocked,) = place.ran[-1].decided.plan.blocked
    assert blocked == "lunch: there was a poll today already; there is one a day"
    assert len(place.sent()) == 1


def test_a_poll_that_was_missed_can_be_opened_by_hand(tmp_path: Path) -> None:
    place = office(tmp_path)
    place.at("09:05").wake()
    place.at("2026-11-24 11:05").wake()
    tuesday = "lunch/2026-11-24"
    assert place.cell("stage", tuesday) == "missed"
    place.wake(program="lunch", stage="poll", choices=("13:00",))
    place.chooses(0, "13:00", id_=tuesday)
    place.chooses(1, "13:00", id_=tuesday)
    place.at("2026-11-24 12:35").wake()

    assert [group.time for group in place.groups(tuesday)] == ["13:00"]
    assert place.sent().count(f"{tuesday} poll") == 1


def test_the_calendar_does_not_ask_again_on_a_day_with_a_poll_by_hand(tmp_path: Path) -> None:
    place = office(tmp_path)
    place.at("08:40").wake(program="lunch", stage="poll", choices=("12:30",))
    place.at("09:05").wake()

    assert place.sent() == [f"{ROUND} poll"]
    assert place.round().choices == ("12:30",)


def test_by_hand_outside_the_send_window_needs_force(tmp_path: Path) -> None:
    place = office(tmp_path)
    place.at("07:30")
    decided = place.plan(program="lunch", stage="poll")

    assert "--force" in decided.plan.unsafe[0]
    place.wake(program="lunch", stage="poll", force=True)
    assert place.sent() == [f"{ROUND} poll"]


def test_a_reminder_by_hand_goes_out_however_many_are_in(tmp_path: Path) -> None:
    place = office(tmp_path, reminder="30 minutes")
    place.at("09:05").wake()
    for member in range(6):
        place.chooses(member, "12:00")
    place.at("10:00").wake(program="lunch", stage="reminder")

    assert place.sent() == [f"{ROUND} poll", f"{ROUND} reminder"]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1145, 1230", ("11:45", "12:30")),
        ("930,12:45", ("09:30", "12:45")),
        ("9:30", ("09:30",)),
        ("walk, canteen at noon", ("walk", "canteen at noon")),
    ],
)
def test_choices_are_times_or_labels(typed: str, read: tuple[str, ...]) -> None:
    assert read_choices(typed) == read


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("1145 1230", "'1145 1230' is not a time"),
        ("9", "'9' is not a time"),
        ("2570", "'25:70' is not a time"),
        ("1130am", "is not a time"),
        ("12:00, 1200", "stands twice"),
        ("a,b,c,d,e,f,g,h,i", "at most 8"),
        (", ,", "is not a choice"),
        ("a|b", "is not a choice"),
        ("", "is not a choice"),
    ],
)
def test_choices_that_cannot_be_are_refused_with_what_can(typed: str, part: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_choices(typed)

    assert part in str(refused.value)
    assert 'write times or labels with commas between, as "11:45, 12:30"' in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["--program", "lunch", "--stage", "intro"],
            "the program 'lunch' begins with a poll; allowed: poll, reminder, groups",
        ),
        (
            ["--program", "coffee", "--stage", "poll"],
            (
                "--stage poll: the program 'coffee' has no poll; "
                "allowed: draft, intro, checkpoint, close"
            ),
        ),
        (["--stage", "poll"], "--stage needs --program: one of lunch, coffee"),
        (["--program", "lunch", "--choices", "12:00"], "add --stage poll"),
        (["--program", "tea"], "--program: there is no 'tea'; there is lunch, coffee"),
        (
            ["--program", "lunch", "--stage", "reminder", "--group-size", "3"],
            "--group-size is for a stage that makes groups: poll, groups",
        ),
        (["--group-size", "9"], "2<=x<=8"),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_what_can(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    config = tmp_path / "config" / "lunchbatch.yaml"
    config.parent.mkdir()
    config.write_text(CONFIG, encoding="utf-8")
    for name in ("messages.yaml", "icebreakers.yaml"):
        words = (SHIPPED / "config" / name).read_text(encoding="utf-8")
        (config.parent / name).write_text(words, encoding="utf-8")
    ended = CliRunner().invoke(main, ["run", "--config", str(config), *arguments])

    assert ended.exit_code == 2
    assert sentence in ended.output
