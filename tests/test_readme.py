"""What README and docs say of settings, commands, columns and codes is what the code says."""

import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

from lunchbatch import errors
from lunchbatch.cli import main
from lunchbatch.cli.command_table import COMMANDS
from lunchbatch.core.checks.slack_setup import needed_scopes
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.settings_file import environment
from tests.readme import PAGES, README, settings_of, written
from tests.tree import ROOT, SHIPPED
from tests.workflow.runner import load

TEXTS = {page.relative_to(ROOT).as_posix(): page.read_text(encoding="utf-8") for page in PAGES}
TEXT = TEXTS["README.md"]
SETUP, SETTINGS = TEXTS["docs/setup.md"], TEXTS["docs/settings.md"]
SECURITY, OPERATIONS = TEXTS["docs/security.md"], TEXTS["docs/operations.md"]
PATHS = {path.replace(".NAME", "").replace("[]", "") for path, _, _ in settings_of(Policy)}
WORDS_OF_OTHERS = {"missing_scope", "google.subject", "inputs.command"}

each_page = pytest.mark.parametrize("name", TEXTS)


def prose(name: str) -> str:
    """A page without its blocks of code, and without what follows from the code."""
    made = r"^```.*?^```$|^<!-- (\w+) -->$.*?^<!-- /\1 -->$"
    return re.sub(made, "", TEXTS[name], flags=re.MULTILINE | re.DOTALL)


def spans(name: str) -> list[str]:
    """What a page writes as code in the line."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(name))]


def anchors(name: str) -> set[str]:
    """The anchors that GitHub makes of the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(name: str) -> Iterator[tuple[Path, str]]:
    """The links of a page to this repository: file and anchor."""
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            yield (ROOT / name).parent.joinpath(path).resolve() if path else ROOT / name, anchor


def test_the_readme_is_read_in_two_minutes() -> None:
    assert len(TEXT.encode()) < 6_000


@each_page
def test_the_tables_follow_from_the_code(name: str) -> None:
    assert written(TEXTS[name]) == TEXTS[name], (
        "run python -m tests.readme, and look at the difference"
    )


@each_page
def test_what_a_page_links_to_is_there(name: str) -> None:
    found = list(links(name))

    assert [file for file, _ in found if not file.exists()] == []
    pages = ((file.relative_to(ROOT).as_posix(), anchor) for file, anchor in found if anchor)
    assert [f"{page}#{anchor}" for page, anchor in pages if anchor not in anchors(page)] == []


def test_the_readme_leads_to_every_page() -> None:
    assert set(PAGES) - {README} <= {file for file, _ in links("README.md")}


@each_page
def test_each_command_of_a_page_and_its_options_exist(name: str) -> None:
    calls = [
        *re.findall(r"python -m lunchbatch ([a-z].*?)(?=[`|]|&&|$)", TEXTS[name], re.MULTILINE),
        *(span for span in spans(name) if span.split()[0] in COMMANDS and " " in span),
    ]
    for call in calls:
        command, *rest = call.split()
        found = main.get_command(click.Context(main), command)
        assert found, call
        options = {option for each in found.params for option in each.opts}
        assert {word for word in rest if word.startswith("--")} <= options, call


@each_page
def test_each_module_of_a_page_can_be_run(name: str) -> None:
    named = set(re.findall(r"python -m ([\w.]+)", TEXTS[name])) - {"venv", "pytest"}

    assert [module for module in named if find_spec(module) is None] == []


@each_page
def test_each_setting_of_a_page_exists(name: str) -> None:
    """What has an underscore or a point in it and is neither a file nor a word of others."""
    for span in spans(name):
        setting = re.match(r"[a-z]+(?:[._][a-z]+)+(?=$|:)", span)
        is_scope = ":" in span.partition(": ")[0]
        if setting is None or is_scope or setting[0] in WORDS_OF_OTHERS or (ROOT / span).exists():
            continue
        assert any(f".{path}".endswith(f".{setting[0]}") for path in PATHS), span


@pytest.mark.parametrize(
    ("lock", "command"),
    [("requirements.txt", "lunchbatch demo"), ("tests/requirements.txt", "pytest")],
)
def test_one_line_of_the_readme_does_it_all(lock: str, command: str) -> None:
    line = (
        "python3 -m venv .venv"
        f" && .venv/bin/pip install --quiet --require-hashes -r {lock}"
        f" && .venv/bin/python -m {command}"
    )

    assert TEXT.splitlines().count(line) == 1


def test_the_exit_codes_are_those_of_the_failures() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.LunchbatchError)}
    table = re.findall(r"^\| ([0-9]) \| ", OPERATIONS, re.MULTILINE)

    assert table == [str(code) for code in sorted({0, *codes})]


def test_every_scope_has_its_reason() -> None:
    programs = [
        Program(channel="C0000000", time_zone="UTC"),
        Program(channel="C0000001", time_zone="UTC", signup="poll"),
    ]
    needed = {**needed_scopes(programs, ()), **needed_scopes(programs, ("C0000000", "C0000001"))}

    assert {scope for scope in needed if f"| `{scope}` |" not in SECURITY} == set()


def test_every_variable_that_is_read_is_in_the_table() -> None:
    named = {
        name
        for key, name in vars(environment).items()
        if key.endswith(("_VARIABLE", "_ADDRESS")) and not key.startswith("_")
    }
    workflow = (SHIPPED / ".github/workflows/lunchbatch.yml").read_text(encoding="utf-8")
    named |= set(re.findall(r"\b(?:secrets|vars)\.([A-Z_]+)", workflow))

    assert {"GOOGLE_APPLICATION_CREDENTIALS", "HEARTBEAT_URL"} <= named
    assert {name for name in named if f"| `{name}` |" not in SETTINGS} == set()


def test_every_step_of_the_set_up_says_what_one_sees() -> None:
    steps = re.findall(r"^### [0-9]\..*?(?=^### |^## )", SETUP, re.MULTILINE | re.DOTALL)

    assert len(steps) >= 7
    assert [step.splitlines()[0] for step in steps if "*It worked* when" not in step] == []
    assert [step.splitlines()[0] for step in steps if "*It did not* when" not in step] == []


def test_another_timer_sends_what_the_workflow_takes_for_a_live_run() -> None:
    (body,) = re.findall(r"--data '(.*?)'", OPERATIONS)
    (file,) = re.findall(r"actions/workflows/([^/]+)/dispatches", OPERATIONS)
    inputs = load(SHIPPED / ".github/workflows" / file)["on"]["workflow_dispatch"]["inputs"]

    sent = json.loads(body)["inputs"]
    assert sent["command"] == "run"
    assert sent["command"] in inputs["command"]["options"]
    assert inputs.keys() >= sent.keys()


def test_the_measured_seconds_are_there() -> None:
    assert re.search(r"\binstalls in [0-9]+ to [0-9]+ s\b", OPERATIONS)
    assert re.search(r"a wake with nothing due takes [0-9.]+ s", OPERATIONS)


def test_every_picture_is_small_and_there() -> None:
    pictures = {file for name in TEXTS for file, _ in links(name) if file.parent.name == "pictures"}

    assert len(pictures) > 3
    assert [file.name for file in pictures if file.stat().st_size >= 60_000] == []
