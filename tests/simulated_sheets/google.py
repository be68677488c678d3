"""
The simulated Sheets service: a request comes in, an answer goes out, and everything is logged.

Quotas, faults and people who interfere between two calls are switched on from outside.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.simulated_sheets import batch, masks, reading, refusals, values
from tests.simulated_sheets.document import Document, new_document
from tests.simulated_sheets.refusals import Refused
from tests.simulated_sheets.schema import Schema, schema_or_none

ROOT = "/v4/spreadsheets/"
_VERBS = (":append", ":clear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request on the wire. `name` is Google's own, such as `spreadsheets.values.batchGet`."""

    name: str
    method: str
    spreadsheet: str
    range: str
    query: dict[str, list[str]]
    body: Any
    token: str = ""

    @property
    def is_read(self) -> bool:
        """Whether it counts against the quota of reads; everything else is a write."""
        return self.method == "GET"

    @property
    def mask(self) -> masks.Mask | None:
        """The field mask of the answer, if one was asked for."""
        text = self.query.get("fields", [""])[-1]
        return masks.parse(text) if text else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back. A lost answer never arrives: the client sees a broken connection."""

    status: int = 200
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    What goes wrong with one call.

    `applied` is how often the request takes effect. Then `answer` goes out if there is one,
    else Google's own answer, of which only the first `kept` characters arrive if that is set.
    """

    applied: int = 0
    answer: Answer | None = None
    kept: int | None = None


def refuse(status: int, text: str | None = None, **headers: str) -> Fault:
    """Nothing happens, and this is the answer. Without a text Google's JSON is used."""
    return Fault(answer=_error(status, text, headers))


def fail_after(status: int, text: str | None = None) -> Fault:
    """The request takes effect, and yet the answer is an error."""
    return Fault(applied=1, answer=_error(status, text, {}))


def lose(*, applied: bool) -> Fault:
    """No answer comes, before or after the effect."""
    return Fault(applied=int(applied), answer=Answer(lost=True))


def repeat() -> Fault:
    """The request takes effect twice, as a proxy that sends again would make it."""
    return Fault(applied=2)


def cut(kept: int = 20) -> Fault:
    """The request takes effect and the answer is cut short."""
    return Fault(applied=1, kept=kept)


HTML_PAGE = "<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title></html>"


def _error(status: int, text: str | None, headers: dict[str, str]) -> Answer:
    body = json.dumps(refusals.error_body(status, "Simulated.")) if text is None else text
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, text=body, headers=named)


