"""The session of `demo --serve`: its people, clock, ledger and settings, and the job that wakes.

All that happens stays in the simulated workspace, the folder of the ledger and the clock. The
settings and the words are read anew whenever they change, so that one may try others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from lunchbatch.demo.demo_folder import make_folder, write_settings
from lunchbatch.demo.job import Job, LoadJob
from lunchbatch.demo.people.cast import CAST, HOME, Fictional
from lunchbatch.demo.people.simulated_users import ProgramProfile, SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.environment import SLACK_ADDRESS, SLACK_VARIABLE

WORDS = ("messages.yaml", "icebreakers.yaml")
SLACKBOT = "USLACKBOT"

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(slots=True, kw_only=True)
class DemoSession:
    """A workspace with its clock and its ledger. `settings` is the file that a run reads.

    `seen` is the ts up to which somebody (member, conversation) has read.
    """

    settings: Path
    ledger: Path
    clock: VirtualClock
    workspace: SimulatedWorkspace
    variables: dict[str, str]
    load_job: LoadJob
    venues: dict[str, ProgramProfile] = field(default_factory=dict)
    crowd: SimulatedUsers | None = None
    seen: dict[tuple[str, str], str] = field(default_factory=dict)
    _read: tuple[_Stamp, Job] | None = None

    def job(self) -> Job:
        """The job with the settings as they are now. Raises ConfigError with all their faults."""
        files = (self.settings, *(self.settings.with_name(name) for name in WORDS))
        stamp = tuple(map(_stamp, files))
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, self._furnished()
        return self._read[1]

    def known(self) -> tuple[Job, str]:
        """The job with the settings that last could be read, and the faults of those of now."""
        try:
            return self.job(), ""
        except ConfigError as wrong:
            if self._read is None:
                raise
            return self._read[1], str(wrong)

    def run(self) -> tuple[str, ...]:
        """Let the job wake, as GitHub does; what it said."""
        try:
            return self.job().say_and_wake()
        except ConfigError as wrong:
            return tuple(str(wrong).splitlines())

    def wait_until(self, moment: datetime, *, by_hand: frozenset[str] | None = None) -> None:
        """Let time pass. With `by_hand` all but those answer meanwhile, as they would."""
        if by_hand is None or self.crowd is None:
            self.clock.advance(max(moment - self.clock.now(), timedelta(0)))
            return
        self.crowd.by_hand = by_hand
        self.crowd.live_until(moment)

    def people(self) -> tuple[str, ...]:
        """The ids of everybody whom one may be, by name."""
        everybody = self.workspace.people.values()
        folk = [each for each in everybody if not each.is_bot and each.id != SLACKBOT]
        return tuple(each.id for each in sorted(folk, key=lambda each: each.real_name.casefold()))

    def _furnished(self) -> Job:
        """Settings read, with a ledger of our own, and with every channel that they name."""
        job = self.load_job(self.settings, self.clock, self.variables, ledger=self.ledger)
        policy = job.policy
        for name, program in policy.programs.items():
            self.venues[name] = ProgramProfile.of(program)
            if program.channel not in self.workspace.channels:
                self.workspace.add_channel(name, self.people(), id=program.channel)
        if policy.owner and policy.owner not in self.workspace.people:
            self.workspace.add_person("You, the organiser", id=policy.owner)
        return job


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when somebody saves the file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


MONDAY = date(2026, 1, 5)
MORNING = datetime.combine(MONDAY, time(8), tzinfo=ZoneInfo(HOME))
COFFEE, LUNCH, YOU = "C0COFFEE", "C00LUNCH", "U00000YOU"
PEOPLE = 9  # an odd number, so that one sees what becomes of it; few enough to click as each
TOKEN = "xoxb-of-the-demo"  # noqa: S105 - opens the simulated Slack only


@contextmanager
def new_session(
    folder: Path, *, settings: Path | None, now: datetime, seed: int, load_job: LoadJob
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
            load_job=load_job,
        )
        home = next(iter(office.job().policy.programs.values())).time_zone
        if settings is not None:
            make_folder(folder)
        cast = [_settled(each, home) for each in CAST[:PEOPLE]]
        crowd = SimulatedUsers(
            workspace, clock, cast, office.venues, start=now, seed=seed, home=home
        )
        crowd.live_until(now)
        office.crowd = crowd
        yield office


def _own_settings(folder: Path) -> Path:
    make_folder(folder)
    return write_settings(folder, coffee=COFFEE, lunch=LUNCH, zone=HOME, monday=MONDAY, owner=YOU)


def _settled(each: Fictional, home: str) -> Fictional:
    """Somebody who is there all the time, and at home where the programs are."""
    zone = home if each.person.time_zone == HOME else each.person.time_zone
    person = replace(each.person, time_zone=zone)
    return Fictional(person=person, habit=each.habit)
