"""The workflow for many workspaces: one job each, with settings and secrets of its own."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.behaviour.check.setting import TOKEN, Setting, setting
from tests.workflow.expressions import fill
from tests.workflow.places import MANY, WORKFLOW, actions, check_out, our_own_python
from tests.workflow.runner import JobRun, Occasion, Runner, load

NAMES = ("north", "south")
MONDAY = "2026-11-23T10:00+01:00"
WORK = "Do what is due"
SECRETS = ("SLACK_BOT_TOKEN", "GOOGLE_SERVICE_ACCOUNT")
PASSED = ("SLACK_API_URL", "SHEETS_API_URL", "NO_PROXY")


class Repository:
    """One repository with two workspaces that know nothing of each other."""

    def __init__(self, folder: Path, settings: Mapping[str, Setting]) -> None:
        self.folder = folder
        self.settings = settings
        self.runs: list[JobRun] = []

    def matrix(self, **inputs: str) -> list[dict[str, Any]]:
        """What the first job hands to the second."""
        made = self._job("workspaces", {})
        run = made.run(Occasion(event="workflow_dispatch", inputs=inputs))
        assert run.succeeded, run.output
        text = fill(str(made.job["outputs"]["matrix"]), made.context(Occasion()), {})
        include: list[dict[str, Any]] = json.loads(text)["include"]
        return include

    def run(self, leg: Mapping[str, Any], command: str = "run") -> JobRun:
        """The job of one workspace, on Monday morning."""
        variables = self.settings[leg["workspace"]].variables
        occasion = Occasion(
            event="workflow_dispatch",
            inputs={"command": command, "as_of": MONDAY},
            secrets={name: str(variables[name]) for name in SECRETS},
            environment={name: str(variables[name]) for name in PASSED},
        )
        self.runs.append(self._job("lunchbatch", {"matrix": leg}).run(occasion))
        return self.runs[-1]

    def posts(self, name: str) -> int:
        return len(tuple(self.settings[name].slack.app_messages()))

    def _job(self, which: str, contexts: Mapping[str, object]) -> Runner:
        folder = self.folder / f"machine {len(list(self.folder.glob('machine *')))}"
        folder.mkdir()
        return Runner(
            MANY,
            folder,
            actions=actions(self._check_out),
            instead={"install": our_own_python()},
            job=which,
            contexts=contexts,
        )

    def _check_out(self, workspace: Path) -> None:
        check_out(workspace)
        for name, one in self.settings.items():
            shutil.copy(one.config, workspace / f"config/{name}.yaml")


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with ExitStack() as stack:
        made = {name: stack.enter_context(setting(tmp_path / name)) for name in NAMES}
        yield Repository(tmp_path, made)


def test_each_workspace_runs_in_a_job_of_its_own_with_its_own_secrets(
    repository: Repository,
) -> None:
    legs = repository.matrix()
    assert [leg["workspace"] for leg in legs] == list(NAMES)

    for leg in legs:
        assert repository.run(leg, "plan").succeeded
    assert (repository.posts("north"), repository.posts("south")) == (0, 0)
    first = repository.run(legs[0])
    assert first.succeeded, first.output
    assert (repository.posts("north"), repository.posts("south")) == (3, 0)
    second = repository.run(legs[1])
    assert second.succeeded, second.output
    assert (repository.posts("north"), repository.posts("south")) == (3, 3)
    assert [repository.run(leg).succeeded for leg in legs] == [True, True]
    assert (repository.posts("north"), repository.posts("south")) == (3, 3)
    assert all("Sentinel" not in run.output for run in repository.runs)
    assert all(TOKEN not in run.output for run in repository.runs)


def test_trouble_in_one_workspace_is_none_in_the_other(repository: Repository) -> None:
    repository.settings["south"].slack.revoke(TOKEN)
    north, south = repository.matrix()

    assert repository.run(south).step(WORK).exit_code == 2
    assert repository.run(north).succeeded
    assert repository.posts("north") == 3
    assert load(MANY)["jobs"]["lunchbatch"]["strategy"]["fail-fast"] is False


def test_a_slip_in_the_settings_of_one_is_said_and_told_in_its_own_job(
    repository: Repository,
) -> None:
    repository.settings["south"].edit("channel:", "chanel:")
    north, south = repository.matrix()
    before = repository.posts("south")

    failed = repository.run(south)

    assert failed.step(WORK).exit_code == 2
    assert "config/south.yaml:" in failed.output
    assert "did you mean channel" in failed.output
    assert repository.posts("south") == before + 1
    assert "told=true" in failed.outputs["work"]
    assert repository.run(north).succeeded
    assert repository.posts("north") == 3


def test_a_start_by_hand_may_name_one_workspace(repository: Repository) -> None:
    (leg,) = repository.matrix(workspace="south")

    assert leg == {
        "workspace": "south",
        "config": "config/south.yaml",
        "programs": ["coffee", "lunch"],
    }


def test_live_runs_of_one_workspace_wait_for_each_other_and_for_nobody_else() -> None:
    group = str(load(MANY)["jobs"]["lunchbatch"]["concurrency"]["group"])

    def group_of(workspace: str, command: str) -> str:
        context = {
            "github": {"run_id": "4711"},
            "inputs": {"command": command} if command else {},
            "matrix": {"workspace": workspace},
        }
        return fill(group, context, {})

    assert group_of("north", "") == group_of("north", "introduce") == "lunchbatch-north-live"
    assert group_of("south", "run") == "lunchbatch-south-live"
    assert group_of("north", "plan") == "lunchbatch-north-4711"


def test_its_steps_are_those_of_the_workflow_for_one_workspace_but_for_settings() -> None:
    one, many = (load(path)["jobs"]["lunchbatch"]["steps"] for path in (WORKFLOW, MANY))
    ours = {step["name"]: _as_for_one(step) for step in many}

    assert ours == {step["name"]: step for step in one}
    assert load(MANY)["jobs"]["lunchbatch"]["environment"] == {
        "name": "${{ matrix.workspace }}",
        "deployment": False,
    }


def _as_for_one(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step without what is said of the workspace."""
    told = dict(step)
    if "env" in step:
        ours = {"WORKSPACE", "LUNCHBATCH_CONFIG"}
        told["env"] = {key: text for key, text in step["env"].items() if key not in ours}
    for many, one in (
        ("Settings, Environments, $WORKSPACE, Add environment secret", _WHERE),
        (' "--config=$LUNCHBATCH_CONFIG"', ""),
    ):
        told |= {"run": told["run"].replace(many, one)} if "run" in told else {}
    if "name" in told.get("with", {}):
        name = told["with"]["name"].removesuffix("-${{ matrix.workspace }}")
        told["with"] = told["with"] | {"name": name}
    return told


_WHERE = "Settings, Secrets and variables, Actions, New repository secret"
