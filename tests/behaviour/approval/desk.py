"""An organiser at their desk: the draft of the first round, and what they do to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.tabs import DRAFT_TAB, KEEP_APART_TAB, PEOPLE_TAB, ROUNDS_TAB
from lunchbatch.engine.run import RunOutcome
from tests.behaviour.world import ROUND, World, world

DRAFTED = "2026-11-23 08:45"
INTRO = "2026-11-23 09:35"
DEADLINE = "2026-11-23 13:35"
MISSED = "2026-11-24 09:35"
NAMES = (
    "Ana Sousa",
    "Dmitri Ivanov",
    "Ben Okafor",
    "Chloé Martin",
    "Emma Larsen",
    "Farid Haddad",
    "Greta Vogel",
    "Hugo Blanc",
    "Inês Prado",
    "Jonas Weber",
)
NO_DEADLINE = {"ahead": "1 day"}
WITH_DEADLINE = {"ahead": "1 day", "deadline": "4 hours"}


@dataclass(slots=True, kw_only=True)
class Desk:
    """A world whose draft was made. `seen` are the groups that stood in it at first."""

    world: World
    seen: list[list[str]] = field(default_factory=list)

    def name(self, group: int, place: int = 0) -> str:
        """One of those who were in a group of the draft."""
        return self.seen[group - 1][place]

    def id_of(self, name: str) -> str:
        people = self.world.slack.people
        return next(id_ for id_, person in people.items() if person.real_name == name)

    def writes(self, group: int, *names: str, title: str = "members") -> None:
        """Type into the row of a group, as numbered at first."""
        self.world.books.types(DRAFT_TAB, f"{ROUND}/{group}", title, ", ".join(names))

    def moves(self, name: str, to: int) -> None:
        """Take somebody out of their group and put them into another."""
        home = next(n for n, names in enumerate(self.seen, 1) if name in names)
        self.writes(home, *(each for each in self.seen[home - 1] if each != name))
        self.writes(to, *self.seen[to - 1], name)

    def deletes(self, group: int) -> None:
        self.world.books.deletes(DRAFT_TAB, f"{ROUND}/{group}")

    def adds(self, **cells: str) -> None:
        self.world.books.adds(DRAFT_TAB, **cells)

    def pauses(self, name: str, until: str = "until further notice") -> None:
        self.world.books.types(PEOPLE_TAB, self.id_of(name), "paused until", until)

    def keeps_apart(self, one: str, other: str) -> None:
        self.world.books.adds(KEEP_APART_TAB, member_a=one, member_b=other)

    def approves(self, word: str = "approved") -> None:
        self.world.books.types(ROUNDS_TAB, ROUND, "approval", word)

    def goes_on(self, when: str = INTRO) -> RunOutcome:
        return self.world.at(when).run()

    def told(self) -> list[list[str]]:
        """Who is in each conversation in which an intro stands, by name."""
        found = []
        for channel, message in self.world.slack.app_messages():
            if (message.metadata or {})["event_payload"]["effect"].endswith(" intro"):
                ids = set(self.world.slack.channels[channel].members) - {self.world.slack.bot}
                found.append(sorted(self.world.slack.people[id_].real_name for id_ in ids))
        return sorted(found)

    def groups(self) -> list[list[str]]:
        """The groups of the tab Draft as a person reads them."""
        books = self.world.books
        rows = zip(books.sees(DRAFT_TAB, "group"), books.sees(DRAFT_TAB, "members"), strict=True)
        return [
            [name.strip() for name in members.split(",")]
            for group, members in rows
            if group.casefold() != "left out" and members
        ]

    def not_in(self) -> dict[str, str]:
        """The reason of everybody who is in no group, by name."""
        absent = self.world.known.rounds[ROUND].absent
        return {self.world.slack.people[id_].real_name: why for id_, why in absent.items()}


@contextmanager
def desk(folder: Path | None, *, people: int = 6, **settings: Any) -> Iterator[Desk]:
    """The draft of the first round was made an hour before its time."""
    approval = settings.pop("approval", NO_DEADLINE)
    options = {"has_owner": True, "is_direct": True, "people": people, "approval": approval}
    with world(folder, **{**options, **settings}) as found:
        _give_names(found.at(DRAFTED))
        found.run()
        ready = Desk(world=found)
        ready.seen = ready.groups()
        yield ready


def _give_names(found: World) -> None:
    """Names by the groups of the draft to come, so that no test depends on who meets whom."""
    groups = [
        sorted(str(change.values["as drafted"]).split())
        for change in found.plan().plan.changes
        if isinstance(change, Append) and change.tab is DRAFT_TAB and "as drafted" in change.values
    ]
    ids = [id_ for group in groups for id_ in group]
    for id_, name in zip(ids, NAMES, strict=False):
        found.slack.people[id_].real_name = name


def is_as_in_draft(ready: Desk) -> bool:
    """Whether the conversations with an intro are just the groups that stand in the tab."""
    return ready.told() == sorted(sorted(group) for group in ready.groups())


Edit = Callable[[Desk], object]
