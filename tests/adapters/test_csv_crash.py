"""A commit to the CSV folder that dies at any touch of the disk happened as a whole or not."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.csv_folder.folder_lock import LEASE
from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, ROUNDS_TAB, TABS
from tests.adapters.ledger_worlds import NOW, no_sleep

ROUND = "coffee/2026-11-23"
FIRST: Sequence[Change] = (
    Append(tab=GROUPS_TAB, key="g1", values={"group key": "g1", "names": "Ada, Bo"}),
    Append(tab=JOURNAL_TAB, key="e1", values={"effect": "e1"}),
    Append(tab=JOURNAL_TAB, key="e2", values={"effect": "e2"}),
)
SECOND: Sequence[Change] = (
    Update(tab=GROUPS_TAB, key="g1", values={"names": "Ada, Cy"}),
    Append(tab=GROUPS_TAB, key="g2", values={"group key": "g2"}),
    Append(tab=ROUNDS_TAB, key=ROUND, values={"round": ROUND}),
    Delete(tab=JOURNAL_TAB, key="e1"),
)
CHANGES_THE_DISK = frozenset({"open", "os.rename", "os.remove"})

_watchers: list[Callable[[str], None]] = []


def _hook(event: str, _args: tuple[object, ...]) -> None:
    if event in CHANGES_THE_DISK:
        for watch in tuple(_watchers):
            watch(event)


# A hook cannot be taken away again; without watchers it does nothing.
sys.addaudithook(_hook)


@contextmanager
def _watched(watch: Callable[[str], None]) -> Iterator[None]:
    _watchers.append(watch)
    try:
        yield
    finally:
        _watchers.remove(watch)


def _ledger(folder: Path, sync: Callable[[int], None] = os.fsync) -> CsvLedger:
    return CsvLedger(folder, now=lambda: NOW, sleep=no_sleep, sync=sync, owner="dead")


def _next(folder: Path) -> CsvLedger:
    """The run that comes when the lease of the dead one is over."""
    return CsvLedger(folder, now=lambda: NOW + LEASE, sleep=no_sleep, owner="next")


def _rows(snapshot: Snapshot) -> dict[str, list[dict[str, object]]]:
    return {tab.title: [dict(row.values) for row in snapshot[tab].rows] for tab in TABS}


def _copies_of_each_moment(folder: Path, changes: Sequence[Change], copies: Path) -> list[Path]:
    """The folder as it is right before each touch, and with each new file half on the disk."""
    taken: list[Path] = []

    def take() -> Path:
        _watchers.clear()
        taken.append(copies / str(len(taken)))
        shutil.copytree(folder, taken[-1])
        _watchers.append(watch)
        return taken[-1]

    def watch(_event: str) -> None:
        take()

    def sync(handle: int) -> None:
        name = Path(f"/proc/self/fd/{handle}").readlink()
        if name.is_file():
            half = take() / name.name
            half.write_bytes(half.read_bytes()[: name.stat().st_size // 2])

    with _watched(watch):
        _ledger(folder, sync).commit(changes)
    return taken


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's /proc to see names")
@pytest.mark.parametrize("before", [(), FIRST], ids=["an empty folder", "a folder in use"])
def test_wherever_a_commit_dies_it_happened_as_a_whole_or_not_and_the_next_run_goes_on(
    before: Sequence[Change], tmp_path: Path
) -> None:
    folder, changes = tmp_path / "ledger", SECOND if before else FIRST
    folder.mkdir()
    if before:
        _ledger(folder).commit(before)
    old = _rows(_ledger(folder).read())
    moments = _copies_of_each_moment(folder, changes, tmp_path / "moments")
    new = _rows(_ledger(folder).read())

    seen = []
    for moment in moments:
        found = _rows(_next(moment).read())
        assert found in (old, new), moment.name
        seen.append(found == new)
        done = _rows(_next(moment).commit(changes).after)
        assert done == _rows(_next(moment).read()) == new, moment.name
        assert not [path for path in moment.iterdir() if path.name.endswith((".lock", ".commit"))]
    assert seen == sorted(seen)  # once it happened, it stays
    assert {False, True} == set(seen)
    assert len(moments) > 20
