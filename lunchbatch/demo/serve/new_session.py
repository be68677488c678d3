"""The office as it is found in the morning: people, channels, settings, an empty ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from lunchbatch.demo.demo_folder import make_folder, write_settings
from lunchbatch.demo.people.cast import CAST, HOME, Fictional
from lunchbatch.demo.people.simulated_users import SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.serve.session import DemoSession
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.settings_file.environment import SLACK_ADDRESS, SLACK_VARIABLE

MONDAY = date(2026, 1, 5)
MORNING = datetime.combine(MONDAY, time(8), tzinfo=ZoneInfo(HOME))
COFFEE, LUNCH = "C0COFFEE", "C00LUNCH"
PEOPLE = 9  # an odd number, so that one sees what becomes of it; few enough to click as each
TOKEN = "xoxb-of-the-demo"  # noqa: S105 - opens the simulated Slack only


@contextmanager
def new_session(
    folder: Path, *, settings: Path | None, now: datetime, seed: int
) -> Iterator[DemoSession]:
    """An office whose ledger is in a new folder.

    With `settings`, a file somewhere else, those are tried, with the words beside it; else the
    demo's own are written into the folder. Raises ConfigError with all that is wrong with them,
    and where the folder holds something.
    """
    clock = VirtualClock(now)
    workspace = SimulatedWorkspace(clock)
    workspace.grant(TOKEN)
    with SlackServer(workspace) as server:
        office = DemoSession(
            settings=settings or _own_settings(folder),
            ledger=folder,
            clock=clock,
            workspace=workspace,
            variables={SLACK_VARIABLE: TOKEN, SLACK_ADDRESS: server.base_url},
        )
        home = next(iter(office.around().policy.programs.values())).time_zone
        if settings is not None:
            make_folder(folder)
        cast = [_settled(each, home) for each in CAST[:PEOPLE]]
        crowd = SimulatedUsers(
            workspace, clock, cast, office.venues, monday=now, seed=seed, home=home
        )
        crowd.live_until(now)
        office.crowd = crowd
        yield office


def _own_settings(folder: Path) -> Path:
    make_folder(folder)
    return write_settings(folder, coffee=COFFEE, lunch=LUNCH, zone=HOME, monday=MONDAY)


def _settled(each: Fictional, home: str) -> Fictional:
    """Somebody who is there all the time, and at home where the programs are."""
    zone = home if each.person.time_zone == HOME else each.person.time_zone
    person = replace(each.person, time_zone=zone)
    return Fictional(person=person, habit=each.habit)
