"""Whether two texts are the same to a person, and which known one is nearest to a mistyped one."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_BLANK_LETTERS = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800"), " ")
# What follows one of these may read backwards.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def visible(name: str) -> str:
    """A name as people see it: one blank between words, and nothing that cannot be seen.

    Marks that join letters or emoji stay inside of a name; a name of such marks alone is empty.
    """
    text = " ".join(name.translate(_BLANK_LETTERS).split())
    return text if any(unicodedata.category(each)[0] not in "CZ" for each in text) else ""


def one_line(text: str) -> str:
    """Text on one line, in which all that cannot be read is shown as its escape."""
    return "".join(each if _is_shown(each) else repr(each)[1:-1] for each in text)


def _is_shown(char: str) -> bool:
    return char not in _TURNING and unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"}


@lru_cache(maxsize=65_536)  # the same names and headers are compared again and again in a run
def fold(text: object) -> str:
    """A text without what makes no difference: capitals, blanks, and ways to store an accent.

    Marks that nobody sees are left out; nothing (None, an empty cell) is empty text.
    """
    plain = unicodedata.normalize("NFKC", visible(str("" if text is None else text)))
    shown = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    return " ".join(shown.split()).casefold()


def suggestion(word: str, known: Iterable[str]) -> str:
    """What to say of a word that is not among the known ones: the nearest, else all of them."""
    there = list(known)
    near = nearest(word, there)
    return f"did you mean '{near}'?" if near else f"there is {', '.join(there)}"


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known word that looks most like this one; None where none is close.

    `cutoff` is how alike they have to be, from 0 to 1 (see difflib).
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes pay for it

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)
