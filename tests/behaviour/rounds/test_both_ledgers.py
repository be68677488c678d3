"""The Sheet and the CSV folder are one ledger: the same story leaves the same rows in both."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, TABS
from lunchbatch.demo.slack.methods import WRITES
from lunchbatch.engine.run_result import EffectEnd
from tests.behaviour.books import CsvBooks
from tests.behaviour.world import ROUND, World, world

INTRO = "2026-11-23 09:35"
# A wake in every stage of a round, and one on a quiet day after it.
WAKES = (INTRO, "2026-11-26 10:05", "2026-11-30 10:05", "2026-12-03 14:05", "2026-12-04 09:00")


@pytest.fixture(params=["csv", "sheet"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The same world with each ledger."""
    folder = tmp_path / "ledger" if request.param == "csv" else None
    with world(folder, people=5, has_owner=True) as found:
        yield found


UNSENT = (EffectEnd.FAILED, EffectEnd.DOUBTFUL, EffectEnd.LEFT)


def live(found: World) -> None:
    """Six weeks in which people answer, waver, go on holiday and edit the ledger."""
    found.at(INTRO).run()
    found.reacts("calendar", group=1)
    found.reacts("x", group=2)
    found.books.types(PEOPLE_TAB, found.members[4], "team", "Sales, north")
    found.at("2026-11-24 12:00").run()
    found.takes_back("calendar", group=1)
    found.reacts("tada", group=1, member=1)
    found.at("2026-11-26 10:05").run()
    found.books.types(GROUPS_TAB, f"{ROUND}/2", "meeting status", "scheduled")
    found.at("2026-11-30 10:05").run()
    found.at("2026-12-03 14:05").run()
    found.slack.leave(found.members[3], found.channel)
    found.slack.set_status(found.members[2], ":palm_tree:")
    found.slack.join(found.slack.add_person("Łucja +Ng"), found.channel)
    found.books.types(PEOPLE_TAB, found.members[1], "paused until", "2026-12-10")
    found.at("2026-12-07 09:35").run()
    found.at("2026-12-10 10:05").run()
    found.at("2026-12-17 14:05").run()
    found.books.types(PEOPLE_TAB, found.members[0], "paused until", "until further notice")
    # Nobody wakes the job on 21 December: that round is missed.
    found.at("2027-01-04 09:35").run()
    found.at("2027-01-07 10:05").run()


def rows(found: World) -> Mapping[str, list[Mapping[str, Value]]]:
    snapshot = found.books.ledger.read()
    return {tab.title: [row.values for row in snapshot[tab].rows] for tab in TABS}


def test_the_same_story_leaves_equal_rows_in_both_ledgers(tmp_path: Path) -> None:
    with ExitStack() as both:
        in_folder = both.enter_context(world(tmp_path / "ledger", people=5, has_owner=True))
        in_sheet = both.enter_context(world(people=5, has_owner=True))
        live(in_folder)
        live(in_sheet)

        assert in_folder.sent() == in_sheet.sent()
        assert rows(in_folder) == rows(in_sheet)
        assert in_folder.books.ledger.read().problems == ()
        told = {row["round"]: row["stage"] for row in rows(in_folder)["Rounds"]}
        assert told == {
            ROUND: "close",
            "coffee/2026-12-07": "close",
            "coffee/2026-12-21": "missed",
            "coffee/2027-01-04": "checkpoint-1",
        }


def test_a_second_run_right_after_changes_nothing_and_posts_nothing(either: World) -> None:
    for wake in WAKES:
        either.at(wake).run()
        before = rows(either)

        with either.wire() as wire:
            either.run()

        assert [one.method for one in wire.slack if one.method in WRITES] == []
        assert wire.writes == 0
        assert rows(either) == before


def test_a_plan_writes_nothing_whatever_is_due(either: World) -> None:
    for wake in WAKES:
        either.at(wake)
        before = files(either)

        with either.wire() as wire:
            decided = either.plan()

        assert [one.method for one in wire.slack if one.method in WRITES] == []
        assert wire.writes == 0
        assert files(either) == before
        assert bool(decided.plan.effects) == (wake != WAKES[-1])
        either.run()


def test_a_plan_is_what_a_run_then_does(either: World) -> None:
    for wake in WAKES:
        planned = [effect.key for effect in either.at(wake).plan().plan.effects]

        done = either.run().applied

        assert sorted(done.sent) == sorted(planned)
        assert (done.ended_as(*UNSENT), done.refused) == ({}, [])


def files(found: World) -> Mapping[str, bytes]:
    """Every file of a CSV ledger; nothing for a Sheet, which the wire speaks for."""
    if not isinstance(found.books, CsvBooks):
        return {}
    return {path.name: path.read_bytes() for path in sorted(found.books.folder.glob("*"))}


def test_rows_that_a_person_sorted_between_two_runs_are_found_again(either: World) -> None:
    either.at(INTRO).run()
    before = {row["group key"]: row for row in rows(either)["Groups"]}
    either.books.sorts(GROUPS_TAB)
    assert [row["group key"] for row in rows(either)["Groups"]] == [f"{ROUND}/2", f"{ROUND}/1"]
    either.reacts("calendar", group=1)

    either.at("2026-11-24 12:00").run()

    after = {row["group key"]: row for row in rows(either)["Groups"]}
    assert after[f"{ROUND}/1"]["meeting status"] == "scheduled"
    assert after[f"{ROUND}/2"] == before[f"{ROUND}/2"]


def test_a_column_that_a_person_added_is_kept(either: World) -> None:
    either.at(INTRO).run()
    either.books.adds_column(GROUPS_TAB, "mood", "fine")

    either.at("2026-11-26 10:05").run()

    assert either.books.sees(GROUPS_TAB, "mood") == ["fine", "fine"]
    assert len(either.sent()) == 4
