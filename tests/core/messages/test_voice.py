"""How it speaks: short, of what can be clicked, and never of what is nobody's business."""

import json
import re
from dataclasses import replace
from math import ceil

import pytest

from lunchbatch.core.messages.group_messages import named_emoji
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.model.messages import Message
from lunchbatch.core.settings.policy import EmojiSettings
from tests.core.messages.samples import home_pages, samples, voice, wording

LANGUAGES = wording().languages
SHORT = {"intro", "intro-two-zones"}  # to two people
WIDE, SMALL, LARGE = 47, 54, 40  # characters a line at 390 px: a section, small print, a title

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
TO_MEMBERS = ("owner-",)


def heard_by_members(speaking: MessageFormat) -> dict[str, Message]:
    return {state: sent for state, sent in samples(speaking) if not state.startswith(TO_MEMBERS)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_member_reads_a_word_that_must_not_appear(language: str) -> None:
    words = NEVER_SAID[language.partition("-")[0]]
    texts = {state: sent.text for state, sent in heard_by_members(voice(language)).items()}
    texts |= {state: json.dumps(home) for state, home in home_pages(voice(language)).items()}

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


@pytest.mark.parametrize("seeds", range(7))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_emoji_that_is_named_is_under_the_message_or_typed_out(
    language: str, seeds: int
) -> None:
    settings = EmojiSettings()
    for state, sent in heard_by_members(replace(voice(language), seeds=seeds)).items():
        stage = next((STAGES[start] for start in STAGES if state.startswith(start)), "")
        if not stage:
            continue
        text = json.dumps(sent.blocks, ensure_ascii=False)
        under = named_emoji(settings, stage)[:seeds]
        typed = set(re.findall(r"`:([a-z_]+):`", text))
        named = set(re.findall(r":([a-z_]{1,30}):", text))

        assert named == typed | set(under), state
        assert not typed & set(under), state


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_intro_to_two_people_is_at_most_twelve_lines_on_a_phone(language: str) -> None:
    question = "What is the best advice you have ever been given?"
    heard = dict(samples(voice(language), foreign=question))

    for state in SHORT:
        assert lines_on_a_phone(heard[state]) <= 12, state


def lines_on_a_phone(sent: Message) -> int:
    """About how many lines a message has at 390 px."""
    count = 0
    for block in sent.blocks:
        match block:
            case {"type": "header", "text": {"text": str(text)}}:
                width = LARGE
            case {"type": "section", "text": {"text": str(text)}}:
                width = WIDE
            case {"elements": [*_, {"text": str(text)}]}:
                width = SMALL
            case _:
                continue
        count += sum(max(1, ceil(len(line) / width)) for line in _shown(text).split("\n"))
    return count


def _shown(text: str) -> str:
    """A link by its label, a member by a name, an emoji as one mark."""
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    return re.sub(r":[a-z_]+:", "🎉", re.sub(r"<[@#][^>]*>", "@Ana Sousa", text))


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


def test_numbers_take_the_plural_of_the_language() -> None:
    def connections(language: str, count: int) -> str:
        speaking = voice(language)
        return speaking.counted(speaking.words.digest.new_connections, count).plain

    assert "1* new connection" in connections("en", 1)
    assert connections("en", 0).endswith("connections")
    assert connections("fr", 0).endswith("rencontre")  # French counts nothing as one
    assert connections("fr", 2).endswith("rencontres")
