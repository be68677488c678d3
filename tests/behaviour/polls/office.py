"""An office that goes to lunch: a simulated Slack, a CSV ledger, a clock, the production run."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.slack import SlackWorkspace
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.rounds.polls.poll_answers import NOT_TODAY, questions_out
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.http_exchange import Exchange
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import Decision, RunOutcome, RunSettings, look_and_plan, run
from lunchbatch.settings_file.read_settings import read_icebreakers, read_wording
from tests.direct_transport import DirectTransport
from tests.oracles.slack_contract import watch_story
from tests.tree import ROOT

TOKEN = "xoxb-simulated"
ZONE = ZoneInfo("Europe/Berlin")
ROUND = "lunch/2026-11-23"
MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WORDING = read_wording(ROOT / "config/messages.yaml", {"en"})
QUESTIONS = read_icebreakers(ROOT / "config/icebreakers.yaml")
MOST_LOOKS = 4

WORKDAYS: Mapping[str, Any] = {"on": ["monday", "tuesday", "wednesday", "thursday", "friday"]}


@dataclass(slots=True, kw_only=True)
class Office:
    """Everything at hand. Moments given as text are of Monday 23 November, or say their day."""

    clock: VirtualClock
    slack: SimulatedWorkspace
    server: SlackServer
    folder: Path
    channel: str
    members: tuple[str, ...]
    policy: Policy
    runs: int = 0
    ran: list[RunOutcome] = field(default_factory=list)
    questions: dict[tuple[int, str], tuple[dict[str, MessageRef], dict[str, str]]] = field(
        default_factory=dict
    )

    @property
    def ledger(self) -> CsvLedger:
        return CsvLedger(self.folder, now=self.clock.now, sleep=self.clock.sleep)

    def at(self, when: str) -> "Office":
        """Let time pass until then: `11:20`, or `2026-11-24 09:00` or what a wake has taken."""
        text = when if len(when) > 5 else f"2026-11-23 {when}"
        moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        self.clock.advance(max(moment - self.clock.now(), timedelta(0)))
        return self

    def wake(self, minutes: int = 60, **order: Any) -> RunOutcome:
        """One wake of the job, with the further looks that it takes at once."""
        until = self.clock.now() + timedelta(minutes=minutes)
        looks = [self.look(until, **order)]
        while looks[-1].goes_on and len(looks) < MOST_LOOKS:
            looks.append(self.look(until, **order))
        return looks[-1]

    def look(self, until: datetime, **order: Any) -> RunOutcome:
        self.runs += 1
        workspace = self.workspace()
        done = run(
            self.settings(**order),
            self.ledger,
            lambda: workspace,
            self.clock,
            run_id=f"run-{self.runs}",
            until=until,
        )
        self.ran.append(done)
        return done

    def plan(self, **order: Any) -> Decision:
        workspace = self.workspace()
        settings = self.settings(**order)
        return look_and_plan(settings, self.ledger, lambda: workspace, self.clock.now())

    def settings(self, **order: Any) -> RunSettings:
        return RunSettings(
            policy=self.policy, wording=WORDING, questions=QUESTIONS, request=ManualRequest(**order)
        )

    def workspace(self) -> SlackWorkspace:
        transport = DirectTransport(self.server, TOKEN)
        return SlackWorkspace(transport, clock=self.clock, chance=Random(0))

    @property
    def known(self) -> Records:
        return records(self.ledger.read())

    def round(self, id_: str = ROUND) -> Round:
        return self.known.rounds[id_]

    def groups(self, id_: str = ROUND) -> tuple[Group, ...]:
        return self.known.groups_of(id_)

    def cell(self, title: str, id_: str = ROUND) -> Any:
        """A cell of the round's row."""
        return next(row.values[title] for row in self._rows("Rounds") if row.key == id_)

    def answers(self, id_: str = ROUND) -> dict[str, str]:
        """The answers to a poll as recorded, those taken back in brackets."""
        return {
            one.member: f"({one.answer})" if one.is_withdrawn else one.answer
            for one in self.known.answers.values()
            if one.round == id_ and " poll " in one.key
        }

    def _rows(self, tab: str) -> Iterable[Any]:
        snapshot = self.ledger.read()
        return next(t.rows for name, t in snapshot.tables.items() if name == tab)

    def chooses(self, member: int, *choices: str, id_: str = ROUND) -> None:
        """A member reacts to the question with the emoji of these choices."""
        for choice in choices:
            post, emoji = self._under(member, choice, id_)
            self.slack.react(self.members[member], post.channel, post.ts, emoji)

    def takes_back(self, member: int, *choices: str, id_: str = ROUND) -> None:
        for choice in choices:
            post, emoji = self._under(member, choice, id_)
            self.slack.unreact(self.members[member], post.channel, post.ts, emoji)

    def _under(self, member: int, choice: str, id_: str) -> tuple[MessageRef, str]:
        out, emoji = self._question(id_)
        return out.get(self.members[member]) or out[""], emoji.get(choice, choice)

    def _question(self, id_: str) -> tuple[dict[str, MessageRef], dict[str, str]]:
        """Where a question stands, by the member it asks, and the emoji of its choices."""
        if (self.runs, id_) not in self.questions:
            known = self.known
            one = known.rounds[id_]
            emoji = dict(zip(one.choices, choice_emoji(one.choices), strict=True))
            emoji[NOT_TODAY] = self.policy.programs[one.program].poll.not_today
            out = {only: post for post, only in questions_out(known, one).items()}
            self.questions[self.runs, id_] = (out, emoji)
        return self.questions[self.runs, id_]

    def sent(self) -> list[str]:
        """The keys of all messages that stand in Slack, in the order they came."""
        return [
            (message.metadata or {})["event_payload"]["effect"]
            for _, message in self.slack.app_messages()
        ]

    def heard_by(self, member: int) -> list[str]:
        """The plain texts of what one member was sent in conversations of their own."""
        who = self.members[member]
        return [
            message.text
            for channel, message in self.slack.app_messages()
            if channel != self.channel and who in self.slack.channels[channel].members
        ]

    def in_channel(self) -> list[str]:
        return [m.text for channel, m in self.slack.app_messages() if channel == self.channel]

    @contextmanager
    def wire(self) -> Iterator[list[Exchange]]:
        """What goes over the wire while this is entered."""
        before, seen = len(self.server.log), list[Exchange]()
        yield seen
        seen += self.server.log[before:]


