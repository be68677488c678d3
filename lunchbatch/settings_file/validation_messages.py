"""Words validation errors as sentences: the value, what is allowed, the nearest spelling."""

import copy
from collections.abc import Iterable, Iterator, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.settings.setting_types import SettingValueError
from lunchbatch.settings_file.config_errors import (
    ConfigFault,
    Place,
    nearest_spelling,
    shown,
    spelt,
)
from lunchbatch.settings_file.json_schema import Rule, rule_at, schema
from lunchbatch.settings_file.yaml_with_lines import Document

# Kind of fault, in pydantic's words -> our sentence. Pydantic's own are never shown.
_SENTENCES: Mapping[str, str] = {
    "missing": "this setting is missing",
    "too_short": "there is nothing in it; give at least one",
    "extra_forbidden": "there is no such setting",
    "nothing": "there is nothing in it; write its settings indented below, as key: value",
    "string_type": "{found} stands where one value is expected",
    "tuple_type": "{found} is not a list; write it in brackets, as [one, two]",
    "dict_type": "{found} is not a group of settings; write them indented below, as key: value",
    "model_type": "{found} is not a group of settings; write them indented below, as key: value",
    "bool_type": "{found} is neither true nor false",
    "bool_parsing": "{found} is neither true nor false",
    "enum": "{found} is not known here",
    "literal_error": "{found} is not known here",
}
_NUMBERS = ("int_", "greater_than", "less_than")
_STAND_INS = {"channel": "C0123ABCDEF", "time_zone": "UTC"}


def faults_in(document: Document, *, file: str) -> Iterator[ConfigFault]:
    """All that does not fit the declarations; nothing when the settings can be used."""
    details = _details(document.tree)
    whole = schema() if details else {}
    for detail in details:
        if _is_an_echo(detail, details, whole):
            continue
        place = _place(detail, document)
        line = document.line_of(place)
        sentence = _sentence(detail, place, document, whole)
        yield ConfigFault(file=file, line=line, path=spelt(place), sentence=sentence)


def _is_an_echo(detail: ErrorDetails, details: list[ErrorDetails], whole: Rule) -> bool:
    """A misspelt key is not missing too, and a list of wrong items is not empty."""
    place, kind = detail["loc"], detail["type"]
    others = (other for other in details if other["loc"][:-1] == place[:-1])
    if kind == "missing":
        wrong = (str(o["loc"][-1]) for o in others if o["type"] == "extra_forbidden")
        keys = rule_at(whole, place[:-1]).get("properties")
        return any(
            nearest_spelling(key, keys if isinstance(keys, dict) else ()) == place[-1]
            for key in wrong
        )
    deeper = (o["loc"] for o in details if len(o["loc"]) > len(place))
    return kind == "too_short" and any(loc[: len(place)] == place for loc in deeper)


def _details(tree: object) -> list[ErrorDetails]:
    """Faults of single settings, and of settings that do not go together.

    Pydantic compares the settings of a group only when each of them is right. So the wrong
    ones are taken out for a second look, whose complaints count where they compare nothing
    that was taken out.
    """
    first = _validate(tree)
    second = _validate(_mended(tree, first)) if first else []
    return [*first, *(late for late in second if _stands_alone(late, first))]


def _validate(tree: object) -> list[ErrorDetails]:
    try:
        Policy.model_validate(tree)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def _mended(tree: object, details: list[ErrorDetails]) -> object:
    mended = copy.deepcopy(tree)
    for detail in details:
        *parents, last = detail["loc"] or ("",)
        group = mended
        for part in parents:
            if not isinstance(group, dict) or part not in group:
                break
            if isinstance(group[part], list):
                last = part
                break
            group = group[part]
        if isinstance(group, dict):
            group.pop(last, None)
            if last in _STAND_INS:
                group[last] = _STAND_INS[str(last)]
    return mended


def _stands_alone(late: ErrorDetails, first: list[ErrorDetails]) -> bool:
    misfit, group = _misfit(late), late["loc"]
    if misfit is None:
        return False
    for place, kind in ((early["loc"], early["type"]) for early in first):
        if place[: len(group)] != group:
            continue
        inside = place[len(group) :]
        # A wrong key may be a misspelt one of those that are compared.
        is_wrong_key = kind == "extra_forbidden" and len(inside) == 1
        if not inside or is_wrong_key or inside[0] in misfit.reads:
            return False
    return True


def _misfit(detail: ErrorDetails) -> SettingValueError | None:
    error = detail.get("ctx", {}).get("error")
    return error if isinstance(error, SettingValueError) else None


def _place(detail: ErrorDetails, document: Document) -> Place:
    place: Place = detail["loc"]
    if place and place[-1] == "[key]":
        place = place[:-1]
    misfit = _misfit(detail)
    place += misfit.at if misfit else ()
    # A default is not in the file: it has no items to point at.
    while place and isinstance(place[-1], int) and place not in document.lines:
        place = place[:-1]
    return place


def _sentence(detail: ErrorDetails, place: Place, document: Document, whole: Rule) -> str:
    found = document.values.get(place)
    if detail["loc"][-1:] == ("[key]",):
        found = place[-1]
    misfit = _misfit(detail)
    if misfit is not None:
        if place not in document.lines:
            return f"left at its default, this {misfit}"
        sentence = f"{shown(found)} {misfit}" if isinstance(found, str) else str(misfit)
        return sentence + _meant(found, misfit.allowed)
    kind = detail["type"]
    rule = rule_at(whole, place)
    if kind == "extra_forbidden":
        return _SENTENCES[kind] + _allowed_keys(place, whole)
    if kind.startswith(_NUMBERS):
        return f"{shown(found)} is not a whole number{_range(rule)}"
    if found is None and kind in {"model_type", "dict_type"}:
        kind = "nothing"
    sentence = _SENTENCES.get(kind, "{found} does not fit").format(found=shown(found))
    if kind in _SAY_IT_ALL:
        return sentence
    return sentence + (_choice(found, rule) or _explanation(place, rule))


_SAY_IT_ALL = {"nothing", "model_type", "dict_type", "tuple_type", "bool_type", "bool_parsing"}


def _meant(found: object, allowed: Iterable[str]) -> str:
    meant = nearest_spelling(found, allowed) if isinstance(found, str) else ""
    return f"; did you mean {meant}?" if meant else ""


def _choice(found: object, rule: Rule) -> str:
    allowed = rule.get("enum") or ([rule["const"]] if "const" in rule else [])
    if not isinstance(allowed, list) or not allowed:
        return ""
    return f"; allowed: {', '.join(allowed)}{_meant(found, allowed)}"


def _allowed_keys(place: Place, whole: Rule) -> str:
    group = rule_at(whole, place[:-1]).get("properties")
    allowed = tuple(group) if isinstance(group, dict) else ()
    for name in allowed:
        within = rule_at(whole, (*place[:-1], name)).get("properties")
        if isinstance(within, dict) and place[-1] in within:
            return f" here; it belongs under '{name}'"
    return f"; allowed: {', '.join(allowed)}{_meant(place[-1], allowed)}"


def _range(rule: Rule) -> str:
    least, most = rule.get("minimum"), rule.get("maximum")
    if most is None:
        return f" of {least} or more"
    return f" from {least} to {most}"


def _explanation(place: Place, rule: Rule) -> str:
    sentence = f": {rule['description']}" if "description" in rule else ""
    examples = rule.get("examples")
    if place and isinstance(examples, list) and isinstance(examples[0], str):
        sentence += f" Write for example '{place[-1]}: {examples[0]}'."
    return sentence.removesuffix(".")
