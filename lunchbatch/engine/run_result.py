"""What a run did, for its report and its exit code."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lunchbatch.core.ledger.changes import Refusal

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCallbacks:
    """Who stands by while a run is at work.

    `stop` may end it cleanly, and `watch` is told after each effect how many have ended, of how
    many.
    """

    stop: Callable[[], bool] = lambda: False
    watch: Watch = lambda _ended, _due: None


NOBODY = RunCallbacks()


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run did, effects by key; `failed`, `warned`, `doubtful` with the sentence for people.

    `mended`: groups by key that somebody at fault was taken out of, with the sentence for people.
    `doubtful`: the next run looks whether they went out. `left`: for a later run.
    `withdrawn`: not sent, because a person changed the row in the last moment.
    `too_late`: not sent, because their time was over.
    `over`: nothing is left to do for these, whether sent now, before, or given up.
    `homes`: how many Home tabs were published.
    `was_cut_short`: the time was up, or somebody stopped the run.
    """

    sent: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    doubtful: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    too_late: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    written: int = 0
    homes: int = 0
    was_cut_short: bool = False

    @property
    def ended(self) -> int:
        """Of how many effects it is known by now what became of them in this run."""
        done = (self.sent, self.found, self.failed, self.doubtful, self.too_late)
        return sum(map(len, done))
