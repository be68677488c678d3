"""Whether two texts are the same to a person, and which known one is nearest to a mistyped one."""

import unicodedata
from collections.abc import Iterable


def fold(text: object) -> str:
    """A text without what makes no difference: capitals, blanks, and ways to store an accent.

    Nothing (None, an empty cell) is empty text.
    """
    plain = unicodedata.normalize("NFKC", str("" if text is None else text))
    return " ".join(plain.split()).casefold()


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The known word that looks most like this one; None where none is close.

    `cutoff` is how alike they have to be, from 0 to 1 (see difflib).
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes pay for it

    return next(iter(get_close_matches(word, list(known), n=1, cutoff=cutoff)), None)
