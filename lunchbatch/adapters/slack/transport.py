"""Sends one request through slack_sdk's WebClient and hands back what came, whatever it was.

The client's own retries are off: they repeat a post whose answer was lost. slack_sdk is
imported only when a client is made, for a wake with nothing due needs none.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

SLACK = "https://slack.com/api/"
_NOT_JSON = "Received a response in a non-JSON format"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackReply:
    """What came back; `body` is {} where it was no JSON object, and `text` then shows it."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    def header(self, name: str) -> str:
        """A header by its name in any case; "" where there is none."""
        return next((text for key, text in self.headers.items() if key.lower() == name), "")


class Transport(Protocol):
    """Carries one call. Raises what the connection raises: OSError, HTTPException, ValueError.

    Tests put their own in between, to die before or after a call.
    """

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply: ...


class WebTransport:
    """The real one. `timeout` in seconds, for connecting and for each read."""

    def __init__(self, token: str, *, base_url: str = SLACK, timeout: int = 30) -> None:
        from slack_sdk import WebClient  # noqa: PLC0415 - 0.2 s and 17 MB, only when needed

        # Its failures are told in our own words.
        quiet = logging.getLogger("lunchbatch.slack_sdk")
        quiet.setLevel(logging.CRITICAL)
        self._client = WebClient(
            token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=quiet
        )

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        from slack_sdk.errors import SlackApiError  # noqa: PLC0415 - loaded with the client

        try:
            if as_json:
                response = self._client.api_call(method, json=dict(args))
            else:
                response = self._client.api_call(method, params=dict(args))
        except SlackApiError as error:
            response = error.response
        except AttributeError:
            # slack_sdk takes JSON that is no object for one.
            return SlackReply(status=200)
        body = response.data if isinstance(response.data, dict) else {}
        word = str(body.get("error", ""))
        if word.startswith(_NOT_JSON):
            return SlackReply(
                status=response.status_code,
                headers=response.headers,
                text=word.removeprefix(_NOT_JSON).lstrip(": "),
            )
        return SlackReply(status=response.status_code, headers=response.headers, body=body)
