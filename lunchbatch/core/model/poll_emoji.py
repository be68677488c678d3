"""Which emoji stands for which choice of a poll."""

import re

MOST_CHOICES = 8
NOT_TODAY = "not today"  # how the answer is recorded of those who cannot come

_TIME = re.compile(r"(\d{1,2}):(00|30)")
_FACE = re.compile(r"clock(?:[1-9]|1[0-2])(?:30)?")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")


def choice_emoji(choices: tuple[str, ...]) -> tuple[str, ...]:
    """One emoji per choice, in order: clock faces where each has one of its own, else numbers.

    Clock faces show full and half hours, and not whether it is morning. Raises ValueError for
    no choice, more than 8, or the same choice twice.
    """
    if not 1 <= len(choices) <= MOST_CHOICES:
        raise ValueError(f"a poll has 1 to {MOST_CHOICES} choices, not {len(choices)}")
    if len(set(choices)) < len(choices):
        raise ValueError("a poll offers each choice once")
    faces = tuple(map(_clock_face, choices))
    if "" in faces or len(set(faces)) < len(faces):
        return _NUMBERS[: len(choices)]
    return faces


def is_choice_emoji(emoji: str) -> bool:
    """Whether an emoji may stand for a choice of some poll."""
    return emoji in _NUMBERS or _FACE.fullmatch(emoji) is not None


def _clock_face(choice: str) -> str:
    found = _TIME.fullmatch(choice)
    if found is None or int(found[1]) > 23:
        return ""
    half = "30" if found[2] == "30" else ""
    return f"clock{int(found[1]) % 12 or 12}{half}"
