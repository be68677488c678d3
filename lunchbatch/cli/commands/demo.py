"""`demo`: the command, its progress on screen, and what it says at the end."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from lunchbatch.core.ledger.row_parser import records
from lunchbatch.demo.demo_folder import PAGES, make_folder, write_pages
from lunchbatch.demo.demo_run import DemoRun, demo_run
from lunchbatch.demo.demo_summary import told
from lunchbatch.demo.serve.serve_command import serve
from lunchbatch.demo.serve.session import MORNING

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
    type=click.Path(path_type=Path),
    help="Where to write; a new or empty folder.  [default: demo-DATE-TIME]",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, 52),
    default=7,
    show_default=True,
    help="Weekly rounds to live through; the last is left running.",
)
@click.option("--seed", default=11, show_default=True, help="Another number is another life.")
@click.option(
    "--serve",
    "serves",
    is_flag=True,
    help="Open a workspace to click through instead, as a web page on this machine.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
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
        serve(place, settings=config, now=now, seed=seed, port=port, shows_browser=opens)
        return
    make_folder(place)
    with demo_run(place, rounds=rounds, seed=seed) as life:
        click.echo(f"A fictional workspace lives through {rounds} weeks: {len(life.wakes)} wakes.")
        _watch(life)
        write_pages(place, life.pages())
        for line in ("", *told(records(life.around.ledger().read())), "", *_next(place)):
            click.echo(line)


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
            click.echo(f"Week {week - 1}: {sent[week - 1]} messages sent")
        sent[week] = sent.get(week, 0) + len(ran.applied.sent)
    for week in list(sent)[-1:]:
        click.echo(f"Week {week}: {sent[week]} messages sent")


def _next(place: Path) -> Iterator[str]:
    width = max(map(len, LOOK_AT))
    yield f"Everything is in {place}. Look at"
    yield from (f"  {name.ljust(width)}  {what}" for name, what in LOOK_AT.items())
    yield "Next:"
    again = f"{_python()} -m lunchbatch demo --rounds 12 --seed 2"
    yield f"  {again}  another, longer life"
    yield "  README.md, 'Set it up'  your own workspace, in ten minutes"


def _python() -> str:
    """How to call the Python that runs this, as short as may be."""
    python, here = Path(sys.executable), Path.cwd()
    return str(python.relative_to(here)) if python.is_relative_to(here) else str(python)
