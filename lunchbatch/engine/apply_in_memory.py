"""The ledger once changes are made: a snapshot and changes in, a snapshot out."""

from collections.abc import Iterable
from dataclasses import replace

from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.table import Row, Snapshot, Table


def apply_changes(now: Snapshot, changes: Iterable[Change]) -> Snapshot:
    """The snapshot with these changes made in their order; those that would be refused are not."""
    of_tab: dict[str, list[Change]] = {}
    for change in changes:
        of_tab.setdefault(change.tab.title, []).append(change)
    tables = {
        title: _changed(table, of_tab[title]) if title in of_tab else table
        for title, table in now.tables.items()
    }
    return Snapshot(tables=tables)


def _changed(table: Table, changes: Iterable[Change]) -> Table:
    rows = {row.number: row for row in table.rows}
    found = {key: numbers[0] for key, numbers in table.keys.items() if len(numbers) == 1}
    height = table.height
    for change in changes:
        match change:
            case Append() if change.key not in table.keys and change.key not in found:
                height += 1
                values = {title: change.values.get(title) for title in table.at}
                rows[height] = Row(key=change.key, number=height, values=values)
                found[change.key] = height
            case Update() if (row := rows.get(found.get(change.key, 0))) and row.is_sound:
                given = {title: each for title, each in change.values.items() if title in table.at}
                rows[row.number] = replace(row, values={**row.values, **given})
            case Delete():
                for number in (*table.keys.get(change.key, ()), found.get(change.key, 0)):
                    rows.pop(number, None)
                found.pop(change.key, None)
            case _:
                pass
    keys: dict[str, tuple[int, ...]] = {}
    for row in rows.values():
        keys[row.key] = (*keys.get(row.key, ()), row.number)
    return replace(table, rows=tuple(rows.values()), keys=keys, height=height)
