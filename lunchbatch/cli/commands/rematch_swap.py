"""What an organiser changes by hand in a round's groups: all of them, before anybody was told."""

from datetime import datetime
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application
from lunchbatch.cli.commands.introduce_skip import MINUTES, application
from lunchbatch.cli.commands.run import carry_out, settings_for
from lunchbatch.cli.options import as_of_option, config_option
from lunchbatch.core.context.plan_model import ManualRequest, Order
from lunchbatch.core.rounds.missed_and_skipped import program_named
from lunchbatch.engine.run import RunSettings


@click.command("rematch")
@click.argument("round_id", metavar="ROUND")
@config_option
@as_of_option
def rematch_command(round_id: str, config: Path, as_of: datetime | None) -> None:
    """Make other groups for a ROUND, such as coffee/2026-12-28, before anybody was told.

    They are of those who can take part now. A draft gets new rows in the tab Draft and waits for
    approval once more; `again`, typed into the box above its groups, asks for the same.
    """

    def prepare() -> tuple[Application, RunSettings]:
        around, wanted = application(config, as_of), round_id.strip()
        name = program_named(Order.REMATCH, wanted, around.policy)
        order = ManualRequest(program=name, stage=Order.REMATCH, round=wanted)
        return around, settings_for(around, order)

    carry_out("lunchbatch rematch", prepare, minutes=MINUTES, config=config)
