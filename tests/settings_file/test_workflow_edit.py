"""The schedule of the workflow follows the settings, whatever their times."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.checks import cron_coverage
from lunchbatch.core.checks.finding import Verdict
from lunchbatch.core.settings.policy import Program
from lunchbatch.settings_file.workflow_edit import fitted
from lunchbatch.settings_file.workflow_file import schedule_in
from tests.tree import SHIPPED

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SHIPPED_TEXT = (SHIPPED / ".github/workflows/lunchbatch.yml").read_text(encoding="utf-8")
OWN = SHIPPED_TEXT.replace(
    '    - cron: "47 5,7,9,11,14 * * 1-5"\n', '    - cron: "12 6 * * 1-5"  # ours\n'
)
ZONES = ("Europe/Berlin", "America/Lima", "Asia/Kolkata", "Australia/Lord_Howe")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

clocks = st.builds("{:02}:{:02}".format, st.integers(8, 16), st.integers(0, 59))


@st.composite
def programs(draw: st.DrawFn) -> dict[str, Program]:
    """One or two programs; each is introduced, asked and closed at any minute of a working day."""
    found = {}
    for name in ("coffee", "tea")[: draw(st.integers(1, 2))]:
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))
        found[name] = Program.model_validate(
            {
                "channel": "C0123ABCDEF",
                "time_zone": draw(st.sampled_from(ZONES)),
                "calendar": {"every": "week", "on": days},
                "intro": draw(clocks),
                "checkpoints": [{"after": "2 days", "at": draw(clocks)}],
                "close": {"after": "4 days", "at": draw(clocks)},
                "send_window": {"opens": "08:00", "closes": "17:30", "days": list(DAYS)},
            }
        )
    return found


def complaints(text: str, of: dict[str, Program]) -> list[str]:
    wakes = schedule_in(text, file="").wakes
    found = cron_coverage.check(wakes, of, NOW)
    return [each.sentence for each in found if each.verdict is not Verdict.GOOD]


@pytest.mark.parametrize("text", [SHIPPED_TEXT, OWN], ids=["shipped", "own"])
@given(of=programs())
@settings(max_examples=25, deadline=None)
def test_every_stage_has_its_wake_afterwards(text: str, of: dict[str, Program]) -> None:
    after, said = fitted(text, of, NOW)

    assert complaints(after, of) == []
    assert fitted(after, of, NOW) == (after, ())
    assert bool(said) == (after != text)
    if text is OWN:
        assert '    - cron: "12 6 * * 1-5"  # ours\n' in after
    for wake in schedule_in(after, file="").wakes:
        assert all(minute % 15 for minute in wake.fields[0])


def test_a_schedule_that_fits_is_left_alone() -> None:
    of = {"coffee": Program(channel="C0123ABCDEF", time_zone="Europe/Berlin")}

    assert fitted(SHIPPED_TEXT, of, NOW) == (SHIPPED_TEXT, ())


@given(north=programs(), south=programs())
@settings(max_examples=15, deadline=None)
def test_settings_of_several_workspaces_share_one_schedule(
    north: dict[str, Program], south: dict[str, Program]
) -> None:
    text = SHIPPED_TEXT
    for of in (north, south):
        text, _ = fitted(text, of, NOW, serves_others=True)

    for of in (north, south):
        assert fitted(text, of, NOW, serves_others=True) == (text, ())