@dataclass(slots=True, kw_only=True)
class SimulatedSheets:
    """
    All spreadsheets of a pretend Google.

    `before` and `after` are called around every call; `fault` may name what goes wrong with it.
    With `clock` (seconds) the quota per minute is kept, for reads and writes each.
    `closed` names spreadsheets that are shared with nobody, `read_only` those with viewers only.
    `tokens` lists the access tokens that are let in; None lets every one in.
    `schema` is the referee of every request and answer, where Google's is at hand.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    read_only: set[str] = field(default_factory=set)
    enabled: bool = True
    before: Callable[[Call], None] | None = None
    after: Callable[[Call], None] | None = None
    fault: Callable[[Call], Fault | None] | None = None
    clock: Callable[[], float] | None = None
    quota: int = 60
    tokens: set[str] | None = None
    schema: Schema | None = field(default_factory=schema_or_none)
    calls: list[Call] = field(default_factory=list)
    moments: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, spreadsheet_id: str = "S1", *, title: str = "Lunch") -> Document:
        """A new empty spreadsheet that is shared with everybody who asks."""
        self.documents[spreadsheet_id] = new_document(spreadsheet_id, title)
        return self.documents[spreadsheet_id]

    @property
    def reads(self) -> int:
        return sum(call.is_read for call in self.calls)

    @property
    def writes(self) -> int:
        return len(self.calls) - self.reads

    def answer(self, method: str, url: str, body: Any = None, token: str = "") -> Answer:
        """The answer to one HTTP request; `body` is the decoded JSON."""
        call = _call(method, url, body, token)
        if call is None:
            return Answer(status=404, text=HTML_PAGE)
        self.calls.append(call)
        if self.before is not None:
            self.before(call)
        if self.schema is not None:
            self.schema.check_call(call.name, call.query, call.body)
        fault = self.fault(call) if self.fault is not None else None
        given = self._with_fault(call, fault)
        if self.after is not None:
            self.after(call)
        return given

    def _with_fault(self, call: Call, fault: Fault | None) -> Answer:
        if fault is None:
            return self._honest(call)
        given = Answer()
        for _ in range(fault.applied):
            given = self._honest(call)
        if fault.answer is not None:
            return fault.answer
        if fault.kept is None:
            return given
        return Answer(status=given.status, text=given.text[: fault.kept])

    def _honest(self, call: Call) -> Answer:
        try:
            self._admit(call)
            answer = _obey(self.documents[call.spreadsheet], call)
        except Refused as no:
            return Answer(status=no.code, text=json.dumps(no.body))
        if self.schema is not None:
            self.schema.check_answer(call.name, answer)
        if call.mask is not None:
            answer = masks.pick(answer, call.mask)
        return Answer(text=json.dumps(answer))

    def _admit(self, call: Call) -> None:
        if self.tokens is not None and call.token not in self.tokens:
            raise Refused(401, "Request had invalid authentication credentials.")
        if not self.enabled:
            raise refusals.api_disabled()
        if self.clock is not None:
            now = self.clock()
            self.moments = [entry for entry in self.moments if entry[0] > now - 60]
            if sum(read == call.is_read for _, read in self.moments) >= self.quota:
                raise refusals.over_quota("Read" if call.is_read else "Write")
            self.moments.append((now, call.is_read))
        if call.spreadsheet in self.closed:
            raise refusals.not_shared()
        if call.spreadsheet in self.read_only and not call.is_read:
            raise refusals.not_shared()
        if call.spreadsheet not in self.documents:
            raise refusals.not_found()


def _call(method: str, url: str, body: Any, token: str) -> Call | None:
    parts = urlsplit(url)
    _, root, path = parts.path.partition(ROOT)
    if not root:
        return None
    query = parse_qs(parts.query, keep_blank_values=True)
    spreadsheet, _, rest = path.partition("/values")
    spreadsheet, colon, verb = spreadsheet.partition(":")
    text = ""
    if not rest and "/values" not in path:
        name = f"spreadsheets.{verb}" if colon else "spreadsheets.get"
    elif rest.startswith(":"):
        name = f"spreadsheets.values{rest.replace(':', '.')}"
    else:
        text = unquote(rest.removeprefix("/"))
        name = "spreadsheets.values." + ("update" if method == "PUT" else "get")
        for ending in _VERBS:
            if method == "POST" and text.endswith(ending):
                text, name = text.removesuffix(ending), f"spreadsheets.values.{ending[1:]}"
    return Call(
        name=name,
        method=method,
        spreadsheet=unquote(spreadsheet),
        range=text,
        query=query,
        body=body,
        token=token,
    )


def _obey(document: Document, call: Call) -> dict[str, Any]:
    if call.name not in _METHODS:
        raise Refused(404, f"Method not found: {call.name}")
    return _METHODS[call.name](document, call)


def _get(document: Document, call: Call) -> dict[str, Any]:
    grid = values.one(call.query, "includeGridData").lower() == "true"
    return reading.whole(document, call.query.get("ranges", []), grid=grid, mask=call.mask)


def _clear(document: Document, call: Call) -> dict[str, Any]:
    cleared = values.clear(document, call.range)
    return {"spreadsheetId": document.spreadsheet_id, "clearedRange": cleared}


def _batch_clear(document: Document, call: Call) -> dict[str, Any]:
    ranges = [values.clear(document, text) for text in call.body["ranges"]]
    return {"spreadsheetId": document.spreadsheet_id, "clearedRanges": ranges}


_METHODS: dict[str, Callable[[Document, Call], dict[str, Any]]] = {
    "spreadsheets.get": _get,
    "spreadsheets.batchUpdate": lambda doc, call: batch.apply(doc, call.body, call.mask),
    "spreadsheets.values.get": lambda doc, call: values.get(doc, call.range, call.query),
    "spreadsheets.values.batchGet": lambda doc, call: values.batch_get(doc, call.query),
    "spreadsheets.values.update": lambda doc, call: values.update(
        doc, call.range, call.body, call.query
    ),
    "spreadsheets.values.batchUpdate": lambda doc, call: values.batch_update(doc, call.body),
    "spreadsheets.values.append": lambda doc, call: values.append(
        doc, call.range, call.body, call.query
    ),
    "spreadsheets.values.clear": _clear,
    "spreadsheets.values.batchClear": _batch_clear,
}
