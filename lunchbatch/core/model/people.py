"""People and channels as Slack describes them."""

from dataclasses import dataclass
from datetime import datetime

# Letters to Unicode that nobody can see: fillers of the Korean and Braille scripts.

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One account of the workspace. Fields that Slack leaves out are empty or False.

    `time_zone` is an IANA name; `status_until` (UTC) is set with a status emoji that expires.
    `teams` are the ids of every workspace, and of the organisation (Enterprise Grid), that the
    account belongs to.
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
    teams: frozenset[str] = frozenset()
    status_emoji: str = ""
    status_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A channel as Slack describes it; `is_member` says whether the app is in it."""

    id: str
    name: str = ""
    is_member: bool = False
    is_archived: bool = False
    is_private: bool = False
    is_shared: bool = False
