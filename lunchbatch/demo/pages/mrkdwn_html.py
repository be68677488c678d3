"""Slack's markup and emoji as HTML, as Slack's own clients show them.

The markup: docs.slack.dev/messaging/formatting-message-text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import groupby

from markupsafe import Markup, escape

_COMMON = {
    "+1": "👍",
    "-1": "👎",
    "airplane": "✈️",
    "beach_with_umbrella": "🏖️",
    "bulb": "💡",
    "calendar": "📆",
    "clap": "👏",
    "coffee": "☕",
    "cookie": "🍪",
    "croissant": "🥐",
    "date": "📅",
    "desert_island": "🏝️",
    "doughnut": "🍩",
    "eyes": "👀",
    "face_with_thermometer": "🤒",
    "fork_and_knife": "🍴",
    "green_salad": "🥗",
    "hamburger": "🍔",
    "heart": "❤️",
    "heavy_check_mark": "✔️",
    "hourglass_flowing_sand": "⏳",
    "house": "🏠",
    "joy": "😂",
    "knife_fork_plate": "🍽️",
    "memo": "📝",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "no_good": "🙅",
    "octagonal_sign": "🛑",
    "ok_hand": "👌",
    "palm_tree": "🌴",
    "pizza": "🍕",
    "pray": "🙏",
    "ramen": "🍜",
    "raised_hands": "🙌",
    "rainbow": "🌈",
    "repeat": "🔁",
    "rocket": "🚀",
    "sandwich": "🥪",
    "slightly_smiling_face": "🙂",
    "smile": "😄",
    "sparkles": "✨",
    "speech_balloon": "💬",
    "spiral_calendar_pad": "🗓️",
    "star": "⭐",
    "sun_with_face": "🌞",
    "sunny": "☀️",
    "tada": "🎉",
    "taco": "🌮",
    "tea": "🍵",
    "thinking_face": "🤔",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "walking": "🚶",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "x": "❌",
    "zzz": "💤",
}
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KEYCAP = "\ufe0f\u20e3"
_SKIN_TONES = {f"skin-tone-{tone}": chr(0x1F3F9 + tone) for tone in range(2, 7)}
# Unicode has twelve faces for the full hours, and after them twelve for the half ones.
_FULL_HOUR, _HALF_PAST = 0x1F54F, 0x1F55B

_PICTURES = {
    **_COMMON,
    **{name: f"{number}{_KEYCAP}" for number, name in enumerate(_NUMBERS)},
    **{f"clock{hour}": chr(_FULL_HOUR + hour) for hour in range(1, 13)},
    **{f"clock{hour}30": chr(_HALF_PAST + hour) for hour in range(1, 13)},
}


def picture(name: str) -> str | None:
    """An emoji by its name without colons, with or without skin tone; None when not known."""
    plain, _, tone = name.partition("::")
    found = _PICTURES.get(plain)
    return None if found is None else found + _SKIN_TONES.get(tone, "")


def known_names() -> tuple[str, ...]:
    """The names of all emoji that have a picture here."""
    return tuple(sorted(_PICTURES))


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