def policy(channel: str, *, owner: str | None = None, program: Any = None, **poll: Any) -> Policy:
    """The settings of the program `lunch`: asked at 09:00, closed at 11:15, eaten at 12:00."""
    return Policy.model_validate(
        {
            "ledger": {"csv": "ledger"},
            "owner": owner,
            "programs": {
                "lunch": {
                    "channel": channel,
                    "signup": "poll",
                    "time_zone": "Europe/Berlin",
                    "group_size": 4,
                    "calendar": WORKDAYS,
                    "poll": poll,
                    **(program or {}),
                }
            },
        }
    )


def office(
    folder: Path, *, people: int = 6, has_owner: bool = False, program: Any = None, **poll: Any
) -> Office:
    """So many people in a channel, on Monday at seven in the morning."""
    clock = VirtualClock(MORNING)
    slack = SimulatedWorkspace(clock)
    slack.grant(TOKEN)
    members = tuple(slack.add_person(f"Person {n:03}") for n in range(people))
    channel = slack.add_channel("lunch", members)
    owner = slack.add_person("Organiser") if has_owner else None
    return Office(
        clock=clock,
        slack=slack,
        server=watch_story(SlackServer(slack)),
        folder=folder,
        channel=channel,
        members=members,
        policy=policy(channel, owner=owner, program=program, **poll),
    )
