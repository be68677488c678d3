"""How long a big round takes, in virtual time, against a Slack that enforces its tiers.

`python -m tests.benchmarks.slack_pacing` prints a table. The floor is what the slowest method
needs at its tier, evenly spaced: calls / tier, in minutes. Calls are taken to answer at once,
except with `--latency SECONDS`.
"""

import sys
from collections.abc import Mapping
from datetime import timedelta
from random import Random

from lunchbatch.adapters.slack import Reply, SlackWorkspace
from lunchbatch.core.effects import Effect, Members
from lunchbatch.core.posts import Message
from lunchbatch.delivery import Delivery, Parcel
from lunchbatch.simulator.clock import VirtualClock
from lunchbatch.simulator.rates import PER_MINUTE, RateLimits
from lunchbatch.simulator.server import SlackServer
from lunchbatch.simulator.workspace import Workspace
from tests.direct_transport import DirectTransport
from tests.slack_wire import START, TOKEN

SEEDS = ("taco", "calendar", "x")
HELLO = Message(text="Hello", blocks=())


class Slowly:
    """Lets some virtual time pass with every call."""

    def __init__(self, transport: DirectTransport, clock: VirtualClock, latency: float) -> None:
        self._transport, self._clock, self._latency = transport, clock, latency

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> Reply:
        self._clock.sleep(self._latency)
        return self._transport.send(method, args, as_json=as_json)


def run_round(people: int, size: int, emoji: int, latency: float) -> tuple[float, float, int]:
    """One round; returns its minutes, the floor in minutes, and how many calls were refused."""
    clock = VirtualClock(START)
    workspace = Workspace(clock)
    workspace.grant(TOKEN)
    everyone = [workspace.add_person(f"Person {n}") for n in range(people)]
    server = SlackServer(workspace, limits=RateLimits(clock))
    transport = Slowly(DirectTransport(server, TOKEN), clock, latency)
    slack = SlackWorkspace(transport, clock=clock, chance=Random(0))
    parcels = [
        Parcel(
            effect=Effect(
                key=f"coffee/{at}",
                to=Members(ids=tuple(everyone[at : at + size])),
                message=HELLO,
                seeds=SEEDS[:emoji],
            )
        )
        for at in range(0, people, size)
    ]
    slack.people(everyone)
    delivery = Delivery(workspace=slack, clock=clock)
    done = sum(parcel.is_done for parcel in delivery.send(parcels, until=START + timedelta(days=1)))
    assert done == len(parcels)
    refused = sum(one.answer is not None and one.answer.status == 429 for one in server.log)
    methods = {one.method for one in server.log}
    floor = max(len(server.calls(method)) / PER_MINUTE[method] for method in methods)
    return (clock.now() - START) / timedelta(minutes=1), floor, refused


def main() -> None:
    latency = float(sys.argv[2]) if sys.argv[1:2] == ["--latency"] else 0.0
    print("| people | group size | emoji | minutes | floor | ratio | refused |")
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for people in (50, 500, 5000):
        for size in (2, 4):
            for emoji in (0, 2, 3):
                took, floor, refused = run_round(people, size, emoji, latency)
                print(
                    f"| {people} | {size} | {emoji} | {took:.1f} | {floor:.1f} "
                    f"| {took / floor:.2f} | {refused} |"
                )


if __name__ == "__main__":
    main()
