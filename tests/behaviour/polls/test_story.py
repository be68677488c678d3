"""A poll from the question to the lunch, one rule at a time."""

from pathlib import Path
from typing import Any

import pytest

from lunchbatch.cli.output.recent_rounds import summary, summary_lines
from lunchbatch.core.matching.slots_and_sizes import table_sizes
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.core.settings.policy import Policy
from tests.behaviour.polls.office import ROUND, Office, office, policy

TWO = ["12:00", "12:30"]


def asked(folder: Path, **given: Any) -> Office:
    place = office(folder, **given)
    place.at("09:05").wake()
    return place


def test_the_question_names_the_choices_and_until_when_one_may_change_ones_mind(
    tmp_path: Path,
) -> None:
    place = asked(tmp_path, choices=["12:00", "12:30"])

    (question,) = place.in_channel()
    assert ":clock12:  12:00" in question
    assert ":clock1230:  12:30" in question
    assert ":no_entry_sign:" in question
    assert "answer until Monday 23 November at 11:15" in question
    (_, message), *_ = place.slack.app_messages()
    assert list(message.reactions) == ["clock12", "clock1230", "no_entry_sign"]


def test_a_poll_has_one_choice_unless_the_config_says_otherwise(tmp_path: Path) -> None:
    assert asked(tmp_path).round().choices == ("12:00",)


def test_a_direct_question_reaches_each_member_and_no_guest_app_or_paused_one(
    tmp_path: Path,
) -> None:
    place = office(tmp_path, people=4, deliver="direct")
    place.slack.people[place.members[3]].is_restricted = True
    place.slack.join(place.slack.add_person("Robot", is_bot=True), place.channel)
    place.at("09:05").wake()

    assert [len(place.heard_by(n)) for n in range(4)] == [1, 1, 1, 0]
    assert place.in_channel() == []


def test_answers_are_recorded_as_they_are_now(tmp_path: Path) -> None:
    place = asked(tmp_path, choices=TWO)
    place.chooses(0, "12:00", "12:30")
    place.chooses(1, "12:00", NOT_TODAY)
    place.chooses(2, "tada")
    place.chooses(3, NOT_TODAY)
    place.at("09:30").wake()
    first = place.answers()
    place.takes_back_choices(0, "12:00")
    place.takes_back_choices(3, NOT_TODAY)
    place.at("10:00").wake()

    zero, one, _, three = place.members[:4]
    assert first == {zero: "12:00 | 12:30", one: "12:00 | not today", three: "not today"}
    assert place.answers() == {zero: "12:30", one: "12:00 | not today", three: "(not today)"}


