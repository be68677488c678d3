"""A run is killed after any of its calls; the wakes after it say every word exactly once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.slack import SlackReply, SlackWorkspace
from lunchbatch.core.ledger.changes import Change, Commit
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.engine.run import run
from tests.behaviour.furnished import TOKEN
from tests.behaviour.polls.office import Office, office
from tests.direct_transport import DirectTransport

WRITES = {"chat.postMessage", "conversations.open", "reactions.add"}


class Killed(BaseException):
    """The end of a process: nothing may catch it."""


class Life:
    """Counts calls that change something, and ends after so many, before their answer is seen.

    With none left at the start it ends before the first.
    """

    def __init__(self, calls: int) -> None:
        self.left = calls

    def spend(self) -> Iterator[None]:
        if self.left == 0:
            raise Killed
        self.left -= 1
        yield
        if self.left == 0:
            raise Killed


class MortalTransport(DirectTransport):
    life: Life

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        if method not in WRITES:
            return super().send(method, args, as_json=as_json)
        life = self.life.spend()
        next(life)
        reply = super().send(method, args, as_json=as_json)
        next(life, None)
        return reply


class MortalLedger(CsvLedger):
    life: Life

    def commit(
        self,
        changes: Sequence[Change],
        *,
        base: Snapshot | None = None,
        everything_back: bool = False,
    ) -> Commit:
        life = self.life.spend()
        next(life)
        done = super().commit(changes, base=base, everything_back=everything_back)
        next(life, None)
        return done


def killed_wake(place: Office, life: Life) -> bool:
    """A wake that ends with the life; whether that happened."""
    transport = MortalTransport(place.server, TOKEN)
    ledger = MortalLedger(place.folder, now=place.clock.now, sleep=place.clock.sleep)
    transport.life = ledger.life = life
    workspace = SlackWorkspace(transport, clock=place.clock, chance=Random(0))
    try:
        run(
            place.settings(),
            ledger,
            lambda: workspace,
            place.clock,
            run_id="mortal",
            until=place.clock.now() + timedelta(minutes=60),
        )
    except Killed:
        return True
    return False


def answered(place: Office) -> None:
    """Two groups' worth of people, one alone in the evening, one who cannot, one who is silent."""
    for member, choices in enumerate(
        [["13:00"], ["13:00"], ["13:30"], ["13:30"], ["18:00"], [NOT_TODAY]]
    ):
        place.chooses(member, *choices)


def words_after_closing(place: Office) -> Counter[str]:
    """How often each person heard how it ended."""
    heard: Counter[str] = Counter()
    for channel, message in place.slack.app_messages():
        effect = (message.metadata or {})["event_payload"]["effect"]
        stage = effect.rpartition(" ")[2]
        if channel != place.channel and stage in {"intro", "off"}:
            heard.update(set(place.slack.channels[channel].members) - {place.slack.bot})
        elif stage == "intro" or stage.startswith("groups-"):
            groups = place.groups()
            heard.update(m for g in groups if g.intro == message.ts for m in g.members)
    return heard


SETTINGS: dict[str, dict[str, Any]] = {
    "direct": {},
    "channel": {"tell": "channel"},
    "together": {"tell": "together"},
    "asked directly": {"deliver": "direct"},
}
CHOICES = ["13:00", "13:30", "18:00"]
LONG_DAY = {"send_window": {"opens": "08:30", "closes": "20:00"}}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("next_wake", ["11:40", "13:10", "2026-11-24 09:10"])
def test_everybody_hears_once_how_it_ends_wherever_closing_was_killed(
    tmp_path: Path, settings: dict[str, Any], next_wake: str
) -> None:
    for calls in range(100):
        place = office(
            tmp_path / str(calls), people=7, program=LONG_DAY, choices=CHOICES, **settings
        )
        place.at("09:05").wake()
        answered(place)
        place.at("10:00").wake()
        was_killed = killed_wake(place.at("11:16"), Life(calls))
        place.at(next_wake).wake()
        place.at("2026-11-24 12:00").wake()

        yes = {place.members[n]: 1 for n in range(5)}
        assert words_after_closing(place) == yes, calls
        assert max(Counter(place.sent()).values()) == 1, calls
        assert "close" in place.round().stages
        if not was_killed:
            return
    raise AssertionError("a life of 100 calls is not enough")


@pytest.mark.parametrize("deliver", ["channel", "direct"])
def test_the_question_is_asked_once_wherever_asking_was_killed(
    tmp_path: Path, deliver: str
) -> None:
    for calls in range(100):
        place = office(tmp_path / str(calls), people=3, deliver=deliver)
        was_killed = killed_wake(place.at("09:05"), Life(calls))
        place.at("09:30").wake()
        place.chooses(0, "12:00")
        place.chooses(1, "12:00")
        place.at("11:20").wake()

        assert max(Counter(place.sent()).values()) == 1
        assert [group.members for group in place.groups()] == [place.members[:2]]
        if not was_killed:
            return
    raise AssertionError("a life of 100 calls is not enough")


@pytest.mark.parametrize("deliver", ["channel", "direct"])
def test_an_answer_to_a_question_that_was_lost_sight_of_counts(
    tmp_path: Path, deliver: str
) -> None:
    """The run died right after asking, and no wake came before closing."""
    for calls in range(100):
        place = office(tmp_path / str(calls), people=3, deliver=deliver)
        was_killed = killed_wake(place.at("09:05"), Life(calls))
        asked = [
            (channel, message.ts)
            for channel, message in place.slack.app_messages()
            if message.metadata
        ]
        for member in place.members[:2]:
            for channel, ts in asked:
                if member in place.slack.channels[channel].members:
                    place.slack.react(member, channel, ts, "clock12")
        place.at("11:20").wake()

        could_answer = {
            m
            for m in place.members[:2]
            for channel, _ in asked
            if m in place.slack.channels[channel].members
        }
        found = {m for group in place.groups() for m in group.members}
        assert found == (could_answer if len(could_answer) > 1 else set())
        if not was_killed:
            return
    raise AssertionError("a life of 100 calls is not enough")
