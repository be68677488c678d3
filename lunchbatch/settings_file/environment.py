"""Reads secrets and addresses from environment variables: a mapping in, typed values out."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr

from lunchbatch.core.settings.google_key import account_key
from lunchbatch.core.settings.policy import Secrets
from lunchbatch.core.settings.setting_types import SettingValueError
from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError, shown

SLACK_VARIABLE: Final = "SLACK_BOT_TOKEN"
GOOGLE_VARIABLE: Final = "GOOGLE_SERVICE_ACCOUNT"
TOKEN_VARIABLE: Final = "GOOGLE_OAUTH_ACCESS_TOKEN"  # noqa: S105 - the name of the variable
FILE_VARIABLE: Final = "GOOGLE_APPLICATION_CREDENTIALS"
SLACK_ADDRESS: Final = "SLACK_API_URL"
SHEETS_ADDRESS: Final = "SHEETS_API_URL"

SLACK: Final = "https://slack.com/api/"
SHEETS: Final = "https://sheets.googleapis.com/"

_TAKE_THE_BOTS = (
    "take the Bot User OAuth Token, which begins with xoxb-: "
    "api.slack.com/apps, your app, OAuth & Permissions"
)
_OTHER_TOKENS = {
    "xoxp-": "is the token of a person",
    "xapp-": "is an app-level token",
    "xoxe": "is a token that expires, because token rotation is on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The secrets, and where Slack and Sheets are spoken to.

    Addresses end with a slash. They differ from the defaults only where something else stands
    in for the services: the demo, the tests.
    """

    secrets: Secrets
    slack_api_url: str = SLACK
    sheets_api_url: str = SHEETS


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the variables. Each may be absent or empty, which is the same.

    The token comes without blanks around it; the Google key as JSON on one line, given as
    JSON or base64 of it. Raises ConfigFaultsError with all faults; no secret is in them.
    """
    faults: list[ConfigFault] = []

    def read(name: str, parse: Callable[[str], str]) -> str | None:
        found = variables.get(name, "").strip().strip("\ufeff\u200b").strip()
        try:
            return parse(found) if found else None
        except SettingValueError as wrong:
            faults.append(ConfigFault(path=name, sentence=str(wrong)))
            return None

    token = read(SLACK_VARIABLE, _slack_token)
    key = read(GOOGLE_VARIABLE, _google_key)
    slack, sheets = read(SLACK_ADDRESS, _address), read(SHEETS_ADDRESS, _address)
    if faults:
        raise ConfigFaultsError(faults)
    return Environment(
        secrets=Secrets(
            slack_token=SecretStr(token) if token else None,
            google_key=SecretStr(key) if key else None,
        ),
        slack_api_url=slack or SLACK,
        sheets_api_url=sheets or SHEETS,
    )


def _slack_token(found: str) -> str:
    if found[0] in "'\"`":
        raise SettingValueError("there are quotes around the token; paste it without them")
    for beginning, sentence in _OTHER_TOKENS.items():
        if found.startswith(beginning):
            raise SettingValueError(f"this {sentence}; {_TAKE_THE_BOTS}")
    if not found.startswith("xoxb-"):
        raise SettingValueError(f"this is not the token of a bot; {_TAKE_THE_BOTS}")
    if not re.fullmatch(r"xoxb-[A-Za-z0-9-]+", found):
        raise SettingValueError(
            "the token is cut off or holds a blank; copy it again with Slack's button"
        )
    return found


def _google_key(found: str) -> str:
    return json.dumps(account_key(found))


def _address(found: str) -> str:
    try:
        parts = urlsplit(found)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise SettingValueError(
            "this is not an address; write it as https://slack.com/api/"
        ) from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingValueError("an address has no user, password, ? or # here; leave them out")
    if parts.scheme not in {"https", "http"} or not host:
        raise SettingValueError(
            f"{shown(found)} is not an address; write it as https://slack.com/api/"
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise SettingValueError(f"{shown(host)} is spoken to in the clear; write https://")
    return found.rstrip("/") + "/"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
