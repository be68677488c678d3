"""How much the longest tests try: a share of it, and all with LUNCHBATCH_THOROUGH set, as in CI.

Which share is the same in each run, so that a test that fails once fails again.
"""

import os
from collections.abc import Sequence
from typing import TypeVar

THOROUGH = bool(os.environ.get("LUNCHBATCH_THOROUGH"))
Tried = TypeVar("Tried")


def share(everything: Sequence[Tried], one_in: int) -> Sequence[Tried]:
    """All of it, or one in so many, evenly spread."""
    return everything if THOROUGH else everything[::one_in]
