"""What the close of a round leaves: its row in Stats, and where set a word to the channel."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, STATS_TAB
from lunchbatch.core.statistics import figures
from lunchbatch.demo.slack.http_exchange import no_faults
from tests.behaviour.books import CsvBooks
from tests.behaviour.reports.recount import recount
from tests.behaviour.world import ROUND, World, world
from tests.simulated_slack.wire_faults import LOST_AFTER

INTRO, CLOSES = "2026-11-23 09:35", "2026-12-03 14:05"
DIGEST = f"{ROUND} digest"


@pytest.fixture
def told(tmp_path: Path) -> Iterator[World]:
    """Four pairs, introduced, in a program that tells its channel how it went."""
    with world(tmp_path / "ledger", people=8, digest=True, is_direct=True) as found:
        found.at(INTRO).run()
        yield found


def meet(found: World, *groups: int) -> World:
    for number in groups:
        found.reacts("white_check_mark", group=number)
    return found


def stats(found: World) -> dict[str, str]:
    """The one row of Stats, as text."""
    (row,) = zip(
        *(found.books.sees(STATS_TAB, column.title) for column in STATS_TAB.columns), strict=True
    )
    return {column.title: cell for column, cell in zip(STATS_TAB.columns, row, strict=True)}


def test_stats_have_no_row_before_the_round_closes(told: World) -> None:
    meet(told, 1).at("2026-11-26 10:05").run()

    assert told.known.stats == {}


def test_the_row_in_stats_the_report_and_a_recount_agree(told: World) -> None:
    meet(told, 1, 2, 4).at(CLOSES).run()
    (one,) = figures(told.known).rounds
    count, people, new, _ = recount(cast("CsvBooks", told.books).folder)["rounds"][ROUND]

    assert stats(told) == {
        "round": ROUND,
        "program": "coffee",
        "date": "2026-11-23",
        "introduced": str(people),
        "groups": str(sum(count.values())),
        "met": str(count["met"]),
        "new connections": str(new),
    }
    assert (one.introduced, one.groups, one.met, one.new_connections) == (8, 4, 3, 3)


def test_stats_follow_late_answers_and_typed_statuses_and_then_rest(told: World) -> None:
    meet(told, 1).at(CLOSES).run()
    meet(told, 2).at("2026-12-04 10:05").run()
    assert stats(told)["met"] == "2"

    told.books.types(GROUPS_TAB, f"{ROUND}/3", "meeting status", "closed_met")
    told.at("2026-12-04 11:05").run()
    assert stats(told)["met"] == stats(told)["new connections"] == "3"
    assert told.plan().plan.is_empty


def test_a_deleted_row_of_stats_comes_back(told: World) -> None:
    meet(told, 1).at(CLOSES).run()
    before = stats(told)
    told.books.deletes(STATS_TAB, ROUND)
    told.at("2026-12-04 10:05").run()

    assert stats(told) == before


def test_the_channel_is_told_once_how_many_met(told: World) -> None:
    meet(told, 1, 3).at(CLOSES).run()
    meet(told, 2).at("2026-12-04 10:05").run()

    assert told.sent().count(DIGEST) == 1
    text = told.text_of(DIGEST)
    assert "2* of 4" in text or "2 of 4" in text
    channel, _ = told.slack.app_messages()[told.sent().index(DIGEST)]
    assert getattr(channel, "id", channel) == told.channel


def test_the_channel_hears_nothing_when_nobody_met(told: World) -> None:
    told.at(CLOSES).run()

    assert DIGEST not in told.sent()
    assert stats(told)["met"] == "0"


def test_the_channel_hears_nothing_where_that_is_switched_off(tmp_path: Path) -> None:
    with world(tmp_path / "ledger", people=4, is_direct=True, digest=False) as found:
        found.at(INTRO).run()
        meet(found, 1).at(CLOSES).run()

        assert DIGEST not in found.sent()
        assert stats(found)["met"] == "1"


def test_a_close_that_was_cut_off_tells_the_channel_exactly_once(told: World) -> None:
    meet(told, 1, 2).at(CLOSES)
    told.server.faults = lambda method, _: LOST_AFTER if method == "chat.postMessage" else None
    told.run()
    told.server.faults = no_faults
    for when in ("2026-12-03 14:35", "2026-12-03 15:35"):
        told.at(when).run()

    assert told.sent().count(DIGEST) == 1
    assert stats(told)["met"] == "2"
