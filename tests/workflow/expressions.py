"""
The expressions of a workflow file, as far as ours use them.

Rules: docs.github.com, Evaluate expressions in workflows and actions. Strings compare without
case; values of two kinds compare as numbers, where null, false and '' are 0.
"""

import re
from collections.abc import Callable, Mapping

Value = str | bool | float | None
Context = Mapping[str, object]
Functions = Mapping[str, Callable[[], bool]]

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w.-]*)|(==|!=|&&|\|\||[!()]))")
_TEMPLATE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def evaluate(text: str, context: Context, functions: Functions) -> Value:
    """The value of one expression. An unknown function is a KeyError, an unknown name null."""
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        found = _TOKEN.match(text, position)
        if found is None:
            raise ValueError(f"cannot read this expression: {text!r}")
        tokens.append(found[0].strip())
        position = found.end()
    reader = _Reader(tokens, context, functions)
    value = reader.either()
    if reader.tokens:
        raise ValueError(f"cannot read this expression: {text!r}")
    return value


def fill(template: str, context: Context, functions: Functions) -> str:
    """A text with each ${{ }} replaced by its value."""
    return _TEMPLATE.sub(lambda found: shown(evaluate(found[1], context, functions)), template)


def shown(value: Value) -> str:
    """How a value reads inside a text."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class _Reader:
    def __init__(self, tokens: list[str], context: Context, functions: Functions) -> None:
        self.tokens = tokens
        self.context = context
        self.functions = functions

    def _take(self, *wanted: str) -> str | None:
        return self.tokens.pop(0) if self.tokens and self.tokens[0] in wanted else None

    def either(self) -> Value:
        value = self.both()
        while self._take("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> Value:
        value = self.compared()
        while self._take("&&"):
            other = self.compared()
            value = value and other
        return value

    def compared(self) -> Value:
        value = self.single()
        while sign := self._take("==", "!="):
            value = _equal(value, self.single()) == (sign == "==")
        return value

    def single(self) -> Value:
        if self._take("!"):
            return not self.single()
        if self._take("("):
            value = self.either()
            self.tokens.remove(")")
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token in {"true", "false"}:
            return token == "true"
        if self._take("("):
            self.tokens.remove(")")
            return self.functions[token]()
        return self._named(token)

    def _named(self, name: str) -> Value:
        value: object = self.context
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if isinstance(value, str | bool | float) or value is None:
            return value
        raise ValueError(f"{name} is not a single value")


def _equal(one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    if type(one) is type(other):
        return one == other
    return _number(one) == _number(other)


def _number(value: Value) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return float("nan")
