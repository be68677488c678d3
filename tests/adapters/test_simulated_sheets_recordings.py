"""The simulated Sheets answers as the real one did, exchange by exchange."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.schema import oracle_folder, schema_or_none

FOLDER = oracle_folder()
pytestmark = pytest.mark.skipif(
    FOLDER is None,
    reason="LUNCHBATCH_ORACLES is not set: nothing was compared with Google's recordings",
)
PRIVATE = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
IDS = {"properties": "sheetId", "namedRange": "namedRangeId", "protectedRange": "protectedRangeId"}
REFUSED_FOR_ITS_SHAPE = {"WorksheetTest.test_add_validation"}
# How wide Google draws a text is not known here, and this program never asks for it.
NOT_MODELLED = ["WorksheetTest.test_auto_resize_columns spreadsheets.get columnMetadata"]


def swapped(value: Any, names: dict[Any, Any]) -> Any:
    """The same JSON with ids that Google chose replaced by those the simulation chose."""
    if isinstance(value, dict):
        return {key: swapped(item, names) for key, item in value.items() if key != "timeZone"}
    if isinstance(value, list):
        return [swapped(item, names) for item in value]
    return names.get(value, value) if type(value) in {int, str} and value else value


def learn(names: dict[Any, Any], wanted: Any, got: Any) -> None:
    for theirs, ours in zip(wanted.get("replies", []), got.get("replies", []), strict=False):
        for kind in theirs.keys() & ours.keys():
            for part in theirs[kind].keys() & IDS.keys():
                names[theirs[kind][part][IDS[part]]] = ours[kind][part][IDS[part]]


def exchanges() -> Iterator[tuple[str, str, Any, Any]]:
    """Conversation, call, what Google answered and what the simulation answers."""
    assert FOLDER is not None
    recorded = json.loads((FOLDER / "google-recorded-exchanges.json").read_text(encoding="utf-8"))
    for conversation, steps in recorded["tests"].items():
        schema = None if conversation in REFUSED_FOR_ITS_SHAPE else schema_or_none()
        google = SimulatedSheets(closed={PRIVATE}, schema=schema)
        titles = [answer["properties"]["title"] for *_, answer in steps if "properties" in answer]
        google.add("{SS}", title=next(iter(titles), "Lunch"))
        names: dict[Any, Any] = {}
        for method, path, query, body, status, wanted in steps:
            asked = urlencode(query, doseq=True)
            url = f"http://127.0.0.1/v4/spreadsheets/{quote(path, safe='/:!')}?{asked}"
            sent = None if body is None else _untouched(body, names)
            answer = google.answer(method, url, sent)
            got = json.loads(answer.text)
            learn(names, wanted, got)
            name = google.calls[-1].name
            if name == "spreadsheets.get" and "columnMetadata" in query.get("fields", ""):
                name += " columnMetadata"
            mine = (answer.status, swapped(got, {}))
            yield conversation, name, (status, swapped(wanted, names)), mine


def _untouched(body: Any, names: dict[Any, Any]) -> Any:
    zone = body.get("requests", [{}])[0].get("updateSpreadsheetProperties") if body else None
    return body if zone else swapped(body, names)


def test_every_recorded_exchange_is_answered_equally() -> None:
    differing = [
        f"{conversation} {name}" for conversation, name, wanted, got in exchanges() if wanted != got
    ]

    assert differing == NOT_MODELLED


def test_the_calls_of_this_program_are_among_the_recorded_ones() -> None:
    counts = Counter(name for _, name, _, _ in exchanges())

    assert counts["spreadsheets.get"] > 250
    assert counts["spreadsheets.batchUpdate"] == 105
    assert counts["spreadsheets.values.batchGet"] == 2
    assert counts["spreadsheets.values.batchUpdate"] == 1
    assert sum(counts.values()) == 653
