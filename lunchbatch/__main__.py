"""Hands over to the command line."""

import sys

from lunchbatch.cli import main as commands


def main() -> None:
    sys.exit(
        commands(
            prog_name="python -m lunchbatch",
            complete_var="_LUNCHBATCH_COMPLETE",
            standalone_mode=True,
        )
    )


if __name__ == "__main__":
    main()
