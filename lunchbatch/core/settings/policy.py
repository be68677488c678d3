"""All settings, declared once: types, defaults, limits and the help that editors show.

The JSON Schema in `config/lunchbatch.schema.json` is made from these declarations.
"""

from datetime import time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, model_validator

from lunchbatch.core.matching import Mixing, WithoutValue
from lunchbatch.core.settings.eligibility_settings import EligibilitySettings, GuardSettings
from lunchbatch.core.settings.emoji_settings import EmojiSettings
from lunchbatch.core.settings.group_settings import LotterySettings, RoleSettings
from lunchbatch.core.settings.ledger_settings import LedgerSettings
from lunchbatch.core.settings.poll_settings import PollSettings
from lunchbatch.core.settings.schedule_settings import (
    ApprovalSettings,
    Calendar,
    CheckpointSettings,
    HoursSettings,
    SendWindow,
    SettingsModel,
)
from lunchbatch.core.settings.setting_types import (
    ORDINALS,
    WEEKDAYS,
    ChannelId,
    Clock,
    MemberId,
    ProgramName,
    SettingValueError,
    Span,
    Zone,
)

__all__ = [
    "ORDINALS",
    "WEEKDAYS",
    "ApprovalSettings",
    "Calendar",
    "CheckpointSettings",
    "EligibilitySettings",
    "EmojiSettings",
    "GuardSettings",
    "LedgerSettings",
    "LotterySettings",
    "Mixing",
    "Policy",
    "Program",
    "RoleSettings",
    "Secrets",
    "SendWindow",
    "SettingsModel",
    "WithoutValue",
]


