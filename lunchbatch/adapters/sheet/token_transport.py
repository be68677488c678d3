"""Requests for access tokens, each token told before anybody uses it, so that it can be hidden.

All ways in come through here: the exchange of a key (`access_token`), that of a workflow's own
token (the same), and the impersonation of a service account (`accessToken`).

google-auth also asks Google in the background, with the fresh token, in which regions the account
may be used (2.62, its _regional_access_boundary_utils.py), and works without the answer. Here it
is not asked: a run speaks to nobody whom its settings do not name.
"""

import json
from collections.abc import Callable
from typing import Any

from google.auth.exceptions import TransportError
from google.auth.transport.requests import Request

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
