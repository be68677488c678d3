"""How long a big round takes, in virtual time, against a Slack that enforces its tiers.

`python -m tests.benchmarks.slack_pacing` prints a table of whole production runs, from reading
who is in the channel to the last emoji. The floor is what the slowest method needs at its tier,
evenly spaced: calls / tier, in minutes. Calls are taken to answer at once, except with
`--latency SECONDS`. The ratio is promised for 500 people and more; fewer fit into the first
minute, which Slack lets one use at once. A second table shows wakes of eight minutes in a workspace
of 40,000 accounts.
"""

import sys

from tests.benchmarks.big_round import big_round, wakes

MOST = 1.05
PROMISED_FROM = 500
ACCOUNTS = 40_000


def main() -> None:
    """Print the table; the exit code is 1 when a round is too slow or a call was refused."""
    latency = float(sys.argv[2]) if sys.argv[1:2] == ["--latency"] else 0.0
    is_good = True
    print("| people | group size | emoji | minutes | floor | ratio | refused |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for people in (50, 500, 5000):
        for size in (2, 4):
            for emoji in (0, 3, 6):
                took = big_round(people, size=size, emoji=emoji, latency=latency)
                ratio = took.minutes / took.floor
                is_good &= not took.refused and (people < PROMISED_FROM or ratio <= MOST)
                print(
                    f"| {people} | {size} | {emoji} | {took.minutes:.1f} | {took.floor:.1f} "
                    f"| {ratio:.2f} | {took.refused} |",
                    flush=True,
                )
    print("\n| accounts | people | wake | minutes until the first message | messages |")
    print("|---:|---:|---:|---:|---:|")
    for people in (1000, 5000):
        for number, wake in enumerate(wakes(people, accounts=ACCOUNTS), start=1):
            is_good &= wake.sent > 0
            print(f"| {ACCOUNTS} | {people} | {number} | {wake.reading:.1f} | {wake.sent} |")
    sys.exit(not is_good)


if __name__ == "__main__":
    main()
