"""The command line as people like it: helps, slips of the keyboard, colour, JSON, completion."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lunchbatch.cli import main
from lunchbatch.cli.command_table import COMMANDS, HEADINGS
from tests.behaviour.console import console
from tests.behaviour.world import ROUND
from tests.tree import ROOT


def calls(*args: str, **options: Any) -> Result:
    return CliRunner().invoke(main, list(args), prog_name="python -m lunchbatch", **options)


def test_the_help_lists_commands_by_when_they_are_needed_and_cuts_none_off() -> None:
    told = calls("--help", terminal_width=80).output

    assert "..." not in told.replace("[ARGS]...", "")
    places = [told.index(f"\n{heading}:") for heading in HEADINGS]
    assert places == sorted(places)
    assert all(re.search(rf"^  {name} ", told, re.MULTILINE) for name in COMMANDS)
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_an_example_that_the_command_understands(name: str) -> None:
    told = calls(name, "--help", terminal_width=80).output

    (example,) = re.findall(r"Example:\n +python -m lunchbatch (.*)", told)
    assert example.split()[0] == name
    known = set(re.findall(r"--[a-z-]+", told))
    assert set(re.findall(r"--[a-z-]+", example)) <= known


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (("rnu",), "Did you mean 'run'?"),
        (("raport",), "Did you mean 'report'?"),
        (("plan", "--porgram", "x"), "Did you mean '--program'?"),
    ],
)
def test_a_slip_of_the_keyboard_is_answered_with_what_was_meant(
    args: tuple[str, ...], hint: str
) -> None:
    told = calls(*args)

    assert told.exit_code == 2
    assert re.search(rf"^Error: .*{re.escape(hint)}$", told.stderr, re.MULTILINE)


@pytest.mark.parametrize("command", ["plan", "run", "report", "preview"])
def test_a_mistyped_program_is_answered_with_the_nearest(tmp_path: Path, command: str) -> None:
    with console(tmp_path) as ready:
        told = ready.calls(command, "--program", "cofee")

    assert told.exit_code == 2
    assert told.stderr.startswith("Error: ")
    assert "did you mean 'coffee'?" in told.stderr


def test_errors_have_one_style_and_colour_on_a_terminal_only(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.yaml")

    assert calls("plan", "--config", missing).stderr.startswith("Error: ")
    assert calls("plan", "--config", missing, color=True).stderr.startswith("\x1b[31m")
    plain = calls("plan", "--config", missing, color=True, env={"NO_COLOR": "1"})
    assert "\x1b" not in plain.stderr + plain.stdout


def test_what_a_program_may_read_is_json_by_ids(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        plan = json.loads(ready.calls("plan", "--json").stdout)
        found = json.loads(ready.calls("check", "--json").stdout)
        ready.calls()
        report = json.loads(ready.calls("report", "--json", "-").stdout)

    assert [one["effect"] for one in plan["messages"]] == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
    assert "Person" not in json.dumps(plan)
    assert {one["verdict"] for one in found} <= {"ok", "note", "mend"}
    assert report


def test_programs_are_listed_as_json(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        told = calls("programs", "--json", str(ready.config))

    (one,) = json.loads(told.stdout)
    assert (one["program"], one["signup"]) == ("coffee", "everyone")


@pytest.mark.parametrize("more", ["", "roles", "lottery"])
def test_the_input_that_the_help_of_match_shows_is_one(more: str) -> None:
    told = calls("match", "--help", terminal_width=120).output
    decoder = json.JSONDecoder()
    shown, _ = decoder.raw_decode(told, told.index("{"))
    if more:
        shown[more], _ = decoder.raw_decode(told, told.index("{", told.index(f'"{more}": ')))

    made = calls("match", input=json.dumps(shown))

    assert made.exit_code == 0, made.output
    assert "groups" in json.loads(made.stdout)


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    script = tmp_path / "completion"
    script.write_text(calls("completion", "bash").stdout, encoding="utf-8")
    asked = (
        f"source {script}; COMP_WORDS=(lunchbatch pr); COMP_CWORD=1; "
        'complete() { :; }; _lunchbatch_completion lunchbatch; echo "${COMPREPLY[@]}"'
    )
    told = subprocess.run(  # noqa: S603 - the shell it is for
        ["/bin/bash", "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert told.stdout.split() == ["preview", "programs"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_ask_the_program_as_a_module(shell: str) -> None:
    told = calls("completion", shell).stdout

    assert f" '{sys.executable}' -m lunchbatch" in told.partition("_LUNCHBATCH_COMPLETE=")[2]
