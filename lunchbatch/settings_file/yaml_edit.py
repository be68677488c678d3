"""Changes single values in a YAML text; every other character stays as a person wrote it.

After each change the text is read again: it must hold the new value, all others unchanged, and
every remark there was. A library that writes YAML would keep the remarks, and set the lines anew.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.config_errors import Place, spelt
from lunchbatch.settings_file.read_settings import PLACEHOLDERS
from lunchbatch.settings_file.yaml_with_lines import compose, read_yaml

Value = str | Sequence[str]

_PLAIN = re.compile(r"[\w./][\w./ :?=&#%+-]*(?<![: ])")
_UNSAFE = re.compile(r": | #|^(?:null|~)?$", re.IGNORECASE)


def with_value(text: str, place: Place, value: Value, *, file: str) -> str:
    """The text with one value changed, or added where it was missing.

    What the value stands in must be there. Raises ConfigError, with what to write by hand, where
    that cannot be done without touching what a person wrote.
    """
    document = read_yaml(text, file=file)
    inside = document.values.get(place[:-1], document.tree)
    changed = ""
    if isinstance(inside, dict):
        inside[place[-1]] = value if isinstance(value, str) else list(value)
        changed = _changed(text, place, value)
    return _kept(text, changed, document.tree, f"{spelt(place)}: {_spelt(value)}", file=file)


def with_item(text: str, place: Place, item: Mapping[str, str], *, file: str) -> str:
    """The text with one more group at the end of a list that has a line for each."""
    node = _at(_root(text), place)
    changed = ""
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        dash = " " * node.start_mark.column
        rows = [f"{key}: {_quoted(value)}" for key, value in item.items()]
        changed = _with_lines(
            text, _end(node), [f"{dash}- {rows[0]}", *(f"{dash}  {row}" for row in rows[1:])]
        )
    document = read_yaml(text, file=file)
    if isinstance(inside := document.values.get(place), list):
        inside.append(dict(item))
    said = ", ".join(f"{key}: {_quoted(value)}" for key, value in item.items())
    return _kept(text, changed, document.tree, f"{spelt(place)}: {{{said}}}", file=file)


def _changed(text: str, place: Place, given: Value) -> str:
    parent, key = _at(_root(text), place[:-1]), place[-1]
    if not isinstance(parent, MappingNode):
        return ""
    node = next((child for name, child in parent.value if name.value == key), None)
    was_quoted = isinstance(node, ScalarNode) and node.style == '"'
    value = _quoted(given) if was_quoted and isinstance(given, str) else _spelt(given)
    if node is None:
        return "" if parent.flow_style else _with_key(text, parent, f"{key}: {value}")
    start, end = node.start_mark.index, _end(node)
    if start == end:  # nothing stands there yet
        return f"{text[:start]} {value}{text[end:]}"
    if isinstance(node, CollectionNode) and not node.flow_style:
        start = text.rindex(":", 0, start) + 1
        value = f" {value}"
    return text[:start] + value + text[end:]


def _with_key(text: str, parent: MappingNode, line: str) -> str:
    """A new line in a group: in the place of the example's remark, below one like it, or last."""
    indentation, last = " " * parent.start_mark.column, _end(parent)
    key = line.partition(":")[0]
    after = re.compile(r"^(?![ \t\r]*(?:#|$))", re.MULTILINE).search(text, last)
    ends = after.start() if after else len(text)
    remark = re.compile(rf"^{indentation}# ?{re.escape(key)}:.*$", re.MULTILINE)
    found = remark.search(text, parent.start_mark.index - len(indentation), ends)
    if found is None:
        return _with_lines(text, last, [indentation + line])
    if _is_of_the_example(found[0]):
        rest = "\r" if found[0].endswith("\r") else ""
        return text[: found.start()] + indentation + line + rest + text[found.end() :]
    return _with_lines(text, found.start(), [indentation + line])


def _with_lines(text: str, after: int, lines: Sequence[str]) -> str:
    """These lines below the one in which the character `after` stands."""
    end = text.find("\n", after)
    cut = len(text) if end < 0 else end
    newline = "\r\n" if text[:cut].endswith("\r") or "\r\n" in text else "\n"
    before = text[:cut].removesuffix("\r")
    return before + "".join(newline + line for line in lines) + text[len(before) :]


def _root(text: str) -> Node:
    node = compose(text)
    if node is None:
        raise ValueError("an empty text has nothing to change")
    return node


def _at(node: Node, place: Place) -> Node | None:
    for part in place:
        if isinstance(node, MappingNode):
            found = next((child for name, child in node.value if name.value == part), None)
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            found = node.value[part]
        else:
            found = None
        if found is None:
            return None
        node = found
    return node


def _end(node: Node) -> int:
    """Where a node's own text ends; for lines of a group that is the end of the last value."""
    if isinstance(node, CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _spelt(value: Value) -> str:
    if not isinstance(value, str):
        return f"[{', '.join(map(_spelt, value))}]"
    return value if _PLAIN.fullmatch(value) and not _UNSAFE.search(value) else _quoted(value)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _kept(before: str, after: str, wanted: object, said: str, *, file: str) -> str:
    """The new text, if nothing but what was wanted is different."""
    read = read_yaml(after, file=file)
    remarks = list(_remarks(after))
    own = (remark for remark in _remarks(before) if not _is_of_the_example(remark))
    lost = [remark for remark in own if remark not in remarks]
    if read.faults or read.tree != wanted or lost:
        raise ConfigError(
            f"{file}: write by hand: {said}; it cannot be done here without touching your own lines"
        )
    return after


def _is_of_the_example(remark: str) -> bool:
    return any(word in remark for word in (*PLACEHOLDERS, "U0123ABCDEF"))


def _remarks(text: str) -> Iterator[str]:
    yield from (found[0].strip() for found in re.finditer(r"(?:^|(?<=\s))#.*$", text, re.MULTILINE))
