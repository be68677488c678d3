"""The job as GitHub would run it: the workflow file's own steps, in order."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workflow.expressions import fill
from tests.workflow.mailbox import Mailbox, mailbox
from tests.workflow.places import MANY, WORKFLOW, check_out_unpinned, runner
from tests.workflow.runner import JobRun, Occasion, load

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-sentinel-slack", "GOOGLE_SERVICE_ACCOUNT": "sentinel-google"}
OWNER = {"OWNER_SLACK_ID": "U0OWNER"}

WAITS = str(load(WORKFLOW)["concurrency"]["group"])

# In the place of a Python with the program installed: writes down its arguments, fails on request.
RECORDER = r"""
mkdir -p .venv/bin
cat > .venv/bin/python <<'END'
#!/bin/bash
printf '%s\0' "$@" > arguments
exit "${RECORDER_EXIT:-0}"
END
chmod +x .venv/bin/python
"""


def started(folder: Path, occasion: Occasion) -> tuple[JobRun, list[str]]:
    """The job with a recorder for a program, and the arguments that the program was given."""
    run = runner(folder, install=RECORDER).run(occasion)
    written = folder / "workspace/arguments"
    return run, written.read_text().split("\0")[:-1] if written.exists() else []


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.fixture
def slack() -> Iterator[Mailbox]:
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine, so the steps that use it cannot run")
    with mailbox() as box:
        yield box


def test_without_secrets_the_job_is_green_and_says_what_to_add(tmp_path: Path) -> None:
    run = runner(tmp_path).run(Occasion(variables=OWNER))

    assert run.succeeded
    assert [step.outcome for step in run.steps] == ["success"] + ["skipped"] * (len(run.steps) - 1)
    assert "::notice title=Not set up yet::" in run.output
    assert "SLACK_BOT_TOKEN" in run.summary
    assert "GOOGLE_SERVICE_ACCOUNT" in run.summary


@pytest.mark.parametrize("missing", SECRETS)
def test_one_missing_secret_fails_and_is_named(
    tmp_path: Path, slack: Mailbox, missing: str
) -> None:
    (other,) = SECRETS.keys() - {missing}

    run = runner(tmp_path).run(
        Occasion(
            secrets={other: SECRETS[other]},
            variables=OWNER,
            environment={"SLACK_API_URL": slack.url},
        )
    )

    assert not run.succeeded
    assert run.step("Check this repository out").outcome == "skipped"
    assert f"::error title=A secret is missing::{missing} is not set." in run.output
    assert other not in run.output
    assert len(slack.letters) == (missing != "SLACK_BOT_TOKEN")


def test_the_clock_starts_a_live_run_of_everything(tmp_path: Path) -> None:
    run, arguments = started(tmp_path, Occasion(secrets=SECRETS))

    assert run.succeeded
    assert arguments == ["-m", "lunchbatch", "run"]


def test_another_timer_does_what_the_schedule_does(tmp_path: Path, slack: Mailbox) -> None:
    """It asks for `run` and nothing else, as docs/operations.md has it."""
    secrets = {**SECRETS, "HEARTBEAT_URL": f"{slack.url}beat"}
    occasions = (
        Occasion(secrets=secrets),
        Occasion(event="workflow_dispatch", inputs={"command": "run"}, secrets=secrets),
    )

    (by_clock, live), (by_timer, same) = (
        started(made(tmp_path / occasion.event), occasion) for occasion in occasions
    )

    assert same == live
    assert [(one.name, one.outcome) for one in by_timer.steps] == [
        (one.name, one.outcome) for one in by_clock.steps
    ]
    groups = {
        fill(WAITS, runner(made(tmp_path / f"{occasion.event} again")).context(occasion), {})
        for occasion in occasions
    }
    assert groups == {"lunchbatch-live"}
    assert len(slack.letters) == 2


def test_a_start_by_hand_plans_unless_told_otherwise(tmp_path: Path) -> None:
    run, arguments = started(tmp_path, Occasion(event="workflow_dispatch", secrets=SECRETS))

    assert run.succeeded
    assert arguments == ["-m", "lunchbatch", "plan"]


def test_what_a_person_typed_reaches_the_program_letter_by_letter(tmp_path: Path) -> None:
    hostile = {
        "program": "$(touch broken) `touch broken` \"; touch broken; '",
        "stage": "--force",
        "choices": "11:45, $(id)",
        "group_size": "4; id",
        "as_of": "line one\nline two ${{ secrets.SLACK_BOT_TOKEN }}",
    }

    run, arguments = started(
        tmp_path,
        Occasion(
            event="workflow_dispatch",
            inputs={**hostile, "command": "run", "force": True},
            secrets=SECRETS,
        ),
    )

    assert run.succeeded
    assert arguments == [
        "-m",
        "lunchbatch",
        "run",
        f"--program={hostile['program']}",
        f"--stage={hostile['stage']}",
        f"--as-of={hostile['as_of']}",
        f"--choices={hostile['choices']}",
        f"--group-size={hostile['group_size']}",
        "--force",
    ]
    assert not (tmp_path / "workspace/broken").exists()


@pytest.mark.parametrize(
    ("inputs", "wanted"),
    [
        (
            {"command": "introduce", "members": "--force; $(id), `id`", "program": "coffee"},
            ["introduce", "--program=coffee", "--", "--force; $(id), `id`"],
        ),
        ({"command": "skip", "round": "--help $(id)"}, ["skip", "--", "--help $(id)"]),
        (
            {"command": "swap", "members": "U1, --force", "round": "$(id)"},
            ["swap", "--round=$(id)", "--", "U1, --force"],
        ),
        ({"command": "rematch", "round": "--help $(id)"}, ["rematch", "--", "--help $(id)"]),
        ({"command": "forget", "members": "U1; $(id)"}, ["forget", "--", "U1; $(id)"]),
        (
            {"command": "forget", "members": "--yes", "force": True},
            ["forget", "--yes", "--", "--yes"],
        ),
        (
            {"command": "import", "file": "--yes $(id).csv", "program": "coffee"},
            ["import", "--program=coffee", "--", "--yes $(id).csv"],
        ),
        (
            {"command": "import", "file": "history.csv", "force": True},
            ["import", "--yes", "--", "history.csv"],
        ),
    ],
)
def test_what_is_done_by_hand_takes_what_was_typed_as_one_word(
    tmp_path: Path, inputs: dict[str, str | bool], wanted: list[str]
) -> None:
    run, arguments = started(
        tmp_path, Occasion(event="workflow_dispatch", inputs=inputs, secrets=SECRETS)
    )

    assert run.succeeded
    assert arguments == ["-m", "lunchbatch", *wanted]


@pytest.mark.parametrize("file", [WORKFLOW, MANY], ids=lambda file: file.name)
def test_names_that_are_typed_into_a_field_are_in_no_variable_that_github_prints(
    file: Path,
) -> None:
    workflow = load(file)
    holders = [workflow, *workflow["jobs"].values()]
    holders += [step for job in workflow["jobs"].values() for step in job["steps"]]

    assert not [each["env"] for each in holders if "inputs.members" in str(each.get("env"))]


def test_live_runs_share_one_group_and_a_plan_never_joins_it(tmp_path: Path) -> None:
    job = runner(tmp_path)
    group = str(job.workflow["concurrency"]["group"])

    def group_of(event: str, command: str = "") -> str:
        inputs = {"command": command} if command else {}
        return fill(group, job.context(Occasion(event=event, inputs=inputs)), {})

    assert group_of("schedule") == group_of("workflow_dispatch", "run") == "lunchbatch-live"
    for command in ("introduce", "rematch", "swap", "forget", "import"):
        assert group_of("workflow_dispatch", command) == "lunchbatch-live"
    for command in ("plan", "check", "setup", "skip", "report"):
        assert group_of("workflow_dispatch", command) == "lunchbatch-4711"
    assert job.workflow["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize("file", [WORKFLOW, MANY], ids=lambda file: file.name)
def test_no_wake_cancels_what_waits_for_its_turn(file: Path) -> None:
    """GitHub's default, `queue: single`, cancels the run that waits when another one comes."""
    workflow = load(file)
    waits = [
        one["concurrency"]
        for one in (workflow, *workflow["jobs"].values())
        if "'live'" in one.get("concurrency", {}).get("group", "")
    ]

    assert [(one["queue"], one["cancel-in-progress"]) for one in waits] == [("max", False)]


