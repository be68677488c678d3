"""spreadsheets.batchUpdate: all requests of a batch are applied together, or none."""

from collections.abc import Callable
from typing import Any

from tests.simulated_sheets import batch_cells, batch_objects, batch_tabs, masks, reading
from tests.simulated_sheets.document import Document
from tests.simulated_sheets.refusals import Refused, bad_request

Apply = Callable[[Document, dict[str, Any]], dict[str, Any] | None]

KINDS: dict[str, Apply] = batch_cells.KINDS | batch_tabs.KINDS | batch_objects.KINDS


def apply(
    document: Document, body: dict[str, Any], mask: masks.Mask | None = None
) -> dict[str, Any]:
    """
    Work on a copy; it takes the document's place when every request held.

    `mask` is the field mask of the whole answer; a mask decides whether grid data comes
    (reference of responseIncludeGridData; assumed, no recording).
    """
    draft = document.copied()
    replies = []
    for number, request in enumerate(body.get("requests", [])):
        kind, content = _only_kind(number, request)
        try:
            reply = KINDS[kind](draft, content)
        except ValueError as fault:
            raise bad_request(number, kind, str(fault)) from None
        replies.append({kind: reply} if reply else {})
    answer: dict[str, Any] = {"spreadsheetId": document.spreadsheet_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = reading.whole(
            draft,
            body.get("responseRanges", []),
            grid=bool(body.get("responseIncludeGridData")),
            mask=None if mask is None else mask.get("updatedSpreadsheet", {}),
        )
    document.replace_by(draft)
    return answer


def _only_kind(number: int, request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if len(request) != 1:
        raise Refused(400, f"Invalid requests[{number}]: exactly one kind must be set.")
    kind, content = next(iter(request.items()))
    if kind not in KINDS:
        raise Refused(400, f'Invalid JSON payload received. Unknown name "{kind}"')
    return kind, content
