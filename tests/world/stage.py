"""Where simulated rounds are played: a Slack, a Sheet and a clock, and runs that are woken."""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from random import Random
from typing import TypeAlias

from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger, Wire
from lunchbatch.adapters.slack import SlackWorkspace, Transport
from lunchbatch.adapters.slack.slack_workspace import METADATA
from lunchbatch.cli.bootstrap import Application
from lunchbatch.cli.commands.run import settings_for, wake_and_report
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.cli.output.run_lines import sent_lines
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.http_exchange import Faults, WireFault, no_faults
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import RunOutcome
from lunchbatch.ports import Clock, Ledger, Workspace
from lunchbatch.settings_file.environment import read_environment
from lunchbatch.settings_file.read_settings import read_icebreakers, read_wording
from tests.behaviour.furnished import TOKEN, furnished
from tests.direct_transport import DirectTransport
from tests.oracles.slack_contract import watch_story
from tests.tree import SHIPPED
from tests.world.gate import Gate, GatedTransport, GatedWire
from tests.world.paper import Paper

CONFIG = SHIPPED / "config"
PARTS = ("people", "channels", "tokens", "group_dms", "reacted", "homes", "uploads")
NAMES = ("Ada", "Bo", "Cy", "Di", "Eve", "Flo", "Gus", "Hal", "Ida", "Jo")


# What becomes of a call, by its method and its arguments.
Refuses: TypeAlias = Callable[[str, Mapping[str, object]], WireFault | None]


@cache
def words() -> tuple[Wording, Icebreakers]:
    wording = read_wording(CONFIG / "messages.yaml", {"en"})
    return wording, read_icebreakers(CONFIG / "icebreakers.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedApplication(Application):
    """The application of the command line, with the ledger and the Slack of a stage."""

    paper: Ledger
    transport: Transport

    def ledger(self) -> Ledger:
        return self.paper

    def slack(self) -> Workspace:
        return SlackWorkspace(self.transport, clock=self.clock, chance=Random(0))


def application(
    policy: Policy, clock: Clock, *, ledger: Ledger, transport: Transport, run: str
) -> PlayedApplication:
    """What the command `run` would put together from files and environment."""
    wording, questions = words()
    return PlayedApplication(
        config=CONFIG / "lunchbatch.yaml",
        policy=policy,
        wording=wording,
        questions=questions,
        environment=read_environment({"SLACK_BOT_TOKEN": TOKEN}),
        variables={"GITHUB_RUN_ID": run},
        clock=clock,
        paper=ledger,
        transport=transport,
    )


def whats_sent_is_said(looks: Sequence[RunOutcome], said: Sequence[str]) -> None:
    """The lines of the command name each message that went out."""
    for ran in looks:
        for line in sent_lines(ran.applied.sent):
            assert f"Sent {line}" in said, (line, said)


@dataclass(slots=True, kw_only=True)
class Stage:
    """One workspace with one program."""

    policy: Policy
    clock: VirtualClock
    slack: SimulatedWorkspace
    paper: Paper
    channel: str
    people: list[str]
    faults: Faults = no_faults
    refuses: Refuses = lambda _method, _args: None
    order: ManualRequest = field(default_factory=ManualRequest)
    mended: set[str] = field(default_factory=set)

    def wake(
        self,
        gate: Gate | None = None,
        *,
        minutes: int = 8,
        order: ManualRequest | None = None,
        stop: Callable[[], bool] = lambda: False,
        name: str = "",
        wire: Wire | None = None,
        page: RunPage | None = None,
    ) -> RunOutcome:
        """The command `run` as a person or the cron calls it: all but reading its options.

        What it says can be read on `page`, also if it fails.
        """
        gate = gate or Gate()
        asked: list[Mapping[str, object]] = []
        server = watch_story(
            SlackServer(
                self.slack,
                faults=lambda method, nth: (
                    self.faults(method, nth) or self.refuses(method, asked[-1])
                ),
            )
        )
        server.before.append(lambda request: asked.append(request.args))
        transport = GatedTransport(inner=DirectTransport(server, TOKEN), gate=gate)
        app = application(
            self.policy,
            self.clock,
            ledger=SheetLedger(GatedWire(inner=wire or self.paper, gate=gate), "S1"),
            transport=transport,
            run=name or f"{self.clock.now():%d%H%M%S}",
        )
        page = page or RunPage(title="lunchbatch run", variables=app.variables)
        looks = wake_and_report(
            page, lambda: (app, settings_for(app, order or self.order)), minutes=minutes, stop=stop
        )
        whats_sent_is_said(looks, page.lines)
        for ran in looks:
            self.mended |= ran.applied.mended.keys()
        return looks[-1]

    def at(self, moment: datetime) -> None:
        """Let time pass; a moment that is over changes nothing."""
        if moment > self.clock.now():
            self.clock.advance(moment - self.clock.now())

    def copied(self) -> "Stage":
        """The same world, to be lived on differently."""
        clock = VirtualClock(self.clock.now())
        slack = SimulatedWorkspace(clock)
        slack.history_lag = self.slack.history_lag
        parts = {part: getattr(self.slack, part) for part in PARTS}
        # The same as a deep copy, and several times as fast.
        for part, copy in pickle.loads(pickle.dumps(parts)).items():  # noqa: S301 - what was pickled right here
            setattr(slack, part, copy)
        return replace(
            self,
            clock=clock,
            slack=slack,
            paper=self.paper.copied(),
            people=list(self.people),
            mended=set(self.mended),
        )

    def is_mended(self, key: str) -> bool:
        """Whether the people of the group behind an effect were changed before it was sent."""
        return key.rpartition(" ")[0] in self.mended

    def sent(self) -> list[tuple[str, str]]:
        """Every message of ours: its effect key and the conversation it stands in."""
        found = []
        for room, message in self.slack.app_messages():
            metadata = message.metadata or {}
            assert metadata["event_type"] == METADATA
            found.append((str(metadata["event_payload"]["effect"]), room))
        return found


def open_stage(
    program: Mapping[str, object], start: datetime, *, people: int = 5, name: str = "coffee"
) -> Stage:
    """A channel with so many people, a Sheet with headers, and one program."""
    clock = VirtualClock(start)
    place = furnished(clock, "coffee", names=NAMES[:people])
    policy = Policy.model_validate(
        {
            "ledger": {"sheet": "1" * 44},
            "programs": {name: {"channel": place.channel, "time_zone": "Europe/Berlin", **program}},
        }
    )
    return Stage(
        policy=policy,
        clock=clock,
        slack=place.slack,
        paper=Paper.ruled(),
        channel=place.channel,
        people=list(place.members),
    )
