"""The whole job, program and all: its own steps against the simulated Slack and Sheets."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.behaviour.check.setting import SHEET, TOKEN, Setting, setting
from tests.simulated_slack.wire_faults import Scripted, refused
from tests.workflow.places import check_out, check_out_unpinned, runner
from tests.workflow.runner import JobRun, Occasion

MONDAY = "2026-11-23T10:00+01:00"
PASSED = ("SLACK_API_URL", "SHEETS_API_URL", "NO_PROXY")
SECRET_NAMES = ("SLACK_BOT_TOKEN", "GOOGLE_SERVICE_ACCOUNT")


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which the workflow's own install step has run, from the index."""
    folder = tmp_path_factory.mktemp("installed")
    run = runner(folder, work="true").run(Occasion(secrets=dict.fromkeys(SECRET_NAMES, "x")))
    assert run.succeeded, run.output
    return folder / "workspace"


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Setting]:
    with setting(tmp_path / "set up") as made:
        yield made


class Job:
    """Runs of one repository, each on a machine of its own."""

    def __init__(self, one: Setting, folder: Path, installed: Path) -> None:
        self.one = one
        self.folder = folder
        self.link = f"ln -s '{installed / '.venv'}' .venv"
        self.runs: list[JobRun] = []

    def secrets(self) -> dict[str, str]:
        return {name: str(self.one.variables[name]) for name in SECRET_NAMES}

    def run(
        self,
        command: str = "run",
        *,
        secrets: Mapping[str, str] | None = None,
        visibility: str = "private",
        unpinned: bool = False,
    ) -> JobRun:
        """One run by hand, as if it were Monday morning."""
        folder = self.folder / f"machine {len(self.runs)}"
        folder.mkdir()
        if unpinned:
            job = runner(folder, check_out_unpinned)
        else:
            job = runner(folder, self._check_out, install=self.link)
        occasion = Occasion(
            event="workflow_dispatch",
            inputs={"command": command, "as_of": MONDAY},
            secrets=self.secrets() if secrets is None else secrets,
            variables={"OWNER_SLACK_ID": "U00000002"},
            environment={name: str(self.one.variables[name]) for name in PASSED},
            visibility=visibility,
        )
        self.runs.append(job.run(occasion))
        return self.runs[-1]

    def _check_out(self, workspace: Path) -> None:
        check_out(workspace)
        shutil.copy(self.one.config, workspace / "config/lunchbatch.yaml")

    @property
    def posts(self) -> list[tuple[str, str]]:
        """Where the app has posted, and what."""
        return [(place, message.text) for place, message in self.one.slack.app_messages()]

    def assert_nothing_leaked(self) -> None:
        key = json.loads(self.secrets()["GOOGLE_SERVICE_ACCOUNT"])
        lines = [line for line in key["private_key"].splitlines() if len(line) > 20]
        for run in self.runs:
            assert "Sentinel" not in run.output
            assert TOKEN not in run.output
            assert not any(line in run.output for line in lines)
            assert "simulated-" not in run.output  # the access tokens that Google gives


@pytest.fixture
def job(one: Setting, tmp_path: Path, installed: Path) -> Iterator[Job]:
    made = Job(one, tmp_path, installed)
    yield made
    made.assert_nothing_leaked()


