"""The keyless way of docs/setup.md, as an organiser copies it: no key of Google's is stored."""

import re
from pathlib import Path

from tests.behaviour.check.setting import TOKEN, setting
from tests.simulated_sheets.identity import pool
from tests.tree import ROOT
from tests.workflow.places import WORKFLOW, actions, check_out, our_own_python
from tests.workflow.runner import Occasion, Runner, load

AUTH = "google-github-actions/auth"
PROVIDER = "projects/1/locations/global/workloadIdentityPools/github/providers/lunchbatch"


def as_copied(folder: Path) -> Path:
    """The workflow with what the page says to add, where it says to."""
    page = (ROOT / "docs/setup.md").read_text(encoding="utf-8")
    section = page.partition("## Without a stored key")[2].partition("\n## ")[0]
    (step,) = re.findall(r"```yaml\n(- name: .*?)```", section, re.DOTALL)
    indented = "".join(f"      {line}\n" for line in step.splitlines())
    text = WORKFLOW.read_text(encoding="utf-8")
    place = "      - name: Choose a Python\n"
    right = "      contents: read  # to check this repository out;"
    assert text.count(place) == text.count(right) == 1
    text = text.replace(place, f"{indented}\n{place}")
    text = text.replace(right, f"      id-token: write\n{right}")
    path = folder / "keyless.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_with_the_step_of_the_page_no_key_is_stored_and_every_token_is_masked(
    tmp_path: Path,
) -> None:
    with setting(tmp_path / "set up") as one:

        def opened(workspace: Path) -> None:
            """What the action leaves: a file, and a variable for the steps that follow."""
            file = pool(workspace, str(one.variables["SHEETS_API_URL"]))
            with (workspace.parent / "temp/env").open("a", encoding="utf-8") as written:
                written.write(f"GOOGLE_APPLICATION_CREDENTIALS={file}\n")

        def with_settings(workspace: Path) -> None:
            check_out(workspace)
            (workspace / "config/lunchbatch.yaml").write_bytes(one.config.read_bytes())

        passed = ("SLACK_API_URL", "SHEETS_API_URL", "NO_PROXY")
        run = Runner(
            as_copied(tmp_path),
            tmp_path,
            actions={**actions(with_settings), AUTH: opened},
            instead={"install": our_own_python()},
        ).run(
            Occasion(
                event="workflow_dispatch",
                inputs={"command": "run", "as_of": "2026-11-23T10:00+01:00"},
                secrets={"SLACK_BOT_TOKEN": TOKEN},
                variables={"GOOGLE_IDENTITY_PROVIDER": PROVIDER},
                environment={name: str(one.variables[name]) for name in passed},
            )
        )

        assert run.succeeded, run.output
        assert len(one.person.rows("Groups")[1:]) == 3
        assert one.tokens.given <= run.masked
        assert not any(token in run.output for token in one.tokens.given)


def test_where_nothing_is_set_up_the_step_is_left_out(tmp_path: Path) -> None:
    run = Runner(as_copied(tmp_path), tmp_path, actions=actions(check_out)).run(Occasion())

    assert run.succeeded
    assert run.step("Get a short-lived access to Google").outcome == "skipped"


def test_the_step_names_the_provider_and_the_account_with_which_the_sheet_is_shared(
    tmp_path: Path,
) -> None:
    job = load(as_copied(tmp_path))["jobs"]["lunchbatch"]
    (step,) = [step for step in job["steps"] if step.get("uses", "").startswith(AUTH)]

    assert job["permissions"] == {"contents": "read", "id-token": "write"}
    assert step["with"]["workload_identity_provider"] == "${{ vars.GOOGLE_IDENTITY_PROVIDER }}"
    assert step["with"]["service_account"].endswith(".iam.gserviceaccount.com")
