"""Slack's markup as HTML, as Slack's own clients show it.

The markup: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby

from markupsafe import Markup, escape

from lunchbatch.demo.pages.emoji_pictures import picture

_TOKEN = re.compile(
    r"```(?P<block>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|:(?P<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):"
    r"|(?<![\w*])\*(?P<b>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![^\W_])_(?P<i>[^\s_](?:[^\n]*?[^\s_])?)_(?![^\W_])"
    r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])",
    re.DOTALL,
)
_QUOTE = "&gt;"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayNames:
    """What ids are called: members (the program's own account among them) and channels."""

    members: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)

    def member(self, member: str) -> str:
        """A member's name; the id where none is known."""
        return self.members.get(member) or member

    def channel(self, channel: str) -> str:
        """A channel's name; the id where none is known."""
        return self.channels.get(channel) or channel


def shown(text: str, names: DisplayNames) -> Markup:
    """Text in Slack's markup, as HTML."""
    paragraphs = []
    for quoted, lines in groupby(text.split("\n"), lambda line: line.startswith(_QUOTE)):
        every = [line.removeprefix(_QUOTE).strip() if quoted else line for line in lines]
        inner = _inline("\n".join(every), names)
        paragraphs.append(Markup("<blockquote>{}</blockquote>").format(inner) if quoted else inner)
    return Markup("\n").join(paragraphs)


def _inline(text: str, names: DisplayNames) -> Markup:
    found = Markup()
    end = 0
    for token in _TOKEN.finditer(text):
        found += _literal(text[end : token.start()]) + _token(token, names)
        end = token.end()
    return found + _literal(text[end:])


def _literal(text: str) -> Markup:
    return escape(unescape(text))


def _token(token: re.Match[str], names: DisplayNames) -> Markup:
    kind, inner = token.lastgroup, token[token.lastgroup or 0]
    match kind:
        case "block":
            return Markup("<pre>{}</pre>").format(_literal(inner))
        case "code":
            return Markup("<code>{}</code>").format(_literal(inner))
        case "angle":
            return _angle(inner, names)
        case "emoji":
            return emoji(inner)
        case _:
            return Markup(f"<{kind}>{{}}</{kind}>").format(_inline(inner, names))  # noqa: S704 - kind is b, i or s


def emoji(name: str) -> Markup:
    """An emoji as a picture with its name; the name in colons where there is no picture."""
    drawn = picture(name)
    if drawn is None:
        return escape(f":{name}:")
    return Markup('<span class="emoji" title=":{}:">{}</span>').format(name, drawn)


def _angle(inner: str, names: DisplayNames) -> Markup:
    target, _, label = inner.partition("|")
    calls = Markup('<span class="mention">{}</span>')
    match target[:1]:
        case "@":
            return calls.format("@" + names.member(target[1:]))
        case "#":
            return calls.format("#" + (unescape(label) or names.channel(target[1:])))
        case "!":
            return calls.format("@" + target[1:])
        case _:
            return _link(unescape(target), unescape(label))


def _link(address: str, label: str) -> Markup:
    if not re.match(r"(https?://|mailto:)", address):
        return escape(label or address)
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, label or address)
