"""Settings that cannot be used: one clear sentence each, exit code 2, and nothing touched."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        yield found


def refused(ready: Console, *options: str, command: str = "run") -> str:
    """What is said; and nothing was asked of Slack, nor written."""
    ended = ready.calls(command, *options)

    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ready.world.server.log == []
    assert not (ready.folder / "ledger").exists()
    return ended.stderr.replace(ready.config.as_posix(), "lunchbatch.yaml").strip()


def test_settings_that_are_not_there(ready: Console) -> None:
    ready.config.unlink()

    assert refused(ready).startswith(
        "Error: lunchbatch.yaml: there is no such file; copy the example: it is "
        "config/lunchbatch.yaml"
    )


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a remark\n"])
def test_settings_with_nothing_in_them(ready: Console, text: str) -> None:
    ready.config.write_text(text)

    assert refused(ready).startswith(
        "Error: lunchbatch.yaml:1: the file is empty; copy the example"
    )


def test_settings_that_are_not_yaml(ready: Console) -> None:
    ready.edits("on: [monday]", "on: [monday")

    told = refused(ready)

    assert told.startswith("Error: lunchbatch.yaml:9")
    assert "]" in told


def test_a_key_that_nobody_knows_and_a_wrong_zone_are_told_in_one_go(ready: Console) -> None:
    ready.edits("intro: 09:30", "itnro: 09:30")
    ready.edits("Europe/Berlin", "Europe/Berlim")

    first, second = refused(ready).splitlines()

    assert first.startswith("Error: lunchbatch.yaml:6: programs.coffee.time_zone: 'Europe/Berlim'")
    assert first.endswith("did you mean Europe/Berlin?")
    assert second.startswith("lunchbatch.yaml:11: programs.coffee.itnro: there is no such setting")
    assert second.endswith("did you mean intro?")


def test_a_token_that_is_missing(ready: Console) -> None:
    ready.variables["SLACK_BOT_TOKEN"] = ""

    assert refused(ready).startswith(
        "Error: SLACK_BOT_TOKEN is not set; it is the Bot User OAuth Token"
    )


def test_the_token_of_a_person_is_not_the_bots_and_is_not_shown(ready: Console) -> None:
    ready.variables["SLACK_BOT_TOKEN"] = "xoxp-secret"

    told = refused(ready)

    assert "SLACK_BOT_TOKEN" in told
    assert "is the token of a person" in told
    assert "secret" not in told


def test_a_program_that_is_not_in_the_settings(ready: Console) -> None:
    assert (
        refused(ready, "--program", "tea") == "Error: --program: there is no 'tea'; there is coffee"
    )


def test_choices_that_are_no_choices(ready: Console) -> None:
    assert "--choices" in refused(ready, "--choices", "11:45, 11:45")


@pytest.mark.parametrize("moment", ["2026-11-23T09:30", "yesterday", "25:00"])
def test_a_moment_without_its_offset(ready: Console, moment: str) -> None:
    assert "is not like 2026-11-23T09:30+01:00, with its offset" in refused(
        ready, "--as-of", moment
    )


def test_wording_that_lacks_what_it_must_say(ready: Console) -> None:
    words = ready.config.parent / "messages.yaml"
    text = words.read_text("utf-8")
    lacking = text.replace("{people}, you'd picked a time", "You'd picked a time")
    words.write_text(lacking, encoding="utf-8")

    told = refused(ready)

    line = lacking[: lacking.index("You'd picked a time")].count("\n") + 1
    assert f"messages.yaml:{line}: " in told
    assert "{people}" in told
