"""
Runs a workflow file under `act`, a runner that others wrote, in host mode and without a network.

Steps are scripts of this machine, as in `tests/workflow/runner.py`; actions are played by empty
ones from a folder. `GAPS` lists what is taken out of the file for it.
"""

import json
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.workflow.runner import Occasion, load

VARIABLE = "LUNCHBATCH_ACT"
WHY_SKIPPED = f"SKIPPED: {VARIABLE} names no act: the workflow files run on our own runner alone"

# What act does not know, and the page of GitHub's documentation that has it.
GAPS: Mapping[str, str] = {
    "environment.deployment": "Workflow syntax for GitHub Actions, jobs.<job_id>.environment",
    "concurrency.queue": "Workflow syntax for GitHub Actions, concurrency",
}

_EMPTY = """\
name: stand-in
description: does nothing
runs:
  using: composite
  steps:
    - run: "true"
      shell: bash
"""
_PINNED = re.compile(r"uses: ([\w/-]+@[0-9a-f]{40})")


def act_or_none() -> Path | None:
    """The program, when the environment names it."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named and Path(named).exists() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRun:
    """What act said: the outcome of each step, by job and name; one that is missing was skipped."""

    steps: Mapping[str, Mapping[str, str]]
    jobs: Mapping[str, str]
    output: str

    def outcomes(self, job: str, names: list[str]) -> list[str]:
        return [self.steps.get(job, {}).get(name, "skipped") for name in names]


def run_under_act(
    act: Path,
    workflow: Path,
    folder: Path,
    occasion: Occasion,
    *,
    instead: Mapping[str, str],
) -> ActRun:
    """Run a whole workflow file; `instead` replaces the scripts of steps, by their ids."""
    place = folder / "repository"
    file = place / ".github/workflows" / workflow.name
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(_for_act(load(workflow), instead)), encoding="utf-8")
    finished = subprocess.run(  # noqa: S603 - the program that .ci/run installed
        [str(act), *_options(workflow, folder, occasion)],
        cwd=place,
        env={"PATH": os.environ["PATH"], "HOME": str(folder / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return _told(finished.stdout + finished.stderr)


def _for_act(workflow: dict[str, Any], instead: Mapping[str, str]) -> dict[str, Any]:
    for job in workflow["jobs"].values():
        if isinstance(job.get("environment"), dict):
            job["environment"].pop("deployment", None)
        for holder in (job, workflow):
            holder.get("concurrency", {}).pop("queue", None)
        for step in job["steps"]:
            if step.get("id") in instead:
                step["run"] = instead[step["id"]]
    return workflow


def _options(workflow: Path, folder: Path, occasion: Occasion) -> list[str]:
    event, secrets, stand_in = folder / "event.json", folder / "secrets", folder / "stand-in"
    inputs = {name: _word(value) for name, value in occasion.inputs.items()}
    happened = {"repository": {"visibility": occasion.visibility}, "inputs": inputs}
    event.write_text(json.dumps(happened), encoding="utf-8")
    lines = [f"{name}={json.dumps(text)}" for name, text in occasion.secrets.items()]
    secrets.write_text("\n".join(lines), encoding="utf-8")
    stand_in.mkdir()
    (stand_in / "action.yml").write_text(_EMPTY, encoding="utf-8")
    pairs = [
        *(("--var", f"{name}={text}") for name, text in occasion.variables.items()),
        *(("--env", f"{name}={text}") for name, text in occasion.environment.items()),
        *(
            ("--local-repository", f"{action}={stand_in}")
            for action in sorted(set(_PINNED.findall(workflow.read_text("utf-8"))))
        ),
        ("--eventpath", str(event)),
        ("--secret-file", str(secrets)),
        ("--workflows", f".github/workflows/{workflow.name}"),
        ("--platform", "ubuntu-24.04=-self-hosted"),
        ("--action-cache-path", str(folder / "cache")),
    ]
    switches = ["--json", "--no-cache-server", "--action-offline-mode"]
    return [occasion.event, *switches, *(word for pair in pairs for word in pair)]


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(output: str) -> ActRun:
    steps: dict[str, dict[str, str]] = {}
    jobs: dict[str, str] = {}
    for line in output.splitlines():
        said = json.loads(line) if line.startswith("{") else {}
        job = said.get("job", "").partition("/")[2]
        if said.get("stage") == "Main" and "stepResult" in said and len(said["stepID"]) == 1:
            steps.setdefault(job, {})[said["step"]] = said["stepResult"]
        if "jobResult" in said:
            jobs[job] = said["jobResult"]
    return ActRun(steps=steps, jobs=jobs, output=output)
