"""The demo's folder and its days: cron wakes the production code, and in between people live."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lunchbatch.demo.job import Job, LoadJob
from lunchbatch.demo.pages.chat_pages import album
from lunchbatch.demo.people.cast import CAST, HOME
from lunchbatch.demo.people.simulated_users import ProgramProfile, SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock, wakes
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import RunOutcome
from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.environment import SLACK_ADDRESS, SLACK_VARIABLE

SETTINGS = """\
# yaml-language-server: $schema=lunchbatch.schema.json
#
# The settings of this demo: a donut and a lunch poll, side by side in one ledger.

ledger:
  csv: .                        # a folder of CSV files; yours names a Google Sheet

app_home: true                  # each member's Home tab: their group, the next round, whom they met

programs:
  coffee:                       # everybody in the channel is introduced to somebody, each week
    channel: {coffee}
    time_zone: {zone}
    group_size: 2
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


def write_settings(folder: Path, *, coffee: str, lunch: str, zone: str, monday: date) -> Path:
    """Write `config/` as an organiser would have it; the path of the settings."""
    config = folder / "config"
    config.mkdir()
    for name in COPIED:
        (config / name).write_bytes((ORIGINALS / name).read_bytes())
    path = config / "lunchbatch.yaml"
    text = SETTINGS.format(coffee=coffee, lunch=lunch, zone=zone, monday=monday.isoformat())
    path.write_text(text, encoding="utf-8")
    return path


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Write pages, by file name, beside the ledger."""
    (folder / PAGES).mkdir()
    for name, page in pages.items():
        (folder / PAGES / name).write_text(page, encoding="utf-8")


MONDAY = date(2026, 1, 5)
# The last round is left running, so that there is something to see of one.
LAST_DAY, LAST_HOUR = timedelta(days=3), time(17)
TOKEN = "xoxb-of-the-demo"  # noqa: S105 - opens the simulated Slack only
ZONE = ZoneInfo(HOME)


@dataclass(slots=True, kw_only=True)
class DemoRun:
    """A workspace with its people, and the job that wakes in it."""

    job: Job
    variables: dict[str, str]
    workspace: SimulatedWorkspace
    crowd: SimulatedUsers
    wakes: tuple[datetime, ...]

    def live(self) -> Iterator[tuple[int, RunOutcome]]:
        """Let people live until each wake, and run; gives the week, from 1, and the run."""
        for number, moment in enumerate(self.wakes, start=1):
            self.crowd.live_until(moment)
            self.variables["GITHUB_RUN_ID"] = str(number)
            yield _week(moment), self.job.wake()

    def pages(self) -> dict[str, str]:
        """Every message so far, as pages."""
        return album(self.workspace, f"{self.workspace.name}: the demo of lunchbatch", ZONE)


@contextmanager
def demo_run(folder: Path, *, rounds: int, seed: int, load_job: LoadJob) -> Iterator[DemoRun]:
    """A workspace on a loopback port, about to begin its first week.

    The production code finds it as it finds Slack: by what its environment says.
    """
    clock = VirtualClock(datetime.combine(MONDAY, time(0), tzinfo=ZONE))
    workspace = SimulatedWorkspace(clock)
    workspace.grant(TOKEN)
    coffee, lunch = workspace.add_channel("coffee"), workspace.add_channel("lunch")
    config = write_settings(folder, coffee=coffee, lunch=lunch, zone=HOME, monday=MONDAY)
    with SlackServer(workspace) as server:
        variables = {SLACK_VARIABLE: TOKEN, SLACK_ADDRESS: server.base_url}
        job = load_job(config, clock, variables)
        venues = {name: ProgramProfile.of(program) for name, program in job.policy.programs.items()}
        last = datetime.combine(
            MONDAY + timedelta(weeks=rounds - 1) + LAST_DAY, LAST_HOUR, tzinfo=ZONE
        )
        yield DemoRun(
            job=job,
            variables=variables,
            workspace=workspace,
            crowd=SimulatedUsers(workspace, clock, CAST, venues, monday=clock.now(), seed=seed),
            wakes=tuple(each.astimezone(UTC) for each in wakes(MONDAY, last, ZONE, seed=seed)),
        )


def _week(moment: datetime) -> int:
    return (moment.astimezone(ZONE).date() - MONDAY).days // 7 + 1
