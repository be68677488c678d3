"""Settings that say when: the calendar of rounds, the send window, the checkpoints."""

from datetime import time, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lunchbatch.core.settings.setting_types import (
    WEEKDAYS,
    Clock,
    Day,
    Rhythm,
    RoundDay,
    SettingValueError,
    Span,
)

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class SettingsModel(BaseModel):
    """What all settings share: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_behind_a_key_is_its_default(cls, found: object) -> object:
        if not isinstance(found, dict):
            return found
        return {k: v for k, v in found.items() if v is not None or k not in cls.model_fields}


class Calendar(SettingsModel):
    """On which dates rounds begin."""

    every: Rhythm = Field(
        default="week", description="How often: week, 2 weeks up to 19 weeks, or month."
    )
    on: tuple[RoundDay, ...] = Field(
        default=("monday",),
        min_length=1,
        description="Weekdays; for a monthly program the nth weekday, as first tuesday.",
        examples=[["monday"], ["first tuesday"]],
    )
    starting: Day | None = Field(
        default=None, description="No round before this date; every N weeks counts from here."
    )
    holidays: tuple[Day, ...] = Field(
        default=(), description="Dates without rounds and without messages."
    )

    @model_validator(mode="after")
    def _days_fit_the_rhythm(self) -> "Calendar":
        monthly = self.every == "month"
        wrong = [n for n, day in enumerate(self.on) if (day in WEEKDAYS) == monthly]
        if wrong:
            wanted = "the nth weekday, as first tuesday" if monthly else "a weekday, as monday"
            raise SettingValueError(
                f"does not fit 'every: {self.every}', which needs {wanted}",
                at=("on", wrong[0]),
                reads=("every", "on"),
                allowed=() if monthly else WEEKDAYS,
            )
        return self

    @model_validator(mode="after")
    def _weeks_are_counted_from_a_date(self) -> "Calendar":
        if self.weeks > 1 and self.starting is None:
            raise SettingValueError(
                f"needs 'starting: 2026-11-23' beside it: "
                f"the date of a first round, from which each {self.every} are counted",
                at=("every",),
                reads=("every", "starting"),
            )
        return self

    @property
    def weeks(self) -> int:
        """Weeks from one round to the next; 0 for a monthly rhythm."""
        if self.every == "month":
            return 0
        return 1 if self.every == "week" else int(self.every.split()[0])


class SendWindow(SettingsModel):
    """When messages may go out, in the program's time zone; never on a listed holiday."""

    opens: Clock = Field(default=time(8, 30), description="Nothing goes out before.")
    closes: Clock = Field(default=time(17, 30), description="Nothing goes out after.")
    days: tuple[Weekday, ...] = Field(
        default=("monday", "tuesday", "wednesday", "thursday", "friday"),
        min_length=1,
        description="The weekdays on which messages go out.",
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "SendWindow":
        if self.opens >= self.closes:
            raise SettingValueError(
                "is not after 'opens'; the window closes later on the same day",
                at=("closes",),
                reads=("opens", "closes"),
            )
        return self


class HoursSettings(SettingsModel):
    """When people are at work, by each one's own clock."""

    starts: Clock = Field(default=time(9), description="When work begins.")
    ends: Clock = Field(default=time(17), description="When it ends, on the same day.")

    @model_validator(mode="after")
    def _starts_before_it_ends(self) -> "HoursSettings":
        if self.starts >= self.ends:
            raise SettingValueError(
                "is not after 'starts'; work ends later on the same day",
                at=("ends",),
                reads=("starts", "ends"),
            )
        return self


class CheckpointSettings(SettingsModel):
    """A later message to a group that asks how it stands."""

    after: Span = Field(description="Days from the date of the round, as 2 days.")
    at: Clock = Field(
        default=time(10, 0), description="The time of day, in the time zone of the program."
    )


class ApprovalSettings(SettingsModel):
    """How an organiser looks at the groups of a round before they are introduced."""

    ahead: Span = Field(
        default=timedelta(days=1),
        description="How long before the intro the draft is made; earlier where that is no "
        "day of the send window.",
    )
    deadline: Span | None = Field(
        default=None,
        description="How long after the time of the intro a draft that nobody approved or held is "
        "sent all the same; empty is never, and the round is then missed.",
    )

    @model_validator(mode="after")
    def _there_is_time_to_look(self) -> "ApprovalSettings":
        if not self.ahead:
            raise SettingValueError("leaves no time to look; write 1 day or 4 hours", at=("ahead",))
        return self
