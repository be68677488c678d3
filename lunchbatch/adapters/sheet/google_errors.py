"""What Google said, as one sentence with its remedy.

Sources: Sheets API "Usage limits" (429, 403 rate limits), the error bodies of the API, and
recorded answers. Nothing of a key or token is ever repeated; the client e-mail is public.
"""

import json
from typing import Any

from lunchbatch.errors import LedgerError, LunchbatchError, SetupError

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
            "copy its link from the browser into ledger.sheet in config/lunchbatch.yaml"
        )
    if status == 401:
        return SetupError(
            f"Google does not accept the access of {who}; "
            "make a new key or token and store it as the secret"
        )
    if status == 403:
        return _forbidden(text, message, spreadsheet, who)
    if status == 400:
        return SetupError(
            f"Google refused a request about {link_to(spreadsheet)}: {message or 'no reason given'}"
        )
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
        return SetupError(
            f"a cell is protected against {who}; add that address to the protection's editors "
            f"or make it a warning only: {link_to(spreadsheet)}"
        )
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
