"""Moments of a round at which each of Slack's methods is called, to try faults on it there."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from lunchbatch.demo.slack.http_exchange import WireFault, no_faults
from lunchbatch.engine.run_result import EffectEnd
from lunchbatch.errors import LunchbatchError
from tests.behaviour.crash.outcome import Outcome, outcome
from tests.behaviour.crash.rounds import Play, donut, lunch, moment, nothing
from tests.world.gate import Died, Gate
from tests.world.stage import Stage, open_stage

METHODS = (
    "auth.test",
    "chat.postMessage",
    "conversations.history",
    "conversations.members",
    "conversations.open",
    "conversations.replies",
    "reactions.add",
    "reactions.get",
    "reactions.list",
    "users.info",
    "users.list",
    "views.publish",
)
# Wakes after the fault: as many as a message in doubt needs until history surely shows it.
CLEAN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A world right before the wake that calls the method, and the same later on, undisturbed."""

    method: str
    play: Play
    wake: int
    stage: Stage
    wanted: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What a run said of a fault: its sentences, and the exit code the command ends with."""

    told: tuple[str, ...]
    code: int
    mended: tuple[str, ...] = ()


def met_by(stage: Stage) -> Met:
    """One wake; what leaves it beside failures that are told goes through."""
    try:
        done = stage.wake().applied
    except LunchbatchError as failure:
        return Met(told=(str(failure),), code=failure.exit_code)
    told = (*done.failed.values(), *done.warned.values())
    is_troubled = bool(done.failed or done.ended_as(EffectEnd.DOUBTFUL) or done.mended)
    told = (*told, *done.ended_as(EffectEnd.DOUBTFUL).values())
    return Met(told=told, mended=tuple(done.mended.values()), code=int(is_troubled))


def tried(at: Moment, fault: WireFault, *, only_first: bool) -> tuple[Met, Stage]:
    """A wake with the fault, at the first call of the method or all, and clean ones after it."""
    stage = at.stage.copied()
    stage.faults = lambda method, nth: (
        fault if method == at.method and (nth == 1 or not only_first) else None
    )
    met = met_by(stage)
    stage.faults = no_faults
    _wakes(stage, at.play, at.wake + 1, CLEAN)
    return met, stage


def moments() -> dict[str, Moment]:
    """For each method the first wake that calls it, and the first one that does so in doubt.

    In doubt is a wake whose predecessor died right after a post.
    """
    found: dict[str, Moment] = {}
    for play in (donut(), lunch(), lunch("channel"), donut_of(3), donut_of(10), donut_with_homes()):
        for dies_at in (None, *range(len(play.wakes))):
            _add_moments(found, play, dies_at)
    return found


def _add_moments(found: dict[str, Moment], play: Play, dies_at: int | None) -> None:
    stage, suffix = play.begin(), ""
    for number, (when, step) in enumerate(play.wakes):
        stage.at(when)
        step(stage)
        if number == dies_at:
            with suppress(Died):
                stage.wake(_dying_after_the_last_post(stage))
            suffix = ", in doubt"
            continue
        before, gate = stage.copied(), Gate()
        stage.wake(gate)
        new = {
            method for method in METHODS if method in gate.names and method + suffix not in found
        }
        if new:
            wanted = before.copied()
            wanted.wake()
            _wakes(wanted, play, number + 1, CLEAN)
            found |= {
                method + suffix: Moment(
                    method=method, play=play, wake=number, stage=before, wanted=outcome(wanted)
                )
                for method in new
            }
        if suffix:
            return


def _dying_after_the_last_post(stage: Stage) -> Gate:
    ahead, gate = stage.copied(), Gate()
    ahead.wake(gate)
    posts = [number for number, name in enumerate(gate.names) if name == "chat.postMessage"]

    def die(number: int, _name: str) -> None:
        if posts and number == posts[-1]:
            raise Died

    return Gate(after=die)


def _wakes(stage: Stage, play: Play, first: int, most: int) -> None:
    for when, step in play.wakes[first : first + most]:
        stage.at(when)
        step(stage)
        stage.wake()


def donut_with_homes() -> Play:
    """A round of which each member sees on their Home tab how it stands."""
    plain = donut_of(3)

    def begin() -> Stage:
        stage = plain.begin()
        stage.policy = stage.policy.model_copy(update={"app_home": True})
        return stage

    return replace(plain, begin=begin)


def donut_of(people: int) -> Play:
    """A round that asks twice: with ten people it reads more messages than are got one by one."""

    def begin() -> Stage:
        program = {
            "seeds": 1,
            "group_size": 2,
            "checkpoints": [{"after": "1 day"}, {"after": "2 days"}],
            "close": {"after": "3 days", "at": "14:00"},
        }
        return open_stage(program, datetime(2026, 11, 23, 8, tzinfo=UTC), people=people)

    days = [(day, hour) for day in (23, 24, 25) for hour in (9, 10, 11)]
    return Play(begin=begin, wakes=tuple((moment(day, hour, 10), nothing) for day, hour in days))
