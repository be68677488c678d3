"""What a wake with nothing due costs after years: `python -m tests.benchmarks.long_ledger`.

A process of its own on a folder of CSV files, by people and years of weekly rounds. The greatest
must stay below 1 s of CPU and 80 MB.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.behaviour.reports.years import year
from tests.tree import ROOT, SHIPPED

CONFIG = """
ledger: {csv: ledger}
programs:
  coffee:
    channel: C0123ABCDEF
    time_zone: Europe/Berlin
    calendar: {every: week, on: [monday], starting: 2035-01-01}
"""
LATER = "2034-12-03T03:00+01:00"
SIZES = ((30, 1), (200, 1), (200, 3))
MOST_CPU, MOST_MB = 1.0, 80


def main() -> None:
    print(f"{'people':>6}  {'years':>5}  {'groups':>6}  {'CPU s':>5}  {'MB':>4}")
    for people, years in SIZES:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            year(folder / "ledger", people=people, rounds=52 * years)
            (folder / "config").mkdir()
            (folder / "config/lunchbatch.yaml").write_text(CONFIG, encoding="utf-8")
            for name in ("messages.yaml", "icebreakers.yaml"):
                words = (SHIPPED / "config" / name).read_text(encoding="utf-8")
                (folder / "config" / name).write_text(words, encoding="utf-8")
            wake(folder)  # writes what the years lack: Stats
            cpu, memory = wake(folder)
            groups = (folder / "ledger/Groups.csv").read_text("utf-8").count("\n") - 1
        fits = "" if cpu < MOST_CPU and memory < MOST_MB else "  TOO MUCH"
        print(f"{people:>6}  {years:>5}  {groups:>6}  {cpu:>5.2f}  {memory:>4}{fits}")


def wake(folder: Path) -> tuple[float, int]:
    """The CPU seconds and the peak in MB of one wake."""
    config = folder / "config/lunchbatch.yaml"
    command = [sys.executable, "-m", "lunchbatch", "run"]
    command += ["--config", str(config), "--as-of", LATER]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the wake ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


if __name__ == "__main__":
    main()
