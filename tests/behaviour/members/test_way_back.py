"""Whoever paused comes back by themselves, under any newer message, however old the first is."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.console import Console, console

STOP, SKIP, WAVE, MET = "octagonal_sign", "zzz", "wave", "tada"
STOPPED = "2026-11-23"


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """Seven people; nobody is an owner who could help, and the Home tab is on."""
    with console(tmp_path, has_sheet=request.param, people=7) as found:
        found.edits("programs:", "app_home: true\nprograms:")
        yield found


def runs(office: Console, when: str) -> None:
    done = office.at(when).calls("run")
    assert done.exit_code == 0, done.output


def in_round(office: Console, slot: str) -> set[str]:
    """Everybody in the round of a day, once it has begun."""
    runs(office, f"{slot} 09:35")
    groups = office.world.known.groups_of(f"coffee/{slot}")
    return {member for group in groups for member in group.members}


def react(office: Console, member: str, emoji: str, slot: str, stage: str = "intro") -> None:
    groups = office.world.known.groups_of(f"coffee/{slot}")
    group = next(group for group in groups if member in group.members)
    post = group.asked[0] if stage == "intro" else group.messages[stage]
    office.world.slack.react(member, post.channel, post.ts, emoji)


def digest_under(office: Console) -> str:
    """The ts of the newest word to the channel."""
    return office.world.slack.messages(office.world.channel)[-1].ts


def home_of(office: Console, member: str) -> str:
    return json.dumps(office.world.slack.homes[member], ensure_ascii=False)


def test_a_hundred_days_after_a_stop_a_wave_in_the_channel_brings_back(office: Console) -> None:
    slack, (one, other, *_) = office.world.slack, office.world.members
    in_round(office, STOPPED)
    react(office, one, STOP, STOPPED)
    runs(office, "2026-11-24 12:00")
    for turn in range(1, 8):
        slot = date(2026, 11, 23) + turn * timedelta(weeks=2)
        assert one not in in_round(office, slot.isoformat())
        react(office, other, MET, slot.isoformat())
        runs(office, f"{slot + timedelta(days=10)} 14:05")
    slack.hide_older_than(timedelta(days=90))
    assert one not in in_round(office, "2027-03-15")
    told = home_of(office, one)
    assert "You're paused." in told
    assert "`:wave:`" in told

    slack.react(one, office.world.channel, digest_under(office), WAVE)

    assert one in in_round(office, "2027-03-29")
    assert office.world.known.people[one].pause is None
    assert one in in_round(office, "2027-04-12")


def test_a_skip_is_taken_back_under_a_newer_message_and_a_later_one_counts(
    office: Console,
) -> None:
    one, other, *_ = in_round(office, STOPPED)
    react(office, one, SKIP, STOPPED)
    react(office, other, SKIP, STOPPED)
    runs(office, "2026-11-26 10:05")
    assert "Back sooner?" in home_of(office, one)
    react(office, one, WAVE, STOPPED, "checkpoint-1")
    react(office, other, WAVE, STOPPED, "checkpoint-1")
    runs(office, "2026-11-30 10:05")
    react(office, other, SKIP, STOPPED, "checkpoint-2")

    there = in_round(office, "2026-12-07")

    assert one in there
    assert other not in there


def test_a_wave_does_not_lift_what_an_organiser_typed(office: Console) -> None:
    one, *_ = in_round(office, STOPPED)
    office.world.books.types(PEOPLE_TAB, one, "paused until", "until further notice")
    runs(office, "2026-11-26 10:05")
    react(office, one, WAVE, STOPPED)

    assert one not in in_round(office, "2026-12-07")
    assert "An organiser has paused you." in home_of(office, one)


def test_somebody_who_was_quiet_comes_back_by_a_wave_in_the_channel(office: Console) -> None:
    office.edits("    close:", "    silent_rounds: 1\n    close:")
    one, *_ = in_round(office, STOPPED)
    partner = next(
        group.members
        for group in office.world.known.groups_of(f"coffee/{STOPPED}")
        if one in group.members
    )
    talkers = next(
        group.members
        for group in office.world.known.groups_of(f"coffee/{STOPPED}")
        if one not in group.members
    )
    react(office, talkers[0], MET, STOPPED)
    runs(office, "2026-12-03 14:05")
    assert office.world.known.people[one].pause is not None

    office.at("2026-12-04 10:05")
    office.world.slack.react(one, office.world.channel, digest_under(office), WAVE)

    there = in_round(office, "2026-12-07")
    assert one in there
    assert not set(partner) - {one} & there
