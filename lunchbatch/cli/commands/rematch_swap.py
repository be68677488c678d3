"""What an organiser changes by hand in a round's groups: all of them, or the places of two."""

from datetime import datetime
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application
from lunchbatch.cli.commands.introduce_skip import MINUTES, application, program_by_hand
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


@click.command("swap")
@click.argument("people", nargs=-1, required=True)
@click.option("--round", "round_id", default="", help="The round, where both are in several.")
@click.option("--program", help="The program whose people they are.")
@click.option("--force", is_flag=True, help="Also at night, or once more on one day.")
@config_option
@as_of_option
def swap_command(
    people: tuple[str, ...],
    round_id: str,
    program: str | None,
    config: Path,
    as_of: datetime | None,
    *,
    force: bool,
) -> None:
    """Exchange the places of two PEOPLE in the round under way: names, ids or e-mail addresses.

    Before anybody was told only the rows change. After the intro their groups are made anew, each
    with an intro of its own, and those who lose a partner are told.
    """

    def prepare() -> tuple[Application, RunSettings]:
        around, wanted = application(config, as_of), round_id.strip()
        named = program_named(Order.SWAP, wanted, around.policy) if wanted else program
        name = program_by_hand(around, Order.SWAP, named)
        order = ManualRequest(
            program=name, stage=Order.SWAP, people=people, round=wanted, force=force
        )
        return around, settings_for(around, order)

    carry_out("lunchbatch swap", prepare, minutes=MINUTES, config=config)
