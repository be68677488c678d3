"""
Executes the steps of a workflow file in order, each in a clean environment, without GitHub.

What a runner does and this does too: conditions, `${{ }}`, defaults of inputs, outputs,
summary, exit codes, time-outs. Secrets are NOT masked, so that a test sees what leaks.
Steps that use an action are played by a function of the test.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.workflow.expressions import Value, evaluate, fill

Action = Callable[[Path], None]
_MASK = "::add-mask::"
_NOTHING: Mapping[str, str] = {}
_MACHINES_OWN = ("PIP_", "HTTPS_PROXY", "HTTP_PROXY", "SSL_CERT_FILE")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """What became of one step: outcome is success, failure or skipped."""

    name: str
    outcome: str
    output: str = ""
    exit_code: int = 0
    masked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """What became of the job, and all it printed."""

    steps: tuple[StepRun, ...]
    summary: str
    outputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def succeeded(self) -> bool:
        return all(step.outcome != "failure" for step in self.steps)

    @property
    def output(self) -> str:
        """Everything a reader of the run's page can see."""
        printed = [step.output for step in self.steps]
        return "\n".join([*printed, self.summary, *self.outputs.values()])

    @property
    def masked(self) -> frozenset[str]:
        """What the runner was told to strike out."""
        return frozenset(text for step in self.steps for text in step.masked)

    def step(self, name: str) -> StepRun:
        return next(step for step in self.steps if step.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why the workflow runs, with what it can see; `environment` is added to every step's."""

    event: str = "schedule"
    visibility: str = "private"
    inputs: Mapping[str, Value] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)


class Runner:
    """
    Runs one job of a workflow file, the only one if none is named, in a folder of its own.

    `actions` plays the steps with `uses`, by the action's name without its version; `instead`
    replaces the script of a step, by its id. `contexts` are further things that expressions can
    name, such as `matrix`.
    """

    def __init__(
        self,
        workflow: Path,
        folder: Path,
        *,
        actions: Mapping[str, Action],
        instead: Mapping[str, str] = _NOTHING,
        job: str | None = None,
        contexts: Mapping[str, object] = _NOTHING,
    ) -> None:
        self.workflow = load(workflow)
        (only, *_) = self.workflow["jobs"] if job is None else (job,)
        self.job: Mapping[str, Any] = self.workflow["jobs"][only]
        self.contexts = contexts
        self.workspace = folder / "workspace"
        self.folder = folder
        self.actions = actions
        self.instead = instead
        self.failed = False
        self.states: dict[str, dict[str, object]] = {}
        self.outputs: dict[str, str] = {}

    def run(self, occasion: Occasion) -> JobRun:
        for name in ("workspace", "home", "bin", "temp"):
            (self.folder / name).mkdir()
        _python_on_path(self.folder / "bin")
        runs = []
        for step in self.job["steps"]:
            run = self._step(step, occasion)
            self.failed = self.failed or run.outcome == "failure"
            runs.append(run)
        summary = self._file("summary").read_text()
        return JobRun(steps=tuple(runs), summary=summary, outputs=self.outputs)

    def _step(self, step: Mapping[str, str], occasion: Occasion) -> StepRun:
        context = self.context(occasion)
        if not self._wanted(step.get("if", "success()"), context):
            run = StepRun(name=step["name"], outcome="skipped")
        elif "uses" in step:
            self.actions[step["uses"].split("@")[0]](self.workspace)
            run = StepRun(name=step["name"], outcome="success")
        else:
            run = self._script(step, context, occasion)
        if "id" in step:
            written = self._file("output").read_text()
            self.outputs[step["id"]] = written
            self.states[step["id"]] = {"outcome": run.outcome, "outputs": self._outputs()}
        return run

    def _wanted(self, condition: str, context: Mapping[str, object]) -> bool:
        if not any(f"{word}()" in condition for word in ("success", "failure", "always")):
            condition = f"success() && ({condition})"
        return bool(evaluate(condition, context, self._functions()))

    def _functions(self) -> Mapping[str, Callable[[], bool]]:
        return {
            "success": lambda: not self.failed,
            "failure": lambda: self.failed,
            "always": lambda: True,
        }

    def _script(
        self, step: Mapping[str, object], context: Mapping[str, object], occasion: Occasion
    ) -> StepRun:
        own = step.get("env", {})
        assert isinstance(own, Mapping)
        filled = {key: fill(str(text), context, self._functions()) for key, text in own.items()}
        script = self.instead.get(str(step.get("id")), str(step["run"]))
        command = ["/bin/bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        happened = self.folder / "event.json"
        happened.write_text(json.dumps({"inputs": _inputs(self.workflow, occasion)}), "utf-8")
        event = {"GITHUB_EVENT_NAME": occasion.event, "GITHUB_EVENT_PATH": str(happened)}
        environment = {**self._environment(), **event, **occasion.environment, **filled}
        seconds = 60 * float(str(step["timeout-minutes"]))
        output, exit_code = _run(command, self.workspace, environment, seconds)
        return StepRun(
            name=str(step["name"]),
            outcome="failure" if exit_code else "success",
            output="".join(_lines(output, are_masks=False)),
            exit_code=exit_code,
            masked=tuple(
                line.removeprefix(_MASK).rstrip("\n") for line in _lines(output, are_masks=True)
            ),
        )

    def _environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key.startswith(_MACHINES_OWN)},
            "PATH": f"{self.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / "home"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "LANG": "C.UTF-8",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(self._file("output")),
            "GITHUB_STEP_SUMMARY": str(self._file("summary")),
            "GITHUB_ENV": str(self._file("env")),
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": "someone/lunch",
            "GITHUB_RUN_ID": "4711",
            "GITHUB_RUN_ATTEMPT": "1",
            **self.workflow.get("env", {}),
            **_assigned(self._file("env").read_text()),
        }

    def context(self, occasion: Occasion) -> dict[str, object]:
        """What the expressions of the file can name."""
        return {
            "github": {
                "event_name": occasion.event,
                "run_id": "4711",
                "server_url": "https://github.example",
                "repository": "someone/lunch",
                "repository_visibility": occasion.visibility,
            },
            "inputs": _inputs(self.workflow, occasion),
            "secrets": occasion.secrets,
            "vars": occasion.variables,
            "steps": self.states,
            **self.contexts,
        }

    def _outputs(self) -> dict[str, str]:
        written = self._file("output").read_text()
        self._file("output").write_text("")
        return _assigned(written)

    def _file(self, name: str) -> Path:
        path = self.folder / "temp" / name
        path.touch()
        return path


