"""Escapes text for Slack: what others wrote can neither ping anybody nor format anything.

Slack asks for `&`, `<` and `>` to be escaped and knows no escape for its formatting marks
(docs.slack.dev/messaging/formatting-message-text), so those become marks that only look alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ELLIPSIS = "…"

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOK_ALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "‘"})
# Within a word an underscore formats nothing, and people copy words such as closed_met.
_LOOSE_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
# A name in colons, which Slack would draw as an emoji; 12:00-12:45 is none.
_EMOJI = re.compile(r"(?!(?<=\d):\d\d(?!\d)):(?=\S*:)")
_CALL = re.compile(r"(?<!\w)@|@(?=here|channel|everyone)", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:<[^<>]*|&[a-z]{0,3})\Z")
# Joiners make one emoji out of several, and belong to Persian and Indian names.
_JOINERS = frozenset("\u200c\u200d")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words twice, both safe to send: for blocks, and for the plain-text twin."""

    rich: str
    plain: str


def escape(text: str) -> str:
    """The three characters that Slack gives a meaning, taken literally."""
    return text.translate(_ESCAPES)


def tidy(text: str) -> str:
    """One line without what cannot be seen: controls, direction marks, zero-width spaces."""
    seen = (
        mark
        for mark in " ".join(text.split())
        if mark in _JOINERS or unicodedata.category(mark) not in _UNSEEN
    )
    return "".join(seen).strip()


def defuse(text: str, at_most: int = 300) -> str:
    """Text that we did not write, as one line that Slack shows and does nothing else with."""
    short = shorten(tidy(text), at_most).translate(_LOOK_ALIKES)
    short = _EMOJI.sub("꞉", _LOOSE_UNDERSCORE.sub("ˍ", short))
    return escape(_CALL.sub("＠", short))


def literal(text: str, at_most: int) -> str:
    """Text that we did not write, where Slack takes every character literally."""
    short = shorten(tidy(text), at_most).replace("<", "‹").replace(">", "›")
    return _CALL.sub("＠", short)


def shorten(text: str, at_most: int) -> str:
    """At most so many characters of text that is not escaped yet."""
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + ELLIPSIS


def foreign(text: str, at_most: int = 300) -> Phrase:
    """Text that we did not write, defused for both renditions."""
    safe = defuse(text, at_most)
    return Phrase(safe, safe)


def cut(text: str, at_most: int) -> str:
    """Safe text cut to length, never inside a mention, a link or an escape."""
    if len(text) <= at_most:
        return text
    return _UNFINISHED.sub("", text[: at_most - 1]).rstrip() + ELLIPSIS


def is_mentionable(member: str) -> bool:
    """Whether this is the id of somebody in Slack, and not what stands in its place."""
    return re.fullmatch(r"[UW][A-Z0-9]+", member) is not None


def mention(member: str, name: str) -> Phrase:
    """A member: a mention in the blocks, the name in the twin. Only real ids are mentioned."""
    plain = defuse(name, 60) or defuse(member, 60)
    if not is_mentionable(member):
        return Phrase(plain, plain)
    return Phrase(f"<@{member}>", plain)


def channel(channel_id: str) -> Phrase:
    """A channel, which Slack shows by its name in both renditions."""
    if not re.fullmatch(r"[CG][A-Z0-9]+", channel_id):
        return foreign(channel_id)
    return Phrase(f"<#{channel_id}>", f"<#{channel_id}>")


def link(address: str, label: str) -> Phrase:
    """A link in the blocks, its label alone in the twin. Only web addresses are linked."""
    safe = escape(address)
    shown = defuse(label, 150).replace("|", "¦")
    if not re.fullmatch(r"https?://[^\s|<>]+", address):
        return Phrase(shown, shown)
    return Phrase(f"<{safe}|{shown}>", shown)


def emoji(name: str) -> Phrase:
    """An emoji by its name without colons."""
    shown = f":{name}:"
    return Phrase(shown, shown)


def typed_emoji(name: str) -> Phrase:
    """An emoji and its name, for one that is not under the message and has to be typed."""
    return Phrase(f":{name}: `:{name}:`", f":{name}:")


def joined(phrases: Iterable[Phrase], separator: str) -> Phrase:
    """Phrases one after another; the separator is our own text."""
    every = tuple(phrases)
    return Phrase(
        separator.join(phrase.rich for phrase in every),
        separator.join(phrase.plain for phrase in every),
    )
