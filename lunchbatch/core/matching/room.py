"""The seats of one round: how many groups, of which size, at which time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Seating: TypeAlias = list[list[int]]
"""For each group of a room the people in it, by index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Groups by number: their sizes and times (both by index), and whom each time suits.

    `can[p]` is a bit mask of the times p can make; `wished` the wished group size.
    """

    sizes: tuple[int, ...]
    slots: tuple[int, ...]
    can: Sequence[int]
    wished: int

    @property
    def is_poll(self) -> bool:
        """Whether people sit at different times."""
        return len(set(self.slots)) > 1

    def suits(self, person: int, group: int) -> bool:
        return bool(self.can[person] >> self.slots[group] & 1)
