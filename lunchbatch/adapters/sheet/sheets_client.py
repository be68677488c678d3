"""HTTP to Google Sheets with a timeout and our own retry, and what Google said as one sentence.

Sources: Sheets API "Usage limits" (429, 403 rate limits), the error bodies of the API, and
recorded answers. Nothing of a key or token is ever repeated; the client e-mail is public.

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
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from lunchbatch.adapters.retry import RepeatableError, repeat
from lunchbatch.adapters.sheet.credentials import GoogleCredentials, OnToken, TellingRequest
from lunchbatch.errors import LedgerError, LunchbatchError, SetupError
from lunchbatch.spans import Note, span

_API_PAGE = "https://console.cloud.google.com/apis/library/sheets.googleapis.com"


def link_to(spreadsheet: str) -> str:
    """The page of a spreadsheet."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit"


def is_rate_limit(status: int, text: str) -> bool:
    """Whether a refusal is only about pace; then nothing was applied and waiting helps."""
    if status == 429:
        return True
    error = _error(text)
    details = error.get("errors") or [{}]
    return status == 403 and (
        details[0].get("domain") == "usageLimits" or "rateLimitExceeded" in text
    )


def explain(status: int, text: str, *, spreadsheet: str, who: str) -> LunchbatchError:
    """The failure behind an answer that is not a success."""
    error = _error(text)
    message = str(error.get("message", ""))
    if is_rate_limit(status, text):
        return LedgerError(
            "Google refused for the quota (60 reads and 60 writes a minute for one account); "
            "the next run goes on where this one stopped",
            code="rate_limited",
        )
    if status == 404:
        return SetupError(
            f"there is no spreadsheet with the id '{spreadsheet}'; "
            "copy its link from the browser into ledger.sheet of the settings"
        )
    if status == 401:
        return SetupError(
            f"Google does not accept the access of {who}; "
            "make a new key or token and store it as the secret"
        )
    if status == 403:
        return _forbidden(text, message, spreadsheet, who)
    if status == 400:
        return SetupError(_malformed(message, link_to(spreadsheet), who))
    return unclear(f"Google answered {status}{_page_note(error)}")


def unclear(what: str) -> LedgerError:
    """Nobody can tell whether the request took effect."""
    return LedgerError(
        f"{what}; the Sheet may or may not have taken the request, the next run looks first",
        code="unclear",
        happened=None,
    )


def may_be_a_missing_tab(failure: SetupError) -> bool:
    """Whether Google spoke of a range or tab that it does not know (recorded)."""
    return "Unable to parse range" in str(failure) or "No grid with id" in str(failure)


def tab_missing(title: str, there: list[str], spreadsheet: str) -> SetupError:
    """A tab cannot be found; say which there are."""
    named = ", ".join(f"'{name}'" for name in there)
    return SetupError(
        f"the Sheet has no tab '{title}' (it has {named}); if it was renamed, rename it back, "
        f"else run `python -m lunchbatch setup`: {link_to(spreadsheet)}"
    )


def access_refused(who: str) -> SetupError:
    """No access token is to be had: the key was turned down, or a token cannot be renewed."""
    return SetupError(
        f"Google refuses the access of {who}: the key was deleted or the token has run out; "
        "make a new one and store it as the secret"
    )


def _malformed(message: str, link: str, who: str) -> str:
    """What Google calls a bad request, where the Sheet is what has to change."""
    if "not supported for this document" in message:
        return (
            "this is an Excel file that Google shows as it is; choose File, Save as Google Sheets, "
            f"share the new one with {who} as Editor, and put its link into ledger.sheet: {link}"
        )
    if "protected" in message.casefold():
        return _protected(link, who)
    if "above the limit of" in message:
        return (
            "the Sheet has as many cells as Google allows, 10 million; delete tabs, or empty rows "
            f"and columns, that nobody needs: {link}"
        )
    return f"Google refused a request about {link}: {message or 'no reason given'}"


def _protected(link: str, who: str) -> str:
    return (
        f"a cell is protected against {who}; add that address to the protection's editors "
        f"or make it a warning only: {link}"
    )


def _forbidden(text: str, message: str, spreadsheet: str, who: str) -> LunchbatchError:
    if "SERVICE_DISABLED" in text or "has not been used" in message:
        return SetupError(
            f"the Google Sheets API is switched off in the project of {who}; "
            f"switch it on at {_API_PAGE} and wait a few minutes"
        )
    if "storageQuota" in text or "storage quota" in message.casefold():
        return SetupError(
            "the Drive that holds the Sheet is full; free some space or move the Sheet, "
            f"{link_to(spreadsheet)}"
        )
    if "protected" in message.casefold():
        return SetupError(_protected(link_to(spreadsheet), who))
    return SetupError(
        f"{who} may not edit the Sheet; open {link_to(spreadsheet)}, choose Share, "
        f"and add {who} as Editor"
    )


def _error(text: str) -> dict[str, Any]:
    try:
        error = json.loads(text).get("error", {})
    except (ValueError, AttributeError):
        return {}
    return error if isinstance(error, dict) else {}


def _page_note(error: dict[str, Any]) -> str:
    return "" if error else " with a page instead of an answer"


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

    def wait(self, tries: int) -> float:
        """Seconds before the next try, after so many."""
        return self.chance.uniform(0.5, min(_LONGEST_WAIT, 2.0**tries))


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
        slept, tried = 0.0, 0

        def sleep(pause: float) -> None:
            nonlocal slept
            slept += pause
            self._patience.sleep(pause)

        def once() -> dict[str, Any]:
            nonlocal tried
            tried += 1
            note(tries=tried, waited_seconds=round(slept, 3))
            return self._once(method, url, spreadsheet, params, body, note)

        called = "spreadsheets.get" if body is None else "spreadsheets.batchUpdate"
        with span(f"Sheets {called}", method=called) as note:
            return repeat(
                once,
                wait=self._patience.wait,
                is_over=lambda tries, pause: (
                    tries >= _TRIES or slept + pause > self._patience.total
                ),
                sleep=sleep,
            )

    def _once(
        self,
        method: str,
        url: str,
        spreadsheet: str,
        params: dict[str, Any],
        body: dict[str, Any] | None,
        note: Note,
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
                raise RepeatableError(
                    LedgerError("Google gave no access token", code="token")
                ) from None
            raise access_refused(self.who) from None
        except GoogleAuthError:
            raise RepeatableError(
                LedgerError("Google gave no access token", code="token")
            ) from None
        except requests.RequestException as fault:
            lost = unclear(f"the connection to Google broke ({type(fault).__name__})")
            raise (RepeatableError(lost) if may_repeat else lost) from None
        note(status=response.status_code)
        if not response.ok:
            raise self._failure(response, spreadsheet, may_repeat=may_repeat)
        try:
            answer: dict[str, Any] = response.json()
        except json.JSONDecodeError:
            cut = unclear("Google's answer was cut short")
            raise (RepeatableError(cut) if may_repeat else cut) from None
        return answer

    def _failure(
        self, response: requests.Response, spreadsheet: str, *, may_repeat: bool
    ) -> Exception:
        status, text = response.status_code, response.text
        failure = explain(status, text, spreadsheet=spreadsheet, who=self.who)
        passing = status == 408 or status >= 500
        if is_rate_limit(status, text) or (may_repeat and passing):
            after = response.headers.get("Retry-After", "")
            return RepeatableError(failure, (float(after) or None) if after.isdigit() else None)
        return failure
