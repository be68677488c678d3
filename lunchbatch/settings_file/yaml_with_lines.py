"""Reads YAML as text, with the line of each value.

Every plain value stays the text that was written: `12:45` is not 765, `no` is not False and
`12E5` is no number, as YAML 1.1 would have it. What a text means is for the declarations to
say. Only `null`, `~` and nothing at all are None. No tags; aliases are bounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from yaml import CBaseLoader
from yaml.composer import Composer, ComposerError
from yaml.error import MarkedYAMLError, YAMLError
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from lunchbatch.settings_file.config_errors import ConfigFault, Place, spelt

_LONGEST = 200_000
_DEEPEST = 30
_MOST_VISITS = 20_000

_LAX = frozenset("\t\ufeff")
_TOO_DEEP = "the settings are nested too deep here; no setting needs that"
_QUOTES = "put the value in quotes"
# The scanner's words, and what a person does about it. The first that fits counts.
_REMEDIES = (
    ("special characters", "an invisible character stands here; delete it"),
    ("cannot start any token", f"a value cannot begin with this character; {_QUOTES}"),
    (
        "mapping values are not allowed",
        "a ': ' too many or a wrong indentation; line the keys up, or quote the text",
    ),
    ("could not find expected ':'", "here 'key: value' is expected, with a space after the colon"),
    ("while scanning a quoted scalar", "a quote that is opened here is not closed; close it"),
    (
        "while parsing a flow",
        "a list [a, b] or group {a: b} that is opened here lacks a comma or its end; add it",
    ),
    (
        "block mapping",
        "this does not fit the lines above; line the keys up, or quote the whole value",
    ),
    ("block collection", "the indentation does not fit the lines above; line the dashes up"),
    ("block sequence", "the indentation does not fit the lines above; line the keys up"),
    ("undefined alias", f"a value cannot begin with *; {_QUOTES}"),
    ("duplicate anchor", f"the name after & is used twice; rename one, or {_QUOTES}"),
    ("a single document", "the settings end here at '---'; delete that line"),
    ("unknown escape", "in double quotes a backslash is special; use single quotes"),
    ("too deep", _TOO_DEEP),
    ("too large", "in double quotes a backslash is special; use single quotes"),
    ("sequence entries are not allowed", f"a list begins on a line of its own; or {_QUOTES}"),
)
# What is noticed late: the place to mend is where it began.
_BEGIN_EARLIER = ("scanning a quoted scalar", "parsing a flow", "scanning a simple key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The values of a file (dict, list, str, None), and what was wrong.

    `lines` and `values` know each key and item by its place.
    """

    tree: object
    lines: Mapping[Place, int]
    values: Mapping[Place, object]
    faults: tuple[ConfigFault, ...]

    def line_of(self, place: Place) -> int:
        """The line of a setting, or of what it would stand in."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(text: str, *, file: str) -> Document:
    """Read one YAML document. Never raises: what is malformed is among the faults.

    `file` is the name that the faults carry.
    """
    if len(text) > _LONGEST:
        fault = ConfigFault(
            file=file, sentence="the file is too long to be settings; is it the right one?"
        )
        return _nothing(fault)
    node, error, row = _composed(text)
    if error is not None:
        return _nothing(_malformed(text, error, file, row=row))
    walk = _Walk(file=file)
    tree = None if node is None else walk.value(node, ())
    return Document(tree=tree, lines=walk.lines, values=walk.values, faults=tuple(walk.faults))


def compose(text: str) -> Node | None:
    """The nodes of a text with their places in it; None where there are none, or it is no YAML."""
    return _parsed(text)[0]


@lru_cache(maxsize=8)  # one process may read the same files for many runs
def _composed(text: str) -> tuple[Node | None, Exception | None, int]:
    """What `_parsed` says, of a sound file ten times as fast.

    libyaml is laxer about tabs and byte order marks than PyYAML's own parser, and knows less well
    where a fault is.
    """
    if not _LAX.intersection(text):
        try:
            return _QuickComposer(text).get_single_node(), None, 0
        except (YAMLError, ValueError, OverflowError):
            pass
    return _parsed(text)


def _parsed(text: str) -> tuple[Node | None, Exception | None, int]:
    """The nodes, or what was in the way and the row it was noticed in."""
    composer = None
    try:
        composer = _Composer(text)
        return composer.get_single_node(), None, 0
    except (YAMLError, ValueError, OverflowError) as error:
        # The last two: an escape in quotes that is beyond the last Unicode character.
        return None, error, composer.line if composer else 0


def _nothing(fault: ConfigFault) -> Document:
    return Document(tree=None, lines={}, values={}, faults=(fault,))


class _BoundedComposer(Composer):
    """Nodes out of parsed events, down to a certain depth."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ComposerError(None, None, "too deep", None)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class _QuickComposer(_BoundedComposer, CBaseLoader):
    """Events by libyaml. With no resolver all plain values are text, and nothing is built."""

    def __init__(self, text: str) -> None:
        CBaseLoader.__init__(self, text)
        _BoundedComposer.__init__(self)


