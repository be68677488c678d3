"""`demo`: the command, its progress on screen, and what it says at the end."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, load_application
from lunchbatch.cli.commands.run import MINUTES, settings_for, wake, wake_and_report
from lunchbatch.cli.options import FileParam
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.cli.output.printing import say, say_each
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.settings.policy import LedgerSettings, Policy
from lunchbatch.demo.demo_folder import PAGES, make_folder, write_pages
from lunchbatch.demo.demo_run import DemoRun, demo_run
from lunchbatch.demo.demo_summary import told
from lunchbatch.demo.job import Job
from lunchbatch.demo.serve.http_server import serve
from lunchbatch.demo.serve.session import MORNING
from lunchbatch.engine.run import RunOutcome, RunSettings
from lunchbatch.errors import LunchbatchError
from lunchbatch.ports import Clock, Ledger

LOOK_AT = {
    f"{PAGES}/index.html": "every message as people saw it; open it in a browser",
    "Groups.csv": "who was introduced to whom, and how it stands",
    "People.csv": "who is there; in yours you pause somebody here",
    "Rounds.csv": "what was due, what was done, who was not in and why",
    "Answers.csv": "who answered what, and what was taken back",
    "config/lunchbatch.yaml": "the settings it ran with",
}


@click.command("demo")
@click.option(
    "--folder",
    type=FileParam(),
    help="Where to write; a new or empty folder.  [default: demo-DATE-TIME]",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 52),
    default=3,
    show_default=True,
    help="Weekly rounds to live through; the last is left running.",
)
@click.option("--seed", default=4, show_default=True, help="Another number is another life.")
@click.option(
    "--serve",
    "serves",
    is_flag=True,
    help="Open a workspace to click through instead, as a web page on this machine.",
)
@click.option(
    "--config",
    type=FileParam(),
    help="With --serve: your own settings, and the messages.yaml beside them. Only the ledger and "
    "Slack are the demo's.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="With --serve: where; 0 is any that is free.",
)
@click.option("--open", "opens", is_flag=True, help="With --serve: open it in the browser.")
def demo_command(
    *,
    folder: Path | None,
    rounds: int,
    seed: int,
    serves: bool,
    config: Path | None,
    port: int,
    opens: bool,
) -> None:
    """Watch a fictional workspace live through several rounds, in seconds and without an account.

    With --serve you click through it yourself, as any of its people. The people, their Slack and
    the clock are simulated; all else is what `run` does. Writes to the folder only.
    """
    if (config or opens) and not serves:
        raise click.UsageError("--config and --open go with --serve")
    place = folder or Path(f"demo-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}")
    if serves:
        now = datetime.now(UTC) if config else MORNING
        serve(
            place,
            settings=config,
            now=now,
            seed=seed,
            port=port,
            shows_browser=opens,
            load_job=load_job,
        )
        return
    make_folder(place)
    with demo_run(place, rounds=rounds, seed=seed, load_job=load_job) as life:
        say(f"A fictional workspace lives through {rounds} weeks: {len(life.wakes)} wakes.")
        _watch(life)
        write_pages(place, life.pages())
        say_each(("", *told(records(life.job.ledger().read())), "", *_next(place)))


def _watch(life: DemoRun) -> None:
    """A bar in a terminal, a line a week in a log."""
    if sys.stdout.isatty():
        with click.progressbar(life.live(), length=len(life.wakes), label="Living") as lived:
            for _ in lived:
                pass
        return
    sent: dict[int, int] = {}
    for week, ran in life.live():
        if week - 1 in sent and week not in sent:
            say(f"Week {week - 1}: {sent[week - 1]} messages sent")
        sent[week] = sent.get(week, 0) + len(ran.applied.sent)
    for week in list(sent)[-1:]:
        say(f"Week {week}: {sent[week]} messages sent")


def _next(place: Path) -> Iterator[str]:
    width = max(map(len, LOOK_AT))
    yield f"Everything is in {place}. Look at"
    yield from (f"  {name.ljust(width)}  {what}" for name, what in LOOK_AT.items())
    yield "Next:"
    again = f"{_python()} -m lunchbatch demo --rounds 12 --seed 2"
    yield f"  {again}  another, longer life"
    yield "  docs/setup.md  your own workspace, in ten minutes"


def _python() -> str:
    """How to call the Python that runs this, as short as may be."""
    python, here = Path(sys.executable), Path.cwd()
    return str(python.relative_to(here)) if python.is_relative_to(here) else str(python)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DemoJob:
    """What `run` does, on the demo's clock, Slack and ledger."""

    app: Application

    @property
    def policy(self) -> Policy:
        return self.app.policy

    def ledger(self) -> Ledger:
        return self.app.ledger()

    def wake(self) -> RunOutcome:
        return wake(self.app, settings_for(self.app, ManualRequest()), minutes=MINUTES)

    def say_and_wake(self) -> tuple[str, ...]:
        page = RunPage(title="lunchbatch run", variables=self.app.variables)
        with suppress(LunchbatchError):  # its sentence is on the page
            wake_and_report(page, self._prepared, minutes=MINUTES, stop=lambda: False)
        return tuple(page.lines)

    def _prepared(self) -> tuple[Application, RunSettings]:
        return self.app, settings_for(self.app, ManualRequest())


def load_job(
    settings: Path, clock: Clock, variables: Mapping[str, str], *, ledger: Path | None = None
) -> Job:
    """The job of a settings file, for the demo. Raises ConfigError with all that is wrong."""
    app = load_application(settings, clock, variables=variables, sync=_not_at_all)
    if ledger is not None:
        place = LedgerSettings(csv=str(ledger.resolve()))
        app = replace(app, policy=app.policy.model_copy(update={"ledger": place}))
    return _DemoJob(app=app)


def _not_at_all(_: int) -> None:
    """No demo has to outlive a power cut; waiting for the disk took more than half of its time."""
