"""A folder of CSV files that people spoilt, and a plan that looks like an accident."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE, TO_MEND, UNSAFE = 0, 2, 3
THURSDAY = "2026-11-26 10:05"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        assert found.calls().exit_code == DONE
        yield found.at(THURSDAY)


def replaces(ready: Console, name: str, old: str, new: str) -> None:
    path = ready.folder / "ledger" / name
    text = path.read_bytes()
    assert old.encode() in text
    path.write_bytes(text.replace(old.encode(), new.encode("latin-1"), 1))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("Groups", "meeting status", "meeting statu", "Groups!B1: the column 'meeting status' is"),
        ("Groups", ",names,", ",names,names,", "Groups!D1 and Groups!E1 both say 'names'"),
        ("Rounds", "round,", "runde,", "Rounds!B1: the column 'round' is missing"),
        ("People", "Person", "P\xe9rson", "People.csv is not UTF-8; in Excel, save it as"),
        ("Groups", '"Person', '"Per"son', "Groups.csv, line 2: not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_read_ends_the_run_before_it_begins(
    running: Console, name: str, old: str, new: str, told: str
) -> None:
    replaces(running, f"{name}.csv", old, new)
    before = (running.folder / f"ledger/{name}.csv").read_bytes()
    said = len(running.world.server.log)

    ended = running.calls()

    assert ended.exit_code == TO_MEND
    assert told in ended.stderr
    assert (running.folder / f"ledger/{name}.csv").read_bytes() == before
    assert len(running.world.server.log) == said


@pytest.mark.parametrize(
    ("title", "typed", "address", "told"),
    [
        ("meeting status", "mett", "Groups!B2", "did you mean closed_met?"),
        ("date of intro", "last monday", "Groups!C2", "is not a date; write it as 2026-11-23"),
        ("intro message ts", "1.76E+09", "Groups!K2", "was turned into a number; format the"),
        ("round", "oops", "Groups!F2", "is not a round, such as coffee/2026-11-23"),
    ],
)
def test_a_cell_that_cannot_be_read_stops_its_row_alone(
    running: Console, title: str, typed: str, address: str, told: str
) -> None:
    running.world.books.types(GROUPS_TAB, f"{ROUND}/1", title, typed)
    row = (running.folder / "ledger/Groups.csv").read_text("utf-8").splitlines()[1]

    ended = running.calls()

    assert ended.exit_code == TO_MEND
    assert f"{address}: '{typed}' " in ended.output
    assert told in ended.output
    assert running.world.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]
    assert (running.folder / "ledger/Groups.csv").read_text("utf-8").splitlines()[1] == row


@pytest.mark.parametrize("force", [False, True])
def test_a_channel_that_all_but_emptied_is_asked_about_first(
    tmp_path: Path, *, force: bool
) -> None:
    with console(tmp_path, people=12) as ready:
        ready.calls()
        ready.at("2026-12-03 14:05").calls()
        said = ready.world.sent()
        for member in ready.world.members[3:]:
            ready.world.slack.leave(member, ready.world.channel)
        ready.at("2026-12-07 09:35")

        ended = ready.calls("run", *["--force"] * force)

        assert ended.exit_code == (DONE if force else UNSAFE)
        assert (ready.world.sent() == said) is not force
        if not force:
            assert ended.stderr.strip() == (
                "Error: coffee: the channel had 12 members in the last round and has 3 now; "
                "if that is right, run again with --force"
            )
