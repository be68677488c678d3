"""Whole rounds on servers that others wrote end as on our own simulators."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.judges.emulated_slack import WHY_SKIPPED, folder_of_emulate
from tests.judges.judged_rounds import Site, site_of_others, site_of_our_own

EMULATE = folder_of_emulate()

pytestmark = pytest.mark.skipif(EMULATE is None, reason=WHY_SKIPPED)

DONUT = """\
    calendar: {every: 2 weeks, on: [monday], starting: 2026-11-23}
    intro: 09:30
    checkpoints: [{after: 3 days, at: 10:00}, {after: 7 days, at: 10:00}]
    close: {after: 10 days, at: 14:00}
    silent_rounds: 1
"""
POLL = """\
    signup: poll
    group_size: 2
    calendar: {on: [monday]}
    poll: {opens: {at: 09:00}, closes: 11:15, choices: ["12:00", "12:30"], ask_after: 2 hours}
"""


def donut(site: Site) -> None:
    """Two groups: one wavers and then met; of the other only one writes, and no emoji."""
    site.settles(DONUT)
    site.calls("setup", "2026-11-23 09:00")
    site.calls("plan", "2026-11-23 09:31")
    site.calls("run", "2026-11-23 09:35")
    site.answers(0, "calendar")
    site.answers(0, "x", member=1)
    site.calls("run", "2026-11-26 10:05")
    site.answers(0, "x", member=1, back=True)
    site.answers(0, "tada", member=1)
    site.calls("run", "2026-11-30 10:05")
    site.writes(1, 0)
    site.calls("run", "2026-12-03 14:05")
    site.answers(1, "calendar")
    site.calls("run", "2026-12-04 09:00")
    site.calls("report", "2026-12-04 09:10")


def poll(site: Site) -> None:
    """Four of five come, one of them at either time; one takes a time back."""
    site.settles(POLL)
    site.calls("setup", "2026-11-23 08:00")
    site.calls("run", "2026-11-23 09:05")
    site.chooses(0, "clock12")
    site.chooses(1, "clock12", "clock1230")
    site.chooses(2, "clock1230")
    site.chooses(3, "clock12")
    site.chooses(4, "no_entry_sign")
    site.calls("run", "2026-11-23 11:20")
    site.calls("run", "2026-11-23 14:50")
    site.answers(0, "tada")
    site.calls("run", "2026-11-23 16:00")


@pytest.mark.parametrize(
    ("story", "statuses"),
    [(donut, ["closed_met", "closed_scheduled"]), (poll, ["closed_met", "open"])],
)
def test_a_round_on_servers_of_others_ends_as_on_our_own(
    story: Callable[[Site], None], statuses: list[str], tmp_path: Path
) -> None:
    assert EMULATE is not None
    with site_of_others(EMULATE, tmp_path / "others") as theirs:
        story(theirs)
        judged, members = theirs.rows(), theirs.members
        printed = theirs.printed
    assert [row["meeting status"] for row in judged["Groups"]] == statuses
    with site_of_our_own(members, tmp_path / "ours") as ours:
        story(ours)

        assert judged == ours.rows()
        assert printed == ours.printed


def test_check_finds_the_scopes_of_the_manifest_enough_for_a_server_that_insists(
    tmp_path: Path,
) -> None:
    assert EMULATE is not None
    with site_of_others(EMULATE, tmp_path) as site:
        site.settles(DONUT)
        site.calls("setup", "2026-11-23 09:00")
        # There is no workflow file here, which is the one thing to mend.
        site.calls("check", "2026-11-23 09:10", exits=2)

    faults = [line for line in site.printed if not line.startswith(("ok", "note"))]
    assert [line.split(":")[0] for line in faults if line.startswith("mend")] == ["mend  wakes"]
    assert any("scopes that the settings need" in line for line in site.printed)
