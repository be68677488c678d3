"""The ledger in a Google Sheet.

Reading is one call. Committing is: read again (unless the snapshot is this ledger's newest),
locate every row by key, write everything in one batch, and check the batch's own answer. If a
person sorted or inserted at that very moment, what was hit by mistake is put back and the rest is
placed anew, three times at most.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from lunchbatch.adapters.sheet import sheets_client
from lunchbatch.adapters.sheet.batch_requests import Batch, Touch, batch_of, requests_of
from lunchbatch.adapters.sheet.raw_cells import FIELDS, RawTab, raw_tabs, to_store
from lunchbatch.adapters.sheet.sort_repair import restores
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import (
    Append,
    Change,
    Commit,
    Delete,
    NewRow,
    Refusal,
    Update,
    is_open,
    locate,
)
from lunchbatch.core.ledger.tab_check import require_history
from lunchbatch.core.ledger.table import Snapshot, Table, understand
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, TABS, Tab
from lunchbatch.errors import LedgerError, SetupError

ROUNDS = 3  # writes for one commit while people keep moving things


class Wire(Protocol):
    """The two calls to Google that the ledger makes, one request each."""

    def read(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> dict[str, Any]:
        """spreadsheets.get."""
        ...

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        """spreadsheets.batchUpdate."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """The ledger as last seen: as Google gave it, without known mistakes, and as understood."""

    raws: Mapping[str, RawTab]
    truth: Mapping[str, RawTab]
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class _Wish:
    """A change as it was asked for, and what of it is still to be done."""

    asked: Change
    left: Change


class SheetLedger:
    """The ledger port over a Google Sheet.

    `keep_apart_in` is a second spreadsheet that holds the tab Keep apart; it costs a second
    read. Nothing is ever written there.
    """

    def __init__(self, wire: Wire, spreadsheet: str, *, keep_apart_in: str | None = None) -> None:
        self._wire = wire
        self._spreadsheet = spreadsheet
        self._private = keep_apart_in
        self._newest: _State | None = None

    @property
    def place(self) -> str:
        """A link to the Sheet."""
        return sheets_client.link_to(self._spreadsheet)

    def read(self) -> Snapshot:
        """The whole ledger in one read."""
        tabs = tuple(tab for tab in TABS if tab is not KEEP_APART_TAB or self._private is None)
        raws = self._fetch(self._spreadsheet, tabs)
        if self._private is not None:
            raws |= self._fetch(self._private, (KEEP_APART_TAB,))
        return require_history(self._remember(raws, raws, None).snapshot)

    def commit(
        self,
        changes: Sequence[Change],
        *,
        base: Snapshot | None = None,
        everything_back: bool = False,
    ) -> Commit:
        """One write, or one read and one write without the newest snapshot as `base`."""
        if self._newest is None or base is not self._newest.snapshot:
            self.read()
        refused = [self._not_ours(change) for change in changes if self._is_elsewhere(change)]
        wishes = [_Wish(change, change) for change in changes if not self._is_elsewhere(change)]
        mistakes: tuple[Touch, ...] = ()
        appended: list[NewRow] = []
        for _ in range(ROUNDS):
            now = self._now()
            placement = locate(now.snapshot, [wish.left for wish in wishes])
            asked = {id(wish.left): wish.asked for wish in wishes}
            dropped = {id(refusal.change) for refusal in placement.refused}
            refused += [
                replace(refusal, change=asked[id(refusal.change)]) for refusal in placement.refused
            ]
            wishes = _overtaken([wish for wish in wishes if id(wish.left) not in dropped])
            batch = batch_of(placement, mistakes)
            if batch.is_empty:
                return Commit(after=now.snapshot, refused=tuple(refused))
            appended += batch.appends
            tabs = TABS if everything_back else [tab for tab in TABS if tab.title in batch.titles]
            mistakes = self._send(batch, now, tabs, appended)
            after = self._now().snapshot
            wishes = [left for wish in wishes if (left := _still_open(wish, after)) is not None]
            if not wishes and not mistakes:
                return Commit(after=after, refused=tuple(refused))
        raise _gave_up([wish.asked for wish in wishes], mistakes)

    def _is_elsewhere(self, change: Change) -> bool:
        return change.tab is KEEP_APART_TAB and self._private is not None

    def _not_ours(self, change: Change) -> Refusal:
        row = self._now().snapshot[change.tab].find(change.key)
        where = f"{change.tab.title}!{row.number}:{row.number}" if row else change.tab.title
        why = (
            "is in a second Sheet, where the program writes nothing; change it there by hand: "
            f"{sheets_client.link_to(self._private or '')}"
        )
        return Refusal(change=change, where=where, why=why)

    def _now(self) -> _State:
        assert self._newest is not None  # noqa: S101 - commit reads before it asks
        return self._newest

    def _send(
        self, batch: Batch, now: _State, wanted: Sequence[Tab], appended: Sequence[NewRow]
    ) -> tuple[Touch, ...]:
        """Write, take in the answer, and say what was hit by mistake."""
        tabs = [tab for tab in wanted if tab is not KEEP_APART_TAB or self._private is None]
        body = {
            "requests": requests_of(batch, now.raws),
            "includeSpreadsheetInResponse": True,
            "responseRanges": [_range(tab) for tab in tabs],
        }
        try:
            answer = self._wire.write(self._spreadsheet, body, f"updatedSpreadsheet({FIELDS})")
            fresh = raw_tabs(answer["updatedSpreadsheet"], tabs, self.place)
        except (LedgerError, KeyError) as fault:
            if isinstance(fault, LedgerError) and fault.happened is not None:
                raise
            fresh = self._fetch(self._spreadsheet, tuple(tabs))
        except SetupError as failure:
            self._explain(failure, tabs, self._spreadsheet)
            raise
        found = restores(batch, now.raws, now.truth, fresh, appended)
        patched = {
            title: raw.patched(
                (touch.row, touch.column, touch.value) for touch in found if touch.title == title
            )
            for title, raw in fresh.items()
        }
        self._remember({**now.raws, **fresh}, {**now.truth, **patched}, now, fresh=fresh.keys())
        return found

    def _remember(
        self,
        raws: Mapping[str, RawTab],
        truth: Mapping[str, RawTab],
        before: _State | None,
        fresh: Collection[str] = (),
    ) -> _State:
        tables: dict[str, Table] = {}
        for title, raw in truth.items():
            if before is not None and title not in fresh:
                tables[title] = before.snapshot.tables[title]
            else:
                tables[title] = understand(raw.grid)
        self._newest = _State(raws=raws, truth=truth, snapshot=Snapshot(tables=tables))
        return self._newest

    def _fetch(self, spreadsheet: str, tabs: Sequence[Tab]) -> dict[str, RawTab]:
        ranges = [_range(tab) for tab in tabs]
        try:
            answer = self._wire.read(spreadsheet, ranges, FIELDS)
        except SetupError as failure:
            self._explain(failure, tabs, spreadsheet)
            raise
        return raw_tabs(answer, tabs, sheets_client.link_to(spreadsheet))

    def _explain(self, failure: SetupError, tabs: Sequence[Tab], where: str) -> None:
        """If a tab may be gone, one more read tells which there are."""
        if not sheets_client.may_be_a_missing_tab(failure):
            return
        answer = self._wire.read(where, [], "sheets.properties.title")
        there = [str(sheet["properties"]["title"]) for sheet in answer.get("sheets", [])]
        folded = {title.casefold() for title in there}
        for tab in tabs:
            if tab.title.casefold() not in folded:
                raise sheets_client.tab_missing(tab.title, there, where)


def _range(tab: Tab) -> str:
    return "'" + tab.title.replace("'", "''") + "'"


def _overtaken(wishes: Sequence[_Wish]) -> list[_Wish]:
    """The wishes without the values that a later one for the same cell has overtaken."""
    kept: list[_Wish] = []
    later: set[tuple[str, str, str]] = set()
    for wish in reversed(wishes):
        left = wish.left
        if isinstance(left, Update) and not left.by_order:
            row = left.tab.title, left.key
            left = replace(
                left, values={t: v for t, v in left.values.items() if (*row, t) not in later}
            )
            later |= {(*row, title) for title in left.values}
        kept.append(_Wish(wish.asked, left))
    return kept[::-1]


def _still_open(wish: _Wish, after: Snapshot) -> _Wish | None:
    """What the ledger does not show yet of a change; None if it shows all of it.

    A cell that holds what was asked for is no longer compared with what it held before.
    """
    change = wish.left
    table = after[change.tab]
    match change:
        case Append():
            return None if change.key in table.keys else wish
        case Delete():
            return wish if change.key in table.keys else None
        case Update(by_order=True):
            return wish if is_open(table, change) else None
        case Update():
            row = table.find(change.key)
            if row is None:
                return wish
            done = {
                title
                for title, value in change.values.items()
                if title not in table.at
                or title in row.misread
                or _plain(row.values.get(title)) == _plain(value)
            }
            values = {title: value for title, value in change.values.items() if title not in done}
            held = {title: value for title, value in change.expected.items() if title not in done}
            left = replace(change, values=values, expected=held)
            return _Wish(wish.asked, left) if values else None


def _plain(value: Value) -> object:
    """What the Sheet keeps of a value; blank and empty are one."""
    stored = to_store(value)
    return None if isinstance(stored, str) and not stored.strip() else stored


def _gave_up(pending: Sequence[Change], mistakes: Sequence[Touch]) -> LedgerError:
    places = [f"{change.tab.title} '{change.key}'" for change in pending]
    places += [f"{touch.address} (must be put back by hand)" for touch in mistakes]
    shown = ", ".join(places[:10]) + (f" and {len(places) - 10} more" if len(places) > 10 else "")
    return LedgerError(
        f"the Sheet kept changing while it was written; not settled after {ROUNDS} tries: {shown}; "
        "run again when nobody is sorting or inserting",
        code="kept_changing",
        happened=None,
    )
