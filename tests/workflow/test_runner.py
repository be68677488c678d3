"""What our own runner makes of a step is what GitHub's makes of it."""

import time
from pathlib import Path

from tests.workflow.runner import Occasion, Runner

SLOW = """\
on: push
jobs:
  only:
    steps:
      - name: too slow
        timeout-minutes: 0.005
        run: |
          echo begun
          sleep 30 | cat
      - name: after it
        timeout-minutes: 1
        run: "true"
      - name: in spite of it
        if: failure()
        timeout-minutes: 1
        run: "true"
"""


def test_a_step_that_takes_too_long_is_killed_and_fails_and_the_job_goes_on(tmp_path: Path) -> None:
    workflow = tmp_path / "slow.yml"
    workflow.write_text(SLOW)
    began = time.monotonic()

    run = Runner(workflow, tmp_path, actions={}).run(Occasion(event="push"))

    assert time.monotonic() - began < 20
    assert [step.outcome for step in run.steps] == ["failure", "skipped", "success"]
    assert run.step("too slow").output.startswith("begun\n")
    assert "took longer than its time-out" in run.output
