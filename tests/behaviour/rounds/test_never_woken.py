"""A schedule that stopped, or never began, is said by whoever looks next; once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.behaviour.console import Console, console
from tests.tree import SHIPPED

WHY = "no wake has come through since"
WORKFLOW = ".github/workflows/lunchbatch.yml"


@pytest.fixture(params=["folder", "Sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """The job on GitHub, which the schedule woke on Tuesday 24 November."""
    with console(tmp_path, has_sheet=request.param == "Sheet") as found:
        owner = found.world.slack.add_person("Organiser")
        found.edits("programs:", f"owner: {owner}\nprograms:")
        (tmp_path / WORKFLOW).parent.mkdir(parents=True)
        (tmp_path / WORKFLOW).write_bytes((SHIPPED / WORKFLOW).read_bytes())
        found.variables |= {"GITHUB_ACTIONS": "true"}
        wakes(found.at("2026-11-24 12:00"))
        yield found


def wakes(ready: Console, event: str = "schedule") -> Result:
    ready.variables["GITHUB_EVENT_NAME"] = event
    ran = ready.calls()
    assert ran.exit_code == 0, ran.output
    return ran


def told(ready: Console) -> list[str]:
    """What the owner was told of it."""
    return [one.text for _, one in ready.world.slack.app_messages() if WHY in one.text]


def test_three_working_days_without_a_wake_are_said_once(ready: Console) -> None:
    first = wakes(ready.at("2026-11-30 12:00"), "workflow_dispatch")
    second = wakes(ready.at("2026-11-30 13:00"), "workflow_dispatch")

    assert f"{WHY} Tue 24 Nov 2026" in first.stdout
    assert "docs/operations.md" in first.stdout
    assert WHY not in second.stdout
    assert len(told(ready)) == 1


def test_two_working_days_and_a_weekend_are_nothing(ready: Console) -> None:
    assert WHY not in wakes(ready.at("2026-11-27 12:00"), "workflow_dispatch").stdout
    assert WHY not in wakes(ready.at("2026-12-01 12:00"), "workflow_dispatch").stdout
    assert told(ready) == []


def test_a_first_round_that_was_missed_is_said_once(ready: Console) -> None:
    """The ledger knows no round; that the job was woken before it tells that it was wanted."""
    ready.edits("starting: 2026-11-23", "starting: 2026-11-30")

    first = wakes(ready.at("2026-12-04 12:00"))
    second = wakes(ready.at("2026-12-05 12:00"))

    assert "coffee/2026-11-30: missed" in first.stdout
    assert "missed" not in second.stdout
    assert ready.world.sent().count("coffee/2026-11-30 missed") == 1


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch"])
def test_any_timer_that_runs_the_job_is_enough(ready: Console, event: str) -> None:
    for day in ("25", "26", "27", "30"):
        wakes(ready.at(f"2026-11-{day} 12:00"), event)

    assert WHY not in wakes(ready.at("2026-12-01 12:00"), "workflow_dispatch").stdout


def test_a_run_in_a_terminal_is_no_wake_and_tells_nobody_else(ready: Console) -> None:
    del ready.variables["GITHUB_ACTIONS"]
    ready.variables["GITHUB_EVENT_NAME"] = ""

    for hour in (10, 11):
        assert WHY in ready.at(f"2026-11-30 {hour}:00").calls().stdout
    assert told(ready) == []


def test_a_plan_says_it_and_leaves_no_mark(ready: Console) -> None:
    ready.variables["GITHUB_EVENT_NAME"] = "workflow_dispatch"
    ready.at("2026-11-30 12:00")

    for _ in range(2):
        assert WHY in ready.calls("plan").stdout


def test_a_schedule_of_one_day_a_week_is_not_waited_for_on_others(ready: Console) -> None:
    text = (ready.folder / WORKFLOW).read_text("utf-8").replace("* * 1-5", "* * 1")
    (ready.folder / WORKFLOW).write_text(text, encoding="utf-8")

    assert WHY not in wakes(ready.at("2026-12-10 12:00"), "workflow_dispatch").stdout
    assert WHY in wakes(ready.at("2027-01-06 12:00"), "workflow_dispatch").stdout


def test_a_wake_leaves_its_mark_once_a_day(ready: Console) -> None:
    ready.at("2026-11-25 08:00")
    costs: list[tuple[int, int]] = []
    for _ in range(3):
        ready.at(f"2026-11-25 {len(costs) + 8:02}:30")
        with ready.world.wire() as wire:
            wakes(ready)
        costs.append((wire.reads, wire.writes))

    assert costs in ([(1, 2), (1, 0), (1, 0)], [(0, 0)] * 3)  # the folder has no wire
    ready.at("2027-03-01 12:00")
    assert f"{WHY} Wed 25 Nov 2026" in wakes(ready, "workflow_dispatch").stdout
