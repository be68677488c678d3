"""`plan --verbose`: every row and cell that a run would write, without writing any of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        yield found


def test_each_row_and_cell_is_printed(ready: Console) -> None:
    planned = ready.calls("plan", "--verbose")

    assert planned.exit_code == 0, planned.output
    lines = planned.stdout.splitlines()
    at = lines.index(f"  would add the row Rounds, {ROUND}")
    assert "    groups: 2" in lines[at:]
    assert f"  would add the row Groups, {ROUND}/1" in lines
    assert any(line.startswith("    names: Person ") for line in lines)
    assert ready.world.known.rounds == {}


def test_without_it_only_the_number_of_rows_is_said(ready: Console) -> None:
    planned = ready.calls("plan")

    assert "Rows to write: 2 in Groups, 4 in People, 1 in Rounds." in planned.stdout
    assert "would add the row" not in planned.stdout


def test_the_log_of_github_shows_no_names(ready: Console) -> None:
    ready.variables |= {"GITHUB_ACTIONS": "true"}
    planned = ready.calls("plan", "--verbose")

    assert "names: …" in planned.stdout
    assert "Person 0" not in planned.output
