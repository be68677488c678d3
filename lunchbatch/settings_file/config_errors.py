"""Faults of the settings: where each is and what is wrong, never a secret."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lunchbatch.core.model.spelling import fold, nearest
from lunchbatch.errors import ConfigError

Place = tuple[str | int, ...]
"""A path into the settings: keys, and positions in lists counted from 0."""

_SLACK_SECRET = re.compile(
    r"xox[a-z](\.xox[a-z])?-[0-9a-z]|xapp-[0-9a-z]|hooks\.slack\.com/", re.IGNORECASE
)
# The last line is base64 of '{' and of '-----BEGIN', longer than the id of any Sheet.
_GOOGLE_SECRET = re.compile(
    r"PRIVATE KEY-|private_key|client_secret|ya29\.|AIza[\w-]{30}"
    r"|(?<![\w+/-])(eyJ|ew[0o]|LS0tLS1C)[\w+/=-]{60}"
)
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFault:
    """One thing to mend: `file:line:column: path: sentence`, as far as each is known.

    `line` and `column` count from 1, as editors do. `path` is empty for the file as a whole;
    `file` is empty for what the environment sets, and `path` is then the variable.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    path: str = ""
    sentence: str

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return ": ".join(part for part in (place, self.path, self.sentence) if part)


class ConfigFaultsError(ConfigError):
    """All faults of one reading, a line each, in the order of the file."""

    def __init__(self, faults: Iterable[ConfigFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__(*map(str, self.faults))


def secret_in(text: str) -> str:
    """The name of the secret that this text seems to hold a piece of, or nothing."""
    if _SLACK_SECRET.search(text):
        return "SLACK_BOT_TOKEN"
    return "GOOGLE_SERVICE_ACCOUNT" if _GOOGLE_SECRET.search(text) else ""


def _printable(text: str) -> str:
    if secret_in(text):
        return "(not shown)"
    if len(text) > _LONGEST_SHOWN:
        # One long word may be a secret of a kind not known here: its beginning must do.
        text = text[: 12 if " " not in text[:_LONGEST_SHOWN] else _LONGEST_SHOWN] + "…"
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def shown(found: object) -> str:
    """What was found, as a fault may show it: short, on one line, never a secret."""
    match found:
        case None:
            return "nothing"
        case dict():
            return "a group of settings"
        case list():
            return "a list"
        case _:
            return f"'{_printable(str(found))}'"


def spelt(place: Place) -> str:
    """A place for people: `programs.coffee.checkpoints[2].at`, lists counted from 1."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{_printable(part)}"
    return text.removeprefix(".")


def nearest_spelling(found: str, allowed: Iterable[str]) -> str:
    """The allowed spelling that was probably meant, or nothing.

    Capitals do not count, and the end of a name is enough: `berlin` is near `Europe/Berlin`.
    """
    spellings: dict[str, str] = {}
    names = tuple(allowed)
    for name in names:
        spellings.setdefault(fold(name.rpartition("/")[2]), name)
    spellings |= {fold(name): name for name in names}
    wanted = fold(found[:_LONGEST_SHOWN]).replace(" ", "_" if "/" in found else " ")
    return spellings.get(nearest(wanted, spellings) or "", "")