def _run(
    command: list[str], folder: Path, environment: Mapping[str, str], seconds: float
) -> tuple[str, int]:
    """What a step printed, and its exit code. One that takes too long is killed, with its own."""
    with subprocess.Popen(  # noqa: S603 - the workflow file's own step, which is the point
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as step:
        try:
            output, _ = step.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(step.pid, signal.SIGKILL)
            output, _ = step.communicate()
            output += "::error::The step took longer than its time-out.\n"
        return output, step.returncode


def _assigned(text: str) -> dict[str, str]:
    """The lines `name=value` of a file that steps write for later ones."""
    return dict(line.split("=", 1) for line in text.splitlines())


def _lines(output: str, *, are_masks: bool) -> Iterator[str]:
    """The lines that are masks, which the runner takes in and shows to nobody, or the others."""
    lines = output.splitlines(keepends=True)
    return (line for line in lines if line.startswith(_MASK) is are_masks)


def load(path: Path) -> dict[str, Any]:
    """A workflow file. YAML 1.1 reads its key `on` as True; here it is `on` again."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in loaded.items()}


def _inputs(workflow: Mapping[str, object], occasion: Occasion) -> Mapping[str, Value]:
    if occasion.event != "workflow_dispatch":
        return {}
    triggers = workflow["on"]
    assert isinstance(triggers, Mapping)
    declared = triggers["workflow_dispatch"]["inputs"]
    assert set(occasion.inputs) <= set(declared), "an input that the workflow does not have"
    return {name: occasion.inputs.get(name, entry["default"]) for name, entry in declared.items()}


def _python_on_path(folder: Path) -> None:
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    python = Path(sys.base_prefix, "bin", name)
    shim = folder / "python3"
    shim.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    shim.chmod(0o755)
