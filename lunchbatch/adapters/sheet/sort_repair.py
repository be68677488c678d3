"""Finds cells that a write hit by mistake because a person sorted or inserted meanwhile.

Sheets has no compare-and-swap: rows and columns are located moments before the write, and what
the write's answer shows at those places tells whether they had moved. A cell that was hit by
mistake is put back to what it held before.

Limits: if the answer was lost and rows were moved both before the write and again before the
next look, a cell hit by mistake is not recognised. The same can happen to the program's own new
row if rows or columns move at three calls in a row.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from lunchbatch.adapters.sheet.batch_requests import Batch, Touch
from lunchbatch.adapters.sheet.raw_cells import RawTab, Stored, to_store
from lunchbatch.core.ledger.cell_values import RawCell
from lunchbatch.core.ledger.changes import NewRow
from lunchbatch.core.model.spelling import fold

Content = frozenset[tuple[int, RawCell]]


def restores(
    batch: Batch,
    before: Mapping[str, RawTab],
    truth: Mapping[str, RawTab],
    after: Mapping[str, RawTab],
    appended: Sequence[NewRow],
) -> tuple[Touch, ...]:
    """What must be written to undo the mistakes of a batch, at the places of `after`.

    `before` is the Sheet as it was seen, `truth` the same without the mistakes then known;
    `appended` are all new rows of the commit so far.
    """
    found: dict[tuple[str, int, int], Touch] = {}
    for title in sorted(batch.titles):
        trace = _Trace(before[title], truth[title], after[title], batch)
        new = [row for row in appended if row.tab.title == title]
        known = [*trace.missed_restores(), *trace.wrongly_hit()]
        in_work = {touch.row for touch in known}
        for touch in (*known, *trace.misplaced_rows(new, in_work)):
            found[touch.title, touch.row, touch.column] = touch
    return tuple(found.values())


class _Trace:
    """Which cell of a tab before the write is which cell after it."""

    def __init__(self, before: RawTab, truth: RawTab, after: RawTab, batch: Batch) -> None:
        self.before = before
        self.truth = truth
        self.after = after
        self.batch = batch
        self.touches = [touch for touch in batch.touches if touch.title == before.tab.title]
        self.columns = _same_columns(before, after)
        self.own = {batch.row_after(touch): touch.row for touch in self.touches}
        self.touched = {(batch.row_after(touch), touch.column) for touch in self.touches}
        self.key_before = _column_of(before)
        self.rows_by_key: dict[str, list[int]] = {}
        for row in range(1, len(before.cells)):
            key = str(before.at(row, self.key_before) or "")
            if key:
                self.rows_by_key.setdefault(key, []).append(row)
        self.key_now = next(
            (now for now, then in self.columns.items() if then == self.key_before), None
        )
        self.rows_by_key_now: dict[str, list[int]] = {}
        self.rows_by_content: dict[Content, list[int]] = {}
        for row in range(1, len(after.cells)):
            if self.key_now is not None:
                key = str(after.at(row, self.key_now) or "")
                self.rows_by_key_now.setdefault(key, []).append(row)
            content = _content(dict(enumerate(after.cells[row])))
            self.rows_by_content.setdefault(content, []).append(row)

    def wrongly_hit(self) -> Iterator[Touch]:
        """Cells that got what was meant for another cell, with what they held."""
        for touch in self.touches:
            row = self.batch.row_after(touch)
            origin = self._row_before(row), self.columns.get(touch.column)
            if origin == (touch.row, touch.column):
                continue
            if not _same(self.after.at(row, touch.column), touch.value):
                continue
            held: Stored = None
            if origin[0] is not None and origin[1] is not None:
                held = self.truth.stored(origin[0], origin[1])
            if held != touch.value:
                yield self._undo(row, touch.column, held)

    def missed_restores(self) -> Iterator[Touch]:
        """Cells that should have been put back and were not: not applied, or moved once more."""
        for touch in self.touches:
            if not touch.undoes:
                continue
            hit = self.before.at(touch.row, touch.column)
            for row, column in self._places_after(touch):
                now = self.after.at(row, column)
                if _same(now, hit) and not _same(now, touch.value):
                    held = self.truth.stored(touch.row, touch.column)
                    yield self._undo(row, column, held)

    def _places_after(self, touch: Touch) -> Iterator[tuple[int, int]]:
        """Where a cell of `before` stands now; twice if its row was duplicated."""
        for now, then in self.columns.items():
            if then == touch.column:
                for row in range(1, len(self.after.cells)):
                    if self._row_before(row) == touch.row:
                        yield row, now

    def _undo(self, row: int, column: int, value: Stored) -> Touch:
        title = self.before.tab.title
        return Touch(title=title, row=row, column=column, value=value, undoes=True)

    def misplaced_rows(self, rows: list[NewRow], in_work: set[int]) -> Iterator[Touch]:
        """New rows whose columns had moved, or that arrived twice.

        One is kept, or put under the right headers; others are emptied. Nothing is deleted or
        appended for it, so that it does no harm if this arrives twice as well. Rows `in_work`
        are put right otherwise.
        """
        now_at = {then: now for now, then in self.columns.items()}
        for new in rows:
            right = {
                now_at[column]: to_store(value)
                for column, value in new.cells.items()
                if column in now_at
            }
            copies = [row for row in self._copies(new) if row not in in_work]
            keyed = self.rows_by_key_now.get(new.key, [])
            kept = [*(row for row in keyed if row not in in_work), *copies][:1]
            for row in copies:
                wanted = right if row in kept else {}
                for column in new.cells.keys() | wanted.keys():
                    if not _same(self.after.at(row, column), wanted.get(column)):
                        yield self._undo(row, column, wanted.get(column))

    def _copies(self, new: NewRow) -> list[int]:
        """Rows that hold exactly what was appended, at the columns of that time."""
        wanted = {column: to_store(value) for column, value in new.cells.items()}
        return self.rows_by_content.get(_content(wanted), [])

    def _row_before(self, row: int) -> int | None:
        """The row that stands here now, as it was numbered before; None if it is new."""
        by_content = [
            number
            for number in self._candidates(row)
            if all(
                _same(self.after.at(row, now), self.before.at(number, then))
                for now, then in self.columns.items()
                if (row, now) not in self.touched
            )
        ]
        if by_content:
            here = [number for number in by_content if number == self.own.get(row)]
            return (here or by_content)[0]
        keyed = self.rows_by_key.get(self._key_after(row), [])
        return keyed[0] if len(keyed) == 1 else None

    def _candidates(self, row: int) -> list[int]:
        """Rows with the same key; all rows if there is none or its cell was hit."""
        key = self._key_after(row)
        return self.rows_by_key.get(key, []) if key else list(range(1, len(self.before.cells)))

    def _key_after(self, row: int) -> str:
        """The key that stands in a row now; empty if it cannot be trusted."""
        if self.key_now is None or (row, self.key_now) in self.touched:
            return ""
        return str(self.after.at(row, self.key_now) or "")


def _content(cells: Mapping[int, RawCell]) -> Content:
    return frozenset((column, cell) for column, cell in cells.items() if cell not in {None, ""})


def _same(one: Stored, other: Stored) -> bool:
    return one == other or (one in {None, ""} and other in {None, ""})


def _column_of(raw: RawTab) -> int:
    column = raw.tab.column(raw.tab.key or raw.tab.columns[0].title)
    names = {fold(name) for name in (column.title, *column.aliases)}
    return next(index for index, name in enumerate(raw.header) if name in names)


def _same_columns(before: RawTab, after: RawTab) -> dict[int, int]:
    """For each column after, the one it was before: by its header, else by what it holds.

    A header that is on neither side twice names its column. A column without such a header is
    known by its values. What is left is lined up as texts are compared; a column that took
    another's place in line was renamed.
    """
    olds, news = before.header, after.header
    found = {
        now: olds.index(name)
        for now, name in enumerate(news)
        if name and olds.count(name) == 1 and news.count(name) == 1
    }
    for now in range(len(news)):
        held = _values(after, now)
        free = [then for then in range(len(olds)) if then not in found.values()]
        best = max(free, key=lambda then: len(held & _values(before, then)), default=None)
        if now not in found and best is not None and held & _values(before, best):
            found[now] = best
    matcher = SequenceMatcher(None, olds, news, autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind in {"equal", "replace"} and last - first == end - start:
            for now, then in zip(range(start, end), range(first, last), strict=True):
                if now not in found and then not in found.values():
                    found[now] = then
    return found


def _values(raw: RawTab, column: int) -> set[RawCell]:
    values = {raw.at(row, column) for row in range(1, len(raw.cells))}
    return values - {None, ""}
