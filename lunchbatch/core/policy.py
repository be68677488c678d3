"""The settings of a program, declared once: types, defaults, limits and the help editors show.

The JSON Schema in `config/lunchbatch.schema.json` is made from these declarations.
"""

import re
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    WithJsonSchema,
    model_validator,
)

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = ("first", "second", "third", "fourth", "last")

_SPAN = re.compile(r"(\d+) (minute|hour|day|week)s?")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_DAY_OF_MONTH = re.compile(rf"({'|'.join(ORDINALS)}) ({'|'.join(WEEKDAYS)})")


def _span(text: object) -> timedelta:
    if isinstance(text, timedelta):
        return text
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("write a span as '3 days', '24 hours', '30 minutes' or '2 weeks'")
    return timedelta(**{found[2] + "s": int(found[1])})


def _time(text: object) -> time:
    if isinstance(text, time):
        return text
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError('write a time as "09:30", in 24 hours and in quotes')
    return time(int(found[1]), int(found[2]))


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write an IANA time zone such as Europe/Berlin") from None
    return name


def _pattern(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$", "examples": examples})


Span = Annotated[
    timedelta, BeforeValidator(_span), _pattern(_SPAN.pattern, "3 days", "2 weeks", "90 minutes")
]
Clock = Annotated[time, BeforeValidator(_time), _pattern(_TIME.pattern, "09:30")]
Zone = Annotated[str, AfterValidator(_zone), Field(examples=["Europe/Berlin"])]
ChannelId = Annotated[
    str,
    Field(
        pattern=r"^[CG][A-Z0-9]{6,}$",
        description="The id of the channel: in Slack, click its name, About, at the bottom.",
        examples=["C0123ABCDEF"],
    ),
]
MemberId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]{2,}$", examples=["U0123ABCDEF"])]
Emoji = Annotated[
    str,
    Field(pattern=r"^[a-z0-9_+'-]+$", description="An emoji's name without colons or skin tone."),
]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Settings(BaseModel):
    """What all settings share: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Calendar(Settings):
    """On which dates rounds begin."""

    every: Annotated[
        str,
        Field(
            pattern=r"^(week|[2-9] weeks|1\d weeks|month)$",
            description="How often: week, 2 weeks to 19 weeks, or month.",
            examples=["week", "2 weeks", "month"],
        ),
    ] = "week"
    on: Annotated[
        tuple[str, ...],
        Field(
            min_length=1,
            description="Weekdays; for a monthly program the nth weekday, as 'first tuesday'.",
            examples=[["monday"], ["first tuesday"]],
        ),
    ] = ("monday",)
    starting: date | None = Field(
        default=None, description="No round before this date; every N weeks counts from here."
    )
    holidays: tuple[date, ...] = Field(default=(), description="No rounds and no messages then.")

    @model_validator(mode="after")
    def _days_fit_the_rhythm(self) -> "Calendar":
        monthly = self.every == "month"
        for day in self.on:
            fits = _DAY_OF_MONTH.fullmatch(day) if monthly else day in WEEKDAYS
            if not fits:
                wanted = "'first tuesday' or 'last friday'" if monthly else "'monday'"
                raise ValueError(f"on: '{day}' does not fit every: {self.every}; write {wanted}")
        if self.weeks > 1 and self.starting is None:
            raise ValueError(f"every: {self.every} needs 'starting', the date of a first round")
        return self

    @property
    def weeks(self) -> int:
        """Weeks from one round to the next; 0 for a monthly rhythm."""
        if self.every == "month":
            return 0
        return 1 if self.every == "week" else int(self.every.split()[0])


class SendWindow(Settings):
    """When messages may go out, in the program's time zone; never on a listed holiday."""

    opens: Clock = Field(default=time(8, 30), description="Nothing goes out before.")
    closes: Clock = Field(default=time(17, 30), description="Nothing goes out after.")
    days: tuple[Weekday, ...] = Field(
        default=("monday", "tuesday", "wednesday", "thursday", "friday"), min_length=1
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "SendWindow":
        if self.opens >= self.closes:
            raise ValueError("the window must open before it closes, on the same day")
        return self


class Checkpoint(Settings):
    """A later message to a group that asks how it stands."""

    after: Span = Field(description="Counted in days from the date of the round.")
    at: Clock = Field(default=time(10, 0), description="The time of day.")


class TakePart(Settings):
    """Who is in, besides the ordinary members of the channel."""

    guests: bool = Field(default=False, description="Single- and multi-channel guests.")
    other_workspaces: bool = Field(default=False, description="People over Slack Connect.")
    away_emoji: tuple[Emoji, ...] = Field(
        default=("palm_tree", "desert_island", "beach_with_umbrella", "face_with_thermometer"),
        description="With one of these as Slack status somebody is on holiday and left out.",
    )


class EmojiSettings(Settings):
    """Which emoji mean what. The first of each is the one the message shows."""

    met: tuple[Emoji, ...] = Field(default=("tada", "white_check_mark", "+1"), min_length=1)
    scheduled: tuple[Emoji, ...] = Field(
        default=("calendar", "date", "spiral_calendar_pad"), min_length=1
    )
    no: tuple[Emoji, ...] = Field(default=("x", "no_entry_sign", "-1"), min_length=1)

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> "EmojiSettings":
        every = (*self.met, *self.scheduled, *self.no)
        twice = sorted({emoji for emoji in every if every.count(emoji) > 1})
        if twice:
            raise ValueError(f"'{twice[0]}' stands for two meanings; each emoji has one")
        return self


class Mixing(StrEnum):
    """How much a program wants to mix people who share a tag."""

    OFF = "off"
    PREFER = "prefer"
    STRONG = "strong"
    NEVER = "never"


class Guard(Settings):
    """What makes a plan look like an accident."""

    shrunk_to: int = Field(
        default=50,
        ge=0,
        le=100,
        description="Refused when the channel has fewer than this percentage of last round's.",
    )
    messages_per_person: int = Field(
        default=3, ge=1, description="Refused when a run would send more per person than this."
    )


class Program(Settings):
    """One channel with its settings."""

    channel: ChannelId
    signup: Literal["everyone"] = Field(
        default="everyone", description="everyone: all members of the channel, each round."
    )
    time_zone: Zone
    group_size: int = Field(default=2, ge=2, le=8, description="The wished size; 2 to 8.")
    calendar: Calendar = Field(default_factory=Calendar)
    intro: Clock = Field(default=time(9, 30), description="When groups are introduced.")
    checkpoints: tuple[Checkpoint, ...] = Field(
        default=(Checkpoint(after=timedelta(days=2)),), description="When groups are asked."
    )
    close: Checkpoint = Field(
        default=Checkpoint(after=timedelta(days=4), at=time(14, 0)),
        description="When the round closes.",
    )
    late_answers: Span = Field(
        default=timedelta(days=14), description="How long after closing answers still count."
    )
    latest_start: Span = Field(
        default=timedelta(hours=24),
        description="A round that could not begin within this time is missed, not late.",
    )
    send_window: SendWindow = Field(default_factory=SendWindow)
    take_part: TakePart = Field(default_factory=TakePart)
    emoji: EmojiSettings = Field(default_factory=EmojiSettings)
    mixing: dict[str, Mixing] = Field(
        default_factory=dict,
        description="Columns of People used as tags: off, prefer, strong or never.",
        examples=[{"team": "prefer"}],
    )
    unmet_count_as_met: bool = Field(
        default=False, description="Whether a group that did not meet counts as having met."
    )
    silent_rounds: int = Field(
        default=3, ge=0, description="Silent rounds in a row until a member is paused; 0 is never."
    )
    guard: Guard = Field(default_factory=Guard)

    @property
    def zone(self) -> ZoneInfo:
        """The program's time zone."""
        return ZoneInfo(self.time_zone)

    @model_validator(mode="after")
    def _stages_follow_one_another(self) -> "Program":
        spans = [*(checkpoint.after for checkpoint in self.checkpoints), self.close.after]
        if any(span % timedelta(days=1) for span in spans):
            raise ValueError("checkpoints and close are counted in whole days; 'at' is the time")
        moments = [
            (timedelta(0), self.intro),
            *((c.after, c.at) for c in self.checkpoints),
            (self.close.after, self.close.at),
        ]
        if moments != sorted(set(moments)):
            raise ValueError("intro, checkpoints and close must come one after the other")
        return self


class LedgerPlace(Settings):
    """Where it is all written: a Google Sheet or a folder of CSV files."""

    sheet: str | None = Field(
        default=None,
        description="The link of the Google Sheet, or its id.",
        examples=["https://docs.google.com/spreadsheets/d/..."],
    )
    csv: str | None = Field(default=None, description="A folder, instead of a Sheet.")
    keep_apart_sheet: str | None = Field(
        default=None, description="A second, more private Sheet for the tab Keep apart."
    )

    @model_validator(mode="after")
    def _one_place(self) -> "LedgerPlace":
        if (self.sheet is None) == (self.csv is None):
            raise ValueError("give either 'sheet' or 'csv'")
        return self


class Policy(Settings):
    """The whole of `config/lunchbatch.yaml`."""

    ledger: LedgerPlace
    owner: MemberId | None = Field(
        default=None, description="Who is told by direct message when something needs a person."
    )
    programs: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")], Program] = Field(
        min_length=1, description="Each program under a short name of its own."
    )


class Secrets(Settings):
    """What comes from the environment and must never be shown."""

    slack_token: SecretStr | None = None
    google_key: SecretStr | None = None
