"""`programs`: what there is to run, for people and as a matrix of jobs."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lunchbatch.cli import main

SETTINGS = """\
ledger: {csv: ledger}
programs:
  coffee: {channel: C0123ABCDEF, time_zone: Europe/Berlin}
  lunch:
    channel: C0456ABCDEF
    signup: poll
    time_zone: Europe/Berlin
    poll: {choices: [12:00], opens: {at: 09:00}, closes: 11:00}
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Settings of two workspaces, and of one more with a name that is taken."""
    made = [tmp_path / name for name in ("north.yaml", "south.yaml", "other/north.yaml")]
    for file in made:
        file.parent.mkdir(exist_ok=True)
        file.write_text(SETTINGS, encoding="utf-8")
    return [file.as_posix() for file in made]


def programs(*arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(main, ["programs", *arguments], env=variables)


def test_each_program_is_a_line(files: list[str]) -> None:
    assert programs(files[0]).output.splitlines() == [
        f"{files[0]}: coffee (everyone, C0123ABCDEF)",
        f"{files[0]}: lunch (poll, C0456ABCDEF)",
    ]


def test_the_matrix_is_printed_and_handed_to_the_next_job(files: list[str], tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"

    said = programs("--matrix", *files[:2], GITHUB_OUTPUT=str(outputs)).output

    assert [leg["workspace"] for leg in json.loads(said)["include"]] == ["north", "south"]
    assert outputs.read_text(encoding="utf-8") == f"matrix={said}"


def test_two_workspaces_of_one_name_are_refused(files: list[str]) -> None:
    refused = programs("--matrix", *files)

    assert refused.exit_code == 2
    assert "two of these files are named 'north'" in refused.output


def test_a_file_with_a_fault_has_a_leg_too_and_the_fault_is_said(files: list[str]) -> None:
    Path(files[1]).write_text(SETTINGS.replace("channel:", "chanel:", 1), encoding="utf-8")

    said = programs("--matrix", *files[:2], "nowhere.yaml")

    assert said.exit_code == 0
    legs = json.loads(said.stdout)["include"]
    assert [leg["workspace"] for leg in legs] == ["north", "south", "nowhere"]
    assert [leg["programs"] for leg in legs] == [["coffee", "lunch"], [], []]
    assert f"{files[1]}:3" in said.stderr
    assert "nowhere.yaml: there is no such file" in said.stderr
