"""What the README says of settings, commands, columns and codes is what the code says."""

import re

from lunchbatch import errors
from lunchbatch.core.checks.slack_setup import needed_scopes
from lunchbatch.core.settings.policy import Program
from lunchbatch.settings_file import environment
from tests.readme import README, written

TEXT = README.read_text(encoding="utf-8")


def test_the_tables_follow_from_the_code() -> None:
    assert written(TEXT) == TEXT, "run python -m tests.readme, and look at the difference"


def test_the_exit_codes_are_those_of_the_failures() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.LunchbatchError)}
    table = re.findall(r"^\| ([0-9]) \| ", TEXT, re.MULTILINE)

    assert table == [str(code) for code in sorted({0, *codes})]


def test_every_scope_has_its_reason() -> None:
    programs = [
        Program(channel="C0000000", time_zone="UTC"),
        Program(channel="C0000001", time_zone="UTC", signup="poll"),
    ]
    needed = {**needed_scopes(programs, ()), **needed_scopes(programs, ("C0000000", "C0000001"))}

    assert {scope for scope in needed if f"| `{scope}` |" not in TEXT} == set()


def test_every_variable_that_is_read_is_in_the_table() -> None:
    named = {
        name
        for key, name in vars(environment).items()
        if key.endswith(("_VARIABLE", "_ADDRESS")) and not key.startswith("_")
    }

    assert "GOOGLE_APPLICATION_CREDENTIALS" in named
    assert {name for name in named if f"| `{name}` |" not in TEXT} == set()


def test_every_step_of_the_set_up_says_what_one_sees() -> None:
    steps = re.findall(r"^### [0-9]\..*?(?=^### |^## )", TEXT, re.MULTILINE | re.DOTALL)

    assert len(steps) >= 7
    assert [step.splitlines()[0] for step in steps if "*It worked* when" not in step] == []
    assert [step.splitlines()[0] for step in steps if "*It did not* when" not in step] == []


def test_the_measured_seconds_are_there() -> None:
    assert re.search(r"\binstalls in [0-9]+ to [0-9]+ s\b", TEXT)
    assert re.search(r"a wake with nothing due takes [0-9.]+ s", TEXT)


def test_every_picture_is_small_and_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\((\.github/pictures/[^)]+\.png)\)", TEXT)

    assert pictures
    assert [name for name in pictures if (README.parent / name).stat().st_size >= 60_000] == []
