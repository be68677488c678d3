"""What the rounds achieve, counted from the ledger alone: one value, shown in several ways."""

from lunchbatch.core.figures.counting import figures
from lunchbatch.core.figures.model import Figures, MemberFigures, Pair, RoundFigures
from lunchbatch.core.figures.teams import TeamCell, teams

__all__ = ["Figures", "MemberFigures", "Pair", "RoundFigures", "TeamCell", "figures", "teams"]
