"""Takes a person out of the ledger: a snapshot in, changes out; their history stays, nameless.

Groups keep their number of people, so that what the others have in their past stays true. Rows
that are keyed by the person are written anew under the token; a row of People loses all else.
Every text is looked through, in columns that people added too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.row_cells import PersonCells
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB

_TOKEN = re.compile(r"\bgone-(\d+)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetResult:
    """What it takes, the addresses it touches, and the token in the person's place.

    `left` are cells that speak of the person and were not understood, so a person must clear them.
    """

    token: str
    changes: tuple[Change, ...]
    places: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """Whom to look for, and what stands in their place.

    A name that several people go by is theirs only in the groups that they were in; `longer` are
    names of others that hold it.
    """

    id: str
    name: str
    token: str
    has_namesakes: bool
    longer: tuple[str, ...]

    def gone_from(self, text: str, *, with_name: bool) -> str:
        """The text without the person."""
        known = re.escape(self.id)
        if self.name:
            behind = rf"(?<!\w){re.escape(self.name)}\s*\(\s*{known}\s*\)"
            text = re.sub(behind, self.token, text, flags=re.IGNORECASE)
        text = re.sub(rf"\b{known}\b", self.token, text)
        if not (with_name and self.name):
            return text
        names = "|".join(re.escape(name) for name in (*self.longer, self.name))
        return re.sub(rf"(?<!\w)(?:{names})(?!\w)", self._replaced, text, flags=re.IGNORECASE)

    def _replaced(self, found: re.Match[str]) -> str:
        return self.token if found[0].casefold() == self.name.casefold() else found[0]


def forget(snapshot: Snapshot, member: str, today: date) -> ForgetResult:
    """Every trace of a member. No changes when the ledger does not know them."""
    person = _person(snapshot, member)
    changes: list[Change] = []
    places: list[str] = []
    left: list[str] = []
    for table in snapshot.tables.values():
        for row in table.rows:
            found = _replaced(table, row, person)
            if found:
                places += [table.address(title, row.number) for title in found]
                new = _rewritten(table, row, found, person, today)
                changes += [change for change in new if change not in changes]
            if not (table.tab is PEOPLE_TAB and row.key == person.id):
                left += _not_understood(row, person)
    return ForgetResult(
        token=person.token, changes=tuple(changes), places=tuple(places), left=tuple(left)
    )


def _person(snapshot: Snapshot, member: str) -> _Person:
    row = snapshot[PEOPLE_TAB].find(member)
    name = str(row.values.get("name") or "").strip() if row else ""
    names = [str(each.values.get("name") or "").strip() for each in snapshot[PEOPLE_TAB].rows]
    longer = {other for other in names if name.casefold() in other.casefold()}
    others = {other for other in longer if other.casefold() != name.casefold()}
    return _Person(
        id=member,
        name=name,
        token=_free_token(snapshot),
        has_namesakes=sum(other.casefold() == name.casefold() for other in names) > 1,
        longer=tuple(sorted(others, key=len, reverse=True)),
    )


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
    is_theirs = table.tab is GROUPS_TAB and person.id in _ids(row)
    of_others = table.tab is GROUPS_TAB and bool(_ids(row)) and not is_theirs
    with_name = is_theirs or not (of_others or person.has_namesakes)
    for title, value in row.values.items():
        if isinstance(value, str):
            text = person.gone_from(value, with_name=with_name)
            if title == "names" and is_theirs:
                text = _by_place(text, row, person)
            if text != value:
                found[title] = text
    return found


def _ids(row: Row) -> list[str]:
    return str(row.values.get("member ids") or "").split()


def _by_place(text: str, row: Row, person: _Person) -> str:
    """The names of a group, which stand in the order of its ids; theirs may have changed since."""
    names, ids = text.split(", "), _ids(row)
    if len(names) != len(ids):
        return text
    return ", ".join(
        person.token if id_ == person.id else name for name, id_ in zip(names, ids, strict=True)
    )


def _not_understood(row: Row, person: _Person) -> Iterator[str]:
    for problem in row.problems:
        with_name = not person.has_namesakes
        if person.gone_from(problem.what, with_name=with_name) != problem.what:
            yield problem.where


def _rewritten(
    table: Table, row: Row, found: Mapping[str, str], person: _Person, today: date
) -> Iterator[Change]:
    tab = table.tab
    if tab is PEOPLE_TAB and row.key == person.id:
        yield Delete(tab=tab, key=row.key)
        yield PersonCells(name=person.token, left_on=today).append(person.token)
    elif tab.key in found:
        yield Delete(tab=tab, key=row.key)
        kept = {**row.values, **found}
        yield Append(tab=tab, key=found[tab.key], values=kept, by_order=True)
    else:
        held = {title: row.values[title] for title in row.values if title in table.at}
        yield Update(tab=tab, key=row.key, values=dict(found), expected=held, by_order=True)
