"""What the rounds achieve, counted from the ledger alone: one value, shown in several ways."""

from lunchbatch.core.statistics.counting import TeamCell, figures, teams
from lunchbatch.core.statistics.figures import Figures, MemberFigures, PairFigures, RoundFigures

__all__ = [
    "Figures",
    "MemberFigures",
    "PairFigures",
    "RoundFigures",
    "TeamCell",
    "figures",
    "teams",
]
