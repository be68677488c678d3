"""Google credentials from what an organiser has stored, and the requests for access tokens.

All ways in come through here: the exchange of a key (`access_token`), that of a workflow's own
token (the same), and the impersonation of a service account (`accessToken`).

google-auth also asks Google in the background, with the fresh token, in which regions the account
may be used (2.62, its _regional_access_boundary_utils.py), and works without the answer. Here it
is not asked: a run speaks to nobody whom its settings do not name.

Three ways in: a service-account key (raw JSON, JSON on one line, or base64 of it), an access
token that a workflow step has fetched, or the file of a workload identity pool (keyless). Only
the scope of spreadsheets is asked for, never all of Drive. No secret is put into an error.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from google.auth.transport.requests import Request
from google.oauth2 import credentials as bearer
from google.oauth2 import service_account

from lunchbatch.core.settings.google_key import account_key, json_object
from lunchbatch.core.settings.setting_types import SettingValueError
from lunchbatch.errors import SetupError

OnToken = Callable[[str], None]
_REQUEST: Callable[..., Callable[..., Any]] = Request  # google-auth carries no types
_REFUSED: Callable[[str], Exception] = TransportError
_REGIONS = "/allowedLocations"
_NAMES = ("access_token", "accessToken", "id_token")


class TellingRequest:
    """google-auth's own request, which hands each token that comes back to `on_token`."""

    def __init__(self, on_token: OnToken) -> None:
        self._request = _REQUEST()
        self._on_token = on_token

    def __call__(self, url: str, *where: object, **what: object) -> object:
        """One request, as google.auth.transport.Request makes it."""
        if url.endswith(_REGIONS):
            raise _REFUSED("The regions of an account are not asked for.")
        response = self._request(url, *where, **what)
        for token in _tokens(response.data):
            self._on_token(token)
        return response


def _tokens(body: bytes) -> tuple[str, ...]:
    try:
        content = json.loads(body)
    except ValueError:
        return ()
    found = content if isinstance(content, dict) else {}
    return tuple(str(found[name]) for name in _NAMES if found.get(name))


SCOPES = ("https://www.googleapis.com/auth/spreadsheets",)
# google-auth's makers carry no types.
_KEYED: Callable[..., Credentials] = service_account.Credentials.from_service_account_info
_BEARER: Callable[..., Credentials] = bearer.Credentials
_TOKEN = re.compile(r"[\x21-\x7e]+")
_HINT = "store the whole JSON file that Google gave you, as it is or in base64"


@dataclass(frozen=True, slots=True)
class GoogleCredentials:
    """Credentials, and the address with which the Sheet must be shared."""

    who: str
    credentials: Credentials = field(repr=False)


def from_key(text: str | bytes, *, name: str = "GOOGLE_SERVICE_ACCOUNT") -> GoogleCredentials:
    """Access by a service-account key. `name` is the secret's name, for complaints."""
    try:
        key = account_key(text)
    except SettingValueError as wrong:
        raise SetupError(f"{name}: {wrong}") from None
    try:
        made = _KEYED(key, scopes=SCOPES)
    except (ValueError, TypeError):
        raise SetupError(f"the 'private_key' in {name} is damaged; {_HINT}") from None
    return GoogleCredentials(str(key["client_email"]), made)


def from_token(
    token: str, *, who: str = "the account of GOOGLE_OAUTH_ACCESS_TOKEN"
) -> GoogleCredentials:
    """Access by a token that somebody else fetched; it lives for an hour at most.

    Raises SetupError for what no request could carry.
    """
    if not _TOKEN.fullmatch(token.strip()):
        raise SetupError(
            "GOOGLE_OAUTH_ACCESS_TOKEN holds a line break, a blank or a letter that no token has; "
            "hand over the token alone, as the step that fetched it gave it"
        )
    return GoogleCredentials(who, _BEARER(token.strip()))


def from_identity_file(path: str) -> GoogleCredentials:
    """Keyless access: the file that google-github-actions/auth writes for an identity pool.

    The file is read directly: google.auth.default() would also ask another service for the
    project's name.
    """
    name = "GOOGLE_APPLICATION_CREDENTIALS"
    try:
        text = Path(path).read_bytes()
        content = json_object(text)
    except OSError as fault:
        raise SetupError(f"{name} names a file that cannot be read: {fault.strerror}") from None
    except SettingValueError as wrong:
        raise SetupError(f"the file of {name}: {wrong}") from None
    if content.get("type") == "service_account":
        return from_key(text, name=name)
    if content.get("type") != "external_account":
        raise SetupError(f"the file of {name} is neither a service account nor an identity pool")
    url = str(content.get("service_account_impersonation_url", ""))
    if not url:
        raise SetupError(
            f"the file of {name} names no service account; give 'service_account' to "
            "google-github-actions/auth, because the Sheet is shared with that address"
        )
    from google.auth import identity_pool  # noqa: PLC0415 - a twentieth of a second, for few

    keyless: Callable[..., Credentials] = identity_pool.Credentials.from_info
    try:
        made = keyless(content, scopes=SCOPES)
    except (ValueError, TypeError, KeyError, GoogleAuthError):
        raise SetupError(
            f"the file of {name} is incomplete; let the workflow write it anew"
        ) from None
    return GoogleCredentials(url.rpartition("/")[2].partition(":")[0], made)
