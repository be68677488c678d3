"""The command line as people call it, in a world of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copyfile

from click.testing import CliRunner, Result

from lunchbatch.cli import main
from tests.behaviour.books import SHEET
from tests.behaviour.furnished import TOKEN
from tests.behaviour.world import World, world
from tests.simulated_sheets.tokens import service_account_key
from tests.simulated_sheets.wires import TOKEN_URI
from tests.tree import SHIPPED

SETTINGS = """\
ledger:
  {ledger}
programs:
  coffee:
    channel: {channel}
    time_zone: Europe/Berlin
    calendar:
      every: 2 weeks
      on: [monday]
      starting: 2026-11-23
    intro: 09:30
    checkpoints:
      - after: 3 days
        at: 10:00
      - after: 7 days
        at: 10:00
    close:
      after: 10 days
      at: 14:00
"""


@dataclass(slots=True, kw_only=True)
class Console:
    """A world, a folder with settings, and the environment of a call."""

    world: World
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "config/lunchbatch.yaml"

    def at(self, when: str) -> "Console":
        self.world.at(when)
        return self

    def calls(self, command: str = "run", *options: str) -> Result:
        """Call a command at the moment it is in this world."""
        args = [command, "--config", self.config.as_posix(), *options]
        return CliRunner().invoke(
            main, args, env=self.variables, obj=self.world.clock, catch_exceptions=False
        )

    def edits(self, old: str, new: str) -> None:
        """Change the settings as with an editor."""
        text = self.config.read_text("utf-8")
        assert old in text
        self.config.write_text(text.replace(old, new), encoding="utf-8")


@contextmanager
def console(folder: Path, *, has_sheet: bool = False, people: int = 4) -> Iterator[Console]:
    """Settings that are right, at the time of the first intro."""
    with world(None if has_sheet else folder / "ledger", people=people) as found:
        ready = Console(world=found, folder=folder)
        lay_out(ready, "sheet: " + SHEET if has_sheet else "csv: ledger")
        yield ready.at("2026-11-23 09:35")


def lay_out(ready: Console, ledger: str) -> None:
    """Write the settings and set the environment."""
    ready.config.parent.mkdir(exist_ok=True)
    settings = SETTINGS.format(ledger=ledger, channel=ready.world.channel)
    ready.config.write_text(settings, encoding="utf-8")
    for name in ("messages.yaml", "icebreakers.yaml"):
        copyfile(SHIPPED / "config" / name, ready.config.parent / name)
    ready.variables = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_API_URL": ready.world.server.base_url,
        "GOOGLE_SERVICE_ACCOUNT": json.dumps(service_account_key(TOKEN_URI)),
    }
