"""What `init` asks, and what it takes for an answer."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from lunchbatch.core.model.people import Person, SlackChannel
from lunchbatch.core.model.spelling import fold
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.core.settings.setting_types import (
    ChannelId,
    Clock,
    MemberId,
    Rhythm,
    RoundDay,
    SettingValueError,
    SheetLink,
    Zone,
)
from lunchbatch.settings_file.config_errors import Place, nearest_spelling
from lunchbatch.settings_file.read_settings import unfilled

Answer = str | tuple[str, ...]

_NUMBERED = "The channel: its number, name or id"
_BY_ID = "The channel's id (in Slack, click the channel's name: it ends the tab About)"
_ARCHIVE = re.compile(r"https://[\w.-]+/(?:archives|client/\w+)/([CG][A-Z0-9]+)\S*")
_OF_SERVERS = {"", "UTC", "UCT", "Zulu", "GMT", "Universal", "Greenwich"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to know: its option, its place in the settings, and how an answer is read.

    `now` is what the settings say; `is_blank` that it is only what the example ships with.
    `read` raises ValueError with the end of a sentence that begins with what was typed.
    """

    option: str
    place: Place
    text: str
    read: Callable[[str], Answer]
    now: Answer = ""
    is_blank: bool = False
    suggestion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenInSlack:
    """What the token shows: channels the app is in, and, asked for late, the people in them."""

    has_token: bool = False
    channels: Sequence[SlackChannel] = ()
    people: Callable[[], Mapping[str, Person]] = dict


def questions(policy: Policy, name: str, seen: SeenInSlack, zone: str) -> tuple[Question, ...]:
    """In the order in which they are asked. `zone` is that of the machine, if it says one."""
    program = policy.programs[name]
    left_out = {"at"} if program.signup == "poll" else set()
    left_out |= {"sheet"} if policy.ledger.csv is not None else set()
    asked = (*_where(policy, name, seen, zone), *_when(program, ("programs", name)))
    return tuple(question for question in asked if question.option not in left_out)


def _where(policy: Policy, name: str, seen: SeenInSlack, zone: str) -> Iterator[Question]:
    program, here = policy.programs[name], ("programs", name)
    blank = unfilled(policy)
    is_new = f"programs.{name}.channel" in blank
    yield Question(
        option="channel",
        place=(*here, "channel"),
        text=_NUMBERED if seen.channels else _BY_ID,
        read=lambda typed: _channel(typed, seen.channels),
        now=program.channel,
        is_blank=is_new,
        suggestion=seen.channels[0].id if len(seen.channels) == 1 else "",
    )
    yield Question(
        option="sheet",
        place=("ledger", "sheet"),
        text="The link of the Google Sheet",
        read=_of(TypeAdapter(SheetLink)),
        now=policy.ledger.sheet or "",
        is_blank="ledger.sheet" in blank,
    )
    yield Question(
        option="time-zone",
        place=(*here, "time_zone"),
        text="The time zone, as in Europe/Berlin",
        read=_of(TypeAdapter(Zone)),
        now=program.time_zone,
        is_blank=is_new,
        suggestion=zone,
    )
    whom = "their name or member id" if seen.channels else "their member id"
    yield Question(
        option="owner",
        place=("owner",),
        text=f"Who is told when something needs a person, {whom} (empty: nobody)",
        read=lambda typed: _owner(typed, seen.people),
        now=policy.owner or "",
    )


def _when(program: Program, here: Place) -> Iterator[Question]:
    yield Question(
        option="every",
        place=(*here, "calendar", "every"),
        text="A round every (week, 2 weeks, month)",
        read=_of(TypeAdapter(Rhythm)),
        now=program.calendar.every,
    )
    yield Question(
        option="on",
        place=(*here, "calendar", "on"),
        text="On (monday, or several with commas; for a month: first tuesday)",
        read=_days,
        now=tuple(program.calendar.on),
    )
    yield Question(
        option="at",
        place=(*here, "intro"),
        text="People are introduced at",
        read=_clock,
        now=f"{program.intro:%H:%M}",
    )


def machine_zone(variables: Mapping[str, str], local: Path = Path("/etc/localtime")) -> str:
    """The time zone of this machine; empty where it says none, or UTC as servers do."""
    name = variables.get("TZ", "").removeprefix(":")
    if not name and local.is_symlink():
        name = local.resolve().as_posix().rpartition("zoneinfo/")[2]
    if name.rpartition("/")[2] in _OF_SERVERS:
        return ""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _of(adapter: TypeAdapter[Any]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        try:
            adapter.validate_python(typed)
        except ValidationError as wrong:
            raise ValueError(_why(wrong, typed)) from None
        return typed

    return read


def _why(wrong: ValidationError, typed: str) -> str:
    fault = wrong.errors()[0]
    error = fault.get("ctx", {}).get("error")
    allowed = error.allowed if isinstance(error, SettingValueError) else ()
    near = nearest_spelling(typed, allowed)
    return fault["msg"].removeprefix("Value error, ") + (f"; did you mean {near}?" if near else "")


def _clock(typed: str) -> str:
    return _of(TypeAdapter(Clock))(typed.zfill(5) if ":" in typed else typed)


def _days(typed: str) -> tuple[str, ...]:
    return tuple(
        _of(TypeAdapter(RoundDay))(day.strip().casefold()) for day in typed.strip("[]").split(",")
    )


def _channel(typed: str, channels: Sequence[SlackChannel]) -> str:
    if found := _ARCHIVE.fullmatch(typed):
        return found[1]
    if typed.isascii() and typed.isdigit() and 0 < int(typed[:6]) <= len(channels):
        return channels[int(typed[:6]) - 1].id
    wanted = fold(typed).removeprefix("#")
    named = [room for room in channels if wanted in {fold(room.name), fold(room.id)}]
    if named:
        return named[0].id
    try:
        return _of(TypeAdapter(ChannelId))(typed)
    except ValueError:
        if not channels:
            raise
        names = ", ".join(f"#{room.name}" for room in channels)
        raise ValueError(
            f"is no channel that the app is in; write /invite @Lunchbatch there, or take {names}"
        ) from None


def _owner(typed: str, look: Callable[[], Mapping[str, Person]]) -> str:
    try:
        return _of(TypeAdapter(MemberId))(typed)
    except ValueError as no_id:
        people = look()
        if not people:
            raise no_id from None
    wanted = fold(typed).removeprefix("@")
    named = [member for member, one in people.items() if fold(one.name) == wanted]
    if len(named) == 1:
        return named[0]
    if named:
        raise ValueError(f"is the name of {len(named)} people; write the member id of one")
    near = nearest_spelling(typed, [one.name for one in people.values()])
    hint = f"did you mean {near}?" if near else "write their member id"
    raise ValueError(f"is nobody in your channels; {hint}")
