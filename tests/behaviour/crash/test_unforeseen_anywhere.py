"""An exception that nobody foresaw, at any call of a donut and of a poll round.

What was sent is said and recorded, the owner is told once, and the next runs go on as if nothing
had been, with no message twice.
"""

import re
from collections import Counter

import pytest

from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.errors import LunchbatchError, UnforeseenError
from tests.behaviour.crash.outcome import Outcome, outcome
from tests.behaviour.crash.rounds import Play, donut, lunch
from tests.world.gate import Gate
from tests.world.stage import Stage

SECRET = "what nobody may read"
NOTICE = "run/notice"
CLEAN = 3  # wakes after the fault: as many as a message in doubt needs
_SENT = re.compile(r"Sent \S+ \S+: (\d+) messages?")


def breaking(number: int, *, after: bool) -> Gate:
    """One call breaks, before it is made or as soon as it was answered."""

    def hit(at: int, _name: str) -> None:
        if at == number:
            raise ZeroDivisionError(SECRET)

    return Gate(after=hit) if after else Gate(before=hit)


def chosen(names: list[str]) -> list[int]:
    """Of each method the first call of a wake and the last."""
    first = {name: number for number, name in reversed([*enumerate(names)])}
    last = {name: number for number, name in enumerate(names)}
    return sorted({*first.values(), *last.values()})


def told(stage: Stage) -> int:
    return sum(key.startswith(NOTICE) for key, _ in stage.sent())


def without_notices(stage: Stage) -> Outcome:
    found = outcome(stage)
    kept = Counter({m: n for m, n in found.messages.items() if not m[0].startswith(NOTICE)})
    return Outcome(messages=kept, rows=found.rows)


def breaks(stage: Stage, gate: Gate, *, after: bool) -> None:
    """One wake with a call that breaks: what it says, and whom it tells."""
    before = len(stage.sent())
    page = RunPage(title="lunchbatch run", variables={"GITHUB_RUN_ID": "1"})
    with pytest.raises(LunchbatchError) as failure:
        stage.wake(gate, page=page)
    said = "\n".join(page.lines)
    assert isinstance(failure.value, UnforeseenError)
    assert failure.value.exit_code == 1
    assert "A fault of lunchbatch: ZeroDivisionError in " in said
    assert SECRET not in said
    assert "Traceback" not in said
    assert told(stage) == 1
    count = sum(map(int, _SENT.findall(said)))
    out = len(stage.sent()) - before - 1
    assert count == out or (after and count == out - 1), said


@pytest.mark.parametrize(
    "play",
    [donut(), lunch(), lunch("channel"), lunch(deliver="direct")],
    ids=["donut", "lunch", "lunch in the channel", "lunch asked directly"],
)
def test_whatever_breaks_at_any_call_the_next_runs_go_on(play: Play) -> None:
    tried, seen = 0, set[tuple[str, ...]]()
    stage = play.begin()
    owner = stage.slack.add_person("Olga Owner")
    stage.policy = stage.policy.model_copy(update={"owner": owner})
    for wake, (when, step) in enumerate(play.wakes):
        stage.at(when)
        step(stage)
        before, gate = stage.copied(), Gate()
        stage.wake(gate)
        if tuple(gate.names) in seen:  # as an earlier wake
            continue
        seen.add(tuple(gate.names))
        wanted = None
        for number in chosen(gate.names):
            for after in (False, True):
                broken = before.copied()
                breaks(broken, breaking(number, after=after), after=after)
                lives_on(broken, play, wake)
                if wanted is None:
                    undisturbed = stage.copied()
                    lives_on(undisturbed, play, wake)
                    wanted = without_notices(undisturbed)
                assert told(broken) == 1
                assert without_notices(broken) == wanted, (when, number, gate.names[number], after)
                tried += 1
    print(f"{tried} calls broken")
    assert tried > 50


def lives_on(stage: Stage, play: Play, wake: int) -> None:
    for when, step in play.wakes[wake + 1 : wake + 1 + CLEAN]:
        stage.at(when)
        step(stage)
        stage.wake()
