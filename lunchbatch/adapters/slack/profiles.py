"""Reads Slack's user objects, in which many fields may be missing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lunchbatch.core.model.people import Person, visible

# It calls itself a human.
SLACKBOT = "USLACKBOT"


def read_person(user: Mapping[str, Any]) -> Person:
    """One account. Deactivated ones lack most fields; only the id is always there."""
    profile = user.get("profile") or {}
    expires = profile.get("status_expiration") or 0
    return Person(
        id=user["id"],
        name=_first(profile, "display_name", "real_name")
        or _first(user, "real_name", "name")
        or user["id"],
        title=_first(profile, "title"),
        photo=_first(profile, "image_72", "image_48"),
        email=_first(profile, "email"),
        time_zone=_first(user, "tz"),
        is_bot=user["id"] == SLACKBOT
        or any(user.get(mark) for mark in ("is_bot", "is_workflow_bot", "is_connector_bot")),
        is_deactivated=bool(user.get("deleted")),
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_stranger=bool(user.get("is_stranger")),
        is_invited=bool(user.get("is_invited_user")),
        team=_first(user, "team_id"),
        status_emoji=_first(profile, "status_emoji").strip(":").partition("::")[0],
        status_until=datetime.fromtimestamp(expires, UTC) if expires else None,
    )


def _first(fields: Mapping[str, Any], *names: str) -> str:
    """The first of these fields in which there is anything to see, without blanks around it.

    Half a character, which JSON can hold and no file can, reads as a question mark.
    """
    found = (_whole(fields.get(name)).strip() for name in names)
    return next((text for text in found if visible(text)), "")


def _whole(value: object) -> str:
    return str(value or "").encode(errors="replace").decode()