def test_the_lock_of_the_job_is_enough_for_every_module(installed: Path) -> None:
    script = (
        "import importlib, pkgutil, lunchbatch\n"
        "for module in pkgutil.walk_packages(lunchbatch.__path__, 'lunchbatch.'):\n"
        "    if not module.name.endswith('.__main__'):\n"
        "        importlib.import_module(module.name)\n"
    )

    finished = subprocess.run(  # noqa: S603 - the Python that the workflow installed
        [installed / ".venv/bin/python", "-c", script],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr


def test_from_an_empty_sheet_to_a_round_by_the_workflow_alone(job: Job) -> None:
    job.one.google.documents.clear()
    job.one.google.add(SHEET)

    before, setup, after = job.run("check"), job.run("setup"), job.run("check")
    assert before.step("Do what is due").exit_code == 2
    assert "Groups: there is no such tab; run setup" in before.summary
    assert setup.succeeded
    assert after.succeeded, after.output
    assert "All is well" in after.summary

    plan = job.run("plan")
    assert plan.succeeded, plan.output
    assert "would send coffee/2026-11-23/1 intro" in plan.output
    assert job.posts == []
    assert job.one.person.rows("Groups")[1:] == []

    live = job.run()
    assert live.succeeded, live.output
    assert "coffee/2026-11-23 intro: 3 messages" in live.output
    posts = job.posts
    assert len(job.one.person.rows("Groups")[1:]) == 3

    again = job.run()
    assert again.succeeded, again.output
    assert job.posts == posts

    report = job.run("report")
    assert report.succeeded, report.output
    assert "1 round introduced 6 people." in report.summary
    assert "<details>" in report.summary
    assert "Person" not in report.summary + report.output


@pytest.mark.parametrize("command", ["run", "plan", "check", "setup"])
def test_tokens_that_google_gives_are_masked_and_so_is_each_part_of_the_key(
    job: Job, command: str
) -> None:
    run = job.run(command)

    key = json.loads(job.secrets()["GOOGLE_SERVICE_ACCOUNT"])
    assert job.one.tokens.given
    assert job.one.tokens.given <= run.masked
    assert {TOKEN, *key["private_key"].split("\n")[1:-2]} <= run.masked


def test_no_secrets_is_green_and_sends_nothing(job: Job) -> None:
    run = job.run(secrets={})

    assert run.succeeded
    assert "Not set up yet" in run.summary
    assert job.one.server.log == []
    assert job.one.google.calls == []


@pytest.mark.parametrize("missing", SECRET_NAMES)
def test_one_secret_alone_fails_names_the_other_and_sends_nothing(job: Job, missing: str) -> None:
    secrets = {name: text for name, text in job.secrets().items() if name != missing}

    run = job.run(secrets=secrets)

    assert not run.succeeded
    assert f"{missing} is not set" in run.summary
    assert job.one.google.calls == []


def test_when_the_program_fails_the_owner_is_told_once_by_the_program(job: Job) -> None:
    job.one.server.faults = Scripted({("chat.postMessage", 2): refused("is_archived")})

    run = job.run()

    assert run.step("Do what is due").exit_code == 1
    assert run.step("Tell the owner that the run failed").outcome == "skipped"
    assert "::error::coffee/2026-11-23" in run.output
    (notice,) = [text for _, text in job.posts if text.startswith("Needs your attention")]
    assert "coffee/2026-11-23/" in notice
    assert "sent in this run: coffee/2026-11-23 intro: 2 messages" in notice
    assert "status=failed" in run.outputs["work"]


def test_the_same_trouble_is_told_once_a_day(job: Job) -> None:
    job.one.person.types("People!A2", "U00000003")
    job.one.person.types("People!C2", "Sentinel soonish")

    job.run()
    job.run()

    notices = [text for _, text in job.posts if text.startswith("Needs your attention")]
    assert len(notices) == 1
    assert "People!C2: what stands there is neither a date" in job.runs[0].output


def test_when_slack_refuses_the_token_the_log_says_so_and_nothing_is_sent(job: Job) -> None:
    job.one.slack.revoke(TOKEN)

    run = job.run()

    assert run.step("Do what is due").exit_code == 2
    assert "::error::Slack, auth.test: the token was revoked" in run.output
    assert "::warning title=The owner was not told::" in run.output
    assert job.posts == []


def test_when_the_installation_fails_the_owner_is_told_by_curl(job: Job) -> None:
    run = job.run(unpinned=True)

    assert run.step("Install what requirements.txt lists").outcome == "failure"
    assert [text for _, text in job.posts if "could not start, so nothing was sent" in text]
    assert "The owner was not told" not in run.output


def test_a_public_repository_is_refused_before_anything_is_read(job: Job) -> None:
    run = job.run(visibility="public")

    assert run.step("Do what is due").exit_code == 2
    assert "this repository is public" in run.summary
    assert job.one.google.calls == []


def test_a_public_repository_may_send_when_the_settings_say_so(job: Job) -> None:
    job.one.edit("owner:", "public_repository: true\nowner:")

    assert job.run(visibility="public").succeeded
    assert len(job.posts) == 3


def test_a_name_that_is_a_command_gives_no_command(job: Job) -> None:
    for number, person in enumerate(job.one.slack.people.values()):
        if not person.is_bot:
            person.real_name = f"::error::Sentinel {number}\n::set-output name=x::1"

    run = job.run()

    assert run.succeeded
    assert "::error" not in run.output
