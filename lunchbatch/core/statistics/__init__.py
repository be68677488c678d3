"""What the rounds achieve, counted from the ledger alone: one value, shown in several ways."""

from lunchbatch.core.statistics.counting import figures
from lunchbatch.core.statistics.figures import Figures, MemberFigures, PairFigures, RoundFigures
from lunchbatch.core.statistics.teams import TeamCell, teams

__all__ = [
    "Figures",
    "MemberFigures",
    "PairFigures",
    "RoundFigures",
    "TeamCell",
    "figures",
    "teams",
]
