"""Fortnightly rounds as their days, and what people do on them."""

from datetime import date, timedelta

from lunchbatch.core.ledger.records import Group, MemberRecord
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.world import World

SLOTS = ("2026-11-23", "2026-12-07", "2026-12-21", "2027-01-04", "2027-01-18", "2027-02-01")
# The first and last checkpoint and the close of each round, days after its slot.
ASKED, ASKED_AGAIN, CLOSED = 3, 7, 10


def round_of(turn: int) -> str:
    return f"coffee/{SLOTS[turn]}"


def intro(found: World, turn: int) -> World:
    found.at(f"{SLOTS[turn]} 09:35").run()
    return found


def group_of(found: World, member: str, turn: int) -> Group:
    return next(group for group in found.known.groups_of(round_of(turn)) if member in group.members)


def is_in(found: World, member: str, turn: int) -> bool:
    return any(member in group.members for group in found.known.groups_of(round_of(turn)))


def absent(found: World, turn: int) -> dict[str, str]:
    """Who was not in a round, and why, as it stands in Rounds."""
    return dict(found.known.rounds[round_of(turn)].absent)


def react(found: World, member: str, emoji: str, turn: int, under: str = "intro") -> None:
    group = group_of(found, member, turn)
    post = group.asked[0] if under == "intro" else group.messages[under]
    found.slack.react(member, post.channel, post.ts, emoji)


def unreact(found: World, member: str, emoji: str, turn: int, under: str = "intro") -> None:
    group = group_of(found, member, turn)
    post = group.asked[0] if under == "intro" else group.messages[under]
    found.slack.unreact(member, post.channel, post.ts, emoji)


def standing(found: World, member: str) -> MemberRecord:
    return found.known.people[member]


def types_pause(found: World, member: str, text: str) -> None:
    found.books.types(PEOPLE_TAB, member, "paused until", text)


def rounds_since(found: World, first: int, last: int) -> None:
    """Live through rounds with all their stages, nobody saying anything."""
    for turn in range(first, last + 1):
        intro(found, turn)
        for day, clock in ((ASKED, "10:05"), (ASKED_AGAIN, "10:05"), (CLOSED, "14:05")):
            found.at(f"{_day(turn, day)} {clock}").run()


def close(found: World, turn: int) -> World:
    found.at(f"{_day(turn, CLOSED)} 14:05").run()
    return found


def _day(turn: int, after: int) -> str:
    return (date.fromisoformat(SLOTS[turn]) + timedelta(days=after)).isoformat()
