"""Writes the step summary, annotations and outputs of a run, and notifies the owner."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, owner_alone
from lunchbatch.cli.output.github_actions import Annotation, RunPage, is_public
from lunchbatch.cli.output.owner_notice import of_failure, of_runs, tell_owner
from lunchbatch.cli.output.printing import is_on_github
from lunchbatch.cli.output.run_lines import sent_lines
from lunchbatch.core.messages.owner_messages import Notice
from lunchbatch.engine.run import Decision, RunOutcome
from lunchbatch.errors import ConfigError, LunchbatchError, UnforeseenError
from lunchbatch.ports import Clock
from lunchbatch.settings_file.config_errors import ConfigFaultsError
from lunchbatch.settings_file.read_settings import is_example

NOT_SET_UP = (
    "Not set up yet: the settings are still the example. Put the link of your Sheet and the id of "
    "your channel there. Until then nothing is read or sent."
)


@dataclass(slots=True, kw_only=True)
class RunReport:
    """One command on its way. `app` is known once the settings (`config`) could be read.

    `said` counts the runs of which the page says already what they did.
    """

    page: RunPage
    is_live: bool = False
    config: Path | None = None
    app: Application | None = None
    runs: list[RunOutcome] = field(default_factory=list)
    said: int = 0

    def enter(self, app: Application) -> None:
        """The settings could be read. Raises ConfigError in public.

        Ends the command well where they are still the example's and GitHub woke it: a copy wakes
        from its first day, before anybody can have set it up.
        """
        if self.is_live and is_on_github(self.page.variables) and is_example(app.policy):
            self.page.say(NOT_SET_UP)
            self.page.annotate([Annotation(sentence=NOT_SET_UP, level="notice")])
            self.page.outputs["status"] = "not_set_up"
            raise click.exceptions.Exit(0)
        self.app = app
        if self.is_live and is_public(self.page.variables) and not app.policy.public_repository:
            raise ConfigError(
                "this repository is public, so everybody could read its logs; make it private, "
                f"or, if that is meant, set public_repository: true in {app.config.as_posix()}"
            )

    def cells(self, decided: Decision) -> None:
        """The cells that could not be understood, with their addresses."""
        problems = [problem.line for problem in decided.snapshot.problems]
        for sentence in problems:
            self.page.say(sentence)
        self.page.annotate(Annotation(sentence=each, level="warning") for each in problems)

    def went_through(self) -> None:
        """Mark what failed, count what was sent, and tell the owner what needs a person."""
        sent = [key for ran in self.runs for key in ran.applied.sent]
        failed = {key: why for ran in self.runs for key, why in ran.applied.failed.items()}
        self.page.annotate(Annotation(sentence=f"{key}: {why}") for key, why in failed.items())
        self.page.outputs |= {
            "status": "failed" if failed else "sent" if sent else "nothing_due",
            "sent": str(len(sent)),
        }
        if self.runs:
            self._tell(of_runs(self.runs, self.page.variables))

    def failed(self, failure: LunchbatchError) -> None:
        """Mark why the command ended, say what was sent before, and tell the owner."""
        sent = [key for ran in self.runs[self.said :] for key in ran.applied.sent]
        for line in sent_lines((*sent, *failure.sent)):
            self.page.say(f"Sent {line}")
        faults = failure.faults if isinstance(failure, ConfigFaultsError) else ()
        marks = [
            Annotation(sentence=str(fault), file=fault.file, line=fault.line) for fault in faults
        ]
        self.page.annotate(marks or [Annotation(sentence=str(failure))])
        self.page.lines += failure.lines
        self.page.outputs["status"] = "failed"
        if self.app is None and self.config is not None and isinstance(failure, ConfigFaultsError):
            clock: Clock = click.get_current_context().obj or RealClock()
            self.app = owner_alone(self.config, clock)
        self._tell(of_failure(failure, self.page.variables))

    def _tell(self, notice: Notice) -> None:
        if self.is_live and self.app is not None and tell_owner(self.app, notice):
            self.page.outputs["told"] = "true"


@contextmanager
def reported(page: RunPage, *, is_live: bool, config: Path | None = None) -> Iterator[RunReport]:
    """A report that is written whether the command ends well or not."""
    report = RunReport(page=page, is_live=is_live, config=config)
    try:
        yield report
    except LunchbatchError as failure:
        report.failed(failure)
        raise
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as bug:
        unforeseen = UnforeseenError(bug)
        report.failed(unforeseen)
        raise unforeseen from bug
    finally:
        page.close()
