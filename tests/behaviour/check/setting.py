"""A set-up in which all is well, on loopback, for tests that spoil one thing and look."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import yaml
from click.testing import CliRunner, Result

from lunchbatch.adapters.sheet.credentials import from_token
from lunchbatch.adapters.sheet.sheet_setup import set_up
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.cli import main
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from tests.behaviour.furnished import furnished
from tests.simulated_sheets.document import Document
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.tokens import SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import mounted, served
from tests.slack_wire import START
from tests.tree import SHIPPED

TOKEN = "xoxb-1-2-sentinelslack"
SHEET = "SheetSheetSheetSheetSheet"
SCOPES = tuple(
    yaml.safe_load((SHIPPED / "config/slack-app-manifest.yaml").read_text(encoding="utf-8"))[
        "oauth_config"
    ]["scopes"]["bot"]
)
NOW = "2026-11-22T18:00+01:00"

CONFIG = """\
ledger:
  sheet: https://docs.google.com/spreadsheets/d/SheetSheetSheetSheetSheet/edit
owner: OWNER
programs:
  coffee:
    channel: COFFEE
    time_zone: Europe/Berlin
    calendar: {every: week, on: [monday]}
    intro: 09:30
    checkpoints: [{after: 2 days, at: 10:00}]
    close: {after: 4 days, at: 14:00}
    mixing: {team: prefer}
  lunch:
    channel: LUNCH
    signup: poll
    time_zone: Europe/Berlin
    calendar: {every: week, on: [wednesday]}
    poll:
      opens: {at: 09:00}
      closes: 11:15
      choices: [12:00, 12:45]
"""


@dataclass(slots=True)
class Setting:
    """What an organiser has set up; each part can be spoilt."""

    folder: Path
    clock: VirtualClock
    slack: SimulatedWorkspace
    server: SlackServer
    google: SimulatedSheets
    tokens: SimulatedTokens
    variables: dict[str, str | None]

    @property
    def config(self) -> Path:
        return self.folder / "config/lunchbatch.yaml"

    @property
    def workflow(self) -> Path:
        return self.folder / ".github/workflows/lunchbatch.yml"

    @property
    def person(self) -> Person:
        return Person(self.google.documents[SHEET])

    @property
    def channel(self) -> str:
        return next(key for key, room in self.slack.channels.items() if room.name == "coffee")

    def edit(self, old: str, new: str, file: str = "config/lunchbatch.yaml") -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def check(self) -> Result:
        arguments = ["check", "--config", str(self.config), "--as-of", NOW]
        return self.invoke(*arguments)

    def run_at(self, moment: str) -> Result:
        """A run at that moment, in the workspace's own time: nobody waits."""
        wait = datetime.fromisoformat(moment) - self.clock.now()
        self.clock.advance(max(wait, timedelta(0)))
        return self.invoke("run", "--config", str(self.config), clock=self.clock)

    def invoke(self, *arguments: str, clock: VirtualClock | None = None) -> Result:
        return CliRunner().invoke(main, arguments, env=self.variables, obj=clock)


@cache
def _spreadsheet() -> Document:
    google = SimulatedSheets()
    google.add(SHEET)
    patience = RetryLimits(sleep=lambda _: None, chance=Random(0))
    with mounted(google):
        set_up(SheetsHttp(from_token("x"), patience), SHEET, TABS)
    document = google.documents[SHEET]
    for tab in document.tabs:  # a shorter grid tells the same, sooner
        tab.properties["gridProperties"]["rowCount"] = 20
        tab.trim()
    return document


@contextmanager
def setting(folder: Path) -> Iterator[Setting]:
    """Everything as it should be, for as long as the block lasts."""
    for name in ("config", ".github/workflows"):
        shutil.copytree(SHIPPED / name, folder / name)
    clock = VirtualClock(START)
    names = [f"Sentinel Person{number}" for number in range(6)]
    place = furnished(clock, "coffee", "lunch", names=names, token=TOKEN, scopes=SCOPES)
    coffee, lunch = place.channels
    words = {"OWNER": place.members[0], "COFFEE": coffee, "LUNCH": lunch}
    text = CONFIG
    for word, key in words.items():
        text = text.replace(word, key)
    (folder / "config/lunchbatch.yaml").write_text(text, encoding="utf-8")
    tokens = SimulatedTokens()
    google = SimulatedSheets(tokens=tokens.given)
    google.documents[SHEET] = _spreadsheet().copied()
    with place.server as server, served(google, tokens) as sheets:
        key = json.dumps(service_account_key(f"{sheets}/token"))
        variables: dict[str, str | None] = {
            "SLACK_BOT_TOKEN": TOKEN,
            "GOOGLE_SERVICE_ACCOUNT": key,
            "SLACK_API_URL": server.base_url,
            "SHEETS_API_URL": sheets,
            "GITHUB_ACTIONS": None,
            "GITHUB_STEP_SUMMARY": None,
            "GITHUB_OUTPUT": None,
            "GITHUB_EVENT_PATH": None,
            "NO_PROXY": "127.0.0.1",
        }
        yield Setting(folder, clock, place.slack, server, google, tokens, variables)
