"""`demo`: the command, its progress on screen, and what it says at the end."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from lunchbatch.cli.demo.folder import make_folder
from lunchbatch.cli.demo.living import Life, lives
from lunchbatch.cli.demo.told import told

PAGES = "pages"


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
@click.option("--seed", default=1, show_default=True, help="Another number is another life.")
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
        for line in ("", *told(life.around.ledger().read()), "", *_next(place)):
            click.echo(line)
        pages = place / PAGES
        pages.mkdir()
        for name, page in life.pages().items():
            (pages / name).write_text(page, encoding="utf-8")


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
    yield f"Everything is in {place}:"
    for name, what in (
        (f"{PAGES}/index.html", "every message as people saw it; open it in a browser"),
        ("Groups.csv", "who met whom, and how it stands"),
        ("People.csv", "who is there; here an organiser pauses somebody"),
        ("Rounds.csv", "what was due, what was done, who was not in and why"),
        ("Answers.csv", "who answered what, with what was taken back"),
        ("config/lunchbatch.yaml", "the settings it ran with"),
    ):
        yield f"  {place / name}  {what}"
