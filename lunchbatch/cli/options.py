"""Options that commands share, and the types of what is typed behind them."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import click

from lunchbatch.core.model.spelling import suggestion
from lunchbatch.errors import ConfigError

YEARS = range(2000, 3000)


class MomentParam(click.ParamType[datetime]):
    """A moment with its offset, such as 2026-11-23T09:30+01:00."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"'{value}' is not like 2026-11-23T09:30+01:00, with its offset", param, ctx)
        if moment.year not in YEARS:
            self.fail(f"'{value}' is not between the years 2000 and 2999", param, ctx)
        return moment.astimezone(UTC)


class FileParam(click.Path):
    """The name of a file, which need not be there; `-` may stand for the screen or keyboard."""

    def __init__(self, *, may_be_dash: bool = False) -> None:
        super().__init__(path_type=Path, dir_okay=not may_be_dash, allow_dash=may_be_dash)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        if "\0" in str(value):
            self.fail(f"'{value}' is no name that a file can have", param, ctx)
        return Path(str(super().convert(str(value), param, ctx)))


def check_program(wanted: str | None, programs: Collection[str]) -> None:
    """Raises ConfigError where the program that was asked for is not one of the settings'."""
    if wanted is not None and wanted not in programs:
        hint = suggestion(wanted, programs)
        raise ConfigError(f"--program: there is no '{wanted}'; {hint}")


config_option = click.option(
    "--config",
    type=FileParam(),
    default=Path("config/lunchbatch.yaml"),
    show_default=True,
    help="The settings; messages.yaml and icebreakers.yaml lie beside them.",
)
as_of_option = click.option(
    "--as-of", type=MomentParam(), help="As if it were then: 2026-11-23T09:30+01:00."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="As JSON, for another program to read."
)
