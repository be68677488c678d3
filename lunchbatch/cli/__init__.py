"""The command line: each command is loaded when it is called, so that none pays for another."""

import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from lunchbatch import __version__
from lunchbatch.cli.command_table import COMMANDS, HEADINGS
from lunchbatch.cli.output import printing
from lunchbatch.core.model.spelling import nearest
from lunchbatch.errors import LunchbatchError, UnforeseenError

_LONGEST_HELP = 200  # a sentence; whether it fits the screen is the formatter's to see


class Commands(click.Group):
    """A group of commands that are imported by name, and the one place where failures end."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, attribute = entry.place.split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            return None
        command.epilog = f"\b\nExample:\n  python -m lunchbatch {entry.example}"
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        near = nearest(args[0], COMMANDS) if args and args[0] not in COMMANDS else None
        if near and not args[0].startswith("-"):
            ctx.fail(f"No such command '{args[0]}'. Did you mean '{near}'?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for heading in HEADINGS:
            names = [name for name, entry in COMMANDS.items() if entry.when == heading]
            found = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(heading):
                formatter.write_dl(
                    [
                        (name, command.get_short_help_str(_LONGEST_HELP))
                        for name, command in found
                        if command is not None
                    ]
                )

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """Call a command and end the process with its exit code."""
        printing.ready()
        try:
            code = super().main(*args, **{**extra, "standalone_mode": False})
        except click.ClickException as wrong:
            printing.show(wrong)
            code = wrong.exit_code
        except click.Abort:
            printing.say("Aborted!", err=True)
            code = 1
        except OSError as fault:  # click's own pages: help, version
            printing.drop(sys.stdout)
            printing.say(f"Not all could be printed: {fault.strerror}.", err=True)
            code = 1
        sys.exit(code or 0)

    def invoke(self, ctx: click.Context) -> object:
        code = self._code_of(ctx)
        if lost := printing.lost_output(ctx):
            printing.say(lost, err=True)
        return ctx.exit(code or int(bool(lost)))

    def _code_of(self, ctx: click.Context) -> int:
        ended_by: LunchbatchError
        try:
            super().invoke(ctx)
        except click.exceptions.Exit as ended:
            return ended.exit_code
        except LunchbatchError as failure:
            ended_by = failure
        except (click.ClickException, click.Abort):
            raise
        except Exception as bug:  # noqa: BLE001 - people read one sentence, whatever happened
            ended_by = UnforeseenError(bug)
        else:
            return 0
        if isinstance(ended_by, UnforeseenError):
            _show(ended_by.__cause__)
        printing.say_error(ended_by.lines)
        return ended_by.exit_code


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lunchbatch")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Bring the people of a Slack channel together, a few at a time."""
    if os.environ.get("NO_COLOR"):  # no-color.org; elsewhere click colours terminals alone
        ctx.color = False
    _keep_off_the_proxy()


def _show(bug: BaseException | None) -> None:
    """The traceback; on GitHub, where a name could stand in it, without the text of the error."""
    parts = traceback.format_exception(bug)
    if printing.is_on_github(os.environ):
        frames = traceback.format_tb(bug.__traceback__ if bug else None)
        parts = [*frames, f"{type(bug).__name__} (its text is not shown: names may stand in it)"]
    for part in parts:
        printing.say_each(part.rstrip("\n").split("\n"), err=True)


def _keep_off_the_proxy() -> None:
    """What is spoken to on this machine is never reached through the environment's proxy."""
    others = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    if "127.0.0.1" not in others:
        os.environ["no_proxy"] = ",".join(filter(None, (others, "127.0.0.1,localhost")))
