"""Hands over to the command line."""

import sys

from lunchbatch.cli import main as commands
from lunchbatch.cli.command_table import COMPLETE_VARIABLE


def main() -> None:
    sys.exit(
        commands(
            prog_name="python -m lunchbatch",
            complete_var=COMPLETE_VARIABLE,
            standalone_mode=True,
        )
    )


if __name__ == "__main__":
    main()
