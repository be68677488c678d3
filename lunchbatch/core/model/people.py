"""People as Slack describes them, and who takes part."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

# Letters to Unicode that nobody can see: fillers of the Korean and Braille scripts.
_BLANK_LETTERS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800"), " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One account of the workspace. Fields that Slack leaves out are empty or False.

    `time_zone` is an IANA name; `away_until` is set with a status emoji that expires.
    """

    id: str
    name: str
    title: str = ""
    photo: str = ""
    email: str = ""
    time_zone: str = ""
    is_bot: bool = False
    is_deactivated: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    is_invited: bool = False
    team: str = ""
    status_emoji: str = ""
    status_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A channel as Slack describes it; `is_member` says whether the app is in it."""

    id: str
    is_member: bool = False
    is_archived: bool = False
    is_private: bool = False
    is_shared: bool = False


def visible(name: str) -> str:
    """A name as people see it: one blank between words, and nothing that cannot be seen.

    Marks that join letters or emoji stay inside of a name; a name of such marks alone is empty.
    """
    text = " ".join(name.translate(_BLANK_LETTERS).split())
    return text if any(unicodedata.category(each)[0] not in "CZ" for each in text) else ""


@lru_cache(maxsize=65_536)  # the same names are compared again and again in a run
def fold_name(name: str) -> str:
    """A name without what makes no difference: capitals, blanks, ways to store an accent."""
    text = unicodedata.normalize("NFKC", visible(name))
    shown = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return " ".join(shown.split()).casefold()
