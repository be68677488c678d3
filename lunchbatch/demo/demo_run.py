"""The days of the demo: cron wakes the production code, and in between people live."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lunchbatch.adapters.csv_folder import csv_file
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tabs import ROUNDS_TAB
from lunchbatch.core.ledger.typed_rows import Approval, approval_of
from lunchbatch.core.model.terms import Stage
from lunchbatch.demo.demo_folder import write_settings, write_teams
from lunchbatch.demo.job import Job, LoadJob
from lunchbatch.demo.pages.chat_pages import album
from lunchbatch.demo.people.cast import CAST, HOME, ORGANISER
from lunchbatch.demo.people.simulated_users import ProgramProfile, SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock, wakes
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import RunOutcome
from lunchbatch.settings_file.environment import SLACK_ADDRESS, SLACK_VARIABLE

MONDAY = date(2026, 1, 5)
FIRST_DAY = date(2026, 1, 2)  # the Friday on which the first draft is made
# The last round is left running, so that there is something to see of one.
LAST_DAY, LAST_HOUR = timedelta(days=3), time(17)
TOKEN = "xoxb-of-the-demo"  # noqa: S105 - opens the simulated Slack only
ZONE = ZoneInfo(HOME)
PARTY = date(2026, 1, 21)  # the lunch poll of this day gets no answer
INVITATION = "Tomorrow we celebrate ten years of Kumquat: lunch is on the house, for everybody! 🎂"


@dataclass(slots=True, kw_only=True)
class DemoRun:
    """A workspace with its people, and the job that wakes in it."""

    job: Job
    variables: dict[str, str]
    workspace: SimulatedWorkspace
    crowd: SimulatedUsers
    wakes: tuple[datetime, ...]
    folder: Path

    def live(self) -> Iterator[tuple[int, RunOutcome]]:
        """Let people live until each wake, and run; gives the week, from 1, and the run."""
        for number, moment in enumerate(self.wakes, start=1):
            self.crowd.live_until(moment)
            self._approve_drafts()
            self.variables["GITHUB_RUN_ID"] = str(number)
            yield _week(moment), self.job.wake()

    def pages(self) -> dict[str, str]:
        """Every message so far, as pages."""
        return album(self.workspace, f"{self.workspace.name}: the demo of lunchbatch", ZONE)

    def _approve_drafts(self) -> None:
        """The organiser has looked at the groups of a draft, and says so, unless on holiday."""
        if self.crowd.is_away(ORGANISER):
            return
        path = self.folder / f"{ROUNDS_TAB.title}.csv"
        drafts = {
            each.id
            for each in records(self.job.ledger().read()).rounds.values()
            if each.stage == Stage.DRAFT and approval_of(each.approval) is Approval.OPEN
        }
        if drafts:
            tab = csv_file.parse(ROUNDS_TAB, path.read_bytes(), path)
            key, approval = (tab.lines[0].index(title) for title in (ROUNDS_TAB.key, "approval"))
            cells = [
                (row, approval, True) for row, line in enumerate(tab.lines) if line[key] in drafts
            ]
            path.write_text(csv_file.put(tab, cells, (), ()).text(), encoding="utf-8")


@contextmanager
def demo_run(folder: Path, *, rounds: int, seed: int, load_job: LoadJob) -> Iterator[DemoRun]:
    """A workspace on a loopback port, about to begin its first week.

    The production code finds it as it finds Slack: by what its environment says.
    """
    clock = VirtualClock(datetime.combine(FIRST_DAY, time(0), tzinfo=ZONE))
    workspace = SimulatedWorkspace(clock)
    workspace.grant(TOKEN)
    coffee, lunch = workspace.add_channel("coffee"), workspace.add_channel("lunch")
    config = write_settings(
        folder,
        coffee=coffee,
        lunch=lunch,
        zone=HOME,
        monday=MONDAY,
        owner=ORGANISER,
        is_approved=True,
    )
    write_teams(folder, {each.person.id: each.team for each in CAST if not each.joins})
    with SlackServer(workspace) as server:
        variables = {SLACK_VARIABLE: TOKEN, SLACK_ADDRESS: server.base_url}
        job = load_job(config, clock, variables)
        venues = {name: ProgramProfile.of(program) for name, program in job.policy.programs.items()}
        crowd = SimulatedUsers(workspace, clock, CAST, venues, start=clock.now(), seed=seed)
        eve = datetime.combine(PARTY - timedelta(days=1), time(15), tzinfo=ZONE)
        crowd.leave_unanswered(f"lunch/{PARTY}", lunch, ORGANISER, INVITATION, eve)
        last = datetime.combine(
            MONDAY + timedelta(weeks=rounds - 1) + LAST_DAY, LAST_HOUR, tzinfo=ZONE
        )
        yield DemoRun(
            job=job,
            variables=variables,
            workspace=workspace,
            crowd=crowd,
            wakes=tuple(each.astimezone(UTC) for each in wakes(FIRST_DAY, last, ZONE, seed=seed)),
            folder=folder,
        )


def _week(moment: datetime) -> int:
    return max((moment.astimezone(ZONE).date() - MONDAY).days // 7, 0) + 1
