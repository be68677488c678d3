"""Every kind of round, gone every way it can go, in both ledgers, by the commands people type.

`STORIES` is the table: each kind of round beside each way it can go. A pair has a story or a reason
why it cannot be; a new kind, way, stage or command that nobody tells a story of fails here.
"""

import re
from collections.abc import Callable
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import get_args

import click
import pytest

from lunchbatch.cli import main
from lunchbatch.core.ledger.tabs import DRAFT_TAB, ROUNDS_TAB
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.settings.poll_settings import PollSettings
from tests.behaviour.stories.stage import Teller, telling
from tests.tree import ROOT

COFFEE = "coffee/2026-12-07"
TO_MEND = 2
CLOCK_12 = "clock12"


class Kind(StrEnum):
    """A kind of round: a donut, or a poll by where it is asked and where the groups are told."""

    DONUT = "donut"
    POLL_DIRECT = "channel direct"
    POLL_CHANNEL = "channel channel"
    POLL_TOGETHER = "channel together"
    ASKED_DIRECT = "direct direct"
    ASKED_CHANNEL = "direct channel"
    ASKED_TOGETHER = "direct together"


class Way(StrEnum):
    """How a round goes."""

    PLAIN = "plain"
    APPROVED = "approved as drafted"
    EDITED = "approved after an edit"
    DEADLINE = "sent at the deadline"
    HELD = "held by a word"
    MISTAKEN = "held by a mistake in the draft"
    REMATCHED = "made anew before anybody was told"
    SWAPPED = "two people exchanged after the intro"
    EXTRA = "an extra group"
    BY_HAND = "begun by hand"
    SKIPPED = "skipped"
    MISSED = "missed"


DRAFTED = {Way.APPROVED, Way.EDITED, Way.DEADLINE, Way.HELD, Way.MISTAKEN, Way.REMATCHED}
Story = Callable[[Teller], None]
STORIES: dict[tuple[Kind, Way], Story | str] = {}
POLLS = tuple(kind for kind in Kind if kind is not Kind.DONUT)
for poll_kind, drafted_way in product(POLLS, DRAFTED):
    STORIES[poll_kind, drafted_way] = "a poll's groups are made of who answered: none is drafted"
for poll_kind in POLLS:
    STORIES[poll_kind, Way.EXTRA] = "who wants to come answers; `introduce` refuses such a program"
    STORIES[poll_kind, Way.SWAPPED] = "who can make a time answers; `swap` refuses such a program"


def tells(way: Way, *kinds: Kind) -> Callable[[Story], Story]:
    """Put a story into the table."""

    def put(story: Story) -> Story:
        for kind in kinds:
            assert (kind, way) not in STORIES
            STORIES[kind, way] = story
        return story

    return put


@tells(Way.PLAIN, Kind.DONUT)
def _(it: Teller) -> None:
    assert it.wake("2026-12-07 09:36") == {"intro": 4}
    it.press("tada")
    assert it.wake("2026-12-07 12:00") == {}, "whoever has stopped is looked for first"
    assert it.wake("2026-12-08 10:05") == {"celebrate": 1}
    assert it.wake("2026-12-10 10:05") == {"checkpoint-1": 3}
    assert it.wake("2026-12-17 14:05") == {"close": 3, "digest": 1, "review": 1}
    assert it.wake("2026-12-18 10:00") == {}


def _drafted(it: Teller) -> list[str]:
    """The members of each group in Draft; the row with the box above them has none."""
    return [members for members in it.world.books.sees(DRAFT_TAB, "members") if members]


def _is_drafted(it: Teller) -> None:
    assert it.wake("2026-12-06 10:00") == {"draft": 1}
    assert len(_drafted(it)) == 4
    assert any("Draft" in each for each in it.told())


