"""Settings of groups of a certain kind: with roles, or drawn around hosts."""

from pydantic import Field, model_validator

from lunchbatch.core.matching import lottery_fault, roles_fault
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.settings.schedule_settings import SettingsModel
from lunchbatch.core.settings.setting_types import MemberId, SettingValueError, Span

NEWCOMER, OLD_HAND = "newcomer", "old hand"
"""The roles of those whom `newcomers` tells apart."""


class RoleSettings(SettingsModel):
    """Which roles every group has, and who has which."""

    group: tuple[str, ...] = Field(
        description="The role of each seat of a group; one role may have several seats.",
        examples=[["mentor", "mentee"], ["host", "guest", "guest", "guest"]],
    )
    column: str | None = Field(
        default=None, description="The column of People with everybody's role.", examples=["role"]
    )
    newcomers: Span | None = Field(
        default=None,
        description="Whoever was first seen less long ago is a newcomer, everybody else an old "
        "hand; a role in the column counts before that.",
    )

    @property
    def wished(self) -> tuple[str, ...]:
        """The role of each seat, as roles are compared."""
        return tuple(map(fold, self.group))

    @model_validator(mode="after")
    def _can_be_filled(self) -> "RoleSettings":
        wrong = roles_fault(self.wished)
        if wrong:
            raise SettingValueError(wrong, at=("group",))
        if self.column is None and self.newcomers is None:
            raise SettingValueError(
                "needs 'column', a column of People with everybody's role, or 'newcomers: 8 weeks'",
                reads=("column", "newcomers"),
            )
        known = (NEWCOMER, OLD_HAND)
        strange = [n for n, role in enumerate(self.wished) if role not in known]
        if self.column is None and strange:
            raise SettingValueError(
                "is a role that nobody has; without 'column' there are newcomer and old hand",
                at=("group", strange[0]),
                reads=("column", "newcomers", "group"),
                allowed=known,
            )
        return self


class LotterySettings(SettingsModel):
    """One group each round: the same hosts, and others who are drawn."""

    hosts: tuple[MemberId, ...] = Field(
        description="Who is in the group each round.", examples=[["U0123ABCDEF"]]
    )
    guests: int = Field(default=5, description="How many others are drawn each round.")

    @property
    def seats(self) -> int:
        """How many people are in the group."""
        return len(set(self.hosts)) + self.guests

    @model_validator(mode="after")
    def _make_a_group(self) -> "LotterySettings":
        wrong = lottery_fault(self.hosts, self.guests)
        if wrong:
            raise SettingValueError(wrong, reads=("hosts", "guests"))
        return self
