"""A fresh copy on an organiser's machine: files as shipped, a Slack, a Google, an environment."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from lunchbatch.cli import main
from tests.behaviour.check.setting import SHEET, Setting, setting
from tests.tree import SHIPPED

LINK = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid=0"
SETTINGS, WORKFLOW = Path("config/lunchbatch.yaml"), Path(".github/workflows/lunchbatch.yml")


@dataclass(slots=True, kw_only=True)
class Copy:
    """The copy, and what there is around it. It stands in Lisbon."""

    around: Setting

    @property
    def coffee(self) -> str:
        return self.around.channel

    def init(self, *options: str, answers: tuple[str, ...] | None = None) -> Result:
        """`init`; with answers as in a terminal, where an empty one is Enter."""
        asks = () if answers is None else ("--ask",)
        typed = "".join(f"{answer}\n" for answer in answers or ())
        arguments = ["init", "--config", str(self.around.config), *asks, *options]
        return CliRunner().invoke(main, arguments, env=self.around.variables, input=typed)

    def text(self, file: Path) -> str:
        return (self.around.folder / file).read_bytes().decode()

    def new_lines(self, file: Path, before: str) -> list[str]:
        """The lines that are in a file now and were not."""
        there = before.splitlines()
        return [line for line in self.text(file).splitlines() if line not in there]

    def is_as_shipped(self) -> bool:
        return all(self.text(file) == shipped(file) for file in (SETTINGS, WORKFLOW))


def shipped(file: Path) -> str:
    return (SHIPPED / file).read_text(encoding="utf-8")


@contextmanager
def fresh(folder: Path) -> Iterator[Copy]:
    """A copy as it comes. The app is in #coffee and #lunch, six people are in both."""
    with setting(folder) as around:
        shutil.copy(SHIPPED / SETTINGS, around.config)
        around.variables["TZ"] = "Europe/Lisbon"
        yield Copy(around=around)
