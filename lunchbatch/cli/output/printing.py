"""The one way to the screen: each line is one line, and on GitHub nothing in it is a command.

A line from outside that begins with `::` would be a command to the runner (GitHub, "Workflow
commands"), one with a line break could forge another line, and one with a control character could
rewrite what a terminal shows. So what is no character to read is shown as its escape.
"""

import errno
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress

import click

from lunchbatch.core.model.sentence import in_logs
from lunchbatch.core.model.spelling import one_line

_LOST = "lunchbatch.lost"


def is_on_github(variables: Mapping[str, str]) -> bool:
    """Whether this is a run of GitHub Actions."""
    return variables.get("GITHUB_ACTIONS") == "true"


def say(
    line: str = "", *, colour: str | None = None, bold: bool = False, err: bool = False
) -> None:
    """Print one line, coloured where the screen can."""
    shown = for_runner(in_logs(line)) if is_on_github(os.environ) else one_line(line)
    write(click.style(shown, fg=colour, bold=bold) + "\n", err=err)


def say_each(lines: Iterable[str], *, err: bool = False) -> None:
    """Print lines that came together."""
    for line in lines:
        say(line, err=err)


def say_error(lines: Iterable[str]) -> None:
    """Print why a command ended, in the one style of errors."""
    first, *more = lines
    write(click.style("Error: ", fg="red", bold=True), err=True)
    say_each((first, *more), err=True)


def write(text: str, *, err: bool = False) -> None:
    """Print a text just as it is: what a program reads, a command to the runner.

    A screen that takes no more ends no work: `lost_output` says it in the end.
    """
    try:
        click.echo(text, nl=False, err=err)
    except OSError as fault:
        _give_up(fault, err=err)


def for_runner(text: str) -> str:
    """One line that the runner takes for no command, in either of its two spellings."""
    flat = one_line(text).replace("##[", "# #[")
    return f"· {flat}" if flat.lstrip().startswith("::") else flat


def show(wrong: click.ClickException) -> None:
    """Print why a command line is wrong, with its usage above."""
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        hint = f"Try '{wrong.ctx.command_path} --help' for help."
        say_each((*wrong.ctx.get_usage().split("\n"), hint, ""), err=True)
    say_error([wrong.format_message()])


def ready() -> None:
    """Let a screen that knows few characters show the others as their escapes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # absent where it is replaced


def _give_up(fault: OSError, *, err: bool) -> None:
    """Print no more, and note why; a reader who has seen enough, such as `head`, needs no word."""
    context = click.get_current_context(silent=True)
    if context is not None and not err and fault.errno != errno.EPIPE:
        context.meta[_LOST] = fault.strerror
    drop(sys.stderr if err else sys.stdout)


def drop(stream: object) -> None:
    """Send what is still to come nowhere, so that no end of the process trips over it again."""
    with suppress(AttributeError, OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]  # absent where it is replaced
        os.close(nowhere)


def lost_output(context: click.Context) -> str:
    """Why not all could be printed; empty when it could."""
    why = context.meta.get(_LOST, "")
    return f"Not all could be printed: {why}. What was done is done." if why else ""
