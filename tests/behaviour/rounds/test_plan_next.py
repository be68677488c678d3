"""`plan` without a date: what is due now, and the next round as it would be made."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.books import SHEET
from tests.behaviour.console import SETTINGS, Console, lay_out
from tests.behaviour.world import world

FIRST, SECOND = "coffee/2026-11-23", "coffee/2026-12-07"


@contextmanager
def early(folder: Path, *, has_sheet: bool = False) -> Iterator[Console]:
    """Four people on the morning of their first round, two hours before it begins."""
    with world(None if has_sheet else folder / "ledger", people=4) as found:
        ready = Console(world=found, folder=folder)
        lay_out(ready, "sheet: " + SHEET if has_sheet else "csv: ledger")
        yield ready


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with early(tmp_path, has_sheet=request.param) as found:
        yield found


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with early(tmp_path) as found:
        yield found


def pairs(output: str) -> set[frozenset[str]]:
    """The groups that are shown of a next round."""
    shown = [line for line in output.splitlines() if " (never met" in line or " (last met" in line]
    return {frozenset(line.split(" (")[0].strip().split(", ")) for line in shown}


def test_nothing_is_due_and_the_next_round_is_shown_by_name_and_writes_nothing(
    either: Console,
) -> None:
    planned = either.calls("plan")

    assert planned.exit_code == 0, planned.output
    lines = planned.stdout.splitlines()
    assert lines[0] == "Nothing is due."
    assert (
        f"Next round, if it began now: {FIRST}, due Mon 23 Nov 2026 09:30 (Europe/Berlin)" in lines
    )
    assert sorted(name for pair in pairs(planned.stdout) for name in pair) == [
        f"Person {n:03}" for n in range(4)
    ]
    assert either.world.known.rounds == {}
    assert either.world.sent() == []


def test_the_groups_shown_are_those_that_run_then_makes(ready: Console) -> None:
    shown = pairs(ready.calls("plan", "--next").stdout)
    ready.at("2026-11-23 09:35").calls()

    made = {frozenset(group.names.split(", ")) for group in ready.world.known.groups}
    assert shown == made


def test_while_a_round_runs_the_next_one_is_made_from_what_it_knows(ready: Console) -> None:
    ready.at("2026-11-23 09:35").calls()
    met = {frozenset(group.names.split(", ")) for group in ready.world.known.groups}
    planned = ready.at("2026-11-27 12:00").calls("plan")

    assert f"Next round, if it began now: {SECOND}, due Mon 07 Dec 2026" in planned.stdout
    assert len(pairs(planned.stdout)) == 2
    assert pairs(planned.stdout).isdisjoint(met)
    assert set(ready.world.known.rounds) == {FIRST}


def test_a_pause_that_ends_by_then_is_over_and_one_that_does_not_is_said(ready: Console) -> None:
    ready.at("2026-11-23 09:35").calls()
    first, second, *_ = ready.world.known.people
    ready.world.books.types(PEOPLE_TAB, first, "paused until", "2026-12-07")
    ready.world.books.types(PEOPLE_TAB, second, "paused until", "2026-12-08")
    planned = ready.at("2026-11-27 12:00").calls("plan", "--next")

    assert planned.stdout.count("not in:") == 1
    name = ready.world.known.people[second].name
    assert f"  not in: {name}: paused until 2026-12-08" in planned.stdout.splitlines()


def test_a_round_that_is_due_now_is_not_shown_twice(ready: Console) -> None:
    planned = ready.at("2026-11-23 09:35").calls("plan")

    assert f"{FIRST} intro: 2 messages" in planned.stdout
    assert "Next round" not in planned.stdout
    assert "intro to Person 0" in planned.stdout


def test_only_the_next_round_where_only_that_is_asked_for(ready: Console) -> None:
    planned = ready.at("2026-11-23 09:35").calls("plan", "--next")

    assert planned.stdout.splitlines()[0].startswith(f"Next round, if it began now: {FIRST}")
    assert "would send" not in planned.stdout


@pytest.mark.parametrize(
    "asked", [("--as-of", "2026-11-23T07:00+01:00"), ("--stage", "checkpoint")]
)
def test_with_a_date_or_a_stage_only_that_is_shown(ready: Console, asked: tuple[str, str]) -> None:
    assert "Next round" not in ready.calls("plan", *asked).stdout


def test_the_log_of_github_shows_ids(ready: Console) -> None:
    ready.variables["GITHUB_ACTIONS"] = "true"
    for when in ("2026-11-23 07:00", "2026-11-23 09:35"):
        planned = ready.at(when).calls("plan")

        assert "Person 0" not in planned.output
        assert all(member in planned.stdout for member in ready.world.members)


def test_the_next_poll_says_its_choices(ready: Console) -> None:
    ready.edits(
        "    intro: 09:30\n", "    signup: poll\n    poll:\n      choices: ['12:00', walk]\n"
    )
    ready.edits(SETTINGS[SETTINGS.index("    checkpoints:") :], "")
    planned = ready.calls("plan")

    assert f"Next round, if it began now: {FIRST}, due Mon 23 Nov 2026 09:00" in planned.stdout
    assert "  a poll: 12:00, walk" in planned.stdout.splitlines()


def test_a_draft_that_waits_is_named_and_not_made_anew(ready: Console) -> None:
    ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval:\n      ahead: 1 day\n")
    ready.calls()
    planned = ready.calls("plan")

    assert f"Next round, if it began now: {FIRST}" in planned.stdout
    assert pairs(planned.stdout) == set()
    assert any(f"{FIRST}: " in line and "ticked" in line for line in planned.stdout.splitlines())


def test_where_the_calendar_has_no_round_to_come_that_is_said(ready: Console) -> None:
    dates = ", ".join(f"2026-{day}" for day in ("11-23", "12-07", "12-21"))
    ready.edits("starting: 2026-11-23", f"starting: 2029-01-01\n      holidays: [{dates}]")
    planned = ready.calls("plan", "--next")

    assert planned.exit_code == 0
    assert "coffee: the calendar has no round to come" in planned.stdout


def test_without_a_token_what_is_due_is_said_all_the_same(ready: Console) -> None:
    del ready.variables["SLACK_BOT_TOKEN"]
    planned = ready.calls("plan")

    assert planned.exit_code == 2
    assert "Nothing is due." in planned.stdout
    assert "SLACK_BOT_TOKEN is not set" in planned.stderr
