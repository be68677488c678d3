"""One big round as production runs it: a Slack that enforces its tiers, a Sheet in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.slack import SlackReply, SlackWorkspace
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace as Simulated
from lunchbatch.engine.executor import Executor
from lunchbatch.engine.journal import Busy, Journal
from lunchbatch.engine.run import RunSettings, look_and_plan, run
from lunchbatch.engine.run_result import EffectEnd, RunResult
from lunchbatch.ports import Ledger, Workspace
from tests.direct_transport import DirectTransport
from tests.simulated_slack.rate_limits import PER_MINUTE, RateLimits
from tests.slack_wire import TOKEN
from tests.world.paper import Paper
from tests.world.stage import words

INTRO = datetime(2026, 11, 23, 8, 35, tzinfo=UTC)
SEEDS_OF_AN_INTRO = 2
MORE = "x"


@dataclass(frozen=True, slots=True, kw_only=True)
class BigRound:
    """What an introduction of everybody took: virtual minutes, and calls by fate."""

    minutes: float
    floor: float
    refused: int


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
    workspace = Simulated(clock)
    workspace.grant(TOKEN)
    channel = workspace.add_channel(
        "coffee", [workspace.add_person(f"Person {number}") for number in range(people)]
    )
    server = SlackServer(workspace, limits=RateLimits(clock))
    transport = Slowly(DirectTransport(server, TOKEN), clock, latency)
    slack = SlackWorkspace(transport, clock=clock, chance=Random(0))
    paper = Paper.ruled()
    wording, questions = words()
    settings = RunSettings(
        policy=_policy(channel, size, emoji),
        wording=wording,
        questions=questions,
        request=ManualRequest(),
    )
    ledger = SheetLedger(paper, "S1")
    introduce = _introduced if emoji <= SEEDS_OF_AN_INTRO else _introduced_with_more
    done = introduce(settings, ledger, slack, clock)
    assert len(done.sent) == len(paper.rows("Groups")) == -(-people // size)
    assert {*done.failed, *done.warned, *done.ended_as(EffectEnd.LEFT)} == set()
    methods = {one.method for one in server.log}
    return BigRound(
        minutes=(clock.now() - INTRO) / timedelta(minutes=1),
        floor=max(len(server.calls(method)) / PER_MINUTE[method] for method in methods),
        refused=sum(one.answer is not None and one.answer.status == 429 for one in server.log),
    )


def _introduced(
    settings: RunSettings, ledger: Ledger, slack: Workspace, clock: VirtualClock
) -> RunResult:
    until = INTRO + timedelta(days=1)
    return run(settings, ledger, lambda: slack, clock, run_id="big", until=until).applied


def _introduced_with_more(
    settings: RunSettings, ledger: Ledger, slack: Workspace, clock: VirtualClock
) -> RunResult:
    """The same, but an emoji more under each intro than an intro ever has."""
    decided = look_and_plan(settings, ledger, lambda: slack, clock.now())
    journal = Journal(ledger, "big")
    entered = journal.enter(decided.snapshot, clock.now())
    assert not isinstance(entered, Busy)
    effects = tuple(replace(one, seeds=(*one.seeds, MORE)) for one in decided.plan.effects)
    applying = Executor(
        plan=replace(decided.plan, effects=effects),
        context=decided.context,
        snapshot=decided.snapshot,
        journal=journal,
        clock=clock,
        until=INTRO + timedelta(days=1),
        stop=lambda: False,
    )
    return applying.run(lambda: slack, base=entered.after)


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