def test_the_owner_is_told_when_the_program_fails(tmp_path: Path, slack: Mailbox) -> None:
    run, _ = started(
        tmp_path,
        Occasion(
            secrets=SECRETS,
            variables=OWNER,
            environment={"RECORDER_EXIT": "1", "SLACK_API_URL": slack.url},
        ),
    )

    assert not run.succeeded
    assert run.step("Do what is due").exit_code == 1
    (letter,) = slack.letters
    assert letter.line == "POST /chat.postMessage"
    assert letter.authorization == "Bearer xoxb-sentinel-slack"
    assert letter.form["channel"] == "U0OWNER"
    assert "did not finish its work" in letter.form["text"]
    assert "https://github.example/someone/lunch/actions/runs/4711" in letter.form["text"]


def test_the_owner_is_told_when_the_installation_fails(tmp_path: Path, slack: Mailbox) -> None:
    run = runner(tmp_path, check_out_unpinned).run(
        Occasion(secrets=SECRETS, variables=OWNER, environment={"SLACK_API_URL": slack.url})
    )

    assert run.step("Install what requirements.txt lists").outcome == "failure"
    assert run.step("Do what is due").outcome == "skipped"
    assert "could not start, so nothing was sent" in slack.letters[0].form["text"]


@pytest.mark.parametrize("command", ["check", "setup"])
def test_commands_that_look_or_prepare_get_no_options_of_a_run(
    tmp_path: Path, command: str
) -> None:
    occasion = Occasion(
        event="workflow_dispatch",
        inputs={"command": command, "program": "coffee", "force": True},
        secrets=SECRETS,
    )

    run, arguments = started(tmp_path, occasion)

    assert run.succeeded
    assert arguments == ["-m", "lunchbatch", command]


