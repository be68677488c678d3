"""The folder of a demo: its settings as an organiser would have them, and who is on which team."""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.errors import ConfigError, LunchbatchError

SETTINGS = """\
# yaml-language-server: $schema=lunchbatch.schema.json
#
# The settings of this demo: a donut and a lunch poll, side by side in one ledger.

ledger:
  csv: .                        # a folder of CSV files; yours names a Google Sheet

owner: {owner} # is told what needs a person
app_home: true                  # each member's Home tab: their group, the next round, whom they met

programs:
  coffee:                       # everybody in the channel is introduced to somebody, each week
    channel: {coffee}
    time_zone: {zone}
    group_size: 2
    mixing:
      team: prefer              # rather somebody of another team; the teams stand in People
    calendar:
      every: week
      on: [monday]
      starting: {monday}
    intro: 09:30
    checkpoints:
      - after: 2 days
        at: 10:00
    close:
      after: 4 days
      at: 14:00
{approval}
  lunch:                        # who is in, and when? Groups are made of those who say yes
    channel: {lunch}
    signup: poll
    time_zone: {zone}
    group_size: 4
    calendar:
      every: week
      on: [wednesday]
      starting: {monday}
    poll:
      opens:
        at: 08:45
      closes: 11:15
      choices: ["12:00", "12:45"]
      tell: channel             # one message a group; the point person is named in its thread
      ask_after: 2 hours
"""

APPROVAL = """\
    approval:                   # an organiser looks at the groups first, and ticks the box
      ahead: 1 day
      deadline: 2 hours         # nobody has looked by then? They go out all the same
"""

ORIGINALS = Path(__file__).parents[2] / "config"
PAGES = "pages"
COPIED = ("messages.yaml", "icebreakers.yaml", "lunchbatch.schema.json")


def make_folder(folder: Path) -> None:
    """Make the folder of a demo. Raises ConfigError where something is already."""
    if not ORIGINALS.is_dir():
        raise ConfigError(f"{ORIGINALS} is not there; the demo runs in a clone of the repository")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(folder.iterdir())
    except OSError as fault:
        raise ConfigError(
            f"{folder}: no folder can be made there: {fault.strerror}; name another with --folder"
        ) from None
    if occupied:
        raise ConfigError(
            f"{folder} is not empty, and the demo overwrites nothing; "
            "name another with --folder, or delete it"
        )


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Raises LunchbatchError where the disk takes no more, or the folder is taken away."""
    try:
        yield
    except OSError as fault:
        raise LunchbatchError(
            f"{fault.filename or folder} cannot be written: {fault.strerror}; make room there, or "
            "name another folder with --folder"
        ) from None


def write_settings(
    folder: Path,
    *,
    coffee: str,
    lunch: str,
    zone: str,
    monday: date,
    owner: str,
    is_approved: bool = False,
) -> Path:
    """Write `config/` as an organiser would have it; the path of the settings.

    With `is_approved` the groups of coffee are made as a draft, for an organiser to approve.
    """
    config = folder / "config"
    path = config / "lunchbatch.yaml"
    text = SETTINGS.format(
        coffee=coffee,
        lunch=lunch,
        zone=zone,
        monday=monday.isoformat(),
        owner=owner.ljust(24),
        approval=APPROVAL if is_approved else "",
    )
    with _writing(folder):
        config.mkdir()
        for name in COPIED:
            (config / name).write_bytes((ORIGINALS / name).read_bytes())
        path.write_text(text, encoding="utf-8")
    return path


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages, by file name, beside the ledger."""
    with _writing(folder):
        (folder / PAGES).mkdir()
        for name, page in pages.items():
            (folder / PAGES / name).write_text(page, encoding="utf-8")


def write_teams(folder: Path, teams: Mapping[str, str]) -> None:
    """Write People as an organiser prepares it: each member id with its team."""
    titles = [column.title for column in PEOPLE_TAB.columns]
    path = folder / f"{PEOPLE_TAB.title}.csv"
    with _writing(folder), path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, titles, lineterminator="\n")
        rows.writeheader()
        rows.writerows({"member id": member, "team": team} for member, team in teams.items())
