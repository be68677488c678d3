"""HTTP to Google Sheets: gspread's thin layer with a timeout, our own retry, and clear failures.

gspread's BackOffHTTPClient is not used: it has no total limit and gives up on an HTML page.
Reads are repeated for 408, 429, 5xx and lost connections. A write is repeated for a refusal
over quota only, which Google makes before it applies anything; every other failure of a write
is unclear and is the ledger's to look into.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import requests
import tenacity
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from lunchbatch.adapters.sheet import google_errors
from lunchbatch.adapters.sheet.credentials import GoogleCredentials, OnToken, TellingRequest
from lunchbatch.errors import LedgerError

GOOGLE = "https://sheets.googleapis.com"
TIMEOUT = (10, 60)
_TRIES = 7
_SESSION: Callable[..., requests.Session] = AuthorizedSession  # google-auth carries no types
_LONGEST_WAIT = 32.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLimits:
    """How failures are waited out: truncated exponential backoff with full jitter.

    `total` bounds the seconds slept for one call. `sleep` is injected; so is chance.
    """

    sleep: Callable[[float], None]
    chance: random.Random
    total: float = 90.0

    def wait(self, state: tenacity.RetryCallState) -> float:
        """Seconds before the next try; Google's own Retry-After comes first."""
        failure = state.outcome.exception() if state.outcome else None
        if isinstance(failure, _Retry) and failure.after:
            return failure.after
        return self.chance.uniform(0.5, min(_LONGEST_WAIT, 2.0**state.attempt_number))

    def is_over(self, state: tenacity.RetryCallState) -> bool:
        """Whether another wait would go past the limit."""
        return state.attempt_number >= _TRIES or state.idle_for + self.wait(state) > self.total


class _Retry(Exception):  # noqa: N818 - a message to the loop, never seen outside
    """One try failed and another one does no harm; `failure` is what to say in the end."""

    def __init__(self, failure: Exception, after: float = 0.0) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.after = after


class SheetsHttp(HTTPClient):
    """The calls this program makes, each exactly one request on the wire.

    `base` replaces Google's address, for tests over loopback; `on_token` is told each access
    token that Google hands out, before it is used. Raises SetupError where a person
    must act and LedgerError otherwise, with `happened` None if the effect is unknown.
    """

    def __init__(
        self,
        access: GoogleCredentials,
        patience: RetryLimits,
        *,
        base: str = GOOGLE,
        on_token: OnToken = lambda _: None,
    ) -> None:
        session = _SESSION(access.credentials, auth_request=TellingRequest(on_token))
        super().__init__(access.credentials, session=session)
        self.set_timeout(TIMEOUT)
        self.who = access.who
        self._patience = patience
        self._base = base.rstrip("/")

    def read(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> dict[str, Any]:
        """spreadsheets.get: one read."""
        params = {"fields": fields, "prettyPrint": "false"} | ({"ranges": ranges} if ranges else {})
        return self._patiently("get", SPREADSHEET_URL % spreadsheet, spreadsheet, params)

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        """spreadsheets.batchUpdate: one write, all of it or none."""
        params = {"fields": fields, "prettyPrint": "false"}
        url = SPREADSHEET_BATCH_UPDATE_URL % spreadsheet
        return self._patiently("post", url, spreadsheet, params, body)

    def _patiently(
        self,
        method: str,
        url: str,
        spreadsheet: str,
        params: dict[str, Any],
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        tries = tenacity.Retrying(
            sleep=self._patience.sleep,
            wait=self._patience.wait,
            stop=self._patience.is_over,
            retry=tenacity.retry_if_exception_type(_Retry),
            reraise=True,
        )
        try:
            return tries(self._once, method, url, spreadsheet, params, body)
        except _Retry as last:
            raise last.failure from None

    def _once(
        self,
        method: str,
        url: str,
        spreadsheet: str,
        params: dict[str, Any],
        body: dict[str, Any] | None,
    ) -> dict[str, Any]:
        may_repeat = method == "get"
        try:
            response = self.session.request(
                method,
                url.replace(GOOGLE, self._base),
                params=params,
                json=body,
                timeout=self.timeout,
            )
        except RefreshError as fault:
            if fault.retryable:
                raise _Retry(LedgerError("Google gave no access token", code="token")) from None
            raise google_errors.access_refused(self.who) from None
        except GoogleAuthError:
            raise _Retry(LedgerError("Google gave no access token", code="token")) from None
        except requests.RequestException as fault:
            lost = google_errors.unclear(f"the connection to Google broke ({type(fault).__name__})")
            raise (_Retry(lost) if may_repeat else lost) from None
        if not response.ok:
            raise self._failure(response, spreadsheet, may_repeat=may_repeat)
        try:
            answer: dict[str, Any] = response.json()
        except json.JSONDecodeError:
            cut = google_errors.unclear("Google's answer was cut short")
            raise (_Retry(cut) if may_repeat else cut) from None
        return answer

    def _failure(
        self, response: requests.Response, spreadsheet: str, *, may_repeat: bool
    ) -> Exception:
        status, text = response.status_code, response.text
        failure = google_errors.explain(status, text, spreadsheet=spreadsheet, who=self.who)
        passing = status == 408 or status >= 500
        if google_errors.is_rate_limit(status, text) or (may_repeat and passing):
            after = response.headers.get("Retry-After", "")
            return _Retry(failure, float(after) if after.isdigit() else 0.0)
        return failure
