"""Every way in which a round can be crashed so many times, tried out.

A run dies right before or right after one of its calls, and the next wake starts a new one. Two
histories that lead to the very same world before the same wake are followed once only, because
nothing but the world is carried from one run to the next; both are counted.
"""

import pickle
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from tests.behaviour.crash.rounds import Play
from tests.world.gate import Died, Gate, dying_at
from tests.world.stage import Stage

# How many histories there are with so many crashes.
Histories = Counter[int]


@dataclass(slots=True, kw_only=True)
class Crashes:
    """Follows a play through all crashes; `check` looks at every end."""

    play: Play
    check: Callable[[Stage, str], None]
    _known: dict[tuple[int, int, bytes], Histories] = field(default_factory=dict)

    def follow(self, stage: Stage, left: int, *, wake: int = 0, told: str = "") -> Histories:
        """All histories from this wake on with at most `left` crashes."""
        if wake == len(self.play.wakes):
            self.check(stage, told)
            return Counter({0: 1})
        known = (wake, left, _print_of(stage))
        if known not in self._known:
            self._known[known] = self._follow(stage, left, wake, told)
        return self._known[known]

    def _follow(self, stage: Stage, left: int, wake: int, told: str) -> Histories:
        gate, ahead = Gate(), self._before(stage, wake)
        ahead.wake(gate)
        found = Counter(self.follow(ahead, left, wake=wake + 1, told=told))
        for point in range(2 * len(gate.names) if left else 0):
            crashed = self._before(stage, wake)
            with suppress(Died):
                crashed.wake(dying_at(point))
            how = f"{told}; wake {wake} died {('before', 'after')[point % 2]} call {point // 2}"
            rest = self.follow(
                crashed, left - 1, wake=wake + 1, told=f"{how} ({gate.names[point // 2]})"
            )
            found += Counter({crashes + 1: number for crashes, number in rest.items()})
        return found

    def _before(self, stage: Stage, wake: int) -> Stage:
        """A world of its own, with time and people moved on to right before a wake."""
        moment, step = self.play.wakes[wake]
        ahead = stage.copied()
        ahead.at(moment)
        step(ahead)
        return ahead


def _print_of(stage: Stage) -> bytes:
    """What is the same for two worlds only if they are the same."""
    slack = stage.slack
    parts = (stage.paper.tabs, slack.channels, slack.group_dms, slack.reacted, slack.people)
    return pickle.dumps(parts)
