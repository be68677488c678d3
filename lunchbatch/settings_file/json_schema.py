"""The JSON Schema of the settings, from their declarations: for editors, and for faults."""

import json
from collections.abc import Mapping
from datetime import time, timedelta
from functools import cache

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.settings.setting_types import span_text
from lunchbatch.settings_file.config_errors import Place

Rule = Mapping[str, object]


class _AsWritten(GenerateJsonSchema):
    """Defaults spelt as an organiser would write them: `2 days` and `09:30`."""

    def encode_default(self, dft: object) -> object:
        match dft:
            case timedelta():
                return span_text(dft)
            case time():
                return f"{dft:%H:%M}"
            case tuple():
                return [self.encode_default(item) for item in dft]
            case BaseModel():
                fields = type(dft).model_fields
                return {name: self.encode_default(getattr(dft, name)) for name in fields}
            case _:
                return super().encode_default(dft)


@cache
def schema() -> JsonSchemaValue:
    """The JSON Schema (draft 2020-12) of `config/lunchbatch.yaml`."""
    made = Policy.model_json_schema(schema_generator=_AsWritten)
    tidied = {key: _without_titles(part) for key, part in made.items() if key != "title"}
    return {"$schema": GenerateJsonSchema.schema_dialect, "title": "lunchbatch", **tidied}


def schema_text() -> str:
    """The text of `config/lunchbatch.schema.json`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def rule_at(whole: Rule, place: Place) -> Rule:
    """The part of the schema that speaks of one setting; empty where none does."""
    rule = _resolved(whole, whole)
    for part in place:
        if isinstance(part, int):
            found = rule.get("items")
        else:
            found = _of(rule, "properties").get(part) or rule.get("additionalProperties")
            found = found or next(iter(_of(rule, "patternProperties").values()), None)
        rule = _resolved(whole, found if isinstance(found, dict) else {})
    return rule


def _of(rule: Rule, key: str) -> Rule:
    found = rule.get(key)
    return found if isinstance(found, dict) else {}


def _resolved(whole: Rule, rule: Rule) -> Rule:
    """Follow a reference, and the first choice of several (the other one is null)."""
    choices = rule.get("anyOf")
    if isinstance(choices, list):
        return {**_resolved(whole, choices[0]), **rule}
    name = str(rule.get("$ref", "")).rpartition("/")[2]
    return {**_of(_of(whole, "$defs"), name), **rule} if name else rule


def _without_titles(found: object) -> object:
    """Pydantic names every part after its key; editors would show the key twice."""
    if isinstance(found, list):
        return [_without_titles(item) for item in found]
    if not isinstance(found, dict):
        return found
    kept = {k: _without_titles(v) for k, v in found.items() if k != "title" or isinstance(v, dict)}
    # A name that does not fit the pattern of names is a fault, not an unknown thing.
    return kept | ({"additionalProperties": False} if "patternProperties" in kept else {})
