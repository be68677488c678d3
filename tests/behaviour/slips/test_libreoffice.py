"""A ledger of CSV files that LibreOffice opened and saved in mid-round is as it was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PEOPLE_TAB, TABS
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.settings.policy import Policy
from tests.behaviour.slips.libreoffice import LANGUAGES, PROGRAM, save
from tests.behaviour.world import FORTNIGHTLY, ZONE, World, world

CHOICES = ("12:00", "12:30")
LUNCH = {
    "signup": "poll",
    "time_zone": "Europe/Berlin",
    "calendar": {"on": ["wednesday", "thursday"]},
    "poll": {
        "choices": list(CHOICES),
        "opens": {"at": "09:00"},
        "closes": "11:15",
        "ask_after": "1 hour",
    },
}
# Messages of a real Slack have ids with six digits behind the point.
FRACTION = timedelta(microseconds=123459)

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="soffice is not here: install libreoffice-calc to open and save CSV"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What people heard after the file was saved, what is to mend, and the ledger at the end."""

    messages: list[tuple[str, str]]
    problems: list[str]
    rows: dict[str, list[object]]


def press(found: World, member: int, key: str, emoji: str) -> None:
    """A member presses an emoji under the message with this key, if they can see it."""
    who = found.members[member]
    for channel, message in found.slack.app_messages():
        effect = (message.metadata or {})["event_payload"]["effect"]
        if effect == key and who in found.slack.channels[channel].members:
            found.slack.react(who, channel, message.ts, emoji)


def wake(found: World, when: str) -> None:
    moment = datetime.fromisoformat(when).replace(tzinfo=ZONE) + FRACTION
    found.clock.advance(moment - found.clock.now())
    while found.run().goes_on:
        pass


def until_the_save(found: World) -> None:
    """Introduced, asked once; one lunch is being asked how it was, the next one is being chosen."""
    books, members = found.books, found.members
    books.adds(KEEP_APART_TAB, member_a=members[0], member_b=members[1], note="on purpose")
    wake(found, "2026-11-23 09:35")
    for member in range(8):
        for number, emoji in enumerate(("tada", "zzz", "calendar", "x"), start=1):
            press(found, member, f"coffee/2026-11-23/{number} intro", emoji)
    wake(found, "2026-11-24 09:05")
    books.types(PEOPLE_TAB, members[6], "paused until", "2026-12-24")
    books.types(PEOPLE_TAB, members[7], "joins every N rounds", "2")
    first, second = choice_emoji(CHOICES)
    for day in ("25", "26"):
        wake(found, f"2026-11-{day} 09:06")
        for member in range(6):
            chosen = first if member < 3 else second
            press(found, member, f"lunch/2026-11-{day} poll", chosen)
        wake(found, f"2026-11-{day} 10:05")
        if day == "25":
            wake(found, "2026-11-25 11:20")
            wake(found, "2026-11-25 14:40")


def after_the_save(found: World) -> None:
    """The lunch is made and asked about, answers come, the round of coffee closes."""
    press(found, 5, "lunch/2026-11-26 poll", choice_emoji(CHOICES)[0])
    for when in ("11-26 11:20", "11-26 14:40"):
        wake(found, f"2026-{when}")
    for key in set(found.sent()):
        if key.startswith("lunch/2026-11-26/") or key.endswith("checkpoint-1"):
            press(found, 2, key, "tada")
    for when in ("11-27 09:30", "11-27 16:00", "11-30 10:05", "12-03 14:05", "12-07 09:35"):
        wake(found, f"2026-{when}")


def story(folder: Path, saves: Callable[[Path], None]) -> Heard:
    """A donut and a lunch poll of one channel; on Thursday, past ten, somebody saves the files."""
    with world(folder, is_direct=True, people=8) as found:
        programs = {
            name: {"channel": found.channel, **program}
            for name, program in {"coffee": FORTNIGHTLY, "lunch": LUNCH}.items()
        }
        found.policy = Policy.model_validate({"ledger": {"csv": "ledger"}, "programs": programs})
        until_the_save(found)
        messages, runs = len(found.sent()), len(found.ran)
        saves(folder)
        after_the_save(found)
        last = found.books.ledger.read()
        return Heard(
            [(key, found.text_of(key)) for key in found.sent()[messages:]],
            [str(one) for ran in found.ran[runs:] for one in ran.decided.snapshot.problems],
            {tab.title: [(row.key, dict(row.values)) for row in last[tab].rows] for tab in TABS},
        )


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return story(tmp_path_factory.mktemp("untouched") / "ledger", lambda _folder: None)


@pytest.mark.parametrize("detects", ["false", "true"], ids=["plain", "special numbers"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_may_save_the_ledger_in_mid_round(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    untouched: Heard,
    language: str,
    detects: str,
) -> None:
    profile = tmp_path_factory.getbasetemp() / f"libreoffice-{language}"

    saved = story(
        tmp_path / "ledger",
        lambda folder: save(folder, profile, language=language, detects=detects),
    )

    assert len(untouched.messages) >= 10
    assert saved.problems == untouched.problems == []
    assert saved.messages == untouched.messages
    assert saved.rows == untouched.rows
