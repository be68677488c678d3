"""The command line: each command is loaded when it is called, so that none pays for another."""

import os
import traceback
from importlib import import_module

import click

from lunchbatch import __version__
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

    def invoke(self, ctx: click.Context) -> object:
        ended: LunchbatchError
        try:
            return super().invoke(ctx)
        except LunchbatchError as failure:
            ended = failure
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as bug:  # noqa: BLE001 - people read one sentence, whatever happened
            ended = UnforeseenError(bug)
        if isinstance(ended, UnforeseenError):
            traceback.print_exception(ended.__cause__)
        for line in str(ended).splitlines():
            click.echo(line, err=True)
        return ctx.exit(ended.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lunchbatch")
def main() -> None:
    """Bring the people of a Slack channel together, a few at a time."""
    _keep_off_the_proxy()


def _keep_off_the_proxy() -> None:
    """What is spoken to on this machine is never reached through the environment's proxy."""
    others = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    if "127.0.0.1" not in others:
        os.environ["no_proxy"] = ",".join(filter(None, (others, "127.0.0.1,localhost")))
