"""Fills placeholders in braces, and says which ones a text must and may have."""

import re

from pydantic import AfterValidator

from lunchbatch.core.messages.mrkdwn import Phrase, escape, foreign
from lunchbatch.core.model.spelling import nearest

# An address as people write it, without the mark that ends their sentence.
_ADDRESS = re.compile(r"https?://[^\s<>|{}]*[^\s<>|{}.,;:!?)*_~]")
_SLOT = re.compile(r"\{([a-z_]+)\}")


def says(*must: str, may: tuple[str, ...] = (), at_most: int = 1000) -> AfterValidator:
    """A text that has all the placeholders of `must`, perhaps some of `may`, and no other."""

    def check(text: str) -> str:
        _check_length(text, at_most)
        _check_slots(text, must, may)
        return text

    return AfterValidator(check)


def titles(*must: str, may: tuple[str, ...] = ()) -> AfterValidator:
    """A text for a header: short, on one line, and without angle brackets."""

    def check(text: str) -> str:
        _check_length(text, 100)
        _check_slots(text, must, may)
        if re.search(r"[<>\n]", text):
            raise ValueError("a title is one line without < and >")
        return text

    return AfterValidator(check)


def _check_slots(text: str, must: tuple[str, ...], may: tuple[str, ...]) -> None:
    found = _SLOT.findall(text)
    for name in found:
        if name not in (*must, *may):
            raise ValueError(_unknown(name, (*must, *may)))
    for name in must:
        if name not in found:
            raise ValueError(f"the placeholder {{{name}}} is missing")
    if re.search(r"[{}]", _SLOT.sub("", text)):
        raise ValueError("braces are for placeholders only; write each as {name}")


def _check_length(text: str, at_most: int) -> None:
    if not text.strip():
        raise ValueError("the text is empty")
    if len(text) > at_most:
        raise ValueError(f"the text has {len(text)} characters; at most {at_most} fit")


def _unknown(name: str, allowed: tuple[str, ...]) -> str:
    if not allowed:
        return f"{{{name}}} means nothing here; this text has no placeholders"
    near = nearest(name, allowed)
    hint = (
        f"did you mean {{{near}}}?"
        if near
        else "allowed: " + ", ".join(f"{{{each}}}" for each in allowed)
    )
    return f"{{{name}}} means nothing here; {hint}"


def say(template: str, **values: Phrase | str) -> Phrase:
    """The text with its placeholders filled, for blocks and for the twin.

    A string is taken as foreign and defused; a Phrase is taken as safe. The template is
    escaped, so that wording from a file can ping nobody either; its addresses become links,
    which Slack leaves to us.
    """
    phrases = {
        name: foreign(value) if isinstance(value, str) else value for name, value in values.items()
    }
    safe = escape(template)
    return Phrase(
        fill(_ADDRESS.sub(r"<\g<0>>", safe), **{key: each.rich for key, each in phrases.items()}),
        fill(safe, **{key: each.plain for key, each in phrases.items()}),
    )


def fill(template: str, **values: str) -> str:
    """The text with its placeholders filled and nothing escaped: for headers, and for `say`."""
    return _SLOT.sub(lambda slot: values[slot[1]], template)
