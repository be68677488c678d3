"""How long a wake with nothing due takes: `python -m tests.benchmarks.wake`.

A process of its own against the simulated Sheets on loopback; import and start are included.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.behaviour.check.setting import setting

TIMES = 10
NIGHT = "2026-11-22T03:00+01:00"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, setting(Path(folder)) as one:
        given = {name: text for name, text in one.variables.items() if text}
        command = [sys.executable, "-m", "lunchbatch", "run"]
        command += ["--config", str(one.config), "--as-of", NIGHT]
        seconds = []
        for _ in range(TIMES):
            start = time.perf_counter()
            subprocess.run(  # noqa: S603 - our own program
                command, env={**os.environ, **given}, check=True, stdout=subprocess.DEVNULL
            )
            seconds.append(time.perf_counter() - start)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"median {statistics.median(seconds):.2f} s of {TIMES}, worst {max(seconds):.2f} s")
        print(f"CPU {(used.ru_utime + used.ru_stime) / TIMES:.2f} s, {used.ru_maxrss // 1024} MB")
        print(f"reads of the Sheet {one.google.reads / TIMES}, writes {one.google.writes / TIMES}")
        print(f"calls to Slack {len(one.server.log) / TIMES}")


if __name__ == "__main__":
    main()
