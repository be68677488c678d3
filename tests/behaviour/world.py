"""A small world for whole stories: a simulated Slack, a ledger, a clock, the production run."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from lunchbatch.adapters.slack import SlackWorkspace, Transport, WebTransport
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.ledger.records import Group, Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.http_exchange import Exchange
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import Decision, RunOutcome, RunSettings, look_and_plan, run
from lunchbatch.settings_file.read_settings import read_icebreakers, read_wording
from tests.behaviour.books import Books, CsvBooks, SheetBooks, sheet_books
from tests.behaviour.furnished import TOKEN, furnished, numbered
from tests.direct_transport import DirectTransport
from tests.tree import SHIPPED

ZONE = ZoneInfo("Europe/Berlin")
ROUND = "coffee/2026-11-23"
START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
WORDING = read_wording(SHIPPED / "config/messages.yaml", {"en"})
QUESTIONS = read_icebreakers(SHIPPED / "config/icebreakers.yaml")

# Rounds on 23 November, 7 and 21 December, ...; asked on Thursday and Monday, closed on Thursday.
FORTNIGHTLY: Mapping[str, Any] = {
    "time_zone": "Europe/Berlin",
    "group_size": 2,
    "calendar": {"every": "2 weeks", "on": ["monday"], "starting": "2026-11-23"},
    "intro": "09:30",
    "checkpoints": [{"after": "3 days", "at": "10:00"}, {"after": "7 days", "at": "10:00"}],
    "close": {"after": "10 days", "at": "14:00"},
}


@dataclass(slots=True, kw_only=True)
class World:
    """Everything at hand. `ZONE` is the zone of moments given as text."""

    clock: VirtualClock
    slack: SimulatedWorkspace
    server: SlackServer
    books: Books
    channel: str
    members: tuple[str, ...]
    policy: Policy
    connect: Callable[[], Transport]
    runs: int = 0
    ran: list[RunOutcome] = field(default_factory=list)

    def at(self, when: str) -> "World":
        """Let time pass until then: `2026-11-23 09:35`."""
        moment = datetime.fromisoformat(when).replace(tzinfo=ZONE)
        self.clock.advance(moment - self.clock.now())
        return self

    def run(self, *, until: datetime | None = None, **order: Any) -> RunOutcome:
        """One wake, at the moment it is; it begins nothing from `until` on, an hour later."""
        self.runs += 1
        workspace = self.workspace()
        done = run(
            self.settings(**order),
            self.books.ledger,
            lambda: workspace,
            self.clock,
            run_id=f"run-{self.runs}",
            until=until or self.clock.now() + timedelta(minutes=60),
        )
        self.ran.append(done)
        return done

    def plan(self, **order: Any) -> Decision:
        """What a wake would do."""
        ledger, workspace = self.books.ledger, self.workspace()
        return look_and_plan(self.settings(**order), ledger, lambda: workspace, self.clock.now())

    def settings(self, **order: Any) -> RunSettings:
        return RunSettings(
            policy=self.policy, wording=WORDING, questions=QUESTIONS, request=ManualRequest(**order)
        )

    def workspace(self) -> SlackWorkspace:
        return SlackWorkspace(self.connect(), clock=self.clock, chance=Random(0))

    @property
    def known(self) -> Records:
        return records(self.books.ledger.read())

    def group(self, number: int = 1, round_id: str = ROUND) -> Group:
        return next(one for one in self.known.groups if one.key == f"{round_id}/{number}")

    def status(self, number: int = 1) -> str:
        return str(self.group(number).status)

    def reacts(self, emoji: str, *, group: int = 1, member: int = 0, under: str = "intro") -> None:
        """One of the group chooses an emoji under one of its messages."""
        who, channel, ts = self._place(group, member, under)
        self.slack.react(who, channel, ts, emoji)

    def takes_back(
        self, emoji: str, *, group: int = 1, member: int = 0, under: str = "intro"
    ) -> None:
        who, channel, ts = self._place(group, member, under)
        self.slack.unreact(who, channel, ts, emoji)

    def _place(self, group: int, member: int, under: str) -> tuple[str, str, str]:
        one = self.group(group)
        ts = one.intro if under == "intro" else one.messages[under].ts
        return one.members[member], one.channel, ts

    def sent(self) -> list[str]:
        """The keys of all messages that stand in Slack, in the order they came, then by key."""
        return [key for _, key, _ in self._messages()]

    def text_of(self, effect: str) -> str:
        """The plain text of a message that stands in Slack."""
        return next(text for _, key, text in self._messages() if key == effect)

    def _messages(self) -> list[tuple[str, str, str]]:
        return sorted(
            (message.ts, (message.metadata or {})["event_payload"]["effect"], message.text)
            for _, message in self.slack.app_messages()
        )

    @contextmanager
    def wire(self) -> Iterator["Wire"]:
        """What goes over the wire while this is entered."""
        seen, before = Wire(), len(self.server.log)
        google = self.books.google if isinstance(self.books, SheetBooks) else None
        calls = len(google.calls) if google else 0
        yield seen
        seen.slack = self.server.log[before:]
        new = google.calls[calls:] if google else []
        seen.reads = sum(call.is_read for call in new)
        seen.writes = len(new) - seen.reads


@dataclass(slots=True, kw_only=True)
class Wire:
    """Exchanges with Slack, and how often the Sheet was read and written."""

    slack: list[Exchange] = field(default_factory=list)
    reads: int = 0
    writes: int = 0

    def posts(self) -> list[Exchange]:
        return [one for one in self.slack if one.method == "chat.postMessage"]


def policy(channel: str, *, owner: str | None = None, **program: Any) -> Policy:
    """The settings of the program `coffee`; what is given differs from `FORTNIGHTLY`."""
    return Policy.model_validate(
        {
            "ledger": {"csv": "ledger"},
            "owner": owner,
            "programs": {"coffee": {"channel": channel, **FORTNIGHTLY, **program}},
        }
    )


class UnpacedClock(VirtualClock):
    """A clock on which waiting takes no time: what is left is the cost of size alone."""

    def sleep(self, seconds: float) -> None:
        """Come back at once."""


@contextmanager
def world(
    folder: Path | None = None,
    *,
    people: int = 4,
    has_owner: bool = False,
    is_direct: bool = False,
    is_unpaced: bool = False,
    **program: Any,
) -> Iterator[World]:
    """A workspace with so many people in a channel. Without a folder the ledger is a Sheet.

    Slack is spoken to over HTTP; `is_direct` saves the sockets where there is a lot to say.
    """
    clock = (UnpacedClock if is_unpaced else VirtualClock)(START)
    place = furnished(clock, "coffee", names=numbered(people), has_owner=has_owner)
    server = place.server

    def connect() -> Transport:
        if is_direct:
            return DirectTransport(server, TOKEN)
        return WebTransport(TOKEN, base_url=server.base_url)

    def built(books: Books) -> World:
        return World(
            clock=clock,
            slack=place.slack,
            server=server,
            books=books,
            channel=place.channel,
            members=place.members,
            policy=policy(place.channel, owner=place.owner, **program),
            connect=connect,
        )

    with server:
        if folder is not None:
            yield built(CsvBooks(folder, clock))
        else:
            with sheet_books(clock) as books:
                yield built(books)
