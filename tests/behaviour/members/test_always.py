"""What holds over many weeks, whatever people and organisers do."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB
from lunchbatch.demo.slack.slack_model import ApiError, SlackMessage
from tests.behaviour.books import CsvBooks
from tests.behaviour.world import World, world

WEEKS, OFTEN = 12, 0.3
MONDAY = date(2026, 11, 23)
STOP = "octagonal_sign"
EMOJI = ("tada", "calendar", "x", "zzz", STOP, STOP, STOP, "repeat", "sunflower")


def key_of(message: SlackMessage) -> str:
    return str((message.metadata or {})["event_payload"]["effect"])


@dataclass(slots=True, kw_only=True)
class Weeks:
    """A town that lives through weeks of chance, and what was wrong on the way."""

    found: World
    chance: Random
    apart: frozenset[frozenset[str]]
    stopped: dict[str, tuple[str, str]] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    heard: int = 0
    stops: int = 0
    pauses: int = 0

    def live(self) -> None:
        for number in range(WEEKS * 7):
            day = MONDAY + timedelta(days=number)
            for clock in ("10:05", "14:35"):
                self.found.at(f"{day} {clock}")
                if self.chance.random() < OFTEN:
                    self._somebody_acts()
                before = len(self.found.slack.app_messages())
                self.found.run()
                self._check(self.found.slack.app_messages()[before:])

    def _somebody_acts(self) -> None:
        self.chance.choice((self._reacts, self._reacts, self._comes_back, self._organiser_types))()

    def _reacts(self) -> None:
        """Somebody reacts to one of the last messages that were sent to them."""
        one = self.chance.choice(self.found.members)
        mine = [
            (room, message)
            for room, message in self.found.slack.app_messages()
            if one in self.found.slack.channels[room].members
            and not key_of(message).endswith(("out", "digest"))
        ]
        if not mine or one in self.stopped:
            return
        room, message = self.chance.choice(mine[-2:])
        emoji = self.chance.choice(EMOJI)
        with suppress(ApiError):
            self.found.slack.react(one, room, message.ts, emoji)
            if emoji == STOP:
                self.stopped[one] = (room, message.ts)
                self.stops += 1

    def _comes_back(self) -> None:
        for one, (room, ts) in list(self.stopped.items()):
            if self.chance.random() < 0.3:
                self.found.slack.unreact(one, room, ts, STOP)
                del self.stopped[one]

    def _organiser_types(self) -> None:
        one = self.chance.choice(self.found.members)
        if one in self.stopped or one not in self.found.known.people:
            return
        day = (self.found.clock.now() + timedelta(days=self.chance.randrange(5, 20))).date()
        self.found.books.types(PEOPLE_TAB, one, "paused until", day.isoformat())
        self.typed[one] = day.isoformat()
        self.pauses += 1

    def _check(self, sent: tuple[tuple[str, SlackMessage], ...]) -> None:
        today = self.found.clock.now().date().isoformat()
        for room, message in sent:
            people = set(self.found.slack.channels[room].members)
            self.heard += len(people)
            key = key_of(message)
            if not key.endswith(" digest"):  # that is to the channel, and of nobody
                stopped = people & self.stopped.keys()
                self.wrong += [f"{key}: {one} had stopped" for one in stopped]
            if key.endswith(" intro"):
                self.wrong += [
                    f"{key}: {one} is paused until {until}"
                    for one, until in self.typed.items()
                    if one in people and today < until
                ]
                self.wrong += [f"{key}: kept apart" for pair in self.apart if pair <= people]


@pytest.fixture(scope="module", params=["a", "b", "c"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Weeks]:
    folder: Path = tmp_path_factory.mktemp("weeks")
    weekly = {"every": "week", "on": ["monday"]}
    with world(
        folder,
        people=9,
        is_direct=True,
        is_unpaced=True,
        calendar=weekly,
        checkpoints=[{"after": "2 days"}],
        close={"after": "4 days", "at": "14:00"},
    ) as found:
        found.run()
        one, two, three, *_ = found.members
        assert isinstance(found.books, CsvBooks)
        rows = [["member a", "member b", "note"], [one, two, ""], [two, three, ""]]
        found.books.ledger.commit(())
        found.books.saves(KEEP_APART_TAB, rows)
        apart = frozenset({frozenset({one, two}), frozenset({two, three})})
        weeks = Weeks(found=found, chance=Random(request.param), apart=apart)
        weeks.live()
        yield weeks


def test_nobody_who_stopped_is_messaged_no_paused_and_no_kept_apart_people_are_introduced(
    lived: Weeks,
) -> None:
    assert lived.wrong == []
    assert lived.stops > 1, "else this proves nothing"
    assert lived.pauses > 1, "else this proves nothing"
    assert lived.heard > 100, "else this proves nothing"


def test_in_every_round_everybody_is_in_a_group_or_listed_with_a_reason(lived: Weeks) -> None:
    known = lived.found.known
    rounds = [one for one in known.rounds.values() if one.stage != "missed"]
    for one in rounds:
        groups = [member for group in known.groups_of(one.id) for member in group.members]
        assert sorted([*groups, *one.absent]) == sorted(lived.found.members)
        assert all(one.absent.values())
    assert len(rounds) >= WEEKS // 2
