"""Simulated weeks: whatever goes wrong, the laws hold, and it comes right when it stops."""

import pytest

from tests.thorough import THOROUGH
from tests.world.__main__ import trouble

WEEKS, PARTS = (2_000, 40) if THOROUGH else (240, 6)


@pytest.mark.parametrize("part", range(PARTS))
def test_weeks_in_which_everything_goes_wrong_end_well(part: int) -> None:
    size = WEEKS // PARTS
    seeds = range(1 + part * size, 1 + (part + 1) * size)

    assert [line for line in map(trouble, seeds) if line] == []
