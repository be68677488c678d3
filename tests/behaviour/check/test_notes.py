"""What `check` says that stops no round: settings that mean nothing, or not what they seem to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lunchbatch.core.checks.ledger_rows import MOST_CELLS
from tests.behaviour.check.faults import edits, person_row
from tests.behaviour.check.setting import TOKEN, Setting, setting

CALENDAR = "calendar: {every: week, on: [monday]}"
LUNCH = "signup: poll\n"
Spoil = Callable[[Setting], object]


NOTES: dict[str, tuple[Spoil, str]] = {
    "a donut's setting in a poll": (
        edits(LUNCH, f"{LUNCH}    latest_start: 1 day\n"),
        "programs.lunch: 'latest_start' means nothing with signup: poll; delete it",
    ),
    "a poll's setting in a donut": (
        edits(CALENDAR, f"{CALENDAR}\n    poll: {{closes: 11:00}}"),
        "programs.coffee: 'poll' means nothing with signup: everyone; delete it",
    ),
    "holidays of another year": (
        edits(CALENDAR, "calendar: {every: week, on: [monday], holidays: [2025-12-24]}"),
        "every date under calendar.holidays is over",
    ),
    "weeks counted from another weekday": (
        edits(CALENDAR, "calendar: {every: 2 weeks, on: [monday], starting: 2026-11-18}"),
        "calendar.starting is a wednesday, on which no round is",
    ),
    "no time to be late": (
        edits(CALENDAR, f"{CALENDAR}\n    latest_start: 4 hours"),
        "latest_start is 4 hours; GitHub often wakes the job later than that",
    ),
    "a first round in spring": (
        edits(CALENDAR, "calendar: {every: week, on: [monday], starting: 2027-03-01}"),
        "the first round is only on 2027-03-01",
    ),
    "a checkpoint on a holiday": (
        edits(CALENDAR, "calendar: {every: week, on: [monday], holidays: [2026-11-25]}"),
        "checkpoint-1 is due Wed 25 Nov 10:00, when the send window is closed; it goes out Thu 26",
    ),
    "groups larger than the channel": (
        edits(CALENDAR, f"{CALENDAR}\n    group_size: 8"),
        "group_size is 8, and only 6 can take part",
    ),
    "a token that does not say what it may do": (
        lambda one: one.slack.grant(TOKEN, ()),
        "Slack did not say what the token may do",
    ),
    "a schedule in another zone": (
        edits("Europe/Berlin", "Asia/Tokyo", ".github/workflows/lunchbatch.yml"),
        "the schedule counts in Asia/Tokyo, and no program does",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_means_nothing_or_not_what_it_seems_to_is_noted(tmp_path: Path, name: str) -> None:
    spoil, told = NOTES[name]
    with setting(tmp_path) as one:
        before = one.check().output
        spoil(one)
        result = one.check()

    assert told not in before
    assert any(line.startswith("note") and told in line for line in result.output.splitlines())


def test_of_very_many_damaged_cells_the_first_are_named_and_the_others_counted(
    tmp_path: Path,
) -> None:
    with setting(tmp_path) as one:
        for row in range(2, 4 + MOST_CELLS // 2):
            person_row(row, A=f"U0DAMAGED{row:02}", D="many", H="early")(one)
        result = one.check()

    assert result.output.count("mend  ledger: People!") == MOST_CELLS
    assert "4 more cells cannot be understood; mend these first" in result.output


def test_check_says_when_the_schedule_last_woke_the_job_and_that_it_no_longer_does(
    tmp_path: Path,
) -> None:
    with setting(tmp_path) as one:
        one.variables["GITHUB_EVENT_NAME"] = "schedule"
        assert one.run_at("2026-11-23T07:47+01:00").exit_code == 0
        soon = one.check().output
        late = one.invoke("check", "--config", str(one.config), "--as-of", "2026-12-01T12:00+01:00")

    assert "ok    wakes: the job was woken last on Mon 23 Nov 2026" in soon
    assert late.exit_code == 2
    assert any(line.startswith("mend  wakes: ") for line in late.output.splitlines())
