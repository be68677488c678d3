"""Wakes come early, late, twice or not at all: nobody is introduced to a lunch that is over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lunchbatch.demo.slack.http_exchange import Request, no_faults
from tests.behaviour.polls.office import ROUND, Office, office
from tests.simulated_slack.wire_faults import refused

TWO = ["12:00", "12:45"]


def asked(folder: Path, **given: Any) -> Office:
    place = office(folder, choices=TWO, **given)
    place.at("09:05").wake()
    for member, choice in enumerate(["12:00", "12:00", "12:45", "12:45"]):
        place.chooses(member, choice)
    return place


def test_a_poll_opens_on_each_of_its_weekdays_and_on_no_other(tmp_path: Path) -> None:
    program = {"calendar": {"on": ["monday", "wednesday"], "holidays": ["2026-11-25"]}}
    place = office(tmp_path, program=program)
    for day in (23, 24, 25, 26, 27, 30):
        place.at(f"2026-11-{day} 09:05").wake()

    assert list(place.known.rounds) == ["lunch/2026-11-23", "lunch/2026-11-30"]


def test_a_poll_may_open_days_before(tmp_path: Path) -> None:
    place = office(
        tmp_path,
        program={"calendar": {"on": ["wednesday"]}},
        opens={"before": "2 days", "at": "14:00"},
    )
    place.at("13:50").wake()
    assert place.sent() == []
    place.at("14:05").wake()
    place.chooses(0, "12:00", id_="lunch/2026-11-25")
    place.at("2026-11-24 10:00").wake()
    place.chooses(1, "12:00", id_="lunch/2026-11-25")
    place.at("2026-11-25 11:10").wake()
    assert place.sent() == ["lunch/2026-11-25 poll"]
    place.at("2026-11-25 11:20").wake()

    assert len(place.groups("lunch/2026-11-25")) == 1


def test_a_question_that_leaves_no_time_to_answer_is_not_asked(tmp_path: Path) -> None:
    place = office(tmp_path, has_owner=True)
    place.at("09:05").wake()
    place.at("2026-11-24 11:05").wake()

    assert place.sent()[-1] == "lunch/2026-11-24 missed"
    assert "lunch/2026-11-24 poll" not in place.sent()
    assert place.cell("stage", "lunch/2026-11-24") == "missed"


def test_a_question_is_asked_late_while_there_is_time_to_answer(tmp_path: Path) -> None:
    place = office(tmp_path)
    place.at("10:50").wake()

    assert place.sent() == [f"{ROUND} poll"]
    assert place.cell("late by") == "1 h 50 min"


def test_a_poll_whose_last_wake_was_missed_closes_late_for_the_times_still_ahead(
    tmp_path: Path,
) -> None:
    place = asked(tmp_path)
    place.at("12:10").wake()

    assert [(group.time, group.members) for group in place.groups()] == [
        ("12:45", place.members[2:4])
    ]
    for member in (0, 1):
        (word,) = place.heard_by(member)
        assert "I started too late to make them" in word
        assert "team up" in word
        assert f"{place.members[member]}: the time was over" in place.cell("not in")


def test_a_poll_that_is_found_after_lunch_is_called_off_with_a_word_to_each(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.at("2026-11-24 08:45").wake()

    assert place.groups() == ()
    assert place.cell("stage") == "off: too late"
    assert "No lunch groups on Monday 23 November" in place.in_channel()[1]
    assert [len(place.heard_by(n)) for n in range(6)] == [1, 1, 1, 1, 0, 0]
    assert "team up" not in place.heard_by(0)[0]


def test_nobody_is_told_of_a_lunch_shortly_before_it_begins(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.at("12:41").wake()

    assert place.cell("stage") == "off: too late"


def test_a_group_whose_time_came_while_others_were_told_hears_just_that(tmp_path: Path) -> None:
    """Slack was slow: the run began in time and got to the group too late."""
    place = asked(tmp_path)

    def is_slow(request: Request) -> None:
        if request.method == "conversations.open":
            place.clock.advance(timedelta(minutes=2))

    place.at("11:54").server.before.append(is_slow)
    place.wake()

    assert [group.time for group in place.groups() if group.intro] == ["12:45"]
    assert [len(place.heard_by(n)) for n in range(4)] == [1, 1, 1, 1]
    assert "I started too late" in place.heard_by(0)[0]


def test_two_wakes_at_once_say_everything_once(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.wake()
    place.at("11:20").wake()
    place.wake()

    assert len(place.sent()) == len(set(place.sent())) == 3


def test_a_wake_with_nothing_due_asks_slack_nothing_but_the_answers(tmp_path: Path) -> None:
    place = asked(tmp_path, program={"welcome": False})
    place.at("10:00").wake()
    with place.wire() as seen:
        place.at("10:10").wake()

    assert [call.method for call in seen.slack] == ["auth.test", "reactions.get"]


def test_a_poll_whose_row_was_deleted_after_its_groups_were_told_is_not_asked_again(
    tmp_path: Path,
) -> None:
    place = asked(tmp_path)
    place.at("11:20").wake()
    rows = tmp_path / "Rounds.csv"
    rows.write_text(rows.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    before = [key for key in place.sent() if ROUND in key]
    place.at("11:40").wake()
    place.at("11:50").wake()

    assert [key for key in place.sent() if ROUND in key] == before


def test_a_lunch_on_the_day_the_clocks_change_is_at_the_time_on_the_wall(tmp_path: Path) -> None:
    program = {"calendar": {"on": ["sunday"]}, "send_window": {"days": ["saturday", "sunday"]}}
    place = office(tmp_path, program=program)
    place.at("2027-03-28 09:05").wake()
    for member in range(2):
        place.chooses(member, "12:00", id_="lunch/2027-03-28")
    place.at("2027-03-28 11:10").wake()
    assert len(place.sent()) == 1
    place.at("2027-03-28 11:54").wake()

    assert len(place.groups("lunch/2027-03-28")) == 1


@pytest.mark.parametrize("tell", ["direct", "channel", "together"])
def test_who_left_before_the_groups_could_be_told_is_named_in_none(
    tmp_path: Path, tell: str
) -> None:
    """Slack takes no message when groups are made; of three one leaves, and of two one."""
    place = office(tmp_path, people=7, choices=TWO, tell=tell)
    place.at("09:05").wake()
    for member, choice in enumerate(["12:00"] * 3 + ["12:45"] * 4):
        place.chooses(member, choice)
    place.at("10:00").wake()
    place.server.faults = lambda method, _: (
        refused("message_limit_exceeded") if method == "chat.postMessage" else None
    )
    place.at("11:16").wake()
    made = {group.key: group.members for group in place.groups()}
    assert sorted(map(len, made.values())) == [3, 4]
    gone = place.groups()[0].point_person
    place.slack.leave(gone, place.channel)
    place.server.faults = no_faults
    place.at("11:40").wake()

    for group in place.groups():
        assert group.members == tuple(m for m in made[group.key] if m != gone)
        assert group.point_person in group.members
        assert place.slack.people[gone].real_name not in group.names
        assert group.intro
