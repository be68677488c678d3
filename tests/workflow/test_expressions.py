"""Our reading of workflow expressions, against the rules in GitHub's documentation."""

import pytest

from tests.workflow.expressions import Value, evaluate, fill

CONTEXT = {"inputs": {"command": "Plan", "force": True}, "steps": {"a": {"outcome": "failure"}}}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inputs.command == 'plan'", True),  # strings compare without case
        ("inputs.nothing == ''", True),  # null and '' are both 0
        ("inputs.nothing", None),
        ("inputs.force == 'true'", False),  # true is 1, the word is no number
        ("inputs.nothing || 'run'", "run"),
        ("inputs.command == 'run' && 'live' || 'alone'", "alone"),
        ("!(inputs.force && false)", True),
        ("failure() && steps.a.outcome != 'success'", True),
        ("'it''s'", "it's"),
    ],
)
def test_an_expression_has_the_value_that_github_gives_it(text: str, value: Value) -> None:
    assert evaluate(text, CONTEXT, {"failure": lambda: True}) == value


@pytest.mark.parametrize("text", ["a b", "a ==", "(a", "a + b", "inputs"])
def test_what_we_cannot_read_is_an_error_and_not_a_guess(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        evaluate(text, CONTEXT, {})


def test_a_text_is_filled_where_it_asks_and_nowhere_else() -> None:
    text = "${{ inputs.force }} $HOME ${{ inputs.nothing }}.${{ inputs.command }}"

    assert fill(text, CONTEXT, {}) == "true $HOME .Plan"
