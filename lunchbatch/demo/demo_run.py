"""The demo's days: cron wakes the production code, and in between people live."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lunchbatch.demo.demo_folder import write_settings
from lunchbatch.demo.job import Job, LoadJob
from lunchbatch.demo.pages.transcript import album
from lunchbatch.demo.people.cast import CAST, HOME
from lunchbatch.demo.people.program_profile import ProgramProfile
from lunchbatch.demo.people.simulated_cron import wakes
from lunchbatch.demo.people.simulated_users import SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import RunOutcome
from lunchbatch.settings_file.environment import SLACK_ADDRESS, SLACK_VARIABLE

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
