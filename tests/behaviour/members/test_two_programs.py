"""The same people in two programs."""

from itertools import combinations
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console

DONE = 0
MONDAYS = ("2026-11-23", "2026-12-07", "2026-12-21")


def with_walk(ready: Console, at: str) -> None:
    """A program `walk` like `coffee`, for the same people, at another time of the day."""
    walk = ready.world.slack.add_channel("walk", ready.world.members)
    settings = ready.config.read_text(encoding="utf-8")
    coffee = settings[settings.index("  coffee:") :]
    for old, new in (("coffee", "walk"), (ready.world.channel, walk), ("09:30", f"'{at}'")):
        coffee = coffee.replace(old, new)
    ready.config.write_text(settings + coffee, encoding="utf-8")


def pairs_of(ready: Console, round_id: str) -> set[tuple[str, str]]:
    groups = ready.world.known.groups_of(round_id)
    assert len(groups) == 2
    return {pair for group in groups for pair in combinations(sorted(group.members), 2)}


@pytest.mark.parametrize(
    ("ledger", "hours"), [("csv", ["09:35"]), ("csv", ["09:35", "11:35"]), ("sheet", ["09:35"])]
)
def test_no_two_are_brought_together_twice_on_one_day(
    tmp_path: Path, ledger: str, hours: list[str]
) -> None:
    (tmp_path / "ledger").mkdir()
    with console(tmp_path, has_sheet=ledger == "sheet", people=4) as ready:
        with_walk(ready, at="09:30" if len(hours) == 1 else "11:30")
        for day in MONDAYS:
            for hour in hours:
                told = ready.at(f"{day} {hour}").calls()
                assert told.exit_code == DONE, told.output
            assert pairs_of(ready, f"coffee/{day}").isdisjoint(pairs_of(ready, f"walk/{day}"))
