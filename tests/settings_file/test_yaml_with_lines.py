"""Of lunchbatch.settings_file.yaml_with_lines: both parsers read the same out of a file."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node, SequenceNode

from lunchbatch.settings_file.config_errors import Place
from lunchbatch.settings_file.yaml_with_lines import compose, read_yaml
from tests.tree import SHIPPED

TEXT = (SHIPPED / "config/lunchbatch.yaml").read_text("utf-8")
DAMAGES = [": ", "- ", "#", '"', "'", "{", "}", "[", "]", "|", ">", "\n", "\r\n", "\t", "\u2028"]


def of_nodes(node: Node | None) -> object:
    """A tree of nodes as plain values, each key with its line."""
    if isinstance(node, MappingNode):
        return {(key.value, key.start_mark.line + 1): of_nodes(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [of_nodes(value) for value in node.value]
    return str(node.value) if node else ""


def of_document(tree: object, lines: Mapping[Place, int], at: Place = ()) -> object:
    """The same of a document that was read."""
    if isinstance(tree, dict):
        return {(k, lines[*at, k]): of_document(v, lines, (*at, k)) for k, v in tree.items()}
    if isinstance(tree, list):
        return [of_document(v, lines, (*at, n)) for n, v in enumerate(tree)]
    return tree or ""


@given(
    st.integers(0, len(TEXT)),
    st.integers(0, 3),
    st.sampled_from(DAMAGES),
    st.sampled_from([200, len(TEXT)]),
)
def test_a_file_that_has_no_fault_is_read_the_same_by_the_quick_parser_and_the_careful_one(
    at: int, lost: int, damage: str, around: int
) -> None:
    damaged = TEXT[:at] + damage + TEXT[at + lost :]
    text = damaged[max(0, at - around) : at + around]

    read = read_yaml(text, file="lunchbatch.yaml")

    if not read.faults:
        assert of_document(read.tree, read.lines) == of_nodes(compose(text))
