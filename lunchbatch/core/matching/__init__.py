"""Decides who meets whom, and proves how good that is.

A round's groups are the best that bounded search finds under one objective (`cost`), within
rules that are never broken; `account` counts what is left and `bounds` proves how much of it
no other groups could have avoided. Pure Python, whole numbers, seeded: the same problem gives
the same groups on every machine.
"""

from lunchbatch.core.matching.problem import (
    InfeasibleReason,
    LeftOut,
    Lottery,
    MatchedGroup,
    MatchingProblem,
    MatchingResult,
    Member,
    Mixing,
    NoFeasibleGroupsError,
    PastGroup,
    Quality,
    Roles,
    WithoutValue,
    lottery_fault,
    roles_fault,
)
from lunchbatch.core.matching.slots_and_sizes import sizes
from lunchbatch.core.matching.solve import match

__all__ = [
    "InfeasibleReason",
    "LeftOut",
    "Lottery",
    "MatchedGroup",
    "MatchingProblem",
    "MatchingResult",
    "Member",
    "Mixing",
    "NoFeasibleGroupsError",
    "PastGroup",
    "Quality",
    "Roles",
    "WithoutValue",
    "lottery_fault",
    "match",
    "roles_fault",
    "sizes",
]
