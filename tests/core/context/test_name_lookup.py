"""What the program writes for people it reads as the same people, whatever they are called."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.adapters.slack.read_conversations import read_person
from lunchbatch.core.context.name_lookup import NameLookup, NameLookupError
from lunchbatch.core.model.spelling import fold

NAMES = st.text(max_size=20) | st.sampled_from(
    [
        "Ana Sousa",
        "ANA  sousa",
        "Doe, Jane",
        "U0ONE",
        "U0TWO",
        "(U0ONE)",
        "left out",
        "@Ana",
        "=1+1",
    ]
)


@dataclass(frozen=True)
class Crowd:
    names: dict[str, str]

    @property
    def index(self) -> NameLookup:
        by_name: dict[str, set[str]] = {}
        for member, name in self.names.items():
            if fold(name):
                by_name.setdefault(fold(name), set()).add(member)
        return NameLookup(
            ids=frozenset(self.names),
            by_name={name: frozenset(ids) for name, ids in by_name.items()},
            spelt={fold(name): name for name in self.names.values()},
        )


@given(st.lists(NAMES, min_size=1, max_size=5))
def test_whoever_is_written_is_read(names: list[str]) -> None:
    ids = ("U0ONE", "U0TWO", "U0THREE", "U0FOUR", "U0FIVE")
    crowd = Crowd(dict(zip(ids, names, strict=False)))

    cell = ", ".join(crowd.index.write(name, member) for member, name in crowd.names.items())

    assert crowd.index.find(cell) == tuple(crowd.names)


def test_a_namesake_who_is_here_is_meant() -> None:
    names = NameLookup(
        ids=frozenset({"U0ONE", "U0TWO"}),
        by_name={"ana": frozenset({"U0ONE", "U0TWO"})},
        spelt={"ana": "Ana"},
        here=frozenset({"U0TWO"}),
    )

    assert names.find("Ana") == ("U0TWO",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Anna", "'Anna' is nobody I know; did you mean Ana?"),
        ("Zzz", "'Zzz' is nobody I know; write the name as in People, or the Slack id"),
        ("Ben", "'Ben' is the name of 2 people; write U0THREE or U0TWO instead"),
    ],
)
def test_what_is_unclear_is_said(text: str, sentence: str) -> None:
    crowd = Crowd({"U0ONE": "Ana", "U0TWO": "Ben", "U0THREE": "ben"})

    with pytest.raises(NameLookupError, match=sentence.replace("?", r"\?")):
        crowd.index.find(f"Ana, {text}")


@pytest.mark.parametrize("name", ["\u200b", "\u3164", " \u2800 ", "\u2060\ufeff", ""])
def test_a_name_that_nobody_can_see_is_none(name: str) -> None:
    profile = {"display_name": name, "real_name": "Ana Sousa"}

    assert read_person({"id": "U0ONE", "profile": profile}).name == "Ana Sousa"
    assert fold(name) == ""
