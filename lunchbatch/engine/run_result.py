"""What a run did, effect by effect, for its printed lines and its exit code."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from lunchbatch.core.ledger.changes import Refusal

Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCallbacks:
    """Callbacks of a run.

    `stop` is True to end it after the current call; `watch(ended, due)` reports progress.
    """

    stop: Callable[[], bool] = lambda: False
    watch: Watch = lambda _ended, _due: None


NOBODY = RunCallbacks()


class EffectEnd(StrEnum):
    """What became of an effect in a run."""

    SENT = "sent"
    FOUND = "found"  # it stood in Slack already
    FAILED = "failed"  # with the sentence for people
    DOUBTFUL = "doubtful"  # not found at once; the next runs look whether it went out
    LEFT = "left"  # for a later run, be it to act or to look again
    WITHDRAWN = "withdrawn"  # a person changed the row in the last moment
    TOO_LATE = "too late"  # its time was over


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectResult:
    """How an effect ended, and why, in a sentence for people where it was not sent."""

    end: EffectEnd
    why: str = ""


@dataclass(slots=True, kw_only=True)
class RunResult:
    """What a run did, effects by key.

    `warned`: what was sent but lacks something, with the sentence for people.
    `mended`: groups by key that somebody at fault was taken out of, with the sentence.
    `over`: nothing is left to do for these, whether sent now, before, or given up.
    `unseeded`: messages that stand, and whose emoji are left for a later run.
    `homes`: how many Home tabs were published.
    `was_cut_short`: the time was up, or somebody stopped the run.
    """

    effects: dict[str, EffectResult] = field(default_factory=dict)
    warned: dict[str, str] = field(default_factory=dict)
    mended: dict[str, str] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    over: set[str] = field(default_factory=set)
    unseeded: list[str] = field(default_factory=list)
    written: int = 0
    homes: int = 0
    was_cut_short: bool = False

    def record(self, key: str, end: EffectEnd, why: str = "") -> None:
        """Note what became of an effect; of two notes the later counts."""
        self.effects.pop(key, None)
        self.effects[key] = EffectResult(end=end, why=why)

    def ended_as(self, *ends: EffectEnd) -> dict[str, str]:
        """The effects that ended in one of these ways, in order, each with its sentence."""
        return {key: each.why for key, each in self.effects.items() if each.end in ends}

    @property
    def sent(self) -> tuple[str, ...]:
        """The keys of all messages that this run sent, in order."""
        return tuple(self.ended_as(EffectEnd.SENT))

    @property
    def standing(self) -> tuple[str, ...]:
        """The keys of all messages that stand, be it without their emoji."""
        return (*self.sent, *self.unseeded)

    @property
    def failed(self) -> dict[str, str]:
        """What Slack refused, or could not take just now, with the sentence for people."""
        return self.ended_as(EffectEnd.FAILED)

    @property
    def ended(self) -> int:
        """Of how many effects it is known by now what became of them in this run."""
        settled = self.ended_as(*EffectEnd).keys() - self.ended_as(
            EffectEnd.LEFT, EffectEnd.WITHDRAWN
        )
        return len(settled)
