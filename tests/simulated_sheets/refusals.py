"""How Google says no: the error bodies of the Sheets API, as recorded or documented."""

from http import HTTPStatus
from typing import Any

STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


class Refused(Exception):  # noqa: N818 - Google's answer, not a fault of the simulation
    """The simulated Google refuses a request; nothing of it was applied."""

    def __init__(self, code: int, message: str, details: list[Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.body = error_body(code, message, details)


def error_body(code: int, message: str, details: list[Any] | None = None) -> dict[str, Any]:
    """The JSON of an error answer."""
    status = STATUS_NAMES.get(code) or HTTPStatus(code).name
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if details:
        error["details"] = details
    return {"error": error}


def not_found() -> Refused:
    return Refused(404, "Requested entity was not found.")


def not_shared() -> Refused:
    return Refused(403, "The caller does not have permission")


def unparsable(text: str) -> Refused:
    return Refused(400, f"Unable to parse range: {text}")


def api_disabled() -> Refused:
    link = "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview"
    return Refused(
        403,
        "Google Sheets API has not been used in project 1 before or it is disabled. "
        f"Enable it by visiting {link}?project=1 then retry.",
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
                "metadata": {"service": "sheets.googleapis.com", "activationUrl": link},
            }
        ],
    )


def over_quota(kind: str) -> Refused:
    """`kind` is Read or Write."""
    return Refused(
        429,
        f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per "
        "minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:1'.",
    )


def bad_request(number: int, kind: str, message: str) -> Refused:
    """One request of a batch is refused, and with it the whole batch."""
    return Refused(400, f"Invalid requests[{number}].{kind}: {message}")


def invalid_value(field: str, kind: str, value: str) -> Refused:
    message = f"Invalid value at '{field}' ({kind}), \"{value}\""
    violation = {"field": field, "description": message}
    return Refused(
        400,
        message,
        [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}],
    )
