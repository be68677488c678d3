"""`demo`: the command, its progress on screen, and what it says at the end."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from lunchbatch.cli.demo.folder import PAGES, make_folder, write_pages
from lunchbatch.cli.demo.living import Life, lives
from lunchbatch.cli.demo.told import told

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
def demo_command(folder: Path | None, rounds: int, seed: int) -> None:
    """Watch a fictional workspace live through several rounds, in seconds and without an account.

    The people, their Slack and the clock are simulated; all else is what `run` does. Writes to
    the folder only.
    """
    place = folder or Path(f"demo-{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}")
    make_folder(place)
    with lives(place, rounds=rounds, seed=seed) as life:
        click.echo(f"A fictional workspace lives through {rounds} weeks: {len(life.wakes)} wakes.")
        _watch(life)
        write_pages(place, life.pages())
        for line in ("", *told(life.around.ledger().read()), "", *_next(place)):
            click.echo(line)


def _watch(life: Life) -> None:
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
