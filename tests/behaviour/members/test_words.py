"""Each program in its own words, with its own emoji, in its own language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.behaviour.check.setting import setting
from tests.behaviour.console import Console, console
from tests.tree import SHIPPED

MESSAGES = "config/messages.yaml"
LANGUAGES = ("en", "de", "es")
WALK = """\
  walk:
    channel: {channel}
    time_zone: Europe/Berlin
    language: es
    calendar: {{every: 2 weeks, on: [monday], starting: 2026-11-23}}
"""
VARIANT = """
en-coffee:
  intro:
    hello: "Coffee time, {people}!"
  checkpoint:
    quiet: "{people}, is the kettle on?"
"""


@pytest.fixture
def two_programs(tmp_path: Path) -> Iterator[Console]:
    """Coffee in its own words with its own emoji; walks in Spanish, in another channel."""
    with console(tmp_path, has_sheet=True) as ready:
        slack = ready.world.slack
        trail = slack.add_channel("trail", [slack.add_person(f"Walker {n}") for n in range(2)])
        ready.edits("    intro: 09:30", "    language: en-coffee\n    intro: 09:30")
        own = "    emoji: {met: [coffee], scheduled: [calendar], no: [door]}\n    intro"
        ready.edits("    intro", own)
        with ready.config.open("a", encoding="utf-8") as file:
            file.write(WALK.format(channel=trail))
        with (ready.config.parent / "messages.yaml").open("a", encoding="utf-8") as file:
            file.write(VARIANT)
        yield ready


def test_each_program_has_its_own_wording_its_own_emoji_and_its_own_language(
    two_programs: Console,
) -> None:
    result = two_programs.calls()

    assert result.exit_code == 0, result.output
    found = two_programs.world
    coffee = found.text_of("coffee/2026-11-23/1 intro")
    walk = found.text_of("walk/2026-11-23/1 intro")
    assert "Coffee time, " in coffee
    assert ":coffee:" in coffee
    assert ":tada:" not in coffee
    assert "Coffee time" not in walk
    assert ":tada:" in walk
    assert "Os toca conoceros" in walk
    for number in (1, 2):
        found.reacts("coffee", group=number)
    two_programs.at("2026-11-26 10:05").calls()
    assert {found.status(1), found.status(2)} == {"closed_met"}


def test_several_checkpoints_ask_in_the_words_of_the_program(two_programs: Console) -> None:
    two_programs.calls()
    for when in ("2026-11-26 10:05", "2026-11-30 10:05", "2026-12-03 14:05"):
        two_programs.at(when).calls()

    found = two_programs.world
    asked = [key for key in found.sent() if key.startswith("coffee/2026-11-23/1 checkpoint")]
    assert len(asked) == 2
    assert "is the kettle on?" in found.text_of(asked[0])


def place_of(text: str, language: str, *keys: str) -> int:
    """The line, counted from 1, in which a text stands."""
    node = yaml.compose(text)
    for key in (language, *keys):
        assert isinstance(node, yaml.MappingNode)
        node = next(value for name, value in node.value if name.value == key)
    assert node is not None
    return int(node.start_mark.line) + 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Hello", "the placeholder {people} is missing"),
        ("{people} {colour}", "{colour} means nothing here"),
        ("{people} " + "x" * 1000, "the text has 1009 characters; at most 1000 fit"),
    ],
)
def test_a_wording_that_cannot_be_is_refused_by_check_with_its_line(
    tmp_path: Path, language: str, new: str, sentence: str
) -> None:
    text = (SHIPPED / MESSAGES).read_text(encoding="utf-8")
    line = place_of(text, language, "checkpoint", "quiet")
    lines = text.splitlines(keepends=True)
    lines[line - 1] = f'    quiet: "{new}"\n'
    with setting(tmp_path) as one:
        (one.folder / MESSAGES).write_text("".join(lines), encoding="utf-8")
        result = one.check()

    assert result.exit_code == 2
    told = [row for row in result.output.splitlines() if row.startswith("mend")]
    assert len(told) == 1
    assert f"messages.yaml:{line}: {language}.checkpoint.quiet: {sentence}" in told[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_that_together_are_too_long_for_slack_are_refused_with_the_line(
    tmp_path: Path, language: str
) -> None:
    text = (SHIPPED / MESSAGES).read_text(encoding="utf-8")
    start = place_of(text, language) - 1
    head, body = text.splitlines(keepends=True)[:start], text.splitlines(keepends=True)[start:]
    keys = ("how", "met", "scheduled", "cannot")
    for number, row in enumerate(body[:20]):
        if row.strip().partition(":")[0] in keys:
            body[number] = row.replace(': "', f': "{"x" * 880} ', 1)
    long = "".join([*head, *body])
    with setting(tmp_path) as one:
        one.edit("mixing: {team: prefer}", f"language: {language}")
        (one.folder / MESSAGES).write_text(long, encoding="utf-8")
        result = one.check()

    assert result.exit_code == 2
    line = place_of(long, language, "intro") - 1
    assert f"messages.yaml:{line}: the message 'intro' is cut at Slack's limit" in result.output
