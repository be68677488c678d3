"""`report`: the rounds of the last days, from the ledger alone."""

from pathlib import Path

import click

from lunchbatch.cli.outside import RealClock, outside
from lunchbatch.core.reading import records
from lunchbatch.core.summary import summary, summary_lines
from lunchbatch.ports import Clock


@click.command("report")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    default=7,
    show_default=True,
    help="So many days back, today counted, in each program's time zone.",
)
@click.option("--names", is_flag=True, help="Names instead of ids.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config/lunchbatch.yaml"),
    show_default=True,
    help="The settings.",
)
@click.pass_obj
def report_command(clock: Clock | None, *, days: int, names: bool, config: Path) -> None:
    """Print polls, times and groups of the last days. Asks Slack nothing and writes nothing."""
    around = outside(config, clock or RealClock())
    known = records(around.ledger().read())
    called = {member: one.name for member, one in known.people.items()} if names else None
    for line in summary_lines(summary(around.policy, known, around.clock.now(), days), called):
        click.echo(line)
