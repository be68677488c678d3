"""`completion`: what a shell needs to complete commands and options."""

import sys

import click
from click.shell_completion import get_completion_class

from lunchbatch.cli.command_table import COMPLETE_VARIABLE
from lunchbatch.cli.output.printing import write

# How click's own script asks the program, by its name; here it is asked as a module.
_ASKED = {
    "bash": f"{COMPLETE_VARIABLE}=bash_complete $1",
    "zsh": f"{COMPLETE_VARIABLE}=zsh_complete lunchbatch",
    "fish": "COMP_CWORD=(commandline -t) lunchbatch",
}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(_ASKED)))
def completion_command(shell: str) -> None:
    """Print what makes SHELL complete `lunchbatch`, a short name for the whole call.

    Put it where the shell starts; it serves in the folder of the project.
    """
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"there is no completion for {shell}")
    root = click.get_current_context().find_root().command
    call = f"'{sys.executable}' -m lunchbatch"
    asked = _ASKED[shell].rpartition(" ")[0]
    short = f'lunchbatch() {{ {call} "$@"; }}'
    if shell == "fish":
        short = f"function lunchbatch; {call} $argv; end"
    script = kind(root, {}, "lunchbatch", COMPLETE_VARIABLE).source()
    write(f"{short}\n{script.replace(_ASKED[shell], f'{asked} {call}')}\n")
