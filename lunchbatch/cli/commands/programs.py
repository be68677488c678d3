"""`programs`: what there is to run; with --matrix as a matrix of jobs, one per workspace."""

import json
import os
from collections import Counter
from pathlib import Path

import click

from lunchbatch.cli.options import FileParam, json_option
from lunchbatch.cli.output.printing import say, write
from lunchbatch.errors import ConfigError, LunchbatchError
from lunchbatch.settings_file.read_settings import read_policy


@click.command("programs")
@click.argument("files", nargs=-1, type=FileParam())
@json_option
@click.option("--matrix", is_flag=True, help="As JSON for strategy.matrix of a workflow.")
def programs_command(files: tuple[Path, ...], *, as_json: bool, matrix: bool) -> None:
    """List the programs of settings files (config/lunchbatch.yaml when none is named).

    One file is one workspace: its programs share a Sheet and a token, and run in one job.
    """
    found = {file: read_policy(file) for file in files or (Path("config/lunchbatch.yaml"),)}
    if as_json:
        listed = [
            {"file": file.as_posix(), "program": name, "signup": one.signup, "channel": one.channel}
            for file, policy in found.items()
            for name, one in policy.programs.items()
        ]
        write(json.dumps(listed, ensure_ascii=False) + "\n")
        return
    if not matrix:
        for file, policy in found.items():
            for name, program in policy.programs.items():
                say(f"{file.as_posix()}: {name} ({program.signup}, {program.channel})")
        return
    twice = [name for name, count in Counter(file.stem for file in found).items() if count > 1]
    if twice:
        raise ConfigError(
            f"two of these files are named '{twice[0]}'; a workspace, its environment and its job "
            "go by the name of the file, so give each one of its own"
        )
    include = [
        {"workspace": file.stem, "config": file.as_posix(), "programs": list(policy.programs)}
        for file, policy in found.items()
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
