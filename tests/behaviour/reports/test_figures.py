"""What is counted, and that an independent recount from the files counts the same."""

import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.statistics import Figures, figures, teams
from lunchbatch.core.statistics.figures import percent
from tests.behaviour.reports.recount import recount
from tests.behaviour.reports.years import vandalise, year


def read(folder: Path) -> Records:
    return records(CsvLedger(folder, now=lambda: datetime.now(UTC), sleep=time.sleep).read())


def as_recounted(found: Figures) -> dict[str, object]:
    """The figures in the shape of the recount."""
    words = ("met", "scheduled", "no", "silent", "unclear")
    return {
        "rounds": {
            one.id: (
                {word: getattr(one, word) for word in words if getattr(one, word)},
                one.introduced,
                one.new_connections,
                one.repeats,
            )
            for one in found.rounds
        },
        "out": {one.id: sum(one.out.values()) for one in found.members if one.out},
        "possible": found.possible,
        "connected": found.connected,
        "unmet": {one.id for one in found.unmet},
    }


@pytest.mark.parametrize("seed", range(12))
def test_a_recount_from_the_files_agrees_whatever_was_done_to_them(
    tmp_path: Path, seed: int
) -> None:
    folder = year(tmp_path / "ledger", people=8 + 3 * seed, rounds=20, seed=seed)
    vandalise(folder, times=10 * seed, seed=seed)
    known = read(folder)

    assert as_recounted(figures(known)) == recount(folder)
    for program in ("coffee", "lunch"):
        found = figures(known, programs=[program], since=date(2026, 2, 2), until=date(2026, 4, 20))
        counted = recount(folder, program, "2026-02-02", "2026-04-20")
        assert as_recounted(found) == counted


def test_the_recount_is_short() -> None:
    path = Path(__file__).with_name("recount.py")
    code = [line for line in path.read_text("utf-8").splitlines() if line.strip()]

    assert len(code) <= 40
    assert not re.search(r"lunchbatch", "\n".join(code))


def test_a_pair_is_new_once_and_counts_from_then_on(tmp_path: Path) -> None:
    found = figures(read(year(tmp_path / "ledger", people=20)))

    assert found.rounds[-1].connections == found.total("new_connections")
    assert found.rounds[-1].connections == sum(pair.met > 0 for pair in found.pairs)
    assert sum(one.new_connections for one in found.rounds[:5]) == found.rounds[4].connections


def test_what_was_before_the_span_is_known_in_it(tmp_path: Path) -> None:
    known = read(year(tmp_path / "ledger", people=6))
    whole = figures(known)
    late = figures(known, since=whole.rounds[40].slot)

    assert late.total("new_connections") < late.total("met")
    assert late.connected == whole.connected
    assert late.rounds[-1] == whole.rounds[-1]


def test_a_group_that_was_never_told_was_not_introduced(tmp_path: Path) -> None:
    known = read(year(tmp_path / "ledger", people=10, rounds=1))
    untold = replace(known, groups=tuple(replace(group, intro="") for group in known.groups))

    assert figures(known).held
    assert not figures(untold).held
    assert figures(untold).possible == 0


def test_who_is_out_is_counted_by_reason(tmp_path: Path) -> None:
    found = figures(read(year(tmp_path / "ledger", people=20, rounds=10)), programs=["coffee"])

    assert sum(sum(one.out.values()) for one in found.members) == found.total("out") == 20
    assert all(one.rounds + sum(one.out.values()) <= 10 for one in found.members)


def test_lateness_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    found = figures(read(year(tmp_path / "ledger", people=6, rounds=30)))

    assert {one.late for one in found.rounds} == {
        timedelta(minutes=10),
        timedelta(hours=2, minutes=5),
    }


def test_each_two_teams_have_as_many_pairs_as_people_make(tmp_path: Path) -> None:
    found = figures(read(year(tmp_path / "ledger", people=30)))
    cells = teams(found)

    assert sum(cell.possible for cell in cells) == found.possible
    assert sum(cell.met for cell in cells) == found.connected
    assert all(0 <= cell.met <= cell.possible for cell in cells)


def test_an_empty_ledger_has_no_figures(tmp_path: Path) -> None:
    found = figures(read(tmp_path))

    assert not found.rounds
    assert not found.members
    assert found.possible == found.connected == 0


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, 0), (0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (1, 200, 1), (3, 3, 100)],
)
def test_a_share_is_rounded_to_whole_percent(part: int, whole: int, shown: int) -> None:
    assert percent(part, whole) == shown
