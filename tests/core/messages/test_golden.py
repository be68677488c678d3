"""Each message state as it is sent: blocks in JSON, and the plain-text twin."""

import json
from pathlib import Path

import pytest

from lunchbatch.core.messages.blocks import faults
from lunchbatch.core.model.messages import Message
from tests.conftest import GOLDEN, Golden
from tests.core.messages.samples import samples, voice, wording

ENGLISH = dict(samples(voice()))


@pytest.mark.parametrize("state", ENGLISH)
def test_the_blocks_of_a_message_are_those_of_its_golden_file(state: str, golden: Golden) -> None:
    golden(f"messages/{state}.json", _json(ENGLISH[state]))


@pytest.mark.parametrize("language", wording().languages)
def test_a_message_in_each_language_reads_as_its_golden_file(language: str, golden: Golden) -> None:
    for state, sent in samples(voice(language)):
        golden(f"messages/{language}/{state}.txt", sent.text + "\n")


def test_every_golden_message_is_still_sent() -> None:
    kept = {file.relative_to(GOLDEN / "messages") for file in GOLDEN.glob("messages/**/*.*")}
    texts = {
        Path(language, f"{state}.txt") for language in wording().languages for state in ENGLISH
    }

    assert kept == texts | {Path(f"{state}.json") for state in ENGLISH}


@pytest.mark.parametrize("steered", [True, False])
@pytest.mark.parametrize("language", wording().languages)
def test_every_message_in_every_language_keeps_the_limits(language: str, *, steered: bool) -> None:
    found = {state: faults(sent) for state, sent in samples(voice(language, steered=steered))}

    assert not {state: each for state, each in found.items() if each}


def test_a_program_without_steering_emoji_does_not_speak_of_them() -> None:
    said = "\n".join(sent.text for _, sent in samples(voice(steered=False)))

    assert ":zzz:" not in said
    assert ":octagonal_sign:" not in said
    assert ":repeat:" not in said


def _json(sent: Message) -> str:
    return json.dumps(sent.blocks, ensure_ascii=False, indent=2) + "\n"
