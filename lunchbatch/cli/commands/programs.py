"""`programs`: what there is to run; with --matrix as a matrix of jobs, one per workspace."""

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from lunchbatch.cli.options import FileParam, json_option
from lunchbatch.cli.output.printing import say, say_each, write
from lunchbatch.errors import ConfigError, LunchbatchError
from lunchbatch.settings_file.config_errors import ConfigFaultsError
from lunchbatch.settings_file.read_settings import read_policy


@click.command("programs")
@click.argument("files", nargs=-1, type=FileParam())
@json_option
@click.option("--matrix", is_flag=True, help="As JSON for strategy.matrix of a workflow.")
def programs_command(files: tuple[Path, ...], *, as_json: bool, matrix: bool) -> None:
    """List the programs of settings files (config/lunchbatch.yaml when none is named).

    One file is one workspace: its programs share a Sheet and a token, and run in one job.
    """
    files = files or (Path("config/lunchbatch.yaml"),)
    if matrix:
        _hand_over(files)
        return
    found = {file: read_policy(file) for file in files}
    if as_json:
        listed = [
            {"file": file.as_posix(), "program": name, "signup": one.signup, "channel": one.channel}
            for file, policy in found.items()
            for name, one in policy.programs.items()
        ]
        write(json.dumps(listed, ensure_ascii=False) + "\n")
        return
    for file, policy in found.items():
        for name, program in policy.programs.items():
            say(f"{file.as_posix()}: {name} ({program.signup}, {program.channel})")


def _hand_over(files: Sequence[Path]) -> None:
    """Print the matrix, and give it to the next job where GitHub runs this one."""
    twice = [name for name, count in Counter(file.stem for file in files).items() if count > 1]
    if twice:
        raise ConfigError(
            f"two of these files are named '{twice[0]}'; a workspace, its environment and its job "
            "go by the name of the file, so give each one of its own"
        )
    include = [
        {"workspace": file.stem, "config": file.as_posix(), "programs": _programs(file)}
        for file in files
    ]
    text = json.dumps({"include": include}, separators=(",", ":"))
    write(f"{text}\n")
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        try:
            with Path(outputs).open("a", encoding="utf-8") as file_of_outputs:
                file_of_outputs.write(f"matrix={text}\n")
        except OSError as fault:
            raise LunchbatchError(
                f"GITHUB_OUTPUT cannot be written ({fault.strerror}), so no job begins; run again"
            ) from None


def _programs(file: Path) -> list[str]:
    """The programs of a file; none of one with a fault, which its own job says and tells."""
    try:
        return list(read_policy(file).programs)
    except ConfigFaultsError as wrong:
        say_each(wrong.lines, err=True)
        return []
