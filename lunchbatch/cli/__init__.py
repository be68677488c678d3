"""The command line: each command is loaded when it is called, so that none pays for another."""

import os
import sys
import traceback
from importlib import import_module
from typing import Any

import click

from lunchbatch import __version__
from lunchbatch.cli.output import printing
from lunchbatch.errors import LunchbatchError, UnforeseenError

COMMANDS = {
    "check": "lunchbatch.cli.commands.check:check_command",
    "demo": "lunchbatch.cli.commands.demo:demo_command",
    "forget": "lunchbatch.cli.commands.forget:forget_command",
    "import": "lunchbatch.cli.commands.import_history:import_command",
    "init": "lunchbatch.cli.init.init_command:init_command",
    "introduce": "lunchbatch.cli.commands.introduce_skip:introduce_command",
    "match": "lunchbatch.cli.commands.match:match_command",
    "plan": "lunchbatch.cli.commands.plan:plan_command",
    "preview": "lunchbatch.cli.commands.preview:preview_command",
    "programs": "lunchbatch.cli.commands.programs:programs_command",
    "report": "lunchbatch.cli.report.report_command:report_command",
    "run": "lunchbatch.cli.commands.run:run_command",
    "setup": "lunchbatch.cli.commands.setup:setup_command",
    "skip": "lunchbatch.cli.commands.introduce_skip:skip_command",
}
"""Where each command lives, as `module:attribute`."""


class Commands(click.Group):
    """A group of commands that are imported by name, and the one place where failures end."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

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
        printing.say_each(ended_by.lines, err=True)
        return ended_by.exit_code


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lunchbatch")
def main() -> None:
    """Bring the people of a Slack channel together, a few at a time."""
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