def test_an_owner_who_was_told_by_the_program_is_not_told_twice(
    tmp_path: Path, slack: Mailbox
) -> None:
    told = RECORDER.replace("exit", 'echo told=true >> "$GITHUB_OUTPUT"\nexit', 1)

    run = runner(tmp_path, install=told).run(
        Occasion(
            secrets=SECRETS,
            variables=OWNER,
            environment={"RECORDER_EXIT": "1", "SLACK_API_URL": slack.url},
        )
    )

    assert not run.succeeded
    assert run.step("Tell the owner that the run failed").outcome == "skipped"
    assert slack.letters == []


def test_a_plan_that_fails_is_nobodys_alarm(tmp_path: Path, slack: Mailbox) -> None:
    run, _ = started(
        tmp_path,
        Occasion(
            event="workflow_dispatch",
            secrets=SECRETS,
            variables=OWNER,
            environment={"RECORDER_EXIT": "2", "SLACK_API_URL": slack.url},
        ),
    )

    assert not run.succeeded
    assert slack.letters == []


def test_a_refused_message_to_the_owner_is_a_warning(tmp_path: Path, slack: Mailbox) -> None:
    slack.answer = b'{"ok":false,"error":"invalid_auth"}'

    run, _ = started(
        tmp_path,
        Occasion(
            secrets=SECRETS,
            variables=OWNER,
            environment={"RECORDER_EXIT": "1", "SLACK_API_URL": slack.url},
        ),
    )

    assert run.step("Tell the owner that the run failed").outcome == "success"
    assert "::warning title=The owner was not told::" in run.output


@pytest.mark.parametrize(
    ("command", "exit_code", "beats"), [("run", "0", 1), ("run", "1", 0), ("plan", "0", 0)]
)
def test_only_a_live_run_that_succeeded_sends_a_heartbeat(
    tmp_path: Path, slack: Mailbox, command: str, exit_code: str, beats: int
) -> None:
    started(
        tmp_path,
        Occasion(
            event="workflow_dispatch",
            inputs={"command": command},
            secrets={**SECRETS, "HEARTBEAT_URL": f"{slack.url}beat"},
            environment={"RECORDER_EXIT": exit_code},
        ),
    )

    assert [letter.line for letter in slack.letters] == ["GET /beat"] * beats


def test_a_monitor_that_is_down_fails_nothing(tmp_path: Path) -> None:
    secrets = {**SECRETS, "HEARTBEAT_URL": "http://127.0.0.1:9/sentinel"}

    run, _ = started(tmp_path, Occasion(secrets=secrets))

    assert run.succeeded
    assert "::warning title=No heartbeat::" in run.output


@pytest.mark.parametrize("exit_code", ["0", "1"])
def test_no_secret_stands_in_anything_the_job_prints(tmp_path: Path, exit_code: str) -> None:
    run, _ = started(
        tmp_path,
        Occasion(
            secrets={**SECRETS, "HEARTBEAT_URL": "http://127.0.0.1:9/sentinel"},
            variables=OWNER,
            environment={"RECORDER_EXIT": exit_code, "SLACK_API_URL": "http://127.0.0.1:9/"},
        ),
    )

    assert "sentinel" not in run.output
