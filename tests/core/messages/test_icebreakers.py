"""Questions for the first message: enough of them, and none twice for the same people."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lunchbatch.core.messages.icebreakers import Icebreakers, icebreaker
from tests.core.messages.samples import read

SHIPPED = Icebreakers.model_validate(read("icebreakers.yaml"))

banks = st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.text(), min_size=1)


def test_at_least_a_hundred_questions_are_shipped_and_no_two_are_alike() -> None:
    questions = SHIPPED.questions("en")

    assert len(questions) >= 100
    assert len({text.lower() for text in questions.values()}) == len(questions)
    assert all(text.endswith("?") for text in questions.values())


@pytest.mark.parametrize("language", ["de", "es", "fr", "pt"])
def test_each_language_has_forty_questions_of_its_own(language: str) -> None:
    questions = SHIPPED.root[language]

    assert len(questions) >= 40
    assert len({text.lower() for text in questions.values()}) == len(questions)
    assert all(text.endswith("?") for text in questions.values())


@given(questions=banks, seeds=st.lists(st.text(), min_size=20, max_size=20))
def test_no_question_comes_twice_while_there_are_others(
    questions: dict[str, str], seeds: list[str]
) -> None:
    used: list[str] = []
    for seed in seeds[: len(questions)]:
        drawn = icebreaker(questions, used, seed)
        assert drawn is not None
        assert questions[drawn[0]] == drawn[1]
        used.append(drawn[0])

    assert len(set(used)) == len(used)
    assert icebreaker(questions, used, "after all are used") is not None


@given(questions=banks, seed=st.text())
def test_the_draw_depends_on_the_seed_and_not_on_the_order(
    questions: dict[str, str], seed: str
) -> None:
    turned = dict(reversed(questions.items()))

    assert icebreaker(questions, (), seed) == icebreaker(turned, (), seed)


@given(questions=banks, seed=st.text())
def test_another_question_in_the_file_changes_a_draw_only_to_itself(
    questions: dict[str, str], seed: str
) -> None:
    before = icebreaker(questions, (), seed)
    after = icebreaker({**questions, "brand-new": "?"}, (), seed)

    assert after in {before, ("brand-new", "?")}


def test_different_rounds_draw_different_questions() -> None:
    drawn = [icebreaker(SHIPPED.questions("en"), (), f"coffee/{week}") for week in range(30)]

    assert sum(one != other for one, other in pairwise(drawn)) > 25


def test_without_questions_there_is_no_icebreaker() -> None:
    assert icebreaker({}, (), "x") is None
    assert Icebreakers({}).questions("de") == {}


def test_a_language_has_its_own_questions_or_those_it_falls_back_to() -> None:
    bank = Icebreakers.model_validate({"en": {"a": "A?"}, "de": {"a": "Ä?"}})

    assert bank.questions("de-AT") == {"a": "Ä?"}
    assert bank.questions("fr") == {"a": "A?"}


@pytest.mark.parametrize(
    "bad", [{"en": {}}, {"en": {"A b": "?"}}, {"en": {"a": ""}}, {"EN": {"a": "?"}}]
)
def test_a_malformed_list_of_questions_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Icebreakers.model_validate(bad)
