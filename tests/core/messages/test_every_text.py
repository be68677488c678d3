"""Every text of messages.yaml can be sent, and everything that can be sent has its text."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from types import ModuleType
from urllib.parse import unquote_plus

import pytest
from pydantic import BaseModel

from lunchbatch.core.context import message_context
from lunchbatch.core.messages import (
    group_messages,
    member_messages,
    owner_messages,
    poll_messages,
)
from lunchbatch.core.messages.message_format import MessageFormat
from tests.core.messages import samples as all_samples
from tests.core.messages.samples import home_pages, samples, voice
from tests.tree import ROOT

BUILDERS = (group_messages, member_messages, owner_messages, poll_messages)


def marked(words: BaseModel, at: str = "") -> Iterator[tuple[str, BaseModel | str]]:
    """The fields of texts, each text with its own address behind it."""
    for name in type(words).model_fields:
        value, where = getattr(words, name), f"{at}.{name}".strip(".")
        if isinstance(value, BaseModel):
            yield name, value.model_copy(update=dict(marked(value, where)))
        elif isinstance(value, str):
            yield name, f"{value} «{where}»"


def addresses(words: BaseModel, at: str = "") -> Iterator[str]:
    for name in type(words).model_fields:
        value, where = getattr(words, name), f"{at}.{name}".strip(".")
        if isinstance(value, BaseModel):
            yield from addresses(value, where)
        elif isinstance(value, str):
            yield where


def heard(speaking: MessageFormat) -> str:
    """Everything that stands in any message and on any Home tab."""
    sent = [f"{message.text}{message.blocks}{message.picture}" for _, message in samples(speaking)]
    return unquote_plus("\n".join([*sent, *map(str, home_pages(speaking).values())]))


def test_no_text_is_there_that_nothing_can_send() -> None:
    plain = voice()
    words = plain.words.model_copy(update=dict(marked(plain.words)))

    said = heard(replace(plain, words=words))

    assert [where for where in addresses(plain.words) if f"«{where}»" not in said] == []


def builders(module: ModuleType) -> Iterator[str]:
    """The functions of a module that build a message."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            gives = ast.unparse(node.returns) if node.returns else ""
            if re.search(r"\bMessage\b", gives):
                yield node.name


@pytest.mark.parametrize("module", BUILDERS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_everything_that_builds_a_message_is_sampled_and_sent_by_a_path(module: ModuleType) -> None:
    built = set(builders(module))

    assert built
    assert built - set(vars(all_samples)) == set()
    assert {name for name in built if not is_called(module, name)} == set()


def test_every_message_that_can_be_filled_is_sent_by_a_stage() -> None:
    filled = set(builders(message_context))

    assert filled
    assert {name for name in filled if not is_called(message_context, name)} == set()


def is_called(module: ModuleType, name: str) -> bool:
    """Whether anything outside the room of messages calls it: through its module, or imported."""
    _, _, stem = module.__name__.rpartition(".")
    imported = re.compile(rf"\.{stem} import (?:\([^)]*|[^(\n]*)\b{name}\b")
    return any(
        f"{stem}.{name}(" in text
        or (imported.search(text) and re.search(rf"(?<!def )(?<![\w.]){name}\(", text))
        for text in sources()
    )


@cache
def sources() -> tuple[str, ...]:
    every = (ROOT / "lunchbatch").rglob("*.py")
    return tuple(one.read_text("utf-8") for one in every if "core/messages" not in one.as_posix())
