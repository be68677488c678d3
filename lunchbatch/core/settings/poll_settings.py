"""Settings of a lunch poll: what is asked, when, and how groups are told."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from lunchbatch.core.model.poll_emoji import is_choice_emoji
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.settings.schedule_settings import SettingsModel
from lunchbatch.core.settings.setting_types import Clock, Emoji, SettingValueError, Span

LONGEST_CHOICE = 60
HURRY = timedelta(minutes=10)  # the least between closing and eating

_MEANT_AS_TIME = re.compile(r"[\d\s:.,h]*\d[\d\s:.,h]*(?:[ap]\.?m\.?)?", re.IGNORECASE)


def _choice(text: str) -> str:
    tidy = " ".join(text.split())
    # ² and full-width digits are digits to whoever typed them.
    meant = unicodedata.normalize("NFKC", tidy[: LONGEST_CHOICE + 1])
    if _MEANT_AS_TIME.fullmatch(meant) and time_of(tidy) is None:
        raise SettingValueError("is not a time; write it in 24 hours with four digits, as 09:30")
    if not tidy or len(tidy) > LONGEST_CHOICE or "|" in tidy:
        raise SettingValueError(
            f"is not a choice; write a time as 12:45 or a few words, up to {LONGEST_CHOICE} "
            "characters, without |"
        )
    return tidy


def time_of(choice: str) -> time | None:
    """The time of day a choice stands for; None for a free label."""
    try:
        return time.fromisoformat(choice) if len(choice) == 5 else None
    except ValueError:
        return None


Choice = Annotated[str, AfterValidator(_choice), Field(examples=["12:00", "walk"])]


def _later(clock: time, span: timedelta) -> time:
    moment = datetime.combine(date.min, clock) + span
    return moment.time() if moment.date() == date.min else time.max


class Opens(SettingsModel):
    """When the question is asked."""

    before: Span = Field(
        default=timedelta(0), description="Days before the date of the round; 0 days is the same."
    )
    at: Clock = Field(default=time(9, 0), description="The time of day.")


class PollSettings(SettingsModel):
    """A round that begins with a question: who is in, and when."""

    opens: Opens = Field(default_factory=Opens, description="When the question is asked.")
    closes: Clock = Field(
        default=time(11, 15), description="When groups are made, on the date of the round."
    )
    choices: tuple[Choice, ...] = Field(
        default=("12:00",),
        min_length=1,
        max_length=8,
        description="Times, or free labels such as walk; up to 8.",
        examples=[["12:00", "12:45"]],
    )
    deliver: Literal["channel", "direct"] = Field(
        default="channel", description="Asked in the channel, or each member by direct message."
    )
    tell: Literal["direct", "channel", "together"] = Field(
        default="direct",
        description="Groups are told in a group message, one by one in the channel, or together.",
    )
    not_today: Emoji = Field(default="no_entry_sign", description="The emoji for: not today.")
    join_nearest: bool = Field(
        default=False, description="Whether somebody alone may be moved to a time they did not say."
    )
    reminder: Span | None = Field(
        default=None,
        description="So long before closing the channel is reminded, if few have answered.",
    )
    ask_after: Span | None = Field(
        default=None, description="So long after the last time groups are asked whether they met."
    )

    @model_validator(mode="after")
    def _choices_differ(self) -> "PollSettings":
        for n, choice in enumerate(self.choices):
            if fold(choice) in set(map(fold, self.choices[:n])):
                raise SettingValueError(
                    "stands twice; each choice once", at=("choices", n), reads=("choices",)
                )
        return self

    @model_validator(mode="after")
    def _not_today_is_no_choice(self) -> "PollSettings":
        if is_choice_emoji(self.not_today):
            raise SettingValueError("stands for a choice; take another emoji", at=("not_today",))
        return self

    @model_validator(mode="after")
    def _it_opens_before_it_closes(self) -> "PollSettings":
        if self.opens.before % timedelta(days=1):
            raise SettingValueError(
                "is not in whole days; the time is set by 'at'", at=("opens", "before")
            )
        if not self.opens.before and self.opens.at >= self.closes:
            raise SettingValueError(
                "is not after the poll opens", at=("closes",), reads=("opens", "closes")
            )
        return self

    @model_validator(mode="after")
    def _it_closes_before_lunch(self) -> "PollSettings":
        for n, choice in enumerate(self.choices):
            clock = time_of(choice)
            if clock is not None and clock < _later(self.closes, HURRY):
                raise SettingValueError(
                    f"comes too soon after the poll closes at {self.closes:%H:%M}; "
                    f"leave {HURRY.seconds // 60} minutes to tell the groups",
                    at=("choices", n),
                    reads=("choices", "closes"),
                )
        return self
