"""People in time zones of which some are never at work at the same time, by the commands."""

from pathlib import Path

import pytest

from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE = 0
SECOND, THIRD = "coffee/2026-12-07", "coffee/2026-12-21"


def teams(ready: Console, round_id: str) -> set[frozenset[str]]:
    return {frozenset(group.members) for group in ready.world.known.groups_of(round_id)}


@pytest.mark.parametrize("has_sheet", [False, True], ids=["csv", "sheet"])
def test_who_is_never_at_work_together_meets_last_and_hears_of_common_hours_only(
    tmp_path: Path, *, has_sheet: bool
) -> None:
    with console(tmp_path, has_sheet=has_sheet) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    hours: {}\n")
        near, far = ready.world.members[:2], ready.world.members[2:]
        for member in far:
            ready.world.slack.people[member].tz = "America/Los_Angeles"

        assert ready.calls().exit_code == DONE
        assert teams(ready, ROUND) == {frozenset(near), frozenset(far)}

        assert ready.at("2026-12-07 09:35").calls().exit_code == DONE
        assert not teams(ready, SECOND) & teams(ready, ROUND), "nobody is kept from anybody by it"
        said = ready.world.text_of(f"{SECOND}/1 intro")
        assert "Now: " in said
        assert "Both in" not in said, "there is no such hour"

        ready.edits("hours: {}", "hours: {ends: 20:00}")
        assert ready.at("2026-12-21 09:35").calls().exit_code == DONE
        said = ready.world.text_of(f"{THIRD}/1 intro")
        assert "Both in: " in said
        assert "18:00–20:00 Berlin" in said
        assert "09:00–11:00 Los Angeles" in said


def test_check_names_how_many_share_their_hours_with_nobody(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    hours: {}\n")
        ready.world.slack.people[ready.world.members[0]].tz = "Pacific/Auckland"

        told = ready.calls("check").output

    assert "hours: 1 of 4 people share no working hours with anybody" in told
