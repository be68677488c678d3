"""
One cell: what was entered, what it shows.

Typing is parsed as the Sheets web page does it (USER_ENTERED) for the forms that matter here:
numbers, dates, booleans, formulas of plain arithmetic, in the locale of the spreadsheet. Recorded:
`0042` becomes 42, `2,000,000.01` keeps its look, 2020-01-01 becomes 43831. Everything else about
formats is assumed; what other locales make of dots and commas is the field's common knowledge.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

ZERO_DAY = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Locale:
    """How numbers, dates and truth are typed.

    `form` is that of a date, with the groups day, month and year.
    """

    thousands: str
    decimal: str
    form: str
    pattern: str
    words: Mapping[str, bool]

    def number(self, text: str) -> float | None:
        """The number that is meant; None where none is."""
        plain = text.replace(self.thousands, "") if self._is_number(text) else ""
        return float(plain.replace(self.decimal, ".")) if any(map(str.isdigit, plain)) else None

    def _is_number(self, text: str) -> bool:
        thousands, decimal = re.escape(self.thousands), re.escape(self.decimal)
        form = rf"[+-]?(\d+|\d{{1,3}}({thousands}\d{{3}})+)?({decimal}\d+)?(E[+-]?\d+)?"
        return re.fullmatch(form, text, re.IGNORECASE) is not None

    def day(self, text: str) -> date | None:
        """The day that is meant; None where none is. ISO dates are read everywhere."""
        found = re.fullmatch(self.form, text)
        try:
            if found:
                year, month, day = found["year"] or "2026", found["month"], found["day"]
                return date(int(year), int(month), int(day))
            return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        except ValueError:
            return None


_ENGLISH = {"TRUE": True, "FALSE": False}
LOCALES = {
    "en_US": Locale(
        ",",
        ".",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}))?",
        "yyyy-mm-dd",
        _ENGLISH,
    ),
    "de_DE": Locale(
        ".",
        ",",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?:\.(?P<year>\d{4})?)?",
        "dd.mm.yyyy",
        {**_ENGLISH, "WAHR": True, "FALSCH": False},
    ),
}
_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
Plain = str | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell. `entered` is one ExtendedValue of the API, or None."""

    entered: dict[str, Any] | None = None
    look: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    rule: dict[str, Any] | None = None

    @property
    def effective(self) -> dict[str, Any] | None:
        """The ExtendedValue that the cell shows: formulas worked out."""
        if self.entered is None or "formulaValue" not in self.entered:
            return self.entered
        return _work_out(self.entered["formulaValue"])

    @property
    def is_bare(self) -> bool:
        return self.entered is None and not self.look and not self.note and self.rule is None


EMPTY = Cell()


def literal(value: Any) -> dict[str, Any] | None:
    """A JSON value as an ExtendedValue, taken as it is (RAW)."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int | float):
        return {"numberValue": _short(float(value))}
    return {"stringValue": value}


def typed(value: Any, locale: str = "en_US") -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """A value as if a person typed it: the ExtendedValue, and the look it brings along."""
    here = LOCALES[locale]
    if not isinstance(value, str) or not value.strip():
        return literal(value), {}
    text = value.strip()
    if text[0] in "='":
        return ({"formulaValue": text} if text[0] == "=" else {"stringValue": text[1:]}), {}
    if text.upper() in here.words:
        return {"boolValue": here.words[text.upper()]}, {}
    number = here.number(text)
    if number is not None:
        look = _format("NUMBER", "#,##0.00") if here.thousands in text else {}
        return {"numberValue": _short(number)}, look
    day = here.day(text)
    if day is not None:
        return {"numberValue": (day - ZERO_DAY).days}, _format("DATE", here.pattern)
    return {"stringValue": value}, {}


def _format(kind: str, pattern: str) -> dict[str, Any]:
    return {"numberFormat": {"type": kind, "pattern": pattern}}


def _short(number: float) -> float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def plain(value: dict[str, Any] | None) -> Plain:
    """The value inside an ExtendedValue; empty text for none; `#NAME?` and such for errors."""
    if value is None:
        return ""
    if "errorValue" in value:
        return f"#{value['errorValue']['type']}?"
    inner: Plain = next(iter(value.values()))
    return inner


def shown(cell: Cell) -> str:
    """The cell as people see it (FORMATTED_VALUE)."""
    value = plain(cell.effective)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return value
    layout = cell.look.get("numberFormat", {})
    if layout.get("type") == "DATE":
        day = ZERO_DAY + timedelta(days=value)
        return f"{day:%d.%m.%Y}" if layout.get("pattern") == "dd.mm.yyyy" else day.isoformat()
    if layout.get("pattern") == "#,##0.00":
        return f"{value:,.2f}"
    return str(value) if isinstance(value, int) else f"{value:.10g}"


def rendered(cell: Cell, option: str, dates: str) -> Plain:
    """The cell as `valueRenderOption` and `dateTimeRenderOption` ask for it."""
    if option == "FORMULA":
        return plain(cell.entered)
    is_date = cell.look.get("numberFormat", {}).get("type") == "DATE"
    if option == "UNFORMATTED_VALUE" and not (is_date and dates == "FORMATTED_STRING"):
        return plain(cell.effective)
    return shown(cell)


def _work_out(formula: str) -> dict[str, Any]:
    try:
        return {
            "numberValue": _short(_arithmetic(ast.parse(formula[1:].strip(), mode="eval").body))
        }
    except ZeroDivisionError:
        return {"errorValue": {"type": "DIVIDE_BY_ZERO", "message": "Division by zero."}}
    except (SyntaxError, ValueError):
        return {"errorValue": {"type": "NAME", "message": "Unknown range name."}}


def _arithmetic(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_arithmetic(node.left), _arithmetic(node.right))
    raise ValueError(ast.dump(node))
