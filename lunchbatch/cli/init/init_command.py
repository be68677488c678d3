"""`init`: a few questions, and the settings and the workflow are filled in and looked at."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import RealClock, slack_of
from lunchbatch.cli.commands.check import check_command
from lunchbatch.cli.commands.check_local import has_google
from lunchbatch.cli.commands.setup import setup_command
from lunchbatch.cli.init.questions import Answer, Question, SeenInSlack, machine_zone, questions
from lunchbatch.cli.options import check_program, config_option
from lunchbatch.cli.output.github_actions import hide_environment
from lunchbatch.cli.output.printing import say, say_each
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import Policy
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock
from lunchbatch.settings_file.config_errors import Place, spelt
from lunchbatch.settings_file.environment import Environment, read_environment
from lunchbatch.settings_file.read_settings import policy_from, read_policy, read_text, unfilled
from lunchbatch.settings_file.workflow_edit import fitted
from lunchbatch.settings_file.workflow_file import PLACE
from lunchbatch.settings_file.yaml_edit import with_value

_ONLY = "lunchbatch.yaml"  # settings of another name are those of one workspace of several
_BOM = b"\xef\xbb\xbf"
_MOST_ROOMS = 5  # people are looked for in so many channels


@click.command("init")
@click.option("--channel", help="The channel: its id, or with a token its name.")
@click.option("--sheet", help="The link of the Google Sheet.")
@click.option("--time-zone", help="As in Europe/Berlin.  [default: this machine's]")
@click.option("--owner", help="Who is told when something needs a person: id, or name.")
@click.option("--every", help="How often: week, 2 weeks, month.")
@click.option("--on", help="Which days: monday; or for a month first tuesday.")
@click.option("--at", help="The time of day at which groups are introduced: 09:30.")
@click.option("--program", help="Which program, where the settings have several.")
@click.option("--fix", is_flag=True, help="Only fit the workflow to the settings.")
@click.option("--ask/--no-ask", default=None, help="Whether to ask.  [default: in a terminal]")
@config_option
def init_command(
    config: Path, program: str | None, *, fix: bool, ask: bool | None, **given: str | None
) -> None:
    """Fill in the settings by a few questions, then run `setup` and `check`.

    What you don't answer stays as it is, and so does every line and remark of yours: run it
    again to change something. It also fits the schedule of the workflow to the settings.
    """
    context = click.get_current_context()
    clock: Clock = context.obj or RealClock()
    policy, environment = read_policy(config), read_environment(os.environ)
    hide_environment(environment, os.environ)
    answers: dict[Place, Answer] = {}
    if not fix:
        name = _program(policy, program)
        typed = {key.replace("_", "-"): text for key, text in given.items() if text is not None}
        asks = sys.stdin.isatty() if ask is None else ask
        seen = _look(environment, clock) if asks or typed or unfilled(policy) else SeenInSlack()
        asked = questions(policy, name, seen, machine_zone(os.environ))
        answers = _answers(asked, seen, typed, asks=asks)
    policy, changed = _filled_in(config, answers, clock.now())
    say_each(changed or ("Nothing to change: settings and workflow fit.",))
    if fix:
        return
    if policy.ledger.csv is not None or has_google(environment, os.environ):
        context.invoke(setup_command, config=config)
    try:
        context.invoke(check_command, config=config, as_of=None)
    finally:
        say_each(_left(policy, is_changed=bool(changed)))


def _program(policy: Policy, wanted: str | None) -> str:
    """The program that is asked about: the one named, else one to be filled in, else the first."""
    check_program(wanted, policy.programs)
    blank = (name for name in policy.programs if f"programs.{name}.channel" in unfilled(policy))
    return wanted or next(blank, next(iter(policy.programs)))


def _look(environment: Environment, clock: Clock) -> SeenInSlack:
    """What Slack shows to the token, if there is one. Raises what the adapter raises."""
    if environment.secrets.slack_token is None:
        return SeenInSlack()
    slack = slack_of(environment, clock)
    slack.identity()
    rooms = slack.rooms()

    @cache
    def people() -> Mapping[str, Person]:
        ids = {member for room in rooms[:_MOST_ROOMS] for member in slack.members(room.id)}
        return slack.people(ids) if ids else {}

    return SeenInSlack(has_token=True, channels=rooms, people=people)


def _answers(
    asked: Sequence[Question], seen: SeenInSlack, typed: Mapping[str, str], *, asks: bool
) -> dict[Place, Answer]:
    """What is to be changed, by its place. Raises ConfigError for what cannot be, or is lacking."""
    found: dict[Place, Answer] = {}
    lacking = []
    for question in asked:
        answer: Answer | None = None
        if question.option in typed:
            answer = _read(question, typed[question.option])
        elif asks:
            answer = _prompted(question, seen)
        elif question.is_blank and question.option == "time-zone" and question.suggestion:
            answer = question.read(question.suggestion)
        elif question.is_blank:
            lacking.append(f"--{question.option} ({question.text[0].lower()}{question.text[1:]})")
        if answer is not None and answer != question.now:
            found[question.place] = answer
    if lacking:
        raise ConfigError(
            f"init can't ask here, because this is no terminal; give it {', '.join(lacking)}"
            + _rooms(seen)
        )
    return found


def _read(question: Question, typed: str) -> Answer:
    try:
        return question.read(typed.strip())
    except ValueError as why:
        raise ConfigError(f"--{question.option}: '{typed}' {why}") from None


def _prompted(question: Question, seen: SeenInSlack) -> Answer | None:
    """Ask until there is an answer that can be used; Enter takes what stands in brackets."""
    if question.option == "channel":
        if seen.has_token and not seen.channels:
            say("The app is in no channel yet: write /invite @Lunchbatch in yours.")
        for number, room in enumerate(seen.channels, start=1):
            say(f"  {number}  #{room.name}{' (private)' * room.is_private}")
    now = question.now if isinstance(question.now, str) else ", ".join(question.now)
    default = question.suggestion if question.is_blank else now
    while True:
        typed = str(
            click.prompt(question.text, default=default, show_default=bool(default))
        ).strip()
        if not typed and not question.is_blank:
            return None
        try:
            return question.read(typed)
        except ValueError as why:
            say(
                f"'{typed}' {why}"
                if typed
                else f"This is needed: {question.text[0].lower()}{question.text[1:]}."
            )


def _rooms(seen: SeenInSlack) -> str:
    names = ", ".join(f"#{room.name} ({room.id})" for room in seen.channels)
    if seen.has_token and not names:
        return "; the app is in no channel yet: write /invite @Lunchbatch in yours"
    return f"; the app is in {names}" if names else ""


def _filled_in(
    config: Path, answers: Mapping[Place, Answer], now: datetime
) -> tuple[Policy, tuple[str, ...]]:
    """Write settings and workflow where they change: the settings as they are then, what is new.

    Raises ConfigError before anything is written.
    """
    file = config.as_posix()
    text = read_text(config, file=file)
    for place, answer in answers.items():
        text = with_value(text, place, answer, file=file)
    policy = policy_from(text, file=file)
    writes = {config: text}
    said = [f"{file}: {spelt(place)}" for place in answers]
    workflow = config.resolve().parent.parent / PLACE
    if workflow.is_file():
        schedule, changes = fitted(
            read_text(workflow, file=PLACE.as_posix()),
            policy.programs,
            now,
            serves_others=config.name != _ONLY,
        )
        writes[workflow] = schedule
        said += [f"{PLACE.as_posix()}: {change}" for change in changes]
    _write(writes)
    return policy, tuple(f"Changed {change}" for change in said)


def _write(texts: Mapping[Path, str]) -> None:
    """Replace each file that differs, whole. Raises ConfigError, and then all are as before."""
    ready: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            before = path.read_bytes()
            content = (_BOM if before.startswith(_BOM) else b"") + text.encode()
            if content != before:
                new = path.with_name(f"{path.name}.new")
                ready.append((new, path))
                new.write_bytes(content)
                shutil.copymode(path, new)
        for new, path in ready:
            new.replace(path)
    except OSError as error:
        for new, _ in ready:
            with suppress(OSError):
                new.unlink(missing_ok=True)
        raise ConfigError(
            f"{error.filename}: cannot be written: {error.strerror}; nothing was changed. Make the "
            "folder writable, and run init again"
        ) from None


def _left(policy: Policy, *, is_changed: bool) -> Iterator[str]:
    """What only a person can do. What is wrong `check` says."""
    yield "Left to do on GitHub, where it isn't done yet:"
    if is_changed:
        yield "  - commit the changed files and push them"
    yield "  - add the secrets SLACK_BOT_TOKEN and GOOGLE_SERVICE_ACCOUNT (docs/setup.md, step 4)"
    if policy.owner:
        hears = f"OWNER_SLACK_ID = {policy.owner}, who then hears of a run that could not start"
        yield f"  - if you like, the variable {hears}"
    yield "  - if you like, the secret HEARTBEAT_URL, for a monitor that notices when no wake comes"
    yield "  - Actions, lunchbatch, Run workflow: plan"
