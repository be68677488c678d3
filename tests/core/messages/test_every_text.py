"""Every text of messages.yaml can be sent, and everything that can be sent has its text."""

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from urllib.parse import unquote_plus

import pytest
from pydantic import BaseModel

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
    paths = "\n".join(
        path.read_text("utf-8")
        for path in (ROOT / "lunchbatch").rglob("*.py")
        if "core/messages" not in path.as_posix()
    )

    assert built
    assert built - set(vars(all_samples)) == set()
    assert {name for name in built if f"{name}(" not in paths} == set()
