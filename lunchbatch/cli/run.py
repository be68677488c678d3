"""`plan` and `run`: the same decision; only one of them holds anything that can write."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click

STAGES = ("intro", "checkpoint", "close")


def _moment(_ctx: click.Context, _param: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise click.BadParameter(
            f"'{text}' is not a moment with its offset; write 2026-11-23T09:30+01:00"
        )
    return moment.astimezone(UTC)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(
        (
            click.option(
                "--config",
                type=click.Path(path_type=Path),
                default=Path("config/lunchbatch.yaml"),
                show_default=True,
                help="The settings.",
            ),
            click.option("--program", help="Only this program."),
            click.option(
                "--stage",
                type=click.Choice(STAGES),
                help="This stage now, whatever the calendar says.",
            ),
            click.option(
                "--as-of",
                callback=_moment,
                help="As if it were this moment, for instance 2026-11-23T09:30+01:00.",
            ),
            click.option(
                "--group-size", type=click.IntRange(2, 8), help="For a round begun by this command."
            ),
            click.option("--force", is_flag=True, help="Also what the guard refuses."),
        )
    ):
        command = option(command)
    return command
