"""`check`: everything that could be wrong, at once, each with its remedy. Writes nothing."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import RealClock, slack_of
from lunchbatch.cli.commands import check_local, check_remote
from lunchbatch.cli.google_access import open_wire
from lunchbatch.cli.options import as_of_option, config_option, json_option
from lunchbatch.cli.output.github_actions import RunPage, hide_environment, report
from lunchbatch.cli.output.printing import write
from lunchbatch.core.checks.finding import Finding, Verdict, fault
from lunchbatch.core.settings.policy import Policy
from lunchbatch.errors import LunchbatchError
from lunchbatch.ports import Clock
from lunchbatch.settings_file.environment import Environment
from lunchbatch.settings_file.read_settings import unfilled
from lunchbatch.settings_file.workflow_file import read_schedule

TO_MEND = 2


@click.command("check")
@config_option
@as_of_option
@json_option
def check_command(config: Path, as_of: datetime | None, *, as_json: bool) -> None:
    """Say everything that could be wrong before the first round, and how to mend it.

    Looks at the settings, the wording, the secrets, the workflow's schedule, Slack and the
    Sheet. Writes nothing.
    """
    if as_json:
        found = tuple(_everything(config, RealClock(as_of)))
        write(json.dumps([asdict(each) for each in found], ensure_ascii=False) + "\n")
        if any(each.verdict is Verdict.MEND for each in found):
            click.get_current_context().exit(TO_MEND)
        return
    page = RunPage(title="lunchbatch check", variables=os.environ)
    is_wrong = report(page, _everything(config, RealClock(as_of)))
    page.say("To mend: see above." if is_wrong else "All is well.")
    page.close()
    if is_wrong:
        click.get_current_context().exit(TO_MEND)


def _everything(config: Path, clock: Clock) -> Iterator[Finding]:
    policy, found = check_local.settings(config, os.environ)
    yield from found
    yield from check_local.wording(config, policy)
    environment, found = check_local.secrets(policy, os.environ)
    hide_environment(environment, os.environ)
    yield from found
    yield from check_local.workflow(config, policy, clock.now())
    if policy is not None:
        for name, program in policy.programs.items():
            yield from check_local.program(name, program, clock.now())
    if environment.secrets.slack_token is not None:
        yield from check_remote.workspace(policy, slack_of(environment, clock), clock.now())
    if policy is not None:
        yield from _ledger(config, policy, environment, clock)


def _ledger(
    config: Path, policy: Policy, environment: Environment, clock: Clock
) -> Iterator[Finding]:
    wakes = read_schedule(config.resolve().parent.parent).wakes
    if policy.ledger.csv is not None:
        path = config.resolve().parent.parent / policy.ledger.csv
        yield from check_remote.folder(policy, path, wakes, clock)
    elif "ledger.sheet" not in unfilled(policy) and check_local.has_google(environment, os.environ):
        try:
            wire = open_wire(environment, os.environ, sleep=clock.sleep)
        except LunchbatchError as failure:
            yield fault("secrets", str(failure))
        else:
            yield from check_remote.sheet(policy, wire, wakes, clock.now())
