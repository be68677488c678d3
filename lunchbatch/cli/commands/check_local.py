"""What `check` reads on this machine: settings, wording, secrets, the workflow's schedule."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from lunchbatch.cli.output.github_actions import is_public
from lunchbatch.cli.output.printing import is_on_github
from lunchbatch.core.checks import cron_coverage, message_limits, stage_feasibility
from lunchbatch.core.checks.finding import Finding, fault, good, note
from lunchbatch.core.settings.policy import Policy, Program
from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError
from lunchbatch.settings_file.environment import (
    FILE_VARIABLE,
    GOOGLE_VARIABLE,
    SHEETS_ADDRESS,
    SLACK_ADDRESS,
    SLACK_VARIABLE,
    TOKEN_VARIABLE,
    Environment,
    read_environment,
)
from lunchbatch.settings_file.read_settings import (
    line_of,
    read_icebreakers,
    read_policy,
    read_wording,
    unfilled,
)
from lunchbatch.settings_file.workflow_file import read_schedule

_SPOKEN_TO = {SLACK_ADDRESS: SLACK_VARIABLE, SHEETS_ADDRESS: GOOGLE_VARIABLE}
_WHERE = "Settings, Secrets and variables, Actions, New repository secret"


def settings(config: Path, variables: Mapping[str, str]) -> tuple[Policy | None, list[Finding]]:
    """The settings, or None with all their faults."""
    try:
        policy = read_policy(config)
    except ConfigFaultsError as wrong:
        return None, list(_told("settings", wrong.faults))
    return policy, [*_blanks(config, policy), *_on_github(config, policy, variables)]


def _blanks(config: Path, policy: Policy) -> Iterator[Finding]:
    """What still stands as the example ships it."""
    blank = unfilled(policy)
    file = config.as_posix()
    for path in blank:
        what = "the link of your Google Sheet" if path == "ledger.sheet" else "the id of a channel"
        line = line_of(config, *path.split("."))
        yield fault(
            "settings", f"{path}: this is the example's; put {what} here", file=file, line=line
        )
    if not blank:
        yield good("settings", f"{file} can be used as it is")


def _on_github(config: Path, policy: Policy, variables: Mapping[str, str]) -> Iterator[Finding]:
    if policy.ledger.csv is not None and is_on_github(variables):
        yield fault(
            "settings",
            "ledger.csv: a folder on GitHub's machine is gone after each run; use ledger.sheet",
            file=config.as_posix(),
            line=line_of(config, "ledger", "csv"),
        )
    if is_public(variables) and not policy.public_repository:
        yield fault(
            "settings",
            "this repository is public, so everybody can read its logs; make it private, or, if "
            "that is meant, set public_repository: true",
        )


def wording(config: Path, policy: Policy | None) -> Iterator[Finding]:
    """The texts and the questions; their lengths only where the settings can be read."""
    programs = policy.programs if policy else {}
    languages = {program.language for program in programs.values()}
    path = config.parent / "messages.yaml"
    try:
        words = read_wording(path, languages)
    except ConfigFaultsError as wrong:
        yield from _told("wording", wrong.faults)
    else:
        yield good("wording", "messages.yaml can be used as it is")
        for name, program in programs.items():
            owner = policy.owner if policy else None
            yield from message_limits.check(name, program, words, owner, partial(line_of, path))
    try:
        questions = read_icebreakers(config.parent / "icebreakers.yaml")
    except ConfigFaultsError as wrong:
        yield from _told("wording", wrong.faults)
        return
    for language in sorted(languages):
        if not questions.questions(language):
            yield note("wording", f"there are no icebreakers in {language}, so none is asked")


def secrets(
    policy: Policy | None, variables: Mapping[str, str]
) -> tuple[Environment, list[Finding]]:
    """What the environment holds; what is malformed there counts as not set."""
    faults: tuple[ConfigFault, ...] = ()
    try:
        environment = read_environment(variables)
    except ConfigFaultsError as wrong:
        faults = wrong.faults
        bad = {fault.path for fault in faults}
        # Nobody is spoken to at another address than the one that was meant.
        bad |= {secret for address, secret in _SPOKEN_TO.items() if address in bad}
        environment = read_environment({k: v for k, v in variables.items() if k not in bad})
    found = list(_told("secrets", faults))
    held = environment.secrets
    told = {fault.path for fault in faults}
    told |= {secret for address, secret in _SPOKEN_TO.items() if address in told}
    found += _secret(SLACK_VARIABLE, there=held.slack_token is not None, told=told)
    if keyless := _keyless(variables):
        found.append(good("secrets", f"{keyless} is used in the place of a stored Google key"))
    elif policy is None or policy.ledger.sheet is not None:
        found += _secret(GOOGLE_VARIABLE, there=held.google_key is not None, told=told)
    return environment, found


def _secret(name: str, *, there: bool, told: Iterable[str]) -> Iterator[Finding]:
    if there:
        yield good("secrets", f"{name} is there and well formed")
    elif name not in told:
        yield fault("secrets", f"{name} is not set; add it under {_WHERE}")


def workflow(config: Path, policy: Policy | None, now: datetime) -> Iterator[Finding]:
    """The schedule, against the calendar where there is one."""
    schedule = read_schedule(config.resolve().parent.parent)
    yield from _told("wakes", schedule.faults)
    if policy is not None and schedule.wakes:
        yield from cron_coverage.check(schedule.wakes, policy.programs, now)


def program(name: str, one: Program, now: datetime) -> Iterator[Finding]:
    """The calendar of a program: its next dates, and what can never happen."""
    yield from stage_feasibility.check(name, one, now)


def has_google(environment: Environment, variables: Mapping[str, str]) -> bool:
    """Whether there is any access to Google."""
    return environment.secrets.google_key is not None or _keyless(variables) is not None


def _keyless(variables: Mapping[str, str]) -> str | None:
    return next((name for name in (TOKEN_VARIABLE, FILE_VARIABLE) if variables.get(name)), None)


def _told(area: str, faults: Iterable[ConfigFault]) -> Iterator[Finding]:
    for each in faults:
        sentence = ": ".join(part for part in (each.path, each.sentence) if part)
        yield fault(area, sentence, file=each.file, line=each.line)
