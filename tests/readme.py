"""The tables of README and docs that follow from the code; `python -m tests.readme` writes them.

Each stands between two marks, `<!-- name -->` and `<!-- /name -->`.
"""

from collections.abc import Callable, Iterator
from datetime import time, timedelta
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lunchbatch.cli import main
from lunchbatch.cli.command_table import COMMANDS
from lunchbatch.core.ledger.columns import CellOwner
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.settings.setting_types import span_text
from tests.tree import ROOT

README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
OWNERS = {CellOwner.PERSON: "you", CellOwner.PROGRAM: "the program", CellOwner.SHARED: "both"}


def written(text: str) -> str:
    """A page with its tables as they follow from the code."""
    for name, rows in TABLES.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, mark, rest = text.partition(begin)
        if mark:
            table = "\n".join(rows())
            text = f"{before}{begin}{table}\n{end}{rest.partition(end)[2]}"
    return text


def commands() -> Iterator[str]:
    yield "| command | what it does |"
    yield "|---|---|"
    for name in sorted(COMMANDS):
        command = main.get_command(
            main.make_context("lunchbatch", [], resilient_parsing=True), name
        )
        assert command is not None
        first = (command.help or "").partition("\n\n")[0]
        yield f"| `{name}` | {_cell(' '.join(first.split()))} |"


def settings() -> Iterator[str]:
    yield "| setting | without it | what it says |"
    yield "|---|---|---|"
    for path, default, field in settings_of(Policy):
        yield f"| `{path}` | {default} | {_cell(field.description or '')} |"


def columns() -> Iterator[str]:
    yield "| tab | column | written by | what it holds |"
    yield "|---|---|---|---|"
    for tab in TABS:
        yield f"| **{tab.title}** | | | {_cell(tab.help)} |"
        for column in tab.columns:
            yield f"| | `{column.title}` | {OWNERS[column.owner]} | {_cell(column.help)} |"


def settings_of(
    model: type[BaseModel], prefix: str = "", given: object = None
) -> Iterator[tuple[str, str, FieldInfo]]:
    """Every setting by its path, with what holds without it.

    `given` is the group as it is when nothing is written; the groups are not settings themselves.
    """
    for name, field in model.model_fields.items():
        path, inner = f"{prefix}{name}", _model_in(field.annotation)
        is_group = inner is field.annotation
        if not is_group and name != "programs":
            yield path, _default(field, getattr(given, name, None)), field
        if inner is not None:
            is_list = get_origin(field.annotation) is tuple
            beyond = {"programs": ".NAME"}.get(name, "[]" if is_list else "")
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            yield from settings_of(inner, f"{path}{beyond}.", default if is_group else None)


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(each) for each in get_args(annotation))
    return next((each for each in found if each is not None), None)


def _default(field: FieldInfo, given: object) -> str:
    if field.is_required() and given is None:
        return "needed"
    value = given if given is not None else field.get_default(call_default_factory=True)
    return f"`{_shown(value)}`" if value not in (None, (), {}, "") else "none"


def _shown(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return span_text(value)
        case tuple():
            return f"[{', '.join(map(_shown, value))}]"
        case BaseModel():
            parts = (f"{key}: {_shown(each)}" for key, each in value)
            return "{" + ", ".join(parts) + "}"
        case _:
            return str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "settings": settings,
    "columns": columns,
}

if __name__ == "__main__":
    for page in PAGES:
        page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
