"""Dates as spreadsheet programs respell them, and as people write when they are away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.console import Console
from tests.behaviour.slips.slip import DONE, TO_MEND, address, introduced

MONDAY = "2026-12-07 09:35"


@pytest.fixture(params=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with introduced(tmp_path, request.param) as found:
        yield found


@pytest.mark.parametrize("form", [r"\3.\2.\1", r"\2/\3/\1", r"\3/\2/\1"])
def test_dates_that_a_program_respelt_in_all_files_hold_nothing_up(
    tmp_path: Path, form: str
) -> None:
    with introduced(tmp_path, "csv") as ready:
        for path in (tmp_path / "ledger").glob("*.csv"):
            text = path.read_text("utf-8")
            respelt = re.sub(r"(?<=,)(\d{4})-(\d\d)-(\d\d)(?=,)", form, text)
            path.write_text(respelt, encoding="utf-8")

        ran = ready.calls()

        assert ran.exit_code == DONE, ran.output
        assert len(ready.world.sent()) == 4


@pytest.mark.parametrize("typed", ["vacation", "next Monday", "3 Feb or so"])
def test_what_is_no_date_counts_as_a_pause_of_that_person_alone(ready: Console, typed: str) -> None:
    who, *others = ready.world.members
    ready.world.books.types(PEOPLE_TAB, who, "paused until", typed)

    ran = ready.at(MONDAY).calls()

    where = address(ready, PEOPLE_TAB, who, "paused until")
    assert ran.exit_code == TO_MEND, ran.output
    assert f"{where}: '{typed}' is neither a date" in ran.output
    assert "until it's mended it counts as a pause" in ran.output
    groups = [one for one in ready.world.known.groups if one.round == "coffee/2026-12-07"]
    assert {member for group in groups for member in group.members} == set(others)
