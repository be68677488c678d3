"""Whether a schedule serves the stages of the programs."""

from datetime import timedelta

import pytest

from lunchbatch.core.checks.cron_coverage import check
from lunchbatch.core.checks.stage_feasibility import chances
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.cron import parse
from tests.behaviour.polls.office import policy as lunch
from tests.core.views import CHANNEL, ZONE, moment, program

SUNDAY = moment("2026-11-22 12:00")


@pytest.mark.parametrize(
    ("schedule", "verdicts"), [("17 9-15 * * 1-5", ["ok"]), ("17 5 * * 1-5", ["mend", "mend"])]
)
def test_all_is_well_only_where_each_stage_is_served(schedule: str, verdicts: list[str]) -> None:
    settings = program(checkpoints=[], close={"after": "4 days", "at": "14:00"})

    found = [one.verdict for one in check([parse(schedule, ZONE)], {"coffee": settings}, SUNDAY)]

    assert found == verdicts


def test_groups_of_a_poll_can_be_made_until_its_last_lunch() -> None:
    settings = lunch(CHANNEL, choices=["12:00", "13:30"]).programs["lunch"]

    made = next(one for one in chances("lunch", settings, SUNDAY) if one.stage.name == Stage.GROUPS)

    assert moment("2026-11-23 13:00") < made.last <= moment("2026-11-23 13:30")
    assert made.last - made.first > timedelta(hours=1)
