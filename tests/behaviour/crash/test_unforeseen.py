"""What nobody foresaw ends well too: one sentence, exit code 1, what was sent is said and kept."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lunchbatch.adapters.slack import SlackWorkspace
from lunchbatch.core.model.messages import Message, MessageRef
from lunchbatch.engine.run import run
from lunchbatch.errors import UnforeseenError
from tests.behaviour.console import console
from tests.behaviour.world import ROUND, World, world

CALLS = ("identity", "members", "people", "open", "post", "react", "pause_before")
SECRET = "what nobody may read"


class Faulty(SlackWorkspace):
    """Raises an error of its own at the n-th call of one of its methods, counted from 0."""

    def __init__(self, *args: Any, call: str, at: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self._call, self._left = call, at

    def _count(self, call: str) -> None:
        if call == self._call:
            self._left -= 1
            if self._left == -1:
                raise ZeroDivisionError(SECRET)

    def identity(self) -> Any:
        self._count("identity")
        return super().identity()

    def members(self, channel: str) -> Any:
        self._count("members")
        return super().members(channel)

    def people(self, members: Any, *, afresh: bool = False) -> Any:
        self._count("people")
        return super().people(members, afresh=afresh)

    def pause_before(self, call: Any, channel: str = "") -> float:
        self._count("pause_before")
        return super().pause_before(call, channel)

    def open(self, members: Any) -> str:
        self._count("open")
        return super().open(members)

    def post(
        self, channel: str, message: Message, *, effect: str, thread: str | None = None
    ) -> MessageRef:
        self._count("post")
        return super().post(channel, message, effect=effect, thread=thread)

    def react(self, message: MessageRef, emoji: str) -> None:
        self._count("react")
        super().react(message, emoji)


@pytest.fixture
def introducing(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, is_direct=True, people=6) as found:
        yield found.at("2026-11-23 09:35")


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("at", [0, 1, 3])
def test_whatever_breaks_at_a_call_what_was_sent_is_known_and_nothing_comes_twice(
    introducing: World, call: str, at: int
) -> None:
    faulty = Faulty(
        introducing.connect(), clock=introducing.clock, chance=Random(0), call=call, at=at
    )
    told: tuple[str, ...] = ()
    sentence = ""
    try:
        run(
            introducing.settings(),
            introducing.books.ledger,
            lambda: faulty,
            introducing.clock,
            run_id="faulty",
            until=introducing.clock.now().replace(hour=23),
        )
    except UnforeseenError as failure:
        told, sentence = failure.sent, str(failure)
    except ZeroDivisionError:
        sentence = "ZeroDivisionError in the plan, before anything was sent"
    assert SECRET not in sentence
    assert "ZeroDivisionError in " in sentence or not sentence
    known = introducing.known
    assert set(told) <= set(introducing.sent())
    assert all(known.claims[key].posted for key in told)

    for when in ("2026-11-23 10:00", "2026-11-23 10:30"):
        introducing.at(when).run()

    assert sorted(introducing.sent()) == [f"{ROUND}/{number} intro" for number in (1, 2, 3)]


@pytest.mark.parametrize("moment", range(2, 40, 3))
def test_the_command_ends_with_one_sentence_and_the_next_one_goes_on(
    tmp_path: Path, moment: int
) -> None:
    with console(tmp_path) as ready:
        real = ready.world.clock
        ready.world.clock = _Failing(real, at=moment)  # type: ignore[assignment]  # a clock that fails, in place of one that does not
        ran = ready.calls("run")
        ready.world.clock = real
        said = ran.stderr.splitlines()

        assert "Traceback" not in ran.stdout
        if ran.exit_code:
            assert ran.exit_code == 1
            assert said[-1].startswith("Error: A fault of lunchbatch: ZeroDivisionError in ")
            assert SECRET not in said[-1]
        out = len(ready.world.sent())
        assert (f"intro: {out} message" in ran.stdout) == bool(out)
        ready.at("2026-11-23 09:50").calls("run")
        again = ready.at("2026-11-23 10:20").calls("run")
        assert again.exit_code == 0, again.output
        assert sorted(ready.world.sent()) == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]


@pytest.mark.parametrize("moment", [2, 11, 20])
def test_the_text_of_an_error_in_which_a_name_may_stand_is_in_no_log(
    tmp_path: Path, moment: int
) -> None:
    with console(tmp_path) as ready:
        ready.variables |= {"GITHUB_ACTIONS": "true"}
        ready.world.clock = _Failing(ready.world.clock, at=moment)  # type: ignore[assignment]  # a clock that fails, in place of one that does not
        ran = ready.calls("run")

    assert ran.exit_code == 1
    assert SECRET not in ran.output
    assert "ZeroDivisionError (its text is not shown: names may stand in it)" in ran.stderr
    assert "in now" in ran.stderr


class _Failing:
    """A clock that breaks once, when it is asked for the time the n-th time."""

    def __init__(self, clock: Any, *, at: int) -> None:
        self._clock, self._left = clock, at

    def now(self) -> Any:
        self._left -= 1
        if self._left == 0:
            raise ZeroDivisionError(SECRET)
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._clock.sleep(seconds)
