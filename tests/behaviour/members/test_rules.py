"""Who is kept apart, mixed, in turn, and what is said to whom the rules leave over."""

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, KEEP_APART_TAB, PEOPLE_TAB, ROUNDS_TAB
from tests.behaviour.books import CsvBooks
from tests.behaviour.members.days import absent, close, group_of, intro, is_in, round_of
from tests.behaviour.world import World, world


def keep_apart(found: World, *pairs: tuple[str, str]) -> None:
    assert isinstance(found.books, CsvBooks)
    rows = [["member a", "member b", "note"], *([a, b, ""] for a, b in pairs)]
    found.books.saves(KEEP_APART_TAB, rows)


def tag(found: World, column: str, values: dict[str, str]) -> None:
    for member, value in values.items():
        found.books.types(PEOPLE_TAB, member, column, value)


def small(folder: Path, people: int = 6, **program: Any) -> Any:
    return world(folder, people=people, is_direct=True, silent_rounds=0, **program)


def test_a_kept_apart_pair_never_meets_and_everybody_else_does(tmp_path: Path) -> None:
    with small(tmp_path, people=4) as found:
        one, other = found.members[:2]
        intro(found, 0)
        keep_apart(found, (one, other))
        for turn in range(1, 5):
            intro(found, turn)
            assert other not in group_of(found, one, turn).members


def test_whom_the_rules_leave_over_sits_out_and_is_told_with_the_rule_to_loosen(
    tmp_path: Path,
) -> None:
    with small(tmp_path, people=5) as found:
        found.at("2026-11-23 09:00").run()
        one, *others = found.members
        keep_apart(found, *((one, other) for other in others))
        intro(found, 0)

        assert not is_in(found, one, 0)
        assert all(is_in(found, other, 0) for other in others)
        assert "loosen Keep apart" in absent(found, 0)[one]
        assert not any(other in absent(found, 0)[one] for other in others), "pairs are private"
        assert "No match for you" in found.text_of(f"{round_of(0)}/{one} left-out")
        notes = " ".join(found.ran[-1].decided.plan.notes)
        assert "Remove one of their kept-apart pairs" in notes


def test_a_tag_that_must_differ_names_itself_as_the_rule_to_loosen(tmp_path: Path) -> None:
    with small(tmp_path, people=4, mixing={"team": "never"}) as found:
        intro(found, 0)
        tag(found, "team", {m: "red" if n else "blue" for n, m in enumerate(found.members)})
        intro(found, 1)

        out = absent(found, 1)
        assert len(out) == 2
        assert set(out.values()) == {"nobody left to meet within the rules (loosen mixing team)"}
        intro(found, 2)
        intro(found, 3)
        sat = Counter(member for turn in (1, 2, 3) for member in absent(found, turn))
        assert set(sat.values()) == {2}, "the turn to sit out goes round among three"


def test_only_people_of_one_place_meet_and_whoever_is_over_is_told_why(tmp_path: Path) -> None:
    settings = {"mixing": {"location": "same"}, "without_value": "out"}
    with small(tmp_path, people=6, **settings) as found:
        intro(found, 0)
        rome, oslo = found.members[:2], found.members[2:4]
        tag(found, "location", dict.fromkeys(rome, "Rome") | dict.fromkeys(oslo, "oslo"))
        tag(found, "location", {found.members[4]: "Bern"})
        intro(found, 1)

        groups = [set(group.members) for group in found.known.groups_of(round_of(1))]
        assert sorted(groups, key=sorted) == sorted([set(rome), set(oslo)], key=sorted)
        reasons = absent(found, 1)
        assert reasons[found.members[4]] == "nobody else of the same location takes part"
        assert reasons[found.members[5]].startswith("without a value of location")
        alone, unknown = (
            found.text_of(f"{round_of(1)}/{member} left-out") for member in found.members[4:]
        )
        assert alone == unknown
        assert alone.startswith("No match for you in ")


def test_whoever_has_no_place_may_meet_anybody_by_default(tmp_path: Path) -> None:
    with small(tmp_path, people=4, mixing={"location": "same"}) as found:
        intro(found, 0)
        tag(found, "location", dict(zip(found.members, ("Rome", "Rome", "Oslo"), strict=False)))
        intro(found, 1)

        assert set(group_of(found, found.members[3], 1).members) == set(found.members[2:])


@pytest.mark.parametrize("how", ["prefer", "strong", "never"])
def test_people_are_mixed_across_teams_as_told(tmp_path: Path, how: str) -> None:
    with small(tmp_path, mixing={"team": how}) as found:
        intro(found, 0)
        teams = {m: "red" if n % 2 else "blue" for n, m in enumerate(found.members)}
        tag(found, "team", teams)
        # In three rounds everybody can meet the three of the other team. Whoever led the first
        # round, before there were teams, has to meet somebody who did not.
        intro(found, 1)
        intro(found, 2)

        for group in found.known.groups_of(round_of(2)):
            assert len({teams[member] for member in group.members}) == 2


