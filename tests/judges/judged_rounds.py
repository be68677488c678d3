"""A round from the command line, on servers that others wrote and on our own simulators.

All that these tests need of the program is imported here.
"""

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from zoneinfo import ZoneInfo

import yaml
from click.testing import CliRunner

from lunchbatch.adapters.sheet.credentials import from_key
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.cli import main
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.core.rounds.polls.poll_answers import questions_out
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from tests.judges.emulated_slack import emulated_slack
from tests.judges.myworld_sheets import myworld_sheets
from tests.oracles.slack_contract import watch_story
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.tokens import SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import TOKEN_URI, mounted
from tests.tree import SHIPPED

MORNING = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
NAMES = tuple(f"Person {number:03}" for number in range(5))
TOKEN, SHEET = "xoxb-simulated", "1SimulatedSheetOfTheTestsXXXXXXXXXXXXXXXXXXXX"
SCOPES: Sequence[str] = yaml.safe_load(
    (SHIPPED / "config/slack-app-manifest.yaml").read_text("utf-8")
)["oauth_config"]["scopes"]["bot"]

# What differs from server to server, in every cell: moments of messages, ids of conversations;
# and the name of a run, which it draws.
_WAY = "Answers read:"  # from the list or one by one: `emulate` has no reactions.list
_OF_THE_SERVER = re.compile(r"\b(?:[CDG][0-9A-Z]{8,}|\d{10}\.\d{6}|\d{8}T\d{6}-[0-9a-f]{6})\b")

Reacts = Callable[[str, str, str, str], None]
Says = Callable[[str, str, str], object]


@dataclass(slots=True, kw_only=True)
class Site:
    """A workspace, a spreadsheet and settings, wherever they are.

    `moves` is told the moment before each command; `tidies` is called after each.
    """

    clock: VirtualClock
    folder: Path
    token: str
    address: str
    channel: str
    members: tuple[str, ...]
    spreadsheet: str
    reacts: Reacts
    takes_back: Reacts
    says: Says
    moves: Callable[[datetime], None] = lambda _: None
    tidies: Callable[[], None] = lambda: None
    printed: list[str] = field(default_factory=list)

    def calls(self, command: str, when: str, *, exits: int = 0) -> None:
        """Type a command at a moment in Berlin, and see it end with this code."""
        moment = datetime.fromisoformat(when).replace(tzinfo=ZONE)
        self.clock.advance(moment - self.clock.now())
        self.moves(moment)
        variables = {
            "SLACK_BOT_TOKEN": self.token,
            "SLACK_API_URL": self.address,
            "GOOGLE_SERVICE_ACCOUNT": _KEY,
        }
        args = [command, "--config", str(self.folder / "config/lunchbatch.yaml")]
        done = CliRunner().invoke(main, args, env=variables, obj=self.clock, catch_exceptions=False)
        assert done.exit_code == exits, done.output
        self.tidies()
        self.printed += [
            _plain(line.replace(self.spreadsheet, "the Sheet"))
            for line in done.output.splitlines()
            if not line.startswith(_WAY)
        ]

    def settles(self, program: str) -> None:
        """Write the settings; `program` is YAML below the channel of the only program."""
        config = self.folder / "config"
        config.mkdir(parents=True)
        for name in ("messages.yaml", "icebreakers.yaml"):
            copyfile(SHIPPED / "config" / name, config / name)
        text = f"ledger:\n  sheet: {self.spreadsheet}\nprograms:\n  coffee:\n"
        text += f"    channel: {self.channel}\n    time_zone: Europe/Berlin\n{program}"
        (config / "lunchbatch.yaml").write_text(text, encoding="utf-8")

    def ledger(self) -> SheetLedger:
        limits = RetryLimits(sleep=self.clock.sleep, chance=random.Random(0))
        return SheetLedger(SheetsHttp(from_key(_KEY), limits), self.spreadsheet)

    def known(self) -> Records:
        return records(self.ledger().read())

    def answers(self, group: int, emoji: str, *, member: int = 0, back: bool = False) -> None:
        """One of a group chooses an emoji under the intro, or takes it back."""
        one = self.known().groups[group]
        act = self.takes_back if back else self.reacts
        act(one.members[member], one.channel, one.intro, emoji)

    def writes(self, group: int, member: int) -> None:
        """One of a group writes to it."""
        one = self.known().groups[group]
        self.says(one.members[member], one.channel, "Shall we say Tuesday?")

    def chooses(self, member: int, *emoji: str) -> None:
        """A member answers the poll that is open."""
        known = self.known()
        (round_,) = known.rounds.values()
        (question,) = questions_out(known, round_)
        for each in emoji:
            self.reacts(self.members[member], question.channel, question.ts, each)

    def rows(self) -> dict[str, list[dict[str, str]]]:
        """All cells of all tabs, without what every server names in its own way."""
        snapshot = self.ledger().read()
        assert snapshot.problems == ()
        return {
            tab.title: [
                {title: _plain(str(value)) for title, value in row.values.items()}
                for row in snapshot[tab].rows
            ]
            for tab in TABS
        }


_KEY = json.dumps(service_account_key(TOKEN_URI))


def _plain(text: str) -> str:
    return _OF_THE_SERVER.sub("…", text)


@contextmanager
def site_of_others(emulate: Path, folder: Path) -> Iterator[Site]:
    """Slack by `emulate`, with the scopes of the manifest, and Sheets by `myworld`."""
    with (
        emulated_slack(emulate, NAMES, SCOPES, MORNING) as slack,
        myworld_sheets() as sheets,
    ):
        yield Site(
            clock=VirtualClock(MORNING),
            folder=folder,
            token=slack.token,
            address=slack.address,
            channel=slack.channel,
            members=slack.members,
            spreadsheet=sheets.spreadsheet,
            reacts=slack.reacts,
            takes_back=slack.takes_back,
            says=slack.says,
            moves=slack.is_now,
        )


@contextmanager
def site_of_our_own(members: Sequence[str], folder: Path) -> Iterator[Site]:
    """Our simulators, with people of the same ids, for chance is drawn from them."""
    clock = VirtualClock(MORNING)
    slack = SimulatedWorkspace(clock)
    slack.grant(TOKEN, SCOPES)
    for name, id_ in zip(NAMES, members, strict=True):
        slack.add_person(name, id=id_)
    channel = slack.add_channel("coffee", members)
    google, tokens = SimulatedSheets(), SimulatedTokens()
    document = google.add(SHEET)

    def tidies() -> None:
        """Delete rows that hold nothing but a format: to show them again and again takes long."""
        for tab in document.tabs:
            tab.properties["gridProperties"]["rowCount"] = min(tab.rows, 60)
            tab.trim()

    with watch_story(SlackServer(slack)) as server, mounted(google, tokens):
        yield Site(
            clock=clock,
            folder=folder,
            token=TOKEN,
            address=server.base_url,
            channel=channel,
            members=tuple(members),
            spreadsheet=SHEET,
            reacts=slack.react,
            takes_back=slack.unreact,
            says=slack.say,
            tidies=tidies,
        )
