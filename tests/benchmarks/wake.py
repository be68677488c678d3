"""What a wake costs a real process: CPU seconds, memory and imports.

Run it with `python -m tests.benchmarks.wake`. Slack and Sheets answer on the loopback, in the
process of this benchmark. A wake with nothing due must stay below 1 s of CPU and 80 MB.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.e2e.books import SHEET, prepared
from tests.e2e.console import Console, lay_out
from tests.e2e.world import world
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.tokens import SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import served
from tests.tree import ROOT

QUIET = "2026-11-23T07:00+01:00"
INTRO = "2026-11-23T09:35+01:00"
LISTENING = "2026-11-24T12:00+01:00"
LONGEST_CPU, MOST_MB = 1.0, 80.0
TIMES = 3
_IMPORT = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \|( *)([\w.]+)$", re.MULTILINE)


def command(ready: Console, moment: str, *python: str) -> list[str]:
    config = ready.config.as_posix()
    return [
        sys.executable, *python, "-m", "lunchbatch", "run", "--config", config, "--as-of", moment
    ]  # fmt: skip


# A process counts the memory of the one it was split off from, so a small one stands between.
_MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def cost(ready: Console, moment: str) -> tuple[float, float]:
    """CPU seconds and the greatest memory in MB of one wake."""
    measured = _run([sys.executable, "-S", "-c", _MEASURE, *command(ready, moment)], ready).stdout
    cpu, memory = map(float, measured.split())
    return cpu, memory


def _run(args: list[str], ready: Console) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        args,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **ready.variables},
        capture_output=True,
        text=True,
        check=True,
    )


def imports(ready: Console, moment: str) -> list[tuple[float, str]]:
    """The slowest packages to import, in milliseconds with all they import, and the whole."""
    ended = _run(command(ready, moment, "-X", "importtime"), ready)
    lines = _IMPORT.findall(ended.stderr)
    by_package: dict[str, int] = {}
    for own, _, _, name in lines:
        package = name.partition(".")[0]
        by_package[package] = by_package.get(package, 0) + int(own)
    slowest = sorted(((own / 1000, name) for name, own in by_package.items()), reverse=True)
    return [(sum(own for own, _ in slowest), "everything"), *slowest[:6]]


def show(ready: Console, title: str, moment: str) -> None:
    measured = [cost(ready, moment) for _ in range(TIMES)]
    cpu, memory = min(cpu for cpu, _ in measured), max(memory for _, memory in measured)
    fits = "ok" if cpu < LONGEST_CPU and memory < MOST_MB else "TOO MUCH"
    print(f"{title:<34} {cpu:6.2f} s CPU {memory:7.1f} MB   {fits}")


def main() -> None:
    google, tokens = SimulatedSheets(), SimulatedTokens()
    prepared(google)
    with (
        tempfile.TemporaryDirectory() as folder,
        world(Path(folder) / "unused", people=20) as found,
        served(google, tokens) as address,
    ):
        ready = Console(world=found, folder=Path(folder))
        for ledger in (f"sheet: {SHEET}", "csv: ledger"):
            lay_out(ready, ledger)
            ready.variables |= {
                "SHEETS_API_URL": address,
                "GOOGLE_SERVICE_ACCOUNT": json.dumps(service_account_key(f"{address}/token")),
            }
            kind = ledger.partition(":")[0]
            show(ready, f"{kind}: nothing due", QUIET)
            slowest = imports(ready, QUIET)
            cost(ready, INTRO)
            show(ready, f"{kind}: reading answers of 20 people", LISTENING)
            told = ", ".join(f"{name} {spent:.0f}" for spent, name in slowest)
            print(f"  imports in ms, nothing due: {told}")


if __name__ == "__main__":
    main()
