"""What is wrong with a problem written as JSON, in sentences with their places."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from pydantic_core import ErrorDetails

from lunchbatch.core.matching.problem import SMALLEST, Mixing, WithoutValue

Keys: TypeAlias = Mapping[str, Collection[str]]
"""The keys of the whole ("") and of its parts that have keys of their own."""

_WITH_KEYS = {"history", "elsewhere", "roles", "lottery"}
_KINDS = {list: "a list", dict: "an object", type(None): "null"}
_EXPECTED = {
    "bool_type": "true or false",
    "dict_type": "an object with keys",
    "list_type": "a list",
    "model_type": "an object with keys",
}


def hint(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` where something known is close, else nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only faults pay for it

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def sentences(error: ErrorDetails, keys: Keys) -> Iterator[str]:
    """What is wrong with one value, in a line each, with its place; `keys` are those allowed."""
    place, kind, context = error["loc"], error["type"], error.get("ctx", {})
    if kind == "rules":
        for more, sentence in context["faults"]:
            yield f"{_place((*place, *more))}: {sentence}"
    elif kind == "missing":
        yield f"{_place(place)}: is missing"
    elif kind == "extra_forbidden":
        known = keys[str(place[0]) if len(place) > 1 else ""]
        yield f"{_place(place)}: is not a key here{hint(str(place[-1]), known)}"
    elif kind == "less_than_equal":
        yield f"{_place(place)}: {error['input']} is too large, {context['le']} is the most"
    else:
        found = error["input"]
        shown = repr(found) if isinstance(found, int | float | str) else _KINDS[type(found)]
        expected = _expected(place, kind, context)
        yield f"{_place(place)}: expected {expected}, found {shown:.60}"


def _expected(place: tuple[str | int, ...], kind: str, context: Mapping[str, Any]) -> str:
    if kind in {"int_type", "greater_than_equal"}:
        least = {"group_size": SMALLEST, "met_again_after": 1}.get(str(place[-1]), 0)
        return f"a whole number from {context.get('ge', least)} on"
    if kind in {"string_type", "string_too_short"}:
        wanted = {"seed": "text", "tags": "text", "roles": "a role"}
        return wanted.get(str(place[0]), "a member's id")
    if kind == "enum":
        return f"one of {', '.join(WithoutValue if place[0] == 'without_value' else Mixing)}"
    is_members = kind == "list_type" and place[0] in {"members", "join_nearest"}
    return "a list of members" if is_members else _EXPECTED.get(kind, kind.replace("_", " "))


def _place(place: tuple[str | int, ...]) -> str:
    """`history[0].groups[1]`, `slots['12:00'][1]`; `the input` for the whole."""
    text = ""
    for at, part in enumerate(place):
        if isinstance(part, int):
            text += f"[{part}]"
        elif at == 0:
            text += part
        else:
            text += f".{part}" if place[0] in _WITH_KEYS else f"[{part!r}]"
    return text or "the input"
