"""
Holds every exchange with the simulated Slack against what Slack documents.

The oracle files stay outside the project; the environment variable LUNCHBATCH_ORACLES names
their folder. A request with an unknown argument, a missing or mistyped one, JSON sent to a
method that reads forms only, an undocumented error, an answer of the wrong type: violations.
An answer key nobody recorded: a warning only, for the record is a union of samples.

Where a story runs, a request that needs a scope which the manifest neither asks for nor offers
as a choice is a violation too.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lunchbatch.demo.slack.http_exchange import Exchange
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from tests.oracles.violations import report
from tests.tree import SHIPPED

VARIABLE = "LUNCHBATCH_ORACLES"
WHY_SKIPPED = f"{VARIABLE} names no folder: the wire is not held against Slack's documents"

# Measured live or reported in public threads, and in no list of documented errors.
KNOWN_ERRORS = frozenset(
    {"invalid_arguments", "cannot_dm_bot", "bad_timestamp", "not_in_channel", "missing_scope"}
)
KINDS = frozenset({"channels", "groups", "im", "mpim"})
_SCOPE = re.compile(r"^ +(?:# )?- (\w+:[\w:.]+)", re.MULTILINE)
STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view", "files"})
TEXTS: Mapping[str, Callable[[str], bool]] = {
    "id": lambda text: text.isalnum() and text.upper() == text,
    "str": lambda _: True,
    "ts": lambda text: text.replace(".", "", 1).isdigit(),
    "url": lambda text: text.startswith(("http://", "https://")),
}


def oracle_folder() -> Path | None:
    """The folder with Slack's oracle files, when the environment names one."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) / "slack" if folder else None


def scopes_of_the_manifest() -> frozenset[str]:
    """The scopes the app asks for, and those behind a # that an organiser may add."""
    text = (SHIPPED / "config/slack-app-manifest.yaml").read_text("utf-8")
    return frozenset(_SCOPE.findall(text))


def watch(server: SlackServer) -> "SlackContract | None":
    """Mount the contract on a server, if its files are at hand."""
    folder = oracle_folder()
    if folder is None:
        return None
    contract = SlackContract(folder)
    server.after.append(contract)
    return contract


def watch_story(server: SlackServer) -> SlackServer:
    """The server, with the contract on it where there is one: for the program and nobody else."""
    contract = watch(server)
    if contract is not None:
        contract.story = server.workspace
    return server


@cache
def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


class SlackContract:
    def __init__(self, folder: Path) -> None:
        self.methods = _load(folder / "methods.json")
        self.shapes = _load(folder / "response_shapes.json")
        self.openapi = _load(folder / "openapi_v2_subset.json")
        self.common = _load(folder / "common_errors.json")
        self.violations: list[str] = []
        self.warnings: list[str] = []
        self.checked = 0
        self.story: SimulatedWorkspace | None = None
        self.scopes = scopes_of_the_manifest()

    def __call__(self, exchange: Exchange) -> None:
        self.checked += 1
        faults = [f"{exchange.method}: {fault}" for fault in self._faults(exchange)]
        self.violations += faults
        for fault in faults:
            report(fault)

    def _faults(self, exchange: Exchange) -> Iterator[str]:
        documented = self.methods.get(exchange.method)
        if documented is None:
            yield "not a documented method"
            return
        sent_json = exchange.request.content_type.startswith("application/json")
        if sent_json and exchange.args and not documented["json_body_ok"]:
            yield "JSON sent to a method that reads forms only"
        refused = exchange.answer is not None and not exchange.answer.body.get("ok")
        yield from _argument_faults(exchange.args, documented["args"], refused=refused)
        if self.story is not None:
            yield from self._scope_faults(self.story, exchange, documented["bot_scopes"])
        if exchange.answer is not None and exchange.answer.status == 200:
            yield from self._answer_faults(exchange.method, exchange.answer.body)

    def _scope_faults(
        self, workspace: SimulatedWorkspace, exchange: Exchange, documented: Iterable[str]
    ) -> Iterator[str]:
        """Of scopes for each kind of conversation only that of the kind at hand will do."""
        needed = set(documented)
        room = workspace.channels.get(str(exchange.args.get("channel", "")))
        kind = str(room.kind) if room else ""
        if exchange.method == "conversations.open":
            kind = "mpim" if "," in str(exchange.args.get("users", "")) else "im"
        if kind and all(scope.partition(":")[0] in KINDS for scope in needed):
            needed = {scope for scope in needed if scope.startswith(f"{kind}:")}
        if needed and not needed & self.scopes:
            yield f"the manifest has none of the scopes {sorted(needed)}"

    def _answer_faults(self, method: str, body: Mapping[str, Any]) -> Iterator[str]:
        if body["ok"]:
            required = self.openapi.get(method, {}).get("ok_required") or ()
            yield from (f"answer lacks {name}" for name in required if name not in body)
        elif body["error"] not in self.documented_errors(method):
            yield f"undocumented error {body['error']}"
        yield from self._shape_faults(method, body, self.shapes[method])

    def documented_errors(self, method: str) -> frozenset[str]:
        older = self.openapi.get(method, {}).get("error_enum") or ()
        return frozenset(self.methods[method]["errors"]) | {*self.common, *older, *KNOWN_ERRORS}

    def _shape_faults(self, at: str, value: object, shape: object) -> Iterator[str]:
        if value is None or shape in ({}, []) or (isinstance(shape, str) and shape[0] == "<"):
            return
        if isinstance(shape, dict):
            if not isinstance(value, dict):
                yield f"{at} should be an object: {value!r}"
                return
            for name, part in value.items():
                if name in shape:
                    yield from self._shape_faults(f"{at}.{name}", part, shape[name])
                else:
                    self.warnings.append(f"{at}.{name}")
        elif isinstance(shape, list):
            if not isinstance(value, list):
                yield f"{at} should be a list: {value!r}"
                return
            for part in value:
                yield from self._shape_faults(f"{at}[]", part, shape[0])
        elif not _has_type(value, str(shape)):
            yield f"{at} should be {shape}: {value!r}"


def _argument_faults(
    args: Mapping[str, Any], documented: Mapping[str, Any], *, refused: bool
) -> Iterator[str]:
    for name, value in args.items():
        if name == "token":
            continue
        if name not in documented:
            yield f"unknown argument {name}"
        elif not _fits(name, value, documented[name].get("type")) and not refused:
            yield f"argument {name} should be {documented[name]['type']}: {value!r}"
    missing = [name for name, one in documented.items() if one.get("required") and name not in args]
    if missing and not refused:
        yield f"argument missing: {', '.join(missing)}"


def _fits(name: str, value: object, kinds: str | list[str] | None) -> bool:
    if kinds is None or (name in STRUCTURED and isinstance(value, list | dict)):
        return True
    return any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _is(value: object, kind: str) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool) or str(value).lower() in {"0", "1", "true", "false"}
        case "integer" | "number":
            return str(value).isdigit() and not isinstance(value, bool)
        case "array":
            return isinstance(value, list) or str(value).startswith("[")
        case "null":
            return value is None
        case _:
            raise AssertionError(f"unknown kind {kind}")


def _has_type(value: object, tag: str) -> bool:
    match tag.partition(":")[0]:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case kind:
            return isinstance(value, str) and TEXTS[kind](value)
