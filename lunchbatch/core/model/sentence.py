"""A sentence for whom it concerns, which also knows how it is put where everybody reads it.

The log of a run and its page are read by all who may see the repository: nobody's name may stand
there, and nothing that a person typed into a cell. The owner, the tab Problems and a terminal show
the sentence as it is.
"""

import re
from typing import Self

_QUOTED = re.compile(r"'.*'(?= (?:is|was|stands|may be)\b)", re.DOTALL)
_CONTENT = "what stands there"


class Sentence(str):
    """A text as it is; `in_logs` is the same without names and without what a cell holds."""

    __slots__ = ("in_logs",)
    in_logs: str

    def __new__(cls, text: str, in_logs: str) -> Self:
        made = super().__new__(cls, text)
        made.in_logs = in_logs
        return made


def in_logs(text: str) -> str:
    """A text as it may stand in a log."""
    return text.in_logs if isinstance(text, Sentence) else text


def sentence(template: str, /, **parts: object) -> Sentence:
    """A template with its `{parts}` filled in; a part that is a Sentence stays one."""
    safe = {name: in_logs(part) if isinstance(part, str) else part for name, part in parts.items()}
    return Sentence(template.format(**parts), template.format(**safe))


def quoted(content: str) -> Sentence:
    """What a cell holds, in quotes; in a log only that something stands there."""
    return Sentence(f"'{content}'", _CONTENT)


def unquoted(text: str) -> Sentence:
    """A sentence that begins with what a cell holds, as the readers of cells write them."""
    if isinstance(text, Sentence):
        return text
    return Sentence(text, _QUOTED.sub(_CONTENT, text, count=1))
