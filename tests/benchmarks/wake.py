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
# What the kernel says of the process itself: `ru_maxrss` would count its parent's memory as well.
PEAK = """
import atexit, pathlib, runpy
lines = pathlib.Path("/proc/self/status").read_text
atexit.register(lambda: print(next(n for n in lines().splitlines() if n.startswith("VmHWM"))))
runpy.run_module("lunchbatch", run_name="__main__", alter_sys=True)
"""
NIGHT = "2026-11-22T03:00+01:00"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, setting(Path(folder)) as one:
        given = {name: text for name, text in one.variables.items() if text}
        arguments = ["run", "--config", str(one.config), "--as-of", NIGHT]
        command = [sys.executable, "-m", "lunchbatch", *arguments]
        environment = {**os.environ, **given}
        seconds = []
        for _ in range(TIMES):
            start = time.perf_counter()
            subprocess.run(  # noqa: S603 - our own program
                command, env=environment, check=True, stdout=subprocess.DEVNULL
            )
            seconds.append(time.perf_counter() - start)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        reads, writes = one.google.reads / TIMES, one.google.writes / TIMES
        memory = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", PEAK, *arguments],
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        kilobytes = int(memory.stdout.splitlines()[-1].split()[1])
        print(f"median {statistics.median(seconds):.2f} s of {TIMES}, worst {max(seconds):.2f} s")
        print(f"CPU {(used.ru_utime + used.ru_stime) / TIMES:.2f} s, {kilobytes // 1024} MB")
        print(f"reads of the Sheet {reads}, writes {writes}")
        print(f"calls to Slack {len(one.server.log) / TIMES}")


if __name__ == "__main__":
    main()
