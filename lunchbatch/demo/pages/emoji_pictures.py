"""Emoji names as pictures, for the pages of the demo: common ones, clock faces and numbers."""

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
