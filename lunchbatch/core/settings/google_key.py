"""The key of a Google service account as people paste it: a text or a file's bytes in, JSON out.

Taken is what can only mean one thing: the JSON as it is, on one line, in quotes, with a byte order
mark, in UTF-16, or any of these in base64. Anything else is named; no secret is put into a fault.
"""

import base64
import binascii
import codecs
import json
import re
from typing import Any

from lunchbatch.core.settings.setting_types import SettingValueError

_WHERE_IT_IS = (
    "create a key of the kind JSON for the service account in the Google Cloud console, "
    "and paste the whole file"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_OTHERS = (
    (re.compile(r"-----BEGIN"), "this is the private key alone"),
    (re.compile(r"\S+@\S+\.gserviceaccount\.com"), "this is the address of the account alone"),
    (re.compile(r"(?i)\S+\.json"), "this is the name of a file, not what stands in it"),
)


def account_key(pasted: str | bytes) -> dict[str, Any]:
    """The key, complete, with real line breaks in it. Raises SettingValueError."""
    key = json_object(pasted)
    if key.get("type") != "service_account":
        raise SettingValueError(
            f"this is JSON, but not the key of a service account; {_WHERE_IT_IS}"
        )
    wanted = ("client_email", "private_key", "token_uri")
    lacking = [name for name in wanted if not isinstance(key.get(name), str) or not key[name]]
    if lacking:
        raise SettingValueError(f"the key lacks {' and '.join(lacking)}; {_WHERE_IT_IS}")
    # Copied out of a narrow window, a line may be broken anywhere; addresses hold no blanks.
    whole = {name: "".join(key[name].split()) for name in ("client_email", "token_uri")}
    # Some shells and forms double the backslashes of the line breaks.
    return key | whole | {"private_key": key["private_key"].replace("\\n", "\n")}


def json_object(pasted: str | bytes) -> dict[str, Any]:
    """The object that was pasted, however it is wrapped. Raises SettingValueError."""
    text = _bare(_text(pasted) if isinstance(pasted, bytes) else pasted)
    if not text.startswith("{"):
        text = _unwrapped(text)
    try:
        # Not strict: a pasted private key may have its line breaks inside the quotes.
        found = json.loads(text, strict=False)
    except json.JSONDecodeError as fault:
        at = f"line {fault.lineno}, column {fault.colno}"
        raise SettingValueError(
            f"this begins like JSON and is cut off or damaged at {at}; {_WHERE_IT_IS}"
        ) from None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _neither()
    return found


def _bare(text: str) -> str:
    """The text without what copying puts around it: blanks, a byte order mark, quotes."""
    text = text.strip().strip("\ufeff").strip()
    while len(text) > 1 and text[0] == text[-1] and text[0] in "'\"`":
        text = _unescaped(text) if text[0] == '"' else text[1:-1].strip()
    return text


def _unescaped(text: str) -> str:
    """What stands between double quotes, where it was written as a JSON text and where not."""
    try:
        return str(json.loads(text, strict=False)).strip()
    except ValueError:
        return text[1:-1].strip()


def _unwrapped(text: str) -> str:
    for other, sentence in _OTHERS:
        if other.match(text):
            raise SettingValueError(f"{sentence}; {_WHERE_IT_IS}")
    packed = "".join(text.split())
    if not _BASE64.fullmatch(packed):
        raise _neither()
    try:
        content = base64.b64decode(packed.translate(str.maketrans("-_", "+/")), validate=True)
    except binascii.Error:
        raise SettingValueError(f"this looks like base64 that is cut off; {_WHERE_IT_IS}") from None
    inner = _bare(_text(content))
    if not inner.startswith("{"):
        raise SettingValueError(f"this is base64, but not of the JSON of a key; {_WHERE_IT_IS}")
    return inner


def _text(content: bytes) -> str:
    """Bytes as text: UTF-8, or UTF-16 with a mark or of plain letters, as Windows writes it."""
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    kind = "utf-16" if is_wide else "utf-8-sig"
    if content[1:2] == b"\0":
        kind = "utf-16-le"
    elif content[:1] == b"\0":
        kind = "utf-16-be"
    try:
        return content.decode(kind)
    except UnicodeDecodeError:
        raise SettingValueError(f"this is no text in UTF-8 or UTF-16; {_WHERE_IT_IS}") from None


def _neither() -> SettingValueError:
    return SettingValueError(f"this is neither the JSON of a key nor base64 of it; {_WHERE_IT_IS}")
