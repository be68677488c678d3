"""What is foreseen of the ledger is what stands there once the changes are made."""

from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import PEOPLE_TAB, STATS_TAB
from lunchbatch.engine.apply_in_memory import apply_changes

KEYS = st.sampled_from(("U0A", "U0B", "U0C", "U0D"))
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ROWS = st.fixed_dictionaries({"name": st.sampled_from(("Ann", "Ben")), "first seen": DAYS})


def appended(key: str, values: dict[str, Value]) -> Change:
    return Append(tab=PEOPLE_TAB, key=key, values={"member id": key, **values})


def written(key: str, values: dict[str, Value]) -> Change:
    return Update(tab=PEOPLE_TAB, key=key, values=values)


ADDS = st.lists(st.builds(appended, KEYS, ROWS))
SETS = st.lists(st.builds(written, KEYS, ROWS))
DROPS = st.lists(st.builds(lambda key: Delete(tab=PEOPLE_TAB, key=key), KEYS), max_size=2)


def seen(snapshot: Snapshot) -> dict[str, dict[str, Value]]:
    return {row.key: dict(row.values) for row in snapshot[PEOPLE_TAB].rows}


@given(before=ADDS, news=ADDS, sets=SETS, drops=DROPS)
@settings(max_examples=60, deadline=None)
def test_it_is_what_a_commit_makes_of_it(
    before: list[Change], news: list[Change], sets: list[Change], drops: list[Change]
) -> None:
    there = {one.key for one in before}
    dropped = {one.key for one in drops}
    # A run writes to rows that stand in the Sheet, and to none that it deletes in the same write.
    sets = [one for one in sets if one.key in there - dropped]
    news = [one for one in news if one.key not in dropped]
    with TemporaryDirectory() as folder:
        ledger = CsvLedger(
            Path(folder), now=lambda: datetime(2026, 1, 1, tzinfo=UTC), sleep=lambda _: None
        )
        start = ledger.commit(before).after
        changes = (*news, *sets, *drops)
        ahead = apply_changes(start, changes)

        assert seen(ahead) == seen(ledger.commit(changes).after)
        assert ahead[STATS_TAB] is start[STATS_TAB]
