"""How much memory a round of 5,000 people takes: `python -m tests.benchmarks.memory [PEOPLE]`.

The peak of the whole process, the simulated Slack with its log and the Sheet in memory included;
so it is more than production needs.
"""

import resource
import sys
import time

from tests.benchmarks.big_round import big_round

PEOPLE = 5000
MOST = 300


def main() -> None:
    """Print the peak; the exit code is 1 when it is too high."""
    people = int(sys.argv[1]) if sys.argv[1:] else PEOPLE
    big_round(people, size=2, emoji=2)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{people} people: peak {peak} MB of {MOST}, CPU {time.process_time():.0f} s")
    sys.exit(peak >= MOST)


if __name__ == "__main__":
    main()
