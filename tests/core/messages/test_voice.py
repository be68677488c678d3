"""How it speaks: short, of what can be clicked, and never of what is nobody's business."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from lunchbatch.core.messages.group_messages import named_emoji
from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.member_messages import WAVE
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.model.messages import Message
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.settings.policy import EmojiSettings
from tests.core.messages.samples import POLLS, home_pages, read, samples, voice, wording

LANGUAGES = wording().languages

# By language: romance, a machine's view, and what tells that somebody is kept apart.
NEVER_SAID = {
    "en": ("a date", "together with", "needs a person", "i read", "counts", "kept apart", "mended"),
    "de": ("zusammen mit", "in dienst", "im dienst", "ein mensch", "date ", "zählt", "auseinander"),
    "es": ("una cita", "estás con", "pareja", "persona humana", "cuenta", "lectura", "separad"),
    "fr": ("un rendez-vous", "rencard", "en couple", "être humain", "compte", "séparé"),
    "pt": ("um encontro romântico", "casal", "ser humano", "conta ", "leitura", "separad"),
}
STAGES = {
    "intro": "intro",
    "checkpoint": "checkpoint-1",
    "closing": "close",
    "celebration": "celebrate",
    "lunch-ask": "ask",
    "welcome": "welcome",
}
EMOJI = (
    EmojiSettings(),
    EmojiSettings(met=("coffee", "tada"), no=("no_entry",), skip=("palm_tree",), stop=("ghost",)),
    EmojiSettings(skip=(), stop=(), repeat=()),
)
TO_OWNER = ("owner-",)
EVERY_NAMED = 6  # the default of `seeds`: nothing has to be typed


def heard_by_members(speaking: MessageFormat) -> dict[str, Message]:
    return {state: sent for state, sent in samples(speaking) if not state.startswith(TO_OWNER)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_member_reads_a_word_that_must_not_appear(language: str) -> None:
    words = NEVER_SAID[language.partition("-")[0]]
    texts = {state: sent.text for state, sent in heard_by_members(voice(language)).items()}
    texts |= {state: json.dumps(home) for state, home in home_pages(voice(language)).items()}
    texts |= Icebreakers.model_validate(read("icebreakers.yaml")).questions(language)

    found = [
        (state, word)
        for state, text in texts.items()
        for word in words
        if re.search(rf"\b{re.escape(word)}", text.lower())
    ]

    assert not found


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_in_no_group_reads_the_same_whatever_the_reason(language: str) -> None:
    told = [state for state in heard_by_members(voice(language)) if state.startswith("left-out")]

    assert told == ["left-out"]


@pytest.mark.parametrize("settings", EMOJI, ids=["as they come", "others", "no pauses"])
@pytest.mark.parametrize("seeds", range(7))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_emoji_that_is_named_is_under_the_message_or_typed_out(
    language: str, seeds: int, settings: EmojiSettings
) -> None:
    speaking = replace(
        voice(language),
        seeds=seeds,
        emoji=settings,
        skip=next(iter(settings.skip), None),
        stop=next(iter(settings.stop), None),
        again=next(iter(settings.repeat), None),
    )
    for state, sent in heard_by_members(speaking).items():
        text = json.dumps(sent.blocks, ensure_ascii=False)
        under = set(seeded(state, settings, seeds))
        typed = set(re.findall(r"`:([a-z0-9_]+):`", text))
        named = set(re.findall(r":([a-z][a-z0-9_]{0,30}):", text))

        assert named == typed | under, state
        assert not typed & under, state
        if under and not state.startswith("poll-") and seeds == EVERY_NAMED:
            assert not typed, state


def seeded(state: str, settings: EmojiSettings, seeds: int) -> tuple[str, ...]:
    """What is put under a message: for a poll all choices, for the word to who is paused a wave."""
    if state.startswith("paused"):
        return (WAVE,)
    for name, choices in POLLS.items():
        if state == f"poll-{name}":
            return (*choice_emoji(choices), "no_good")
    stage = next((STAGES[start] for start in STAGES if state.startswith(start)), "")
    return named_emoji(settings, stage)[:seeds] if stage else ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice_in_one_conversation(language: str) -> None:
    heard = heard_by_members(voice(language))
    conversation = ("intro-in-full", "checkpoint-quiet", "closing-stale", "celebration")
    said = [
        line
        for state in conversation
        for line in heard[state].text.split("\n")
        if ":tada:" not in line  # the legend, which stands where it can be clicked
    ]

    assert len(said) == len(set(said))


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_people_are_not_spoken_to_as_a_crowd(language: str) -> None:
    speaking = voice(language)
    words = speaking.words

    assert words.intro.hello.two != words.intro.hello.more
    assert words.celebration.thanks.two != words.celebration.thanks.more


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "Tuesday 1 December", "Wednesday 2 December"),
        ("de", "Dienstag, 1. Dezember", "Mittwoch, 2. Dezember"),
        ("es", "martes 1 de diciembre", "miércoles 2 de diciembre"),
        ("es-419", "martes 1 de diciembre", "miércoles 2 de diciembre"),
        ("fr", "mardi 1er décembre", "mercredi 2 décembre"),
        ("pt", "terça-feira, 1º de dezembro", "quarta-feira, 2 de dezembro"),
    ],
)
def test_days_read_as_the_language_writes_them_in_a_sentence(
    language: str, first: str, second: str
) -> None:
    days = [voice(language).date(date(2026, 12, day)) for day in (1, 2)]

    assert days == [first, second]


def test_numbers_take_the_plural_of_the_language() -> None:
    def connections(language: str, count: int) -> str:
        speaking = voice(language)
        return speaking.counted(speaking.words.digest.new_connections, count).plain

    assert "1* new connection" in connections("en", 1)
    assert connections("en", 0).endswith("connections")
    assert connections("fr", 0).endswith("rencontre")  # French counts nothing as one
    assert connections("fr", 2).endswith("rencontres")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_pause_names_whom_to_ask(language: str) -> None:
    paused = ("paused-after-one", "paused", "home-held", "home-paused", "home-stopped")
    speaking = voice(language)
    for asked, is_named in ((speaking, True), (replace(speaking, owner=None), False)):
        told = {state: sent.text for state, sent in heard_by_members(asked).items()}
        told |= {state: json.dumps(home) for state, home in home_pages(asked).items()}

        assert [("<@U0OWNER>" in told[state]) for state in paused] == [is_named] * len(paused)
