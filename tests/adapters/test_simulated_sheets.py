"""The simulated Sheets where no recording reaches: what the program and other tests rely on."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
import requests

from tests.oracles.violations import taken
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.schema import Schema, Violation, oracle_folder, schema_or_none
from tests.simulated_sheets.tokens import SimulatedTokens
from tests.simulated_sheets.wires import served

ROOT = "http://127.0.0.1/v4/spreadsheets/S1"
COLOUR = {
    "ranges": [{"sheetId": 0, "startRowIndex": 1}],
    "booleanRule": {
        "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "open"}]},
        "format": {"backgroundColor": {"red": 1}},
    },
}


@pytest.fixture
def google() -> SimulatedSheets:
    found = SimulatedSheets()
    found.add()
    return found


def change(google: SimulatedSheets, *requests: dict[str, Any], status: int = 200) -> Any:
    answer = google.answer("POST", f"{ROOT}:batchUpdate", {"requests": list(requests)})
    assert answer.status == status
    return json.loads(answer.text)


def look(google: SimulatedSheets, fields: str) -> Any:
    return json.loads(google.answer("GET", f"{ROOT}?{urlencode({'fields': fields})}").text)


def text_row(*words: str) -> dict[str, Any]:
    return {"values": [{"userEnteredValue": {"stringValue": word}} for word in words]}


def append(*words: str) -> dict[str, Any]:
    return {"appendCells": {"sheetId": 0, "rows": [text_row(*words)], "fields": "userEnteredValue"}}


def test_a_batch_is_applied_whole_or_not_at_all(google: SimulatedSheets) -> None:
    refused = change(google, append("a"), {"deleteSheet": {"sheetId": 99}}, status=400)

    assert "Invalid requests[1].deleteSheet" in refused["error"]["message"]
    assert Person(google.documents["S1"]).rows("Sheet1") == []


def test_appended_cells_land_below_all_data_and_the_tab_grows(google: SimulatedSheets) -> None:
    person = Person(google.documents["S1"])
    person.types("C999", "last")
    change(google, append("a", "b"), append("c"))

    assert person.rows("Sheet1")[999:] == [["a", "b", ""], ["c", "", ""]]
    grid = look(google, "sheets.properties.gridProperties")["sheets"][0]["properties"]
    assert grid["gridProperties"]["rowCount"] == 1001


def test_appended_cells_beyond_the_last_column_are_refused_and_the_tab_stays(
    google: SimulatedSheets,
) -> None:
    refused = change(google, append(*("x" for _ in range(27))), status=400)

    assert refused["error"]["message"] == (
        "Invalid requests[0].appendCells: Attempting to write column: 26, "
        "beyond the last requested column of: 25"
    )
    assert Person(google.documents["S1"]).rows("Sheet1") == []


def test_of_merged_cells_only_the_first_has_a_value_and_takes_one(google: SimulatedSheets) -> None:
    person = Person(google.documents["S1"])
    person.types("A1", "first")
    person.types("A2", "second")
    person.merges("A1:A2")
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    rows = [text_row("new"), text_row("lost"), text_row("below")]
    fields = "userEnteredValue"
    change(google, {"updateCells": {"start": start, "rows": rows, "fields": fields}})

    assert person.rows("Sheet1") == [["new"], [""], ["below"]]
    (merged,) = look(google, "sheets.merges")["sheets"][0]["merges"]
    assert (merged["startRowIndex"], merged["endRowIndex"]) == (0, 2)


def test_written_values_leave_notes_formats_and_dropdowns(google: SimulatedSheets) -> None:
    cell = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "endColumnIndex": 1}
    rule = {"condition": {"type": "ONE_OF_LIST"}, "showCustomUi": True}
    note = {"range": cell, "cell": {"note": "mine"}, "fields": "note"}
    change(google, {"setDataValidation": {"range": cell, "rule": rule}}, {"repeatCell": note})
    start = {"sheetId": 0, "rowIndex": 0, "columnIndex": 0}
    change(
        google,
        {"updateCells": {"start": start, "rows": [text_row("x")], "fields": "userEnteredValue"}},
    )

    found = look(google, "sheets.data.rowData.values")["sheets"][0]["data"][0]["rowData"][0]
    assert found["values"][0]["note"] == "mine"
    assert found["values"][0]["dataValidation"] == rule
    assert found["values"][0]["formattedValue"] == "x"


def test_ids_that_are_taken_fail_the_whole_batch(google: SimulatedSheets) -> None:
    token = {"metadataId": 7, "metadataKey": "run", "visibility": "DOCUMENT"}
    entry = {"developerMetadata": token | {"location": {"spreadsheet": True}}}
    change(google, {"createDeveloperMetadata": entry})
    change(google, append("a"), {"createDeveloperMetadata": entry}, status=400)

    assert Person(google.documents["S1"]).rows("Sheet1") == []


def test_colour_rules_can_be_added_changed_and_taken_away(google: SimulatedSheets) -> None:
    change(google, {"addConditionalFormatRule": {"rule": COLOUR, "index": 0}})
    newer = COLOUR | {"ranges": [{"sheetId": 0, "startRowIndex": 2}]}
    reply = change(google, {"updateConditionalFormatRule": {"index": 0, "rule": newer}})
    changed = reply["replies"][0]["updateConditionalFormatRule"]
    assert (changed["oldRule"], changed["newRule"]) == (COLOUR, newer)

    change(google, {"deleteConditionalFormatRule": {"index": 0, "sheetId": 0}})

    assert "conditionalFormats" not in look(google, "sheets.conditionalFormats")["sheets"][0]


def test_text_is_found_and_replaced_and_counted(google: SimulatedSheets) -> None:
    change(google, append("open", "opened"), append("open"))
    find = {"find": "open", "replacement": "closed_met", "matchEntireCell": True, "sheetId": 0}
    counted = change(google, {"findReplace": find})["replies"][0]["findReplace"]

    assert counted["valuesChanged"] == 2
    assert Person(google.documents["S1"]).rows("Sheet1") == [
        ["closed_met", "opened"],
        ["closed_met", ""],
    ]


def test_ranges_move_along_with_inserted_rows(google: SimulatedSheets) -> None:
    where = {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 6, "endColumnIndex": 2}
    named = {"name": "mine", "range": where}
    change(google, {"addNamedRange": {"namedRange": named}})
    Person(google.documents["S1"]).inserts_row("Sheet1", 2)

    assert look(google, "namedRanges.range")["namedRanges"][0]["range"]["startRowIndex"] == 5


@pytest.mark.parametrize(
    ("typed", "seen", "kept"),
    [
        ("12E5", "1200000", 1200000),
        ("12345678901234567890", "1.23456789e+19", 12345678901234567000.0),
        ("1/2", "2026-01-02", 46024),
        ("TRUE", "TRUE", True),
        ("'007", "007", "007"),
        ("=1/0", "#DIVIDE_BY_ZERO?", "#DIVIDE_BY_ZERO?"),
        ("=NOW()", "#NAME?", "#NAME?"),
    ],
)
def test_the_web_page_makes_of_typing_what_it_makes(
    google: SimulatedSheets, typed: str, seen: str, kept: Any
) -> None:
    person = Person(google.documents["S1"])
    person.types("A1", typed)

    assert person.sees("A1") == seen
    assert person.rows("Sheet1") == [[kept]]


@pytest.mark.parametrize(
    ("typed", "seen", "kept"),
    [
        ("1,5", "1.5", 1.5),
        ("1.234,5", "1,234.50", 1234.5),
        ("1.5", "01.05.2026", 46143),  # the first of May
        ("23.11.2026", "23.11.2026", 46349),
        ("3.2.", "03.02.2026", 46056),
        ("11/23/2026", "11/23/2026", "11/23/2026"),
        ("2026-11-23", "23.11.2026", 46349),
        ("1795422900.000000", "1795422900.000000", "1795422900.000000"),
        ("WAHR", "TRUE", True),
    ],
)
def test_a_german_sheet_makes_of_typing_what_germans_mean(
    google: SimulatedSheets, typed: str, seen: str, kept: Any
) -> None:
    google.documents["S1"].properties["locale"] = "de_DE"
    person = Person(google.documents["S1"])
    person.types("A1", typed)

    assert person.sees("A1") == seen
    assert person.rows("Sheet1") == [[kept]]


def test_over_quota_is_refused_for_the_rest_of_the_minute() -> None:
    now = [0.0]
    google = SimulatedSheets(clock=lambda: now[0], quota=2)
    google.add()
    statuses = []
    for moment in (0, 1, 2, 61):
        now[0] = moment
        statuses.append(google.answer("GET", ROOT).status)

    assert statuses == [200, 200, 429, 200]


def test_over_http_a_token_is_asked_for_and_a_wrong_address_is_a_page(
    google: SimulatedSheets,
) -> None:
    google.tokens = {"t"}
    with served(google, SimulatedTokens()) as base:
        url = f"{base}/v4/spreadsheets/S1"
        answer = requests.get(url, headers={"Authorization": "Bearer t"}, timeout=5)
        assert answer.json()["spreadsheetId"] == "S1"

    assert google.answer("GET", ROOT, token="wrong").status == 401
    assert google.answer("GET", "http://127.0.0.1/elsewhere").text.startswith("<!DOCTYPE")


@pytest.mark.skipif(
    oracle_folder() is None,
    reason="LUNCHBATCH_ORACLES is not set: requests were not held against Google's schema",
)
@pytest.mark.parametrize(
    "request_body",
    [
        {"requests": [{"updateCels": {}}]},
        {"requests": [{"deleteSheet": {"sheetId": "one"}}]},
        {"requests": [{"deleteSheet": {"sheetId": 1}, "addSheet": {}}]},
        {"requests": [{"updateCells": {"rows": [{"values": [{"note": True}]}], "fields": "note"}}]},
    ],
)
def test_the_referee_sees_a_malformed_request(request_body: dict[str, Any]) -> None:
    schema = schema_or_none()
    assert isinstance(schema, Schema)

    with pytest.raises(Violation):
        schema.check_call("spreadsheets.batchUpdate", {}, request_body)

    assert len(taken()) == 1
