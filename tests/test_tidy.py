"""What a reader may count on everywhere: small pieces, the words of the project, no loose ends."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lunchbatch.settings_file.read_settings import PLACEHOLDERS
from tests.tree import OWN, ROOT, SHIPPED, texts

TEXTS = texts()
CODE = {path: text for path, text in TEXTS.items() if path.suffix == ".py"}
OURS = {path: text for path, text in CODE.items() if path.parts[0] == "lunchbatch"}
# This file names what it forbids.
OTHERS = {path: text for path, text in TEXTS.items() if ROOT / path != Path(__file__)}

EMPTY_WORDS = {
    "manager",
    "helper",
    "helpers",
    "util",
    "utils",
    "service",
    "handler",
    "info",
    "data",
}
# Words that are not ours to choose: Slack's methods, Google's terms, the standard library's hooks.
NAMES_OF_OTHERS = {
    "users_info",
    "conversations_info",
    "team_info",
    "bots_info",
    "service_account",
    "service_account_info",
    "handle_data",
    "retry_handlers",
}

PATCHES = {f"monkeypatch.{how}" for how in ("setattr", "delattr", "setitem", "delitem")}

_MOCK = re.compile(r"\b(?:mock|unittest|pytest_mock)\b")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LOOSE_END = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
_MARK = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)")
_MARK_WITH_REASON = re.compile(
    r"# (?:noqa: [A-Z]+\d+(?:, [A-Z]+\d+)* - |type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\]  ?# )\S.{9,}"
)
_ELSEWHERE = re.compile(
    r"(?<![\w.:/*])/(?:work|root|tmp|opt|home|Users)/\w"
    r"|pypi\.(?:org|python)|pythonhosted\.|registry\.npmjs|proxy\.golang|(?:deb|security)\.debian\.org"
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(CODE[path])


def lines(found: dict[Path, str], pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern occurs, as path:line: text."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in found.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def names(tree: ast.AST) -> Iterator[str]:
    """Every name that a module gives, as against those it uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name)}


def patches(tree: ast.AST) -> Iterator[str]:
    """Every way in which a test puts its own code in the place of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and _MOCK.search(ast.unparse(node)):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.Attribute) and ast.unparse(node) in PATCHES:
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.arg) and node.arg == "mocker":
            yield f"line {node.lineno}: mocker"


def test_no_module_is_longer_than_300_lines() -> None:
    assert [str(path) for path, text in OURS.items() if text.count("\n") > 300] == []


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in CODE
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno >= 60
    ]

    assert long == []


def test_names_say_something() -> None:
    empty = [
        f"{path}: {name}"
        for path in OURS
        for name in {path.stem, *names(tree(path))} - NAMES_OF_OTHERS
        if words(name) & EMPTY_WORDS
    ]

    assert empty == []


def test_nothing_is_left_for_another_day() -> None:
    assert lines(OTHERS, _LOOSE_END) == []


def test_nothing_is_patched() -> None:
    assert [f"{path}: {found}" for path in CODE for found in patches(tree(path))] == []


def test_an_exception_to_a_rule_has_its_reason_on_the_line() -> None:
    code = {path: text for path, text in OTHERS.items() if path in CODE}
    bare = [line for line in lines(code, _MARK) if not _MARK_WITH_REASON.search(line)]

    assert bare == []


def test_no_test_is_switched_off_or_expected_to_fail() -> None:
    tests = {path: text for path, text in OTHERS.items() if path in CODE and path not in OURS}
    off = re.compile(r"\bxfail\b|mark\.skip\b|pytest\.skip\(\)")

    assert lines(tests, off) == []


def test_nothing_names_a_package_index_or_a_folder_of_one_machine() -> None:
    assert lines(OTHERS, _ELSEWHERE) == []


def test_no_test_reads_what_an_organiser_edits_but_as_it_was_shipped() -> None:
    own = re.compile(rf"(?:\bROOT\b|parents\[).*(?:{'|'.join(map(re.escape, OWN))})")

    assert lines({path: text for path, text in CODE.items() if path not in OURS}, own) == []


@pytest.mark.parametrize("path", OWN)
def test_what_tests_read_for_an_organisers_files_is_what_is_shipped(
    path: str, pytestconfig: pytest.Config
) -> None:
    """In a copy that has been set up these files are the organiser's: no test looks at them."""
    settings = (ROOT / OWN[0]).read_text(encoding="utf-8")
    if not all(example in settings for example in PLACEHOLDERS):
        pytest.skip("a copy with settings of its own")
    shipped = (ROOT / path).read_bytes()
    if pytestconfig.getoption("--bless"):
        (SHIPPED / path).write_bytes(shipped)

    assert (SHIPPED / path).read_bytes() == shipped, "run pytest --bless tests/test_tidy.py"
