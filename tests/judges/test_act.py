"""The workflow files come out the same under `act` as on our own runner."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.judges.act import WHY_SKIPPED, act_or_none, run_under_act
from tests.workflow.mailbox import Mailbox, mailbox
from tests.workflow.places import MANY, WORKFLOW, actions, check_out
from tests.workflow.runner import Occasion, Runner

ACT = act_or_none()

pytestmark = pytest.mark.skipif(ACT is None, reason=WHY_SKIPPED)

# In the place of a Python with the program installed: keeps its arguments, a line for each call.
RECORDER = r"""
mkdir -p .venv/bin
cat > .venv/bin/python <<'END'
#!/bin/bash
printf '[%s]' "${@//$'\n'/ }" >> "$RECORDED"
echo >> "$RECORDED"
if [[ "$*" == *--matrix* ]]; then
  echo "matrix=$MATRIX" >> "$GITHUB_OUTPUT"
  exit 0
fi
exit "${RECORDER_EXIT:-0}"
END
chmod +x .venv/bin/python
"""
LEGS = [{"workspace": name, "config": f"config/{name}.yaml"} for name in ("north", "south")]
BROKEN = "exit 1\n"
BOTH = {"SLACK_BOT_TOKEN": "xoxb-sentinel-slack", "GOOGLE_SERVICE_ACCOUNT": "sentinel-google"}
OWNER = {"OWNER_SLACK_ID": "U0OWNER"}
TYPED: Mapping[str, str | bool] = {
    "command": "run",
    "program": "$(touch broken) `touch broken` \"; touch broken; '",
    "stage": "--force",
    "choices": "11:45, $(id)",
    "force": True,
}

OCCASIONS: Mapping[str, Callable[[Mailbox], tuple[Occasion, str]]] = {
    "no secret": lambda _: (Occasion(variables=OWNER), RECORDER),
    "one secret": lambda box: (
        Occasion(
            secrets={"SLACK_BOT_TOKEN": "x"},
            variables=OWNER,
            environment={"SLACK_API_URL": box.url},
        ),
        RECORDER,
    ),
    "the clock": lambda box: (
        Occasion(secrets={**BOTH, "HEARTBEAT_URL": f"{box.url}beat"}, variables=OWNER),
        RECORDER,
    ),
    "by hand": lambda _: (Occasion(event="workflow_dispatch", secrets=BOTH), RECORDER),
    "typed by hand": lambda _: (
        Occasion(event="workflow_dispatch", secrets=BOTH, inputs=TYPED),
        RECORDER,
    ),
    "the program fails": lambda box: (
        Occasion(
            secrets=BOTH,
            variables=OWNER,
            environment={"RECORDER_EXIT": "1", "SLACK_API_URL": box.url},
        ),
        RECORDER,
    ),
    "the installation fails": lambda box: (
        Occasion(secrets=BOTH, variables=OWNER, environment={"SLACK_API_URL": box.url}),
        BROKEN,
    ),
}


def with_record(occasion: Occasion, record: Path) -> Occasion:
    return Occasion(
        event=occasion.event,
        inputs=occasion.inputs,
        secrets=occasion.secrets,
        variables=occasion.variables,
        environment={**occasion.environment, "RECORDED": str(record)},
    )


def seen(box: Mailbox, record: Path) -> tuple[list[tuple[str, str]], str]:
    """The letters and the calls of the program so far, which are forgotten here."""
    letters = [(one.line, one.authorization) for one in box.letters]
    calls = record.read_text("utf-8") if record.exists() else ""
    box.letters.clear()
    record.write_text("", encoding="utf-8")
    return letters, calls


@pytest.mark.parametrize("name", OCCASIONS)
def test_the_job_comes_out_as_on_our_own_runner(tmp_path: Path, name: str) -> None:
    assert ACT is not None
    record, folders = tmp_path / "recorded", [tmp_path / "act", tmp_path / "ours"]
    for folder in folders:
        folder.mkdir()
    with mailbox() as box:
        occasion, install = OCCASIONS[name](box)
        occasion, instead = with_record(occasion, record), {"install": install}
        judged = run_under_act(ACT, WORKFLOW, folders[0], occasion, instead=instead)
        theirs = seen(box, record)
        ours = Runner(WORKFLOW, folders[1], actions=actions(check_out), instead=instead)
        run = ours.run(occasion)

        assert seen(box, record) == theirs
    ((job, result),) = judged.jobs.items()
    names = [step.name for step in run.steps]
    assert judged.outcomes(job, names) == [step.outcome for step in run.steps]
    assert (result == "success") == run.succeeded
    assert "sentinel" not in judged.output


def test_each_workspace_is_a_job_of_its_own_and_gets_its_own_settings(tmp_path: Path) -> None:
    assert ACT is not None
    record = tmp_path / "recorded"
    matrix = json.dumps({"include": LEGS})
    by_hand = Occasion(
        event="workflow_dispatch",
        secrets=BOTH,
        inputs={"command": "run"},
        environment={"MATRIX": matrix},
    )
    occasion = with_record(by_hand, record)

    judged = run_under_act(ACT, MANY, tmp_path, occasion, instead={"install": RECORDER})

    assert sorted(record.read_text("utf-8").splitlines()) == [
        "[-m][lunchbatch][programs][--matrix][config/north.yaml][config/south.yaml]",
        "[-m][lunchbatch][run][--config=config/north.yaml]",
        "[-m][lunchbatch][run][--config=config/south.yaml]",
    ]
    assert set(judged.jobs.values()) == {"success"}
    assert len(judged.jobs) == 3
