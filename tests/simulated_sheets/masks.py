"""Field masks: `sheets(properties.title,data/rowData)` picks parts of an answer or a change."""

from typing import Any

Mask = dict[str, "Mask"]
"""Names to take; an empty mask below a name takes everything there."""


def parse(text: str) -> Mask:
    """The tree of a mask. Raises ValueError if brackets do not match."""
    mask, rest = _list(text.replace(" ", ""))
    if rest:
        raise ValueError(text)
    return mask


def _list(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        text = _path(text, mask)
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _path(text: str, mask: Mask) -> str:
    end = next((place for place, sign in enumerate(text) if sign in "./,()"), len(text))
    name, text = text[:end], text[end:]
    if not name:
        raise ValueError(text)
    below = mask.setdefault(name, {})
    if text[:1] in {".", "/"}:
        return _path(text[1:], below)
    if text.startswith("("):
        inner, text = _list(text[1:])
        if not text.startswith(")"):
            raise ValueError(text)
        _merge(below, inner)
        return text[1:]
    return text


def _merge(into: Mask, more: Mask) -> None:
    for name, below in more.items():
        _merge(into.setdefault(name, {}), below)


def pick(value: Any, mask: Mask) -> Any:
    """The parts of a value that the mask names. Lists are looked through."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [pick(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: pick(value[name], below) for name, below in mask.items() if name in value}


def wants(mask: Mask | None, *path: str) -> bool:
    """Whether a path is asked for; no mask at all asks for nothing by name."""
    if mask is None:
        return False
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def change(target: dict[str, Any], source: dict[str, Any], mask: Mask) -> None:
    """Set in `target` what the mask names to what `source` has; what it lacks is cleared."""
    if "*" in mask:
        target.update(source)
        return
    for name, below in mask.items():
        given = source.get(name)
        if below and isinstance(given, dict):
            change(target.setdefault(name, {}), given, below)
        elif given is None:
            target.pop(name, None)
        else:
            target[name] = given
