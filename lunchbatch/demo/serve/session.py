"""The workspace one clicks through: its people, its clock, its ledger, and the job that wakes.

All that happens stays in the simulated workspace, the folder of the ledger and the clock. The
settings and the words are read anew whenever they change, so that one may try others.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from lunchbatch.cli.bootstrap import Application, load_application
from lunchbatch.cli.commands.run import MINUTES, go, settings_for
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.settings.policy import LedgerSettings
from lunchbatch.demo.people.program_profile import ProgramProfile
from lunchbatch.demo.people.simulated_users import SimulatedUsers
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.engine.run import RunSettings
from lunchbatch.errors import ConfigError, LunchbatchError

WORDS = ("messages.yaml", "icebreakers.yaml")
SLACKBOT = "USLACKBOT"

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(slots=True, kw_only=True)
class DemoSession:
    """A workspace with its clock and its ledger. `settings` is the file that a run reads."""

    settings: Path
    ledger: Path
    clock: VirtualClock
    workspace: SimulatedWorkspace
    variables: dict[str, str]
    venues: dict[str, ProgramProfile] = field(default_factory=dict)
    crowd: SimulatedUsers | None = None
    _read: tuple[_Stamp, Application] | None = None

    def around(self) -> Application:
        """The settings as they are now. Raises ConfigError with all that is wrong with them."""
        files = (self.settings, *(self.settings.with_name(name) for name in WORDS))
        stamp = tuple(map(_stamp, files))
        if self._read is None or self._read[0] != stamp:
            self._read = stamp, self._furnished()
        return self._read[1]

    def known(self) -> tuple[Application, str]:
        """The settings as they last could be read, and what is wrong with those of now."""
        try:
            return self.around(), ""
        except ConfigError as wrong:
            if self._read is None:
                raise
            return self._read[1], str(wrong)

    def run(self) -> tuple[str, ...]:
        """Let the job wake, as GitHub does; what it said."""
        page = RunPage(title="lunchbatch run", variables=self.variables)
        with suppress(LunchbatchError):  # its sentence is on the page
            go(page, self._prepared, minutes=MINUTES, stop=lambda: False)
        return tuple(page.lines)

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

    def _prepared(self) -> tuple[Application, RunSettings]:
        around = self.around()
        return around, settings_for(around, ManualRequest())

    def _furnished(self) -> Application:
        """Settings read, with a ledger of our own, and with every channel that they name."""
        around = load_application(
            self.settings, self.clock, variables=self.variables, sync=_not_at_all
        )
        policy = around.policy
        for name, program in policy.programs.items():
            self.venues[name] = ProgramProfile.of(program)
            if program.channel not in self.workspace.channels:
                self.workspace.add_channel(name, self.people(), id=program.channel)
        if policy.owner and policy.owner not in self.workspace.people:
            self.workspace.add_person("You, the organiser", id=policy.owner)
        place = LedgerSettings(csv=str(self.ledger.resolve()))
        return replace(around, policy=policy.model_copy(update={"ledger": place}))


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when somebody saves the file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _not_at_all(_: int) -> None:
    """Nothing here has to outlive a power cut."""