class Program(SettingsModel):
    """One channel with its settings."""

    channel: ChannelId = Field(
        description="The id of the channel: in Slack, click its name; it ends the tab About."
    )
    signup: Literal["everyone", "poll"] = Field(
        default="everyone",
        description="everyone: all members of the channel, each round; poll: who says yes.",
    )
    time_zone: Zone = Field(
        description="The zone of every time in this program, as in the IANA list: Europe/Berlin."
    )
    group_size: int = Field(
        default=2, ge=2, le=8, description="How many people to a group, from 2 to 8."
    )
    calendar: Calendar = Field(default_factory=Calendar, description="On which dates rounds begin.")
    intro: Clock = Field(
        default=time(9, 30), description="The time of day at which groups are introduced."
    )
    checkpoints: tuple[CheckpointSettings, ...] = Field(
        default=(CheckpointSettings(after=timedelta(days=2)),), description="When groups are asked."
    )
    close: CheckpointSettings = Field(
        default=CheckpointSettings(after=timedelta(days=4), at=time(14, 0)),
        description="When the round closes.",
    )
    poll: PollSettings = Field(
        default_factory=PollSettings, description="For signup: poll. What is asked, and when."
    )
    language: str = Field(
        default="en",
        description="A language of config/messages.yaml, or a variant with some texts of your own.",
    )
    late_answers: Span = Field(
        default=timedelta(days=14), description="How long after closing answers still count."
    )
    latest_start: Span = Field(
        default=timedelta(hours=24),
        description="A round that could not begin within this time is missed, not late.",
    )
    send_window: SendWindow = Field(
        default_factory=SendWindow, description="When messages may go out."
    )
    approval: ApprovalSettings | None = Field(
        default=None,
        description="Draft and approve: somebody looks at the groups before they are introduced.",
    )
    take_part: EligibilitySettings = Field(
        default_factory=EligibilitySettings, description="Who is in, besides ordinary members."
    )
    emoji: EmojiSettings = Field(
        default_factory=EmojiSettings, description="Which emoji mean what."
    )
    seeds: int = Field(
        default=6,
        ge=0,
        le=6,
        description="How many of the emoji that a message names are put under it; others are typed "
        "(in an intro only those to pause). Fewer is faster for big rounds.",
    )
    mixing: dict[str, Mixing] = Field(
        default_factory=dict,
        description="Columns of People used as tags: off, prefer, strong or never; "
        "off only says in the intro what a group has in common; same is the other way round: "
        "only people with the same value meet.",
        examples=[{"team": "prefer"}],
    )
    without_value: WithoutValue = Field(
        default=WithoutValue.ANYBODY,
        description="Whom people meet who have no value of a tag mixed as same: anybody, or nobody "
        "(out).",
    )
    roles: RoleSettings | None = Field(
        default=None,
        description="Which roles every group has, as mentor and mentee; their number is the "
        "group_size. Whoever is over rests, in turns.",
    )
    lottery: LotterySettings | None = Field(
        default=None,
        description="One group each round: the hosts, and so many others, drawn so that everybody "
        "has had a turn before anybody has two. The rest hear nothing.",
    )
    hours: HoursSettings | None = Field(
        default=None,
        description="Weigh time zones: people who are never at work at the same time meet less "
        "often. {} is 09:00 to 17:00 by each one's own clock.",
    )
    tags_from_slack: dict[str, Literal["title", "time_zone"]] = Field(
        default_factory=dict,
        description="Tags read from Slack profiles where People has no value.",
        examples=[{"zone": "time_zone"}],
    )
    met_again_after: Span | None = Field(
        default=None,
        description="People who met longer ago than this count as never met; empty is never.",
    )
    unmet_count_as_met: bool = Field(
        default=False, description="Whether a group that did not meet counts as having met."
    )
    silent_rounds: int = Field(
        default=3, ge=0, description="Silent rounds in a row until a member is paused; 0 is never."
    )
    welcome: bool = Field(
        default=True, description="Whether people who are new in the channel are told what this is."
    )
    celebrate: bool = Field(
        default=True,
        description="Whether a group that says it met is thanked, once, and offered the same "
        "people again.",
    )
    digest: bool = Field(
        default=True,
        description="Whether the channel is told how many met, when a round closes and some did; "
        "with a small chart where the token has files:write.",
    )
    guard: GuardSettings = Field(
        default_factory=GuardSettings, description="What makes a plan look like an accident."
    )

    @property
    def zone(self) -> ZoneInfo:
        """The program's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def seats(self) -> int | None:
        """How many people are in each group, where roles or a lottery say so."""
        if self.roles is not None:
            return len(self.roles.group)
        return None if self.lottery is None else self.lottery.seats

    @model_validator(mode="after")
    def _groups_with_seats_are_of_one_kind(self) -> "Program":
        if self.seats is None:
            return self
        kind = "roles" if self.roles is not None else "lottery"
        if self.roles is not None and self.lottery is not None:
            raise SettingValueError(
                "does not go with roles; leave out one of them", at=("lottery",)
            )
        if self.signup != "everyone":
            raise SettingValueError(
                "is for signup: everyone; at a poll nobody knows who comes", at=(kind,)
            )
        repeat = self.emoji.repeat if self.lottery is not None else ()
        if repeat and "repeat" in self.emoji.model_fields_set:
            raise SettingValueError(
                "is a wish that a lottery cannot grant; leave it out", at=("emoji", "repeat")
            )
        if "group_size" in self.model_fields_set and self.group_size != self.seats:
            raise SettingValueError(
                f"does not fit {kind}, which makes groups of {self.seats}; leave group_size out",
                at=("group_size",),
                reads=("group_size", kind),
            )
        # As a frozen dataclass sets a field after it was made.
        object.__setattr__(self, "group_size", self.seats)
        if repeat:
            object.__setattr__(self, "emoji", self.emoji.model_copy(update={"repeat": ()}))
        return self

    @model_validator(mode="after")
    def _a_poll_has_its_own_hours(self) -> "Program":
        if self.hours is not None and self.signup != "everyone":
            raise SettingValueError(
                "is for signup: everyone; at a poll people choose a time", at=("hours",)
            )
        return self

    @model_validator(mode="after")
    def _a_draft_is_approved_in_time(self) -> "Program":
        approval = self.approval
        if approval is None:
            return self
        if self.signup != "everyone":
            raise SettingValueError(
                "is for signup: everyone; a poll makes its groups at once", at=("approval",)
            )
        if approval.deadline is not None and approval.deadline >= self.latest_start:
            raise SettingValueError(
                "comes too late; without approval a round is missed once latest_start is over",
                at=("approval", "deadline"),
                reads=("approval", "latest_start"),
            )
        return self

    @model_validator(mode="after")
    def _stages_follow_one_another(self) -> "Program":
        stages: list[tuple[tuple[str | int, ...], CheckpointSettings]] = [
            *((("checkpoints", n), stage) for n, stage in enumerate(self.checkpoints)),
            (("close",), self.close),
        ]
        last = (timedelta(0), self.intro)
        for at, stage in stages:
            if stage.after % timedelta(days=1):
                raise SettingValueError(
                    "is not in whole days; the time of day is set by 'at'",
                    at=(*at, "after"),
                    reads=("checkpoints", "close"),
                )
            if (stage.after, stage.at) <= last:
                raise SettingValueError(
                    "comes too early; intro, checkpoints and close follow one another",
                    at=at,
                    reads=("intro", "checkpoints", "close"),
                )
            last = (stage.after, stage.at)
        return self


class Policy(SettingsModel):
    """The whole of `config/lunchbatch.yaml`."""

    ledger: LedgerSettings = Field(
        description="Where it is all written: a Google Sheet or a folder of CSV files."
    )
    owner: MemberId | None = Field(
        default=None,
        description="Who is told by direct message when something needs a person, and at the close "
        "of a round who was paused or never in a group.",
    )
    public_repository: bool = Field(
        default=False,
        description="Whether to send although the repository, and with it every log, is public.",
    )
    app_home: bool = Field(
        default=False,
        description="Whether each member finds their group, the next round and whom they have met "
        "on the Home tab of the app.",
    )
    programs: dict[ProgramName, Program] = Field(
        min_length=1, description="Each program under a short name of its own."
    )


class Secrets(SettingsModel):
    """What comes from the environment and must never be shown."""

    slack_token: SecretStr | None = None
    google_key: SecretStr | None = None
