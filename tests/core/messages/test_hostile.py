"""Whatever people call themselves or type into a Sheet: it pings nobody, and limits are kept."""

import re
import unicodedata
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.messages.blocks import faults
from lunchbatch.core.messages.mrkdwn import cut, defuse, tidy
from lunchbatch.core.messages.placeholders import say
from lunchbatch.core.model.messages import Message
from tests.core.messages.samples import ANA, BEN, CHI, samples, voice

HOSTILE = (
    "",
    "   ",
    "Q&A <team>",
    "&amp;",
    "<!channel>",
    "<!subteam^S1|x>",
    "<@U0VICTIM>",
    "<https://evil.example.org|bank>",
    "@here @channel @everyone",
    'O\'Neil "the" “hat”',
    "👩‍👩‍👧‍👦🏳️‍🌈 :tada:",
    "שלום עולם",
    "\u202egnp.exe",
    "a\u200bb\u2060c",
    "x" * 400,
    "<" * 400,
    "&" * 400,
    "*bold* _it_ ~gone~ `code` ```block```",
    "> quote\n- list\r\nline",
    "::error file=a.py::gone",
    "https://evil.example.org www.evil.example.org evil.example.org mailto:a@evil.example.org",
    "#general",
    ":fire::tada: 1:100:2",
    "%0A::set-output name=x::1",
    "a|b|c",
    "<b onmouseover=alert(1)>hi</b>",
    "{people} {channel} {",
    "\ud800",
    "\x00\x07\x1b[31m",
)
OURS = {"<@U0ANA>", "<@U0BEN>", "<@U0CHI>", "<@U0OWNER>", "<#C0COFFEE>"}
KNOWN_HOSTS = (
    r"<https://(calendar\.google\.com|docs\.google\.com|example\.slack\.com)/[^ |]*\|[^|]*>"
)
SPEAKING = voice()

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=80),
    st.lists(st.sampled_from("<>&!@#|*_~`{}: ahere\u202e\u200b\n"), max_size=450).map("".join),
)


def texts_of(sent: Message) -> list[Any]:
    """The text objects of a message."""
    found: list[Any] = []
    for block in sent.blocks:
        found += [block.get("text"), *(block.get("elements") or ())]  # type: ignore[misc] # blocks are plain data
    return [each for each in found if each]


def strings(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for each in value.values() for text in strings(each)]
        case list() | tuple():
            return [text for each in value for text in strings(each)]
        case _:
            return []


def said(sent: Message) -> list[str]:
    """Everything Slack reads as its markup: not addresses, nor literal texts."""
    return [sent.text, *(one["text"] for one in texts_of(sent) if one["type"] == "mrkdwn")]


@given(name=texts, title=texts, foreign=texts)
@settings(max_examples=60)
def test_foreign_text_pings_nobody_links_nothing_and_keeps_the_limits(
    name: str, title: str, foreign: str
) -> None:
    people = tuple(replace(each, name=name, title=title) for each in (ANA, BEN, CHI))

    for state, sent in samples(SPEAKING, people, foreign or "walk"):
        assert faults(sent) == (), state
        everything = "\n".join(strings([sent.text, *sent.blocks]))
        assert "<!" not in everything
        assert not re.search(r"@(here|channel|everyone)", everything, re.IGNORECASE)
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\u0000]", everything)
        everything.encode()
        assert all(one["verbatim"] for one in texts_of(sent) if one["type"] == "mrkdwn"), state
        for text in said(sent):
            markup = set(re.findall(r"<[^>]*>", text))
            addresses = {each for each in markup if each.startswith("<https://")}
            assert markup - addresses <= OURS, state
            assert all(re.match(KNOWN_HOSTS, each) for each in addresses), state
            assert re.fullmatch(r"(?:[^&]|&(?:amp|lt|gt);)*", text), state


def letters(text: str) -> list[str]:
    """What carries the sense; not the mark that stands in for a loose underscore."""
    return [mark for mark in text if unicodedata.category(mark)[0] in "LN" and mark != "ˍ"]


@given(text=texts)
def test_a_defused_text_formats_nothing_and_says_the_same(text: str) -> None:
    safe = defuse(text, 1000)

    assert not set(safe) & set("*~`<>\n")
    assert not re.search(r"(?:^|\W)_|_(?:\W|$)", safe)
    assert not re.search(r":\S*:", re.sub(r"(?<=\d):\d\d(?!\d)", "", safe))
    assert letters(unescape(safe)) == letters(tidy(text))


@given(text=texts)
def test_defusing_escapes_once(text: str) -> None:
    assert defuse(text, 10_000).count("&amp;") == tidy(text).count("&")


@pytest.mark.parametrize("word", ["12:00-12:45", "closed_met", "paused_until_2026", "a_b_c"])
def test_words_that_people_copy_from_a_notice_stay_as_they_are(word: str) -> None:
    assert defuse(f"did you mean {word}?") == f"did you mean {word}?"


@given(
    pieces=st.lists(st.sampled_from(["<@U0ANA>", "&amp;", "&lt;", "x", " "]), max_size=60),
    at_most=st.integers(1, 80),
)
def test_a_cut_never_ends_inside_markup(pieces: list[str], at_most: int) -> None:
    short = cut("".join(pieces), at_most)

    assert len(short) <= at_most
    assert re.fullmatch(r"(?:<@U0ANA>|&(?:amp|lt);|x| |…)*", short)
    if len("".join(pieces)) <= at_most:
        assert short == "".join(pieces)


def test_a_member_id_that_is_none_is_shown_and_not_mentioned() -> None:
    spoofed = replace(ANA, id="U1> <!channel", name="")

    for _, sent in samples(SPEAKING, (spoofed, BEN, CHI)):
        assert "<!" not in "\n".join(strings([sent.text, *sent.blocks]))


def test_wording_from_the_file_can_ping_nobody_either() -> None:
    words = SPEAKING.words
    shouting = words.model_copy(
        update={"closing": words.closing.model_copy(update={"stale": "<!here> {people} & all"})}
    )

    sent = dict(samples(replace(SPEAKING, words=shouting)))["closing-stale"]

    assert "&lt;!here&gt;" in sent.text
    assert "&amp; all" in sent.text


def test_an_address_in_the_wording_is_a_link_and_one_of_a_person_is_not() -> None:
    said = say("See https://wiki.example.org/lunch?a=1&b=2. {name}", name="https://me.example")

    assert said.rich == "See <https://wiki.example.org/lunch?a=1&amp;b=2>. https://me.example"
    assert said.plain == "See https://wiki.example.org/lunch?a=1&amp;b=2. https://me.example"
