"""
Google Sheets as somebody else wrote it: the package `myworld`, with a thin shim before it.

It keeps spreadsheets, tabs and cells and answers as the API does. The shim fills what it lacks
and this program needs; `GAPS` lists all of it. Requests and answers are rewritten, never ours.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
import responses
from myworld.api.http import handle, mint
from myworld.host import Host

from tests.simulated_sheets.tokens import SimulatedTokens
from tests.simulated_sheets.wires import HOST, TOKEN_URI

# What the shim fills, and the page of Google's documentation that says how it is.
GAPS: Mapping[str, str] = {
    "/token: a service-account key is exchanged for a token": (
        "Using OAuth 2.0 for Server to Server Applications"
    ),
    "spreadsheets.get: a field mask that names data brings the cells": "Method: spreadsheets.get",
    "spreadsheets.batchUpdate: the answer holds the ranges asked for, under the field mask": (
        "Method: spreadsheets.batchUpdate"
    ),
    "appendCells: rows go below the last one with data": ("Requests, AppendCellsRequest"),
    "updateCells: a cell given no value is emptied; under a mask without values none is": (
        "Requests, UpdateCellsRequest"
    ),
    "updateCells: a number of 0 is kept": "Cells, ExtendedValue",
    "cells: TRUE and FALSE are kept as booleans": "Cells, ExtendedValue",
}


@dataclass(slots=True, kw_only=True)
class MyworldSheets:
    """One spreadsheet that is shared with the program, in a Drive of its own."""

    host: Host = field(default_factory=Host)
    tokens: SimulatedTokens = field(default_factory=SimulatedTokens)
    own: str = ""
    spreadsheet: str = ""
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        drive = self.host.create("drive", {"user": {"email": "bot@example.com"}})
        self.own = mint(self.host.gateway_secret, instance=drive.id)
        made = self.pass_on("POST", "/v4/spreadsheets", {}, {"properties": {"title": "Lunch"}})
        self.spreadsheet = made[1]["spreadsheetId"]

    def pass_on(
        self, method: str, path: str, query: Mapping[str, Any], body: Any = None
    ) -> tuple[int, Any]:
        """Hand a request to the package as it is."""
        answer = handle(
            self.host,
            "sheets.googleapis.com",
            method,
            path,
            urlencode(query, doseq=True),
            {"authorization": f"Bearer {self.own}", "content-type": "application/json"},
            b"" if body is None else json.dumps(body).encode(),
        )
        return answer.status, json.loads(answer.body)

    def answer(self, method: str, url: str, body: Any, token: str) -> tuple[int, Any]:
        """What the program gets, with the gaps filled."""
        if token not in self.tokens.given:
            return 401, {"error": {"code": 401, "message": "Invalid", "status": "UNAUTHENTICATED"}}
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        self.asked.append(f"{method} {parts.path.rpartition(':')[2]}")
        if method == "GET":
            return self._get(parts.path, query.get("ranges", []), query["fields"][-1])
        return self._write(parts.path, query["fields"][-1], body)

    def _get(self, path: str, ranges: list[str], fields: str) -> tuple[int, Any]:
        query: dict[str, Any] = {"ranges": ranges, "fields": fields}
        if "data(" in fields:
            query["includeGridData"] = "true"
        status, found = self.pass_on("GET", path, query)
        return status, _with_booleans(found)

    def _write(self, path: str, fields: str, body: dict[str, Any]) -> tuple[int, Any]:
        place = path.removesuffix(":batchUpdate")
        requests_, ends = [], self._ends(place)
        for request in body["requests"]:
            ((kind, content),) = request.items()
            if kind == "deleteDimension":
                ends[content["range"]["sheetId"]] -= 1
            if kind == "appendCells":
                start = {"sheetId": content["sheetId"], "rowIndex": ends[content["sheetId"]]}
                ends[content["sheetId"]] += len(content["rows"])
                kind, content = "updateCells", {**content, "start": start}
            requests_.append({kind: _cells(content) if kind == "updateCells" else content})
        status, answer = self.pass_on("POST", path, {}, {"requests": requests_})
        if status == 200 and body.get("includeSpreadsheetInResponse"):
            inner = re.sub(r"^updatedSpreadsheet\((.*)\)$", r"\1", fields)
            _, answer["updatedSpreadsheet"] = self._get(place, body["responseRanges"], inner)
        return status, answer

    def _ends(self, place: str) -> dict[int, int]:
        """By tab: the row below the last one with data, counted from 0."""
        fields = "sheets(properties,data(rowData(values(effectiveValue))))"
        _, found = self._get(place, [], fields)
        ends = {}
        for sheet in found["sheets"]:
            rows = [row.get("values", []) for block in sheet["data"] for row in block["rowData"]]
            while rows and not any(rows[-1]):
                rows.pop()
            ends[sheet["properties"]["sheetId"]] = len(rows)
        return ends


def _cells(content: dict[str, Any]) -> dict[str, Any]:
    """An updateCells as the package takes it."""
    if "userEnteredValue" not in content["fields"]:
        return {**content, "rows": []}
    rows = [{"values": [_value(cell) for cell in row.get("values", [])]} for row in content["rows"]]
    return {**content, "rows": rows}


def _value(cell: dict[str, Any]) -> dict[str, Any]:
    value = cell.get("userEnteredValue") or {"stringValue": ""}
    if value.get("numberValue") == 0:
        value = {"formulaValue": "0"}  # which it takes for typed, and so for the number
    if "boolValue" in value:
        value = {"stringValue": str(value["boolValue"]).upper()}
    return {"userEnteredValue": value}


def _with_booleans(found: Any) -> Any:
    if isinstance(found, list):
        return [_with_booleans(each) for each in found]
    if not isinstance(found, dict):
        return found
    if found.get("stringValue") in {"TRUE", "FALSE"}:
        return {"boolValue": found["stringValue"] == "TRUE"}
    return {name: _with_booleans(each) for name, each in found.items()}


@contextmanager
def myworld_sheets() -> Iterator[MyworldSheets]:
    """Every request to Google ends here, and none leaves the machine."""
    sheets = MyworldSheets()

    def text_of(request: requests.PreparedRequest) -> str:
        return request.body.decode() if isinstance(request.body, bytes) else str(request.body)

    def asked(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        body = json.loads(text_of(request)) if request.body else None
        token = str(request.headers.get("Authorization") or "").removeprefix("Bearer ")
        status, answer = sheets.answer(str(request.method), str(request.url), body, token)
        return status, {"Content-Type": "application/json"}, json.dumps(answer)

    def token(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        status, given = sheets.tokens.answer("/token", parse_qs(text_of(request)))
        return status, {"Content-Type": "application/json"}, json.dumps(given)

    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        for method in ("GET", "POST"):
            wire.add_callback(method, re.compile(re.escape(HOST) + ".*"), asked)
        wire.add_callback("POST", TOKEN_URI, token)
        yield sheets
