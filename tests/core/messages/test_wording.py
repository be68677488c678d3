"""The wording file: what an organiser may change, and what is refused with its place."""

import json
import re
from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from pydantic import ValidationError

from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.wording import parse_wording
from tests.core.messages.samples import MORNING, home_pages, read, samples, voice, wording

ENGLISH: dict[str, Any] = {"en": read("messages.yaml")["en"]}


def leaves(texts: dict[str, Any], place: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, text in texts.items():
        inner = (*place, key)
        found += leaves(text, inner) if isinstance(text, dict) else [inner]
    return found


def changed(
    place: tuple[str, ...], text: object, texts: dict[str, Any] = ENGLISH
) -> dict[str, Any]:
    texts = deepcopy(texts)
    spot = texts
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = text
    return texts


def text_at(place: tuple[str, ...]) -> Any:
    found: Any = ENGLISH
    for key in place:
        found = found[key]
    return found


def complaints(texts: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as refused:
        parse_wording(texts)
    return [(fault["loc"], fault["msg"]) for fault in refused.value.errors()]


PLACES = [place for place in leaves(ENGLISH) if isinstance(text_at(place), str)]


def test_each_text_refuses_an_unknown_placeholder_and_all_are_named_at_once() -> None:
    texts = ENGLISH
    for place in PLACES:
        texts = changed(place, text_at(place) + " {nonsense}", texts)

    found = complaints(texts)

    assert [where for where, _ in found] == PLACES
    assert all("{nonsense} means nothing here" in why for _, why in found)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, 7, None, ["a"]])
def test_each_text_refuses_what_is_no_text_of_fitting_length(text: object) -> None:
    texts = ENGLISH
    for place in PLACES:
        texts = changed(place, text, texts)

    assert list(dict.fromkeys(where for where, _ in complaints(texts))) == PLACES


NEEDED = [
    (place, slot)
    for place in PLACES
    for slot in re.findall(r"{(\w+)}", text_at(place))
    if slot != "channel" and place[-1] not in {"title", "all_title"}
    if (slot, place[-1]) != ("count", "one")  # "one new connection" needs no figure
]


@pytest.mark.parametrize(
    ("place", "slot"), NEEDED, ids=lambda each: ".".join(each) if isinstance(each, tuple) else each
)
def test_a_text_without_a_placeholder_that_it_needs_is_refused(
    place: tuple[str, ...], slot: str
) -> None:
    [(where, why)] = complaints(changed(place, text_at(place).replace(f"{{{slot}}}", "x")))

    assert where == place
    assert f"{{{slot}}} is missing" in why


def test_a_misspelt_placeholder_gets_the_nearest_one() -> None:
    [(_, why)] = complaints(changed(("en", "checkpoint", "quiet"), "Hello {peopel}!"))

    assert "did you mean {people}?" in why


@pytest.mark.parametrize("text", ["{people} {", "{people}}", "{people} {0}", "{people} {a!r}"])
def test_a_brace_that_is_no_placeholder_is_refused(text: str) -> None:
    [(where, why)] = complaints(changed(("en", "checkpoint", "quiet"), text))

    assert where == ("en", "checkpoint", "quiet")
    assert "braces" in why


@pytest.mark.parametrize("text", ["a\nb", "<b>", "x" * 101])
def test_a_title_is_short_and_one_line(text: str) -> None:
    [(where, _)] = complaints(changed(("en", "digest", "title"), text))

    assert where == ("en", "digest", "title")


@pytest.mark.parametrize("place", [("en", "greeting"), ("en", "intro", "titel")])
def test_an_unknown_key_is_refused(place: tuple[str, ...]) -> None:
    assert complaints(changed(place, "x"))[0][0] == place


@pytest.mark.parametrize("key", ["english", "EN", "e", "en_GB", "en-"])
def test_a_key_that_is_no_language_is_refused(key: str) -> None:
    [(_, why)] = complaints(ENGLISH | {key: ENGLISH["en"]})

    assert f"'{key}' is not a language" in why


def test_a_new_language_must_be_complete_and_all_gaps_are_named() -> None:
    texts = deepcopy(ENGLISH["en"])
    del texts["poll"]["title"], texts["digest"]

    gaps = {where for where, _ in complaints(ENGLISH | {"fr": texts})}

    assert gaps == {("fr", "poll", "title"), ("fr", "digest")}


def test_a_variant_holds_only_what_differs() -> None:
    own = parse_wording(ENGLISH | {"en-coffee": {"intro": {"hello": "Coffee, {people}!"}}})

    hello = own.words("en-coffee").intro.hello
    assert hello.two == hello.more == "Coffee, {people}!"
    assert own.words("en-coffee").intro.calendar == own.words("en").intro.calendar
    assert own.words("en-coffee").poll == own.words("en").poll


def test_a_fault_in_a_variant_is_named_there() -> None:
    [(where, _)] = complaints(ENGLISH | {"en-coffee": {"checkpoint": {"quiet": "Coffee!"}}})

    assert where == ("en-coffee", "checkpoint", "quiet")


@pytest.mark.parametrize("texts", [{}, {"en": None}, {"en": "x"}, {1: ENGLISH["en"]}])
def test_an_empty_or_malformed_file_is_refused(texts: dict[str, Any]) -> None:
    assert complaints(texts)


@pytest.mark.parametrize("language", sorted({*wording().languages} - {"en"}))
def test_each_shipped_language_says_the_same_with_its_own_words(language: str) -> None:
    english, other = dict(samples(voice("en"))), dict(samples(voice(language)))

    assert not {state for state, sent in english.items() if sent.text == other[state].text}
    assert {state: len(sent.blocks) for state, sent in other.items()} == {
        state: len(sent.blocks) for state, sent in english.items()
    }


def test_each_text_of_the_file_is_in_some_message() -> None:
    told = marked(ENGLISH["en"])
    speaking = replace(voice("en"), words=parse_wording({"en": told}).words("en"))
    seen = "".join(json.dumps(sent.blocks) + str(sent.picture) for _, sent in samples(speaking))
    seen += json.dumps(home_pages(speaking))
    seen += unquote(calendar_link(speaking, (), MORNING))
    unseen = [place[1:] for place in PLACES if f"[{'.'.join(place[1:])}" not in seen]

    assert not unseen


def marked(texts: dict[str, Any], place: tuple[str, ...] = ()) -> dict[str, Any]:
    """Every text replaced by its place, with the placeholders it has."""
    return {
        key: marked(text, (*place, key))
        if isinstance(text, dict)
        else f"[{'.'.join((*place, key))}] " + " ".join(re.findall(r"{\w+}", text))
        for key, text in texts.items()
    }


def test_no_key_of_the_file_is_a_word_that_yaml_reads_as_true_or_false() -> None:
    assert all(isinstance(key, str) for place in leaves(ENGLISH) for key in place)
