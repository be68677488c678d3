"""Taking a person out of the ledger: their id becomes a token, their name goes, history stays.

Groups keep their number of people, so that what the others have in their past stays true. Rows
that are keyed by the person are written anew under the token; a row of People loses all else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lunchbatch.core.ledger.changes import Append, Change, Drop, Set
from lunchbatch.core.ledger.columns import Owner
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import GROUPS, PEOPLE
from lunchbatch.core.ledger.values import Value

_TOKEN = re.compile(r"\bgone-(\d+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What it takes, the addresses it touches, and the token in the person's place."""

    token: str
    changes: tuple[Change, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Whom to look for, and what stands in their place.

    A name that several people go by is theirs only in the groups that they were in.
    """

    id: str
    name: str
    token: str
    has_namesakes: bool

    def gone_from(self, text: str, *, with_name: bool) -> str:
        """The text without the person."""
        found = re.sub(rf"\b{re.escape(self.id)}\b", self.token, text)
        if with_name and self.name:
            found = re.sub(rf"(?<!\w){re.escape(self.name)}(?!\w)", self.token, found)
        return found


def forget(snapshot: Snapshot, member: str, today: date) -> Forgetting:
    """Every trace of a member. No changes when the ledger does not know them."""
    name = _name(snapshot, member)
    person = _Person(
        id=member,
        name=name,
        token=_free_token(snapshot),
        has_namesakes=_count(snapshot, name) > 1,
    )
    changes: list[Change] = []
    places: list[str] = []
    for table in snapshot.tables.values():
        for row in table.rows:
            found = _replaced(table, row, person)
            if not found:
                continue
            places += [table.address(title, row.number) for title in found]
            changes += _rewritten(table, row, found, person, today)
    return Forgetting(token=person.token, changes=tuple(changes), places=tuple(places))


def _name(snapshot: Snapshot, member: str) -> str:
    row = snapshot[PEOPLE].find(member)
    return str(row.values.get("name") or "").strip() if row else ""


def _count(snapshot: Snapshot, name: str) -> int:
    return sum(row.values.get("name") == name for row in snapshot[PEOPLE].rows)


def _free_token(snapshot: Snapshot) -> str:
    numbers = [
        int(found)
        for table in snapshot.tables.values()
        for row in table.rows
        for value in row.values.values()
        if isinstance(value, str)
        for found in _TOKEN.findall(value)
    ]
    return f"gone-{max(numbers, default=0) + 1}"


def _replaced(table: Table, row: Row, person: _Person) -> dict[str, str]:
    """The cells of a row that change, with their new text."""
    found = {}
    is_theirs = table.tab is GROUPS and person.id in str(row.values.get("member ids") or "").split()
    for title, value in row.values.items():
        if isinstance(value, str):
            with_name = is_theirs or (table.tab is not GROUPS and not person.has_namesakes)
            text = person.gone_from(value, with_name=with_name)
            if text != value:
                found[title] = text
    return found


def _rewritten(
    table: Table, row: Row, found: Mapping[str, str], person: _Person, today: date
) -> Iterator[Change]:
    tab = table.tab
    if tab is PEOPLE and row.key == person.id:
        yield Drop(tab=tab, key=row.key)
        values: dict[str, Value] = {"member id": person.token, "left on": today}
        yield Append(tab=tab, key=person.token, values=values)
    elif tab.key in found:
        yield Drop(tab=tab, key=row.key)
        kept = {title: row.values.get(title) for title in _own(table)} | dict(found)
        yield Append(tab=tab, key=found[tab.key], values=kept)
    else:
        was = {title: row.values[title] for title in found}
        yield Set(tab=tab, key=row.key, values=dict(found), expected=was, by_order=True)


def _own(table: Table) -> tuple[str, ...]:
    """The columns of a tab that the program may fill in a new row."""
    return tuple(
        column.title
        for column in table.tab.columns
        if column.title in table.at and column.owner is not Owner.PERSON
    )