def test_a_time_zone_is_a_tag_that_slack_knows(tmp_path: Path) -> None:
    settings = {"mixing": {"zone": "strong"}, "tags_from_slack": {"zone": "time_zone"}}
    with small(tmp_path, people=4, **settings) as found:
        far = found.members[:2]
        for member in far:
            found.slack.people[member].tz = "Asia/Tokyo"
        intro(found, 0)

        assert far[1] not in group_of(found, far[0], 0).members


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zürich", "Zu\u0308rich"),
        ("R&D", "\uff32\uff06\uff24"),
        ("Team A", "team\u00a0a "),
        ("Ops", "O\u200bps"),
    ],
)
def test_a_tag_spelt_in_two_ways_that_look_alike_is_one(
    tmp_path: Path, spellings: tuple[str, str]
) -> None:
    with small(tmp_path, people=4, mixing={"team": "never"}) as found:
        intro(found, 0)
        one, other = found.members[:2]
        tag(found, "team", dict(zip((one, other), spellings, strict=True)))
        for turn in range(1, 4):
            intro(found, turn)
            assert other not in group_of(found, one, turn).members


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", "\u00a0"])
def test_a_tag_of_invisible_marks_is_none(tmp_path: Path, blank: str) -> None:
    with small(tmp_path, people=2, mixing={"team": "off"}) as found:
        intro(found, 0)
        tag(found, "team", dict.fromkeys(found.members, blank))

        assert "In common" not in intro(found, 1).text_of(f"{round_of(1)}/1 intro")


@pytest.mark.parametrize("blank", ["\u200b", "\u3164", " \u2800"])
def test_a_display_name_of_invisible_marks_is_none(tmp_path: Path, blank: str) -> None:
    with small(tmp_path, people=2) as found:
        for member in found.members:
            found.slack.people[member].display_name = blank
        intro(found, 0)

        assert group_of(found, found.members[0], 0).names == "Person 000, Person 001"


def test_what_a_group_has_in_common_is_said(tmp_path: Path) -> None:
    with small(tmp_path, people=2, mixing={"team": "off", "location": "off"}) as found:
        intro(found, 0)
        tag(found, "team", dict.fromkeys(found.members, "Rockets"))
        tag(found, "location", dict(zip(found.members, ("Rome", "Oslo"), strict=True)))
        text = intro(found, 1).text_of(f"{round_of(1)}/1 intro")

    assert "In common: Rockets" in text
    assert "Rome" not in text


def test_old_acquaintances_count_as_never_met_after_the_span_of_the_setting(tmp_path: Path) -> None:
    """Four people have three rounds without a repeat; with a span of 5 weeks there is no end."""
    with small(tmp_path, people=4, met_again_after="5 weeks") as found:
        for turn in range(6):
            intro(found, turn)
        repeats = [found.books.ledger.read()[ROUNDS_TAB].find(round_of(turn)) for turn in range(6)]

        assert [row.values["repeats"] for row in repeats if row] == [0] * 6


def test_people_with_the_same_rhythm_are_in_the_same_rounds_across_new_year(tmp_path: Path) -> None:
    with small(tmp_path) as found:
        intro(found, 0)
        every_other = found.members[:2]
        for member in every_other:
            found.books.types(PEOPLE_TAB, member, "joins every N rounds", "2")
        there = []
        for turn in range(1, 6):
            intro(found, turn)
            there.append([is_in(found, member, turn) for member in every_other])

        assert there == [[True] * 2, [False] * 2, [True] * 2, [False] * 2, [True] * 2]
        assert absent(found, 2)[every_other[0]] == "joins every 2 rounds"


def test_a_missed_round_is_nobody_s_turn(tmp_path: Path) -> None:
    with small(tmp_path) as found:
        intro(found, 0)
        one = found.members[0]
        found.books.types(PEOPLE_TAB, one, "joins every N rounds", "2")
        close(found, 0)
        found.at("2026-12-09 12:00").run()

        assert found.known.rounds[round_of(1)].stage == "missed"
        assert is_in(intro(found, 2), one, 2)
        assert not is_in(intro(found, 3), one, 3)


def test_deleting_old_rounds_renumbers_nothing(tmp_path: Path) -> None:
    with small(tmp_path, people=4) as found:
        for turn in range(3):
            intro(found, turn)
        for turn, number in product(range(2), (1, 2)):
            found.books.deletes(GROUPS_TAB, f"{round_of(turn)}/{number}")
        intro(found, 3)

        assert found.known.rounds[round_of(3)].number == 4


def test_who_is_alone_among_the_paused_is_told_so(tmp_path: Path) -> None:
    with small(tmp_path, people=3) as found:
        intro(found, 0)
        one, *others = found.members
        for other in others:
            found.books.types(PEOPLE_TAB, other, "paused until", "2026-12-20")
        intro(found, 1)

        assert found.known.rounds[round_of(1)].stage == "skipped"
        assert absent(found, 1)[one] == "nobody else was there"
        assert f"{round_of(1)}/{one} left-out" in found.sent()
        assert found.plan().plan.is_empty


def test_no_icebreaker_is_asked_twice_of_the_same_people(tmp_path: Path) -> None:
    with small(tmp_path, people=4) as found:
        for turn in range(6):
            intro(found, turn)
        asked: Counter[tuple[str, str]] = Counter()
        for group in found.known.groups:
            assert group.icebreaker
            asked.update((member, group.icebreaker) for member in group.members)

        assert max(asked.values()) == 1
