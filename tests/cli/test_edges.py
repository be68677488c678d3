"""The edges of the command line: hostile arguments, broken surroundings; one sentence each."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from lunchbatch.cli import main
from lunchbatch.cli.command_table import COMMANDS
from tests.behaviour.console import console
from tests.tree import ROOT

HOSTILE = "x\n::debug::owned\r  ::debug::owned\u2028\x1b[2J\x00##[error]owned\u202e\udcff"


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main)
    for name in COMMANDS:
        found = main.get_command(context, name)
        assert found is not None
        yield name, found


def calls_with(hostile: str) -> Iterator[tuple[str, ...]]:
    """Every command with something hostile in the place of each of its parameters."""
    yield (hostile,)
    for name, found in commands():
        needed = [
            "x" for each in found.params if isinstance(each, click.Argument) and each.required
        ]
        yield (name, f"--{hostile}")
        yield (name, *(hostile for _ in needed), hostile)
        for each in found.params:
            if isinstance(each, click.Option) and not each.is_flag:
                yield (name, *needed, f"{each.opts[0]}={hostile}")


def is_harmless(arguments: tuple[str, ...], said: Result, on_github: str) -> bool:
    """Whether what was printed is what a screen and the runner may see; asserts on each line."""
    assert said.exit_code in {0, 1, 2}, (arguments, said.output)
    assert "Traceback" not in said.output, (arguments, said.output)
    for line in said.output.replace("\r", "\n").splitlines():
        assert not line.lstrip().startswith("::debug"), (arguments, line)
    assert not set("\x1b\x00\u202e").intersection(said.output), (arguments, said.output)
    assert not (on_github and "##[" in said.output), (arguments, said.output)
    return True


@pytest.mark.parametrize("on_github", ["true", ""])
def test_no_argument_can_begin_a_line_or_command_the_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_github: str
) -> None:
    monkeypatch.chdir(tmp_path)
    variables = {"GITHUB_ACTIONS": on_github}
    for arguments in calls_with(HOSTILE):
        shorter = ["--rounds=1"] if arguments[0] == "demo" else []
        said = CliRunner().invoke(main, [*arguments, *shorter], env=variables)
        assert is_harmless(arguments, said, on_github)


@pytest.mark.parametrize("on_github", ["true", ""])
def test_nor_one_that_is_held_against_the_settings(tmp_path: Path, on_github: str) -> None:
    with console(tmp_path) as ready:
        ready.variables["GITHUB_ACTIONS"] = on_github
        for name, *arguments in calls_with(HOSTILE):
            if name in COMMANDS and any(p.name == "config" for p in dict(commands())[name].params):
                said = ready.calls(name, *arguments)
                assert is_harmless((name, *arguments), said, on_github)


def test_there_is_one_way_to_the_screen() -> None:
    """What foreign text may do there is settled in one place, so nothing may go around it."""
    around = re.compile(r"click\.s?echo\(|\bprint\(|sys\.std(?:out|err)\.write")
    allowed = {"printing.py", "progress.py", "http_server.py"}  # the last two say nothing foreign
    found = [
        path
        for path in (ROOT / "lunchbatch").rglob("*.py")
        if around.search(path.read_text("utf-8")) and path.name not in allowed
    ]
    assert found == []
