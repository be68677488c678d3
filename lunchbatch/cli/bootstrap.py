"""Puts settings, environment, clock, ledger and Slack together for one command."""

import os
import random
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pydantic import ValidationError

from lunchbatch.cli.output.github_actions import hide_environment
from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.settings.setting_types import sheet_id
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock, Ledger, Workspace
from lunchbatch.settings_file.environment import SLACK_VARIABLE, Environment, read_environment
from lunchbatch.settings_file.read_settings import (
    owner_in,
    read_icebreakers,
    read_policy,
    read_wording,
)

if TYPE_CHECKING:
    from lunchbatch.adapters.slack import SlackWorkspace


class RealClock:
    """The clock on the wall; with `as_of` it is set to that moment and runs on from there."""

    def __init__(self, as_of: datetime | None = None) -> None:
        self._ahead = as_of - datetime.now(UTC) if as_of else timedelta(0)
        self._stopped = Event()

    def now(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC) + self._ahead

    def sleep(self, seconds: float) -> None:
        """Wait; less when the process is told to stop."""
        self._stopped.wait(seconds)

    def stop(self) -> None:
        """Let no wait last any longer."""
        self._stopped.set()


def heed_signals(clock: Clock) -> Callable[[], bool]:
    """From now on SIGTERM and SIGINT stop a run cleanly; the answer says whether one came.

    GitHub sends both some seconds before it ends a job that is cancelled or out of time.
    """
    stopped = Event()

    def stop(_number: int, _frame: object) -> None:
        stopped.set()
        if isinstance(clock, RealClock):
            clock.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    return stopped.is_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The config, and how to reach what it names. Nothing is opened before it is needed.

    `sync` waits for the disk wherever the ledger is a folder.
    """

    config: Path
    policy: Policy
    wording: Wording
    questions: Icebreakers
    environment: Environment
    variables: Mapping[str, str]
    clock: Clock
    sync: Callable[[int], None] = os.fsync

    @property
    def folder(self) -> Path:
        """Where the settings lie, and the words beside them."""
        return self.config.resolve().parent

    def ledger(self) -> Ledger:
        """The ledger of the config. Raises ConfigError without the key to the Sheet."""
        place = self.policy.ledger
        if place.csv is not None:
            from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger  # noqa: PLC0415 - only where used

            now, sleep = self.clock.now, self.clock.sleep
            folder = self.folder.parent / place.csv
            return CsvLedger(folder, now=now, sleep=sleep, sync=self.sync)
        from lunchbatch.cli.google_access import open_sheet  # noqa: PLC0415 - a third of a second

        apart = sheet_id(place.keep_apart_sheet) if place.keep_apart_sheet else None
        return open_sheet(
            sheet_id(place.sheet or ""),
            self.environment,
            self.variables,
            sleep=self.clock.sleep,
            keep_apart_in=apart,
        )

    def slack(self) -> Workspace:
        """Slack, by the token of the environment. Raises ConfigError without one."""
        return slack_of(self.environment, self.clock)


def slack_of(environment: Environment, clock: Clock) -> "SlackWorkspace":
    """Slack, by the token of the environment. Raises ConfigError without one."""
    from lunchbatch.adapters.slack import connect  # noqa: PLC0415 - only where used

    token = environment.secrets.slack_token
    if token is None:
        raise ConfigError(
            f"{SLACK_VARIABLE} is not set; it is the Bot User OAuth Token of your Slack app "
            "(api.slack.com/apps, your app, OAuth & Permissions)"
        )
    return connect(
        token.get_secret_value(),
        clock=clock,
        chance=random.Random(),  # noqa: S311 - spreads waits, guards nothing
        base_url=environment.slack_api_url,
    )


def load_application(
    config: Path,
    clock: Clock,
    *,
    variables: Mapping[str, str] = os.environ,
    sync: Callable[[int], None] = os.fsync,
) -> Application:
    """Read config, words and environment. Raises ConfigError with all that is wrong.

    The demo has variables and a clock of its own, and need not wait for the disk.
    """
    policy = read_policy(config)
    languages = {program.language for program in policy.programs.values()}
    environment = read_environment(variables)
    hide_environment(environment, variables)
    return Application(
        config=config,
        policy=policy,
        wording=read_wording(config.parent / "messages.yaml", languages),
        questions=read_icebreakers(config.parent / "icebreakers.yaml"),
        environment=environment,
        variables=variables,
        clock=clock,
        sync=sync,
    )


def owner_alone(
    config: Path, clock: Clock, *, variables: Mapping[str, str] = os.environ
) -> Application | None:
    """What can tell the owner and nothing else, where the settings cannot be used as they are.

    None where the owner, the token or the words cannot be read either.
    """
    nowhere = {"channel": "C00000000", "time_zone": "UTC"}
    given = {
        "owner": owner_in(config),
        "ledger": {"csv": "nowhere"},
        "programs": {"none": nowhere},
    }
    try:
        environment = read_environment(variables)
        hide_environment(environment, variables)
        return Application(
            config=config,
            policy=Policy.model_validate(given),
            wording=read_wording(config.parent / "messages.yaml", {"en"}),
            questions=Icebreakers({}),
            environment=environment,
            variables=variables,
            clock=clock,
        )
    except (ConfigError, ValidationError):
        return None


def run_name(variables: Mapping[str, str], clock: Clock) -> str:
    """The name of this run: GitHub's number and attempt, or the moment and a random part."""
    number = variables.get("GITHUB_RUN_ID")
    if number:
        return f"github-{number}-{variables.get('GITHUB_RUN_ATTEMPT', '1')}"
    return f"{clock.now():%Y%m%dT%H%M%S}-{random.Random().randrange(16**6):06x}"  # noqa: S311 - a name, no secret