@tells(Way.APPROVED, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    assert it.wake("2026-12-07 09:36") == {}, "it waits for a person"
    it.world.books.types(ROUNDS_TAB, COFFEE, "approval", "approved")
    assert it.wake("2026-12-07 10:36") == {"intro": 4}
    assert it.wake("2026-12-10 10:05") == {"checkpoint-1": 4}


@tells(Way.EDITED, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    first, second = (members.split(", ") for members in _drafted(it)[:2])
    for number, members in ((1, (first[0], second[0])), (2, (first[1], second[1]))):
        it.world.books.types(DRAFT_TAB, f"{COFFEE}/{number}", "members", ", ".join(members))
    it.world.books.types(ROUNDS_TAB, COFFEE, "approval", "approved")
    assert it.wake("2026-12-07 09:36") == {"intro": 4}
    people = {person.real_name: id_ for id_, person in it.world.slack.people.items()}
    groups = {frozenset(group.members) for group in it.world.known.groups_of(COFFEE)}
    assert frozenset(people[name] for name in (first[0], second[0])) in groups


@tells(Way.DEADLINE, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    assert it.wake("2026-12-07 09:36") == {}
    assert it.wake("2026-12-07 13:36") == {"intro": 4}


@tells(Way.HELD, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    it.world.books.types(ROUNDS_TAB, COFFEE, "approval", "wait")
    for moment in ("2026-12-07 09:36", "2026-12-07 13:36"):
        assert it.wake(moment) == {}, "a person's word holds it, also past the deadline"
    it.world.books.types(ROUNDS_TAB, COFFEE, "approval", "approved")
    assert it.wake("2026-12-07 14:00") == {"intro": 4}


@tells(Way.MISTAKEN, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    right = _drafted(it)[0]
    it.world.books.types(DRAFT_TAB, f"{COFFEE}/1", "members", "Nobody Known")
    it.world.books.types(ROUNDS_TAB, COFFEE, "approval", "approved")
    assert it.wake("2026-12-07 09:36", ends=TO_MEND).total() == 1, "the owner is told"
    assert sum("Nobody Known" in each for each in it.told()) == 1
    it.world.books.types(DRAFT_TAB, f"{COFFEE}/1", "members", right)
    assert it.wake("2026-12-07 10:00") == {"intro": 4}


@tells(Way.REMATCHED, Kind.DONUT)
def _(it: Teller) -> None:
    _is_drafted(it)
    seen = [set(_drafted(it))]
    it.world.books.types(DRAFT_TAB, f"{COFFEE}/approval", "approval", "again")
    assert it.wake("2026-12-06 12:00") == {}
    seen.append(set(_drafted(it)))
    assert it.wake("2026-12-06 13:00", "rematch", COFFEE) == {}
    seen.append(set(_drafted(it)))
    assert seen[0] != seen[1] != seen[2]
    it.world.books.types(DRAFT_TAB, f"{COFFEE}/approval", "approval", "yes")
    assert it.wake("2026-12-07 09:36") == {"intro": 4}


@tells(Way.SWAPPED, Kind.DONUT)
def _(it: Teller) -> None:
    assert it.wake("2026-12-07 09:36") == {"intro": 4}
    two = [group.members[0] for group in it.world.known.groups_of(COFFEE)[:2]]
    assert it.wake("2026-12-07 12:00", "swap", *two) == {"swap": 2, "intro": 2}
    assert it.wake("2026-12-07 12:30", "swap", *two) == {}
    assert it.wake("2026-12-10 10:05") == {"checkpoint-1": 4}
    assert it.wake("2026-12-17 14:05") == {"close": 4, "review": 1}


@tells(Way.EXTRA, Kind.DONUT)
def _(it: Teller) -> None:
    two = it.world.members[:2]
    assert it.wake("2026-12-09 10:00", "introduce", "--program", it.program, *two) == {"intro": 1}
    assert it.wake("2026-12-09 10:30").keys() <= {"ask", "checkpoint-1"}


@tells(Way.BY_HAND, Kind.DONUT)
def _(it: Teller) -> None:
    by_hand = ("run", "--program", "coffee", "--stage", "intro", "--group-size", "4")
    assert it.wake("2026-12-09 10:00", *by_hand) == {"intro": 2}
    assert it.wake("2026-12-09 10:30") == {}


@tells(Way.SKIPPED, Kind.DONUT, *POLLS)
def _(it: Teller) -> None:
    assert it.wake("2026-12-07 07:30", "skip", f"{it.program}/2026-12-07") == {}
    for moment in ("2026-12-07 09:36", "2026-12-07 11:20", "2026-12-08 10:00"):
        assert it.wake(moment) == {}


@tells(Way.MISSED, Kind.DONUT, *POLLS)
def _(it: Teller) -> None:
    assert it.wake("2026-11-23 09:40").total() > 0, "the first round is held"
    for moment in ("2026-11-23 11:20", "2026-11-26 10:05"):
        it.wake(moment)
    assert it.wake("2026-12-06 10:00").keys() <= {"close", "digest"}
    it.wake("2026-12-10 10:00")
    it.wake("2026-12-10 11:00")
    assert sum(f"{it.program}/2026-12-07" in each for each in it.told()) == 1, "said once"


def _answers_are_given(it: Teller, moment: str, *command: str) -> str:
    """Three people are in for noon. Gives how the groups are told."""
    asked, _, told = it.kind.partition(" ")
    assert it.wake(moment, *command) == {"poll": 8 if asked == "direct" else 1}
    for member in range(3):
        it.press(CLOCK_12, member=member)
    return told


def _groups_are_told(it: Teller, told: str, moment: str, *command: str) -> None:
    assert it.wake(moment, *command) == {"groups-1" if told == "together" else "intro": 1}
    channel, _ = it.newest()
    assert (channel == it.world.channel) == (told != "direct")


@tells(Way.PLAIN, *POLLS)
def _(it: Teller) -> None:
    told = _answers_are_given(it, "2026-12-07 09:05")
    assert it.wake("2026-12-07 10:20") == {"reminder": 5 if it.kind.startswith("direct") else 1}
    _groups_are_told(it, told, "2026-12-07 11:20")
    assert it.wake("2026-12-07 13:40") == {"ask": 1}
    assert it.wake("2026-12-08 10:00") == {}


@tells(Way.BY_HAND, *POLLS)
def _(it: Teller) -> None:
    by_hand = ("run", "--program", "lunch", "--stage")
    told = _answers_are_given(it, "2026-12-09 10:00", *by_hand, "poll", "--choices", "12:00")
    _groups_are_told(it, told, "2026-12-09 10:30", *by_hand, "groups")


@pytest.mark.parametrize("has_sheet", [False, True], ids=["csv", "sheet"])
@pytest.mark.parametrize(
    ("kind", "way"), [at for at in product(Kind, Way) if not isinstance(STORIES.get(at), str)]
)
def test_every_kind_of_round_goes_every_way(
    tmp_path: Path, kind: Kind, way: Way, *, has_sheet: bool
) -> None:
    deadline = {Way.DEADLINE: ", deadline: 4 hours", Way.HELD: ", deadline: 4 hours"}
    more = f"    approval: {{ahead: 1 day{deadline.get(way, '')}}}\n" if way in DRAFTED else ""
    story = STORIES[kind, way]
    assert callable(story)

    with telling(tmp_path, has_sheet=has_sheet, more=more, kind=kind) as it:
        story(it)


def test_the_table_has_a_story_or_a_reason_for_each_kind_and_way() -> None:
    assert set(STORIES) == set(product(Kind, Way))


def test_the_kinds_are_all_that_the_settings_can_say() -> None:
    fields = PollSettings.model_fields
    asked, told = (get_args(fields[name].annotation) for name in ("deliver", "tell"))

    assert set(Kind) == {"donut", *(f"{a} {b}" for a, b in product(asked, told))}


def test_each_command_and_each_stage_is_in_some_story() -> None:
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("behaviour", "cli", "demo")
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
    )

    assert [
        name for name in main.list_commands(click.Context(main)) if f'"{name}"' not in texts
    ] == []
    told = Path(__file__).read_text(encoding="utf-8")
    assert [each for each in Stage if not re.search(rf'"{each}(-1)?"', told)] == []
