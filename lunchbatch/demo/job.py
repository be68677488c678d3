"""The job that the demo lets wake, as the command line hands it in: the demo imports no `cli`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from lunchbatch.core.settings.policy import Policy
from lunchbatch.engine.run import RunOutcome
from lunchbatch.ports import Clock, Ledger


class Job(Protocol):
    """The production code on one settings file."""

    @property
    def policy(self) -> Policy:
        """The settings it runs with."""
        ...

    def ledger(self) -> Ledger:
        """The ledger it writes to."""
        ...

    def wake(self) -> RunOutcome:
        """One run, at the moment of its clock. Raises LunchbatchError, as `run` does."""
        ...

    def say_and_wake(self) -> tuple[str, ...]:
        """The command `run`, whatever becomes of it: the lines that it says."""
        ...


class LoadJob(Protocol):
    """Reads a settings file and gives the job for it."""

    def __call__(
        self,
        settings: Path,
        clock: Clock,
        variables: Mapping[str, str],
        *,
        ledger: Path | None = None,
    ) -> Job:
        """With `ledger`, that folder in place of the one in the settings.

        Raises ConfigError with all that is wrong with the settings.
        """
        ...
