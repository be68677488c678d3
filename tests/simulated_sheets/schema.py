"""
Google's own schema of the API, used as a referee of every request and answer.

The schema (the discovery document of Sheets v4) is not part of this repository: the folder that
holds it is named by `LUNCHBATCH_ORACLES`. Without it nothing is checked.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracles.violations import report

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "number": (int, float),
    "integer": (int,),
}
_ONE_OF = {"Request", "DataFilter", "ExtendedValue"}


# Two kinds of requests that the subset leaves out, as the reference of the API has them.
_FOLDING: dict[str, dict[str, dict[str, Any]]] = {
    "addDimensionGroup": {"range": {"$ref": "DimensionRange"}},
    "updateDimensionGroup": {
        "dimensionGroup": {"$ref": "DimensionGroup"},
        "fields": {"type": "string"},
    },
}


class Violation(AssertionError):  # noqa: N818 - what it is called in Google's own words
    """A request or an answer that Google's schema does not allow."""


def oracle_folder() -> Path | None:
    """The folder of Google's recordings and schema, if the environment names one."""
    root = os.environ.get("LUNCHBATCH_ORACLES", "")
    return Path(root) / "sheets" if root else None


@cache
def schema_or_none() -> "Schema | None":
    folder = oracle_folder()
    if folder is None:
        return None
    text = (folder / "sheets.v4.subset.json").read_text(encoding="utf-8")
    document = json.loads(text)
    for kind, properties in _FOLDING.items():
        shape = {"type": "object", "properties": properties}
        document["schemas"]["Request"]["properties"][kind] = shape
        document["schemas"]["Response"]["properties"][kind] = {
            "type": "object",
            "properties": {
                "dimensionGroups": {"type": "array", "items": {"$ref": "DimensionGroup"}}
            },
        }
    return Schema(document=document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    document: dict[str, Any]

    def check_call(self, name: str, query: dict[str, list[str]], body: Any) -> None:
        method = self._method(name)
        allowed = self.document["parameters"] | method.get("parameters", {})
        faults = [f"unknown query name {key}" for key in query if key not in allowed]
        for key, texts in query.items():
            known = allowed.get(key, {}).get("enum")
            faults += [f"{key}={text} not allowed" for text in texts if known and text not in known]
        if "request" in method:
            faults += self._faults(body, method["request"], "$")
        elif body is not None:
            faults.append("a body where none belongs")
        if faults:
            raise _violation(f"request {name}: {faults}")

    def check_answer(self, name: str, body: Any) -> None:
        faults = list(self._faults(body, self._method(name)["response"], "$"))
        if faults:
            raise _violation(f"answer to {name}: {faults}")

    def _method(self, name: str) -> dict[str, Any]:
        node = self.document
        *folders, last = name.split(".")
        for folder in folders:
            node = node["resources"][folder]
        found: dict[str, Any] = node["methods"][last]
        return found

    def _faults(self, value: Any, shape: dict[str, Any], where: str) -> Iterator[str]:
        if "$ref" in shape:
            shape = self.document["schemas"][shape["$ref"]]
        kind = shape.get("type")
        if value is None or kind in {None, "any"}:
            return
        if not _fits(value, str(kind)):
            yield f"{where}: {value!r} is not {kind}"
            return
        if "enum" in shape and value not in shape["enum"]:
            yield f"{where}: {value!r} not in enum"
        if kind == "array":
            for index, item in enumerate(value):
                yield from self._faults(item, shape["items"], f"{where}[{index}]")
        if kind == "object":
            yield from self._object_faults(value, shape, where)

    def _object_faults(
        self, value: dict[str, Any], shape: dict[str, Any], where: str
    ) -> Iterator[str]:
        for name, item in value.items():
            below = shape.get("properties", {}).get(name) or shape.get("additionalProperties")
            if below:
                yield from self._faults(item, below, f"{where}.{name}")
            else:
                yield f"{where}.{name}: unknown field"
        if shape.get("id") in _ONE_OF and len(value) > 1:
            yield f"{where}: more than one of {sorted(value)}"


def _violation(what: str) -> Violation:
    report(what)
    return Violation(what)


def _fits(value: Any, kind: str) -> bool:
    """Whether JSON of this type may stand here; true and false are no numbers."""
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
