"""Decides who meets whom, and proves how good that is.

A round's groups are the best that bounded search finds under one objective (`cost`), within
rules that are never broken; `account` counts what is left and `bounds` proves how much of it
no other groups could have avoided. Pure Python, whole numbers, seeded: the same problem gives
the same groups on every machine.
"""

from lunchbatch.core.matching.compose import match
from lunchbatch.core.matching.problem import (
    Account,
    CannotSeparate,
    Group,
    LeftOut,
    Matching,
    Member,
    Mixing,
    PastGroup,
    Problem,
    Why,
)
from lunchbatch.core.matching.sizes import sizes

__all__ = [
    "Account",
    "CannotSeparate",
    "Group",
    "LeftOut",
    "Matching",
    "Member",
    "Mixing",
    "PastGroup",
    "Problem",
    "Why",
    "match",
    "sizes",
]
