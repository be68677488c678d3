"""What an organiser does by hand: an extra group now, or a coming round left out."""

from datetime import datetime
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.cli.commands.run import carry_out, settings_for
from lunchbatch.cli.options import as_of_option, config_option
from lunchbatch.cli.output.printing import say
from lunchbatch.core.context.plan_model import ManualRequest, Order
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.rounds.missed_and_skipped import plan_skip
from lunchbatch.engine.run import RunSettings
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

MINUTES = 8


@click.command("introduce")
@click.argument("people", nargs=-1, required=True)
@click.option("--program", help="The program whose people they are.")
@click.option("--force", is_flag=True, help="Also people who are kept apart, also at night.")
@config_option
@as_of_option
def introduce_command(
    people: tuple[str, ...],
    program: str | None,
    config: Path,
    as_of: datetime | None,
    *,
    force: bool,
) -> None:
    """Introduce PEOPLE to each other now: ids or names, with commas or each in quotes.

    The same people are introduced once a day, however often this is called.
    """

    def prepare() -> tuple[Application, RunSettings]:
        around = application(config, as_of)
        name = program_by_hand(around, Order.INTRODUCE, program)
        order = ManualRequest(program=name, stage=Order.INTRODUCE, people=people, force=force)
        return around, settings_for(around, order)

    carry_out("lunchbatch introduce", prepare, minutes=MINUTES, config=config)


@click.command("skip")
@click.argument("round_id", metavar="ROUND")
@config_option
@as_of_option
def skip_command(round_id: str, config: Path, as_of: datetime | None) -> None:
    """Leave out a coming ROUND, such as coffee/2026-12-28.

    To have it after all, delete its row in the tab Rounds.
    """
    around = application(config, as_of)
    ledger = around.ledger()
    base = ledger.read()
    change = plan_skip(around.policy, records(base), round_id.strip(), around.clock.now())
    if change is None:
        say(f"{round_id} is skipped already.")
        return
    refused = ledger.commit((change,), base=base).refused
    if refused:
        raise ConfigError(
            f"skip {round_id}: {refused[0].where} {refused[0].why}; look, and try again"
        )
    say(f"{round_id} is skipped. To have it after all, delete its row in the tab Rounds.")


def application(config: Path, as_of: datetime | None) -> Application:
    """Everything around a command, at the moment that was asked for."""
    clock: Clock | None = click.get_current_context().obj
    return load_application(config, clock or RealClock(as_of))


def program_by_hand(app: Application, command: str, wanted: str | None) -> str:
    """The program for an order about people. Raises ConfigError for none, or a choice."""
    programs = app.policy.programs
    able = [name for name, program in programs.items() if program.signup == "everyone"]
    if wanted is None and len(able) == 1:
        return able[0]
    if wanted not in able:
        what = "needs --program" if wanted is None else f"--program: not '{wanted}'"
        raise ConfigError(f"{command} {what}; it works in {', '.join(able) or 'no program here'}")
    return wanted
