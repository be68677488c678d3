"""What the report of a year costs: seconds and bytes, by people.

Run it with `python -m tests.benchmarks.report`. The page of 300 people must stay below 1.5 MB and
be written in less than 3 s, by a process of its own.
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.behaviour.reports.years import year
from tests.tree import ROOT, SHIPPED

CONFIG = """
ledger: {csv: ledger}
programs:
  coffee: {channel: C0123ABCDEF, time_zone: Europe/Berlin}
  lunch: {channel: C0456ABCDEF, time_zone: Europe/Berlin}
"""
LONGEST, MOST_BYTES = 3.0, 1_500_000


def main() -> None:
    print(f"{'people':>6}  {'view':<8}  {'seconds':>7}  {'bytes':>9}")
    for people in (30, 100, 300):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            year(folder / "ledger", people=people)
            (folder / "config").mkdir()
            (folder / "config/lunchbatch.yaml").write_text(CONFIG, encoding="utf-8")
            for name in ("messages.yaml", "icebreakers.yaml"):
                words = (SHIPPED / "config" / name).read_text(encoding="utf-8")
                (folder / "config" / name).write_text(words, encoding="utf-8")
            for view in ("html", "markdown", "json"):
                show(folder, people, view)


def show(folder: Path, people: int, view: str) -> None:
    written, config = folder / f"report.{view}", folder / "config/lunchbatch.yaml"
    arguments = ["report", "--names", "--config", str(config), f"--{view}", str(written)]
    began = perf_counter()
    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "lunchbatch", *arguments], cwd=ROOT, check=True, capture_output=True
    )
    took, size = perf_counter() - began, written.stat().st_size
    fits = "" if view != "html" or (took < LONGEST and size < MOST_BYTES) else "  TOO MUCH"
    print(f"{people:>6}  {view:<8}  {took:>7.2f}  {size:>9}{fits}")


if __name__ == "__main__":
    main()
