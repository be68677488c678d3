"""What holds the project together besides its code: the top level, workflows, manifest."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.tree import ROOT, SHIPPED, files
from tests.workflow.expressions import evaluate
from tests.workflow.runner import load

FILES = (
    ROOT / ".github/workflows/ci.yml",
    SHIPPED / ".github/workflows/lunchbatch.yml",
    ROOT / ".github/many-workspaces.yml",
)
WORKFLOWS = {path.name: load(path) for path in FILES}

TOP = {
    *("lunchbatch", "config", "docs", "tests", ".github", ".ci"),
    *(
        "requirements-traces.txt",
        "requirements.txt",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
    ),
    *("pyproject.toml", ".gitignore"),
}


def steps(workflow: str) -> list[dict[str, Any]]:
    return [step for job in WORKFLOWS[workflow]["jobs"].values() for step in job["steps"]]


def everywhere(key: str) -> list[Any]:
    """The value of a key in every step of every workflow that has it."""
    return [step[key] for name in WORKFLOWS for step in steps(name) if key in step]


def test_the_top_level_holds_nothing_unexpected() -> None:
    assert {path.parts[0] for path in files()} <= TOP


def test_every_action_is_pinned_to_a_commit_and_says_its_version() -> None:
    pinned = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
    uses = [
        line.strip()
        for path in (ROOT / ".github").rglob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().removeprefix("- ").startswith("uses:")
    ]

    assert uses
    assert [line for line in uses if not pinned.search(line)] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_read_its_repository_and_nothing_else(name: str) -> None:
    assert WORKFLOWS[name]["permissions"] == {}
    for job in WORKFLOWS[name]["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
    for step in steps(name):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("name", WORKFLOWS)
def test_steps_run_out_of_time_before_their_job_does(name: str) -> None:
    """A job that runs out of time is cancelled, and then no step for failures runs."""
    for job in WORKFLOWS[name]["jobs"].values():
        assert sum(step["timeout-minutes"] for step in job["steps"]) <= job["timeout-minutes"] <= 30


def test_secrets_reach_single_steps_only() -> None:
    for workflow in WORKFLOWS.values():
        bare = {**workflow, "jobs": {}}
        jobs = [{**job, "steps": []} for job in workflow["jobs"].values()]
        assert "secrets." not in str([bare, jobs])
    for step in [*steps("lunchbatch.yml"), *steps("many-workspaces.yml")]:
        outside = {key: value for key, value in step.items() if key != "env"}
        assert "secrets." not in str(outside)


def test_no_script_is_put_together_from_what_a_person_typed() -> None:
    assert [script for script in everywhere("run") if "${{" in script] == []


def test_the_schedule_has_a_time_zone_and_avoids_the_full_hour() -> None:
    for wake in WORKFLOWS["lunchbatch.yml"]["on"]["schedule"]:
        minute, hours, *_ = wake["cron"].split()
        assert int(minute) % 15
        assert len(hours.split(",")) > 2, "one wake is none: GitHub drops some"
        assert ZoneInfo(wake["timezone"]).key == wake["timezone"]


def test_the_job_wakes_in_the_time_zone_of_the_programs() -> None:
    config = yaml.safe_load((SHIPPED / "config/lunchbatch.yaml").read_text(encoding="utf-8"))
    zones = {program["time_zone"] for program in config["programs"].values()}

    assert {wake["timezone"] for wake in WORKFLOWS["lunchbatch.yml"]["on"]["schedule"]} == zones


def test_a_start_by_hand_is_harmless_by_default() -> None:
    inputs = WORKFLOWS["lunchbatch.yml"]["on"]["workflow_dispatch"]["inputs"]

    assert inputs["command"]["default"] == "plan"
    assert inputs["force"]["default"] is False
    assert {inputs[name]["default"] for name in ("program", "stage", "as_of")} == {""}


def test_ci_runs_the_script_that_a_developer_runs() -> None:
    assert steps("ci.yml")[-1]["run"] == "bash .ci/run"


def test_ci_does_nothing_in_a_copy() -> None:
    """A copy's settings are looked at by its own wakes, and its minutes are its own."""
    here, copy = ({"github": {"event": {"repository": {"is_template": x}}}} for x in (True, False))

    for job in WORKFLOWS["ci.yml"]["jobs"].values():
        assert evaluate(job["if"], here, {})
        assert not evaluate(job["if"], copy, {})


def test_every_scope_of_the_slack_app_has_its_reason() -> None:
    path = SHIPPED / "config/slack-app-manifest.yaml"
    text = path.read_text(encoding="utf-8")
    scopes = yaml.safe_load(text)["oauth_config"]["scopes"]["bot"]
    reasons = dict(re.findall(r"^ +(?:# )?- ([a-z:.]+) +# (.{10,})$", text, re.MULTILINE))

    assert len(scopes) == len(set(scopes))
    on_request = {"groups:read", "groups:history", "files:write", "users:read.email"}
    assert set(scopes) | on_request == set(reasons)


def test_slack_never_calls_the_app() -> None:
    manifest = yaml.safe_load(
        (SHIPPED / "config/slack-app-manifest.yaml").read_text(encoding="utf-8")
    )

    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"]
    assert manifest["settings"]["interactivity"] == {"is_enabled": False}
    assert "event_subscriptions" not in manifest["settings"]
    assert set(manifest["oauth_config"]["scopes"]) == {"bot"}
