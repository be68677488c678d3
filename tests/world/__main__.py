"""`python -m tests.world --weeks 20000 --seed 1` lives through so many simulated weeks."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from itertools import islice
from time import monotonic

from tests.world.week import live


def trouble(seed: int) -> str:
    """What broke in the week of a seed, in one line with how to replay it; empty if nothing."""
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            live(seed)
    except Exception as error:  # noqa: BLE001 - whatever breaks is what we look for
        what = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return f"python -m tests.world --seed {seed} --weeks 1 --story  # {what}"
    return ""


def story(seed: int) -> None:
    """Tell a week, up to where it broke."""
    from tests.world import week  # noqa: PLC0415 - only for the story

    lived = week.new_week(seed)
    try:
        week.go_through(lived)
    finally:
        print(lived.stage.policy.programs)
        print("\n".join(lived.told))
        for title in ("Rounds", "Groups", "Problems", "Journal"):
            print(title, *lived.stage.paper.rows(title), sep="\n  ")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--weeks", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1, help="of the first week; the others follow")
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--first", action="store_true", help="stop at the first that breaks")
    asked.add_argument("--story", action="store_true", help="tell the week of the seed")
    options = asked.parse_args()
    if options.story:
        story(options.seed)
        return
    began, seeds = monotonic(), range(options.seed, options.seed + options.weeks)
    most = 1 if options.first else 10
    with ProcessPoolExecutor(options.processes) as crew:
        lived = map(trouble, seeds) if options.first else crew.map(trouble, seeds, chunksize=50)
        broken = list(islice(filter(None, lived), most))
        crew.shutdown(cancel_futures=True)
    for line in broken:
        print(line)
    print(f"{options.weeks} weeks from seed {options.seed}: {monotonic() - began:.0f} s")
    raise SystemExit(1 if broken else 0)


if __name__ == "__main__":
    main()