def test_not_today_beside_a_time_counts_as_the_time(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.chooses(0, "12:00", NOT_TODAY)
    place.chooses(1, "12:00")
    place.at("11:20").wake()

    assert [group.members for group in place.groups()] == [place.members[:2]]


def test_somebody_flexible_rescues_who_would_be_alone(tmp_path: Path) -> None:
    place = asked(tmp_path, choices=TWO)
    place.chooses(0, "12:00")
    place.chooses(1, "12:00")
    place.chooses(2, "12:00", "12:30")
    place.chooses(3, "12:30")
    place.at("11:20").wake()

    assert [(g.time, g.members) for g in place.groups()] == [
        ("12:00", place.members[:2]),
        ("12:30", place.members[2:4]),
    ]


@pytest.mark.parametrize("size", range(2, 9))
def test_groups_inside_a_time_have_the_sizes_of_the_table(tmp_path: Path, size: int) -> None:
    """tests/core/matching/test_slots_and_sizes.py proves the table itself, 1 to 400 people."""
    place = asked(tmp_path, people=19, choices=TWO, program={"group_size": size})
    for member in range(19):
        place.chooses(member, TWO[member < 6])
    place.at("11:20").wake()

    made = [(group.time, len(group.members)) for group in place.groups()]
    assert sorted(made) == sorted(
        (time, many)
        for time, people in zip(TWO, (13, 6), strict=True)
        for many in table_sizes(people, size)
    )


def test_who_went_together_before_goes_with_others_next_time(tmp_path: Path) -> None:
    place = asked(tmp_path, people=4, program={"group_size": 2})
    seen: set[tuple[str, ...]] = set()
    for day in (23, 24, 25):
        id_ = f"lunch/2026-11-{day}"
        place.at(f"2026-11-{day} 09:05").wake()
        for member in range(4):
            place.chooses(member, "12:00", id_=id_)
        place.at(f"2026-11-{day} 11:20").wake()
        seen |= {group.members for group in place.groups(id_)}

    assert len(seen) == 6  # every pair of four, once


def test_the_place_is_picked_by_everybody_in_turn(tmp_path: Path) -> None:
    place = asked(tmp_path, people=4)
    picked = []
    for day in (23, 24, 25, 26):
        id_ = f"lunch/2026-11-{day}"
        place.at(f"2026-11-{day} 09:05").wake()
        for member in range(4):
            place.chooses(member, "12:00", id_=id_)
        place.at(f"2026-11-{day} 11:20").wake()
        picked += [group.point_person for group in place.groups(id_)]

    assert sorted(picked) == sorted(place.members)


def test_people_who_left_or_were_deactivated_since_are_not_in_and_the_row_says_so(
    tmp_path: Path,
) -> None:
    place = asked(tmp_path)
    for member in range(4):
        place.chooses(member, "12:00")
    place.slack.leave(place.members[2], place.channel)
    place.slack.deactivate(place.members[3])
    place.at("11:20").wake()

    assert [group.members for group in place.groups()] == [place.members[:2]]
    assert f"{place.members[2]}: left the channel since answering" in place.cell("not in")
    assert f"{place.members[3]}: deactivated" in place.cell("not in")


def test_a_yes_counts_for_more_than_a_pause_or_a_holiday(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.slack.set_status(place.members[0], ":palm_tree:")
    place.chooses(0, "12:00")
    place.chooses(1, "12:00")
    place.at("11:20").wake()

    assert place.round().introduced == 2


def test_somebody_alone_is_told_so_and_where_there_is_room(tmp_path: Path) -> None:
    place = asked(tmp_path, choices=TWO)
    place.chooses(0, "12:00")
    place.chooses(1, "12:30")
    place.chooses(2, "12:30")
    place.at("11:20").wake()

    (word,) = place.heard_by(0)
    assert "No lunch group for you this time (12:00)" in word
    assert "There are groups at 12:30" in word
    assert f"{place.members[0]}: nobody to go with" in place.cell("not in")


def test_somebody_alone_goes_at_the_nearest_time_where_the_program_allows_it(
    tmp_path: Path,
) -> None:
    place = asked(tmp_path, choices=TWO, join_nearest=True)
    place.chooses(0, "12:00")
    place.chooses(1, "12:30")
    place.chooses(2, "12:30")
    place.at("11:20").wake()

    assert [(g.time, g.members) for g in place.groups()] == [("12:30", place.members[:3])]


ENDINGS = {
    "nobody answered this time": [],
    "nobody can make it this time": [(0, NOT_TODAY), (1, NOT_TODAY)],
    "you were the only one in": [(0, "12:00"), (1, NOT_TODAY)],
}


@pytest.mark.parametrize("deliver", ["channel", "direct"])
@pytest.mark.parametrize(("word", "said"), ENDINGS.items(), ids=ENDINGS)
def test_a_poll_without_a_group_ends_with_a_word(
    tmp_path: Path, word: str, said: list[tuple[int, str]], deliver: str
) -> None:
    place = asked(tmp_path, deliver=deliver)
    for member, choice in said:
        place.chooses(member, choice)
    before = len(place.sent())
    place.at("11:20").wake()
    place.at("11:40").wake()

    (text,) = [m.text for _, m in place.slack.app_messages()][before:]
    assert word in text
    assert (text in place.heard_by(0)) == ("the only one" in word)
    assert (text in place.in_channel()) == ("the only one" not in word)
    assert place.cell("stage").startswith("off: ")
    assert place.round().is_over


def test_two_alone_at_different_times_are_both_told(tmp_path: Path) -> None:
    place = asked(tmp_path, choices=TWO)
    place.chooses(0, "12:00")
    place.chooses(1, "12:30")
    place.at("11:20").wake()

    assert [len(place.heard_by(n)) for n in (0, 1)] == [1, 1]
    assert place.groups() == ()
    assert place.round().is_over


@pytest.mark.parametrize("tell", ["direct", "channel", "together"])
def test_groups_are_told_as_the_program_says(tmp_path: Path, tell: str) -> None:
    place = asked(tmp_path, choices=TWO, tell=tell)
    for member in range(6):
        place.chooses(member, TWO[member % 2])
    place.at("11:20").wake()

    _, *told = place.in_channel()
    point_persons = [group.point_person for group in place.groups()]
    assert len(point_persons) == 2
    if tell == "direct":
        assert told == []
        assert all("you pick the place" in place.heard_by(n)[0] for n in range(6))
    elif tell == "channel":
        names = [place.slack.people[member].real_name for member in point_persons]
        assert all(f"{name}, you pick" in text for name, text in zip(names, told, strict=True))
    else:
        (text,) = told
        assert text.count("picks the place") == 2


def test_hundreds_of_groups_fit_in_few_channel_messages(tmp_path: Path) -> None:
    label = "w" * 60
    place = asked(tmp_path, people=168, choices=[label], tell="together", program={"group_size": 8})
    for member in range(168):
        place.chooses(member, label)
    place.at("11:20").wake()

    assert place.sent().count(f"{ROUND} groups-1") == 1
    texts = "\n".join(str(message.blocks) for _, message in place.slack.app_messages()[1:])
    assert len(place.sent()) == 3  # the question and 21 groups in two messages
    assert all(texts.count(member) >= 1 for member in place.members)


def test_without_ask_after_the_round_is_closed_at_once_and_nobody_listens(tmp_path: Path) -> None:
    place = asked(tmp_path)
    place.chooses(0, "12:00")
    place.chooses(1, "12:00")
    place.at("11:20").wake()
    with place.wire() as seen:
        place.at("14:00").wake()

    assert place.round().is_over
    assert seen.slack == []


def test_with_ask_after_groups_are_asked_and_get_their_status(tmp_path: Path) -> None:
    place = asked(tmp_path, choices=TWO, ask_after="2 hours")
    for member in range(4):
        place.chooses(member, TWO[member % 2])
    place.at("11:20").wake()
    place.at("14:35").wake()
    first, second = place.groups()
    place.slack.react(first.members[0], first.channel, first.messages["ask"].ts, "tada")
    place.at("2026-11-24 15:00").wake()

    assert "Did you meet?" in place.heard_by(0)[1]
    assert [str(group.status) for group in place.groups()] == ["closed_met", "closed_stale"]
    assert second.messages
    assert place.round().is_over
    assert place.cell("met") == 1


def test_a_reminder_goes_out_only_when_fewer_than_usual_are_in(tmp_path: Path) -> None:
    place = office(tmp_path, people=8, reminder="45 minutes")
    reminders = []
    for day, said in ((23, 4), (24, 3), (25, 5)):
        id_ = f"lunch/2026-11-{day}"
        place.at(f"2026-11-{day} 09:05").wake()
        for member in range(said):
            place.chooses(member, "12:00", id_=id_)
        place.at(f"2026-11-{day} 10:35").wake()
        reminders.append(f"{id_} reminder" in place.sent())
        place.at(f"2026-11-{day} 11:20").wake()

    assert reminders == [False, True, False]


def test_a_direct_reminder_leaves_those_alone_who_answered(tmp_path: Path) -> None:
    place = asked(tmp_path, people=3, deliver="direct", reminder="45 minutes")
    place.chooses(0, "12:00")
    place.chooses(1, NOT_TODAY)
    place.at("10:35").wake()

    assert [len(place.heard_by(n)) for n in range(3)] == [1, 1, 2]
    assert place.in_channel() == []


def test_three_hundred_answers_are_read_in_one_call(tmp_path: Path) -> None:
    place = asked(tmp_path, people=300, choices=TWO)
    for member in range(300):
        place.chooses(member, TWO[member % 2])
    with place.wire() as looking:
        place.at("10:00").wake()
    with place.wire() as closing:
        place.at("11:20").wake()

    reading = ("reactions.get", "reactions.list", "conversations.history")
    assert [call.method for call in looking.slack if call.method in reading] == ["reactions.get"]
    assert [call.method for call in closing.slack if call.method in reading] == ["reactions.get"]
    assert len(place.answers()) == 300
    assert place.round().introduced == 300


def test_polls_and_introductions_run_side_by_side(tmp_path: Path) -> None:
    place = office(tmp_path, people=6)
    walkers = [place.slack.add_person(f"Walker {n}") for n in range(4)]
    channels = [place.slack.add_channel(name, walkers) for name in ("coffee", "supper")]
    both = policy(place.channel).model_dump(mode="json", exclude_unset=True)
    coffee = {"channel": channels[0], "time_zone": "Asia/Tokyo", "calendar": {"on": ["monday"]}}
    window = {"opens": "08:30", "closes": "20:00"}
    supper = {
        "channel": channels[1],
        "signup": "poll",
        "time_zone": "Europe/Berlin",
        "calendar": {"on": ["monday"]},
        "send_window": window,
        "poll": {"opens": {"at": "10:00"}, "closes": "17:00", "choices": ["18:00", "walk"]},
    }
    both["programs"] |= {"coffee": {**coffee, "send_window": window}, "supper": supper}
    place.policy = Policy.model_validate(both)
    place.at("09:05").wake()
    place.chooses(0, "12:00")
    place.chooses(1, "12:00")
    place.at("10:05").wake()
    question = place.known.rounds["supper/2026-11-23"].messages["poll"]
    for walker in walkers[:2]:
        place.slack.react(walker, question.channel, question.ts, "two")
    place.at("11:20").wake()
    place.at("17:05").wake()

    assert {one.id: one.program for one in place.known.rounds.values()} == {
        "lunch/2026-11-23": "lunch",
        "coffee/2026-11-23": "coffee",
        "supper/2026-11-23": "supper",
    }
    assert {(group.program, group.time) for group in place.known.groups} == {
        ("lunch", "12:00"),
        ("coffee", ""),
        ("supper", "walk"),
    }
    lines = list(summary_lines(summary(place.policy, place.known, place.clock.now(), 2)))
    assert "  Mon 23 Nov 2026: 4 people in 2 groups" in lines
    assert sum("point person" in line for line in lines) == 4