class _Composer(_BoundedComposer, Reader, Scanner, Parser, BaseResolver):
    """Events by PyYAML's own parser."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        _BoundedComposer.__init__(self)
        BaseResolver.__init__(self)


@dataclass(slots=True, kw_only=True)
class _Walk:
    """From nodes to values, noting the line of each key and item."""

    file: str
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[ConfigFault] = field(default_factory=list)
    values: dict[Place, object] = field(default_factory=dict)
    visits: int = 0

    def value(self, node: Node, place: Place) -> object:
        self.visits += 1
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag[18:] not in _KINDS:
            self.fault(node, place, "a tag, which begins with !, means nothing here; delete it")
        if len(place) > _DEEPEST or self.visits > _MOST_VISITS:
            # One complaint is enough: an alias inside itself would bring thousands.
            if not any(fault.sentence == _TOO_DEEP for fault in self.faults):
                self.fault(node, (), _TOO_DEEP)
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, place)
        if isinstance(node, SequenceNode):
            return [self.entry(child, child, (*place, n)) for n, child in enumerate(node.value)]
        text = str(node.value)
        is_plain = isinstance(node, ScalarNode) and not node.style
        return None if is_plain and text.lower() in {"", "~", "null"} else text

    def mapping(self, node: MappingNode, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key_node, ScalarNode):
                self.fault(key_node, place, "a key is one word; a list or group cannot be one")
            elif key == "<<":
                self.fault(key_node, place, "'<<' is not read here; write the settings out")
            elif key in found:
                twice = f"this key is here twice, in lines {self.lines[*place, key]} and {{}}"
                twice = twice.format(key_node.start_mark.line + 1)
                self.fault(key_node, (*place, key), f"{twice}; keep one of them")
            else:
                found[key] = self.entry(key_node, value_node, (*place, key))
        return found

    def entry(self, mark: Node, node: Node, place: Place) -> object:
        self.lines[place] = mark.start_mark.line + 1
        self.values[place] = self.value(node, place)
        return self.values[place]

    def fault(self, node: Node, place: Place, sentence: str) -> None:
        line = node.start_mark.line + 1
        self.faults.append(
            ConfigFault(file=self.file, line=line, path=spelt(place), sentence=sentence)
        )


_KINDS = frozenset({"str", "seq", "map"})


def _malformed(text: str, error: Exception, file: str, *, row: int) -> ConfigFault:
    """The place and the remedy. The library's own words may quote a secret: none are kept."""
    rows = text.splitlines() or [""]
    column, words = 0, "too large"
    if isinstance(error, ReaderError):
        row = text.count("\n", 0, error.position)
        column = error.position - (text.rfind("\n", 0, error.position) + 1)
        words = str(error.reason)
    elif isinstance(error, MarkedYAMLError):
        words = f"{error.problem} {error.context}"
        begins_earlier = any(word in words for word in _BEGIN_EARLIER) and "escape" not in words
        mark = (error.context_mark if begins_earlier else None) or error.problem_mark
        if mark is not None:
            row, column = mark.line, mark.column
    row = min(row, len(rows) - 1)
    indentation = rows[row][: len(rows[row]) - len(rows[row].lstrip())]
    remedy = "this is not YAML; compare the line with those around it"
    if "\t" in indentation:
        remedy, column = "a tab indents this line; use spaces", indentation.index("\t")
    else:
        remedy = next((remedy for word, remedy in _REMEDIES if word in words), remedy)
    return ConfigFault(file=file, line=row + 1, column=column + 1, sentence=remedy)
