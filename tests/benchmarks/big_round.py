"""One big round as production runs it: a Slack that enforces its tiers, a Sheet in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.slack import SlackReply, SlackWorkspace
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace as Simulated
from lunchbatch.engine.run import RunSettings, run
from lunchbatch.engine.run_result import EffectEnd
from tests.direct_transport import DirectTransport
from tests.simulated_slack.rate_limits import PER_MINUTE, RateLimits
from tests.slack_wire import TOKEN
from tests.world.paper import Paper
from tests.world.stage import words

INTRO = datetime(2026, 11, 23, 8, 35, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BigRound:
    """What an introduction of everybody took: virtual minutes, and calls by fate."""

    minutes: float
    floor: float
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wake:
    """What one wake did: the virtual minutes until its first message, and its messages."""

    reading: float
    sent: int


class Slowly:
    """Lets some virtual time pass with every call."""

    def __init__(self, transport: DirectTransport, clock: VirtualClock, latency: float) -> None:
        self._transport, self._clock, self._latency = transport, clock, latency

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        self._clock.sleep(self._latency)
        return self._transport.send(method, args, as_json=as_json)


def big_round(people: int, *, size: int, emoji: int, latency: float = 0) -> BigRound:
    """Introduce so many people in groups of `size`, each message with `emoji` seeds.

    The floor is what the slowest method needs at its tier, evenly spaced, in minutes.
    """
    clock = VirtualClock(INTRO)
    workspace, channel = _workspace(clock, people)
    server = SlackServer(workspace, limits=RateLimits(clock))
    transport = Slowly(DirectTransport(server, TOKEN), clock, latency)
    slack = SlackWorkspace(transport, clock=clock, chance=Random(0))
    paper = Paper.ruled()
    settings = _settings(_policy(channel, size, emoji))
    ledger = SheetLedger(paper, "S1")
    until = INTRO + timedelta(days=1)
    done = run(settings, ledger, lambda: slack, clock, run_id="big", until=until).applied
    assert len(done.sent) == len(paper.rows("Groups")) == -(-people // size)
    assert {*done.failed, *done.warned, *done.ended_as(EffectEnd.LEFT)} == set()
    methods = {one.method for one in server.log}
    return BigRound(
        minutes=(clock.now() - INTRO) / timedelta(minutes=1),
        floor=max(len(server.calls(method)) / PER_MINUTE[method] for method in methods),
        refused=sum(one.answer is not None and one.answer.status == 429 for one in server.log),
    )


def wakes(people: int, *, accounts: int, minutes: int = 8) -> Iterator[Wake]:
    """Introduce so many people in pairs, in wakes of so many minutes, twenty minutes apart.

    The workspace has more accounts than the channel; most of those are closed.
    """
    clock = VirtualClock(INTRO)
    workspace, channel = _workspace(clock, people)
    for number in range(accounts - people):
        workspace.deactivate(workspace.add_person(f"Left {number}"))
    server = SlackServer(workspace, limits=RateLimits(clock))
    paper = Paper.ruled()
    settings = _settings(_policy(channel, 2, 2))
    while len(list(workspace.app_messages())) < people // 2:
        began = clock.now()
        slack = SlackWorkspace(DirectTransport(server, TOKEN), clock=clock, chance=Random(0))
        run(
            settings,
            SheetLedger(paper, "S1"),
            lambda slack=slack: slack,  # type: ignore[misc] # bound now, called in this turn
            clock,
            run_id=f"wake {began}",
            until=began + timedelta(minutes=minutes),
        )
        times = (message.said_at for _, message in workspace.app_messages())
        posted = [moment for moment in times if moment >= began]
        reading = min(posted, default=clock.now()) - began
        yield Wake(reading=reading / timedelta(minutes=1), sent=len(posted))
        clock.advance(timedelta(minutes=20))


def _workspace(clock: VirtualClock, people: int) -> tuple[Simulated, str]:
    """So many people, all of them in one channel."""
    workspace = Simulated(clock)
    workspace.grant(TOKEN)
    members = [workspace.add_person(f"Person {number}") for number in range(people)]
    return workspace, workspace.add_channel("coffee", members)


def _settings(policy: Policy) -> RunSettings:
    wording, questions = words()
    return RunSettings(policy=policy, wording=wording, questions=questions, request=ManualRequest())


def _policy(channel: str, size: int, emoji: int) -> Policy:
    program = {
        "channel": channel,
        "time_zone": "Europe/Berlin",
        "group_size": size,
        "seeds": emoji,
        "calendar": {"every": "2 weeks", "on": ["monday"], "starting": "2026-11-23"},
        "intro": "09:30",
    }
    return Policy.model_validate({"ledger": {"sheet": "1" * 44}, "programs": {"coffee": program}})
