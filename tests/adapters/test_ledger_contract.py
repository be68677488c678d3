"""What every ledger promises, kept by the Sheet and by the CSV folder alike."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Delete, Update
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, PEOPLE_TAB, PROBLEMS_TAB, TABS
from lunchbatch.core.model.terms import Pause, Status
from lunchbatch.errors import SetupError
from tests.adapters.ledger_worlds import World, add_tabs, csv_world, sheet_world

HOSTILE = ("=1+1", "+49 30", "-x", "@here", "'=quoted", "a,b;c", 'say "hi"', "two\nlines", "🍜 ñ")


@pytest.fixture(params=["sheet", "csv"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    if request.param == "csv":
        yield csv_world(tmp_path / "ledger")
    else:
        with sheet_world() as found:
            yield found


def group(key: str, names: str = "Ada, Grace", time: str = "") -> Append:
    values: dict[str, Value] = {
        "group key": key,
        "group channel id": "C07",
        "time": time or None,
        "date of intro": date(2026, 11, 23),
        "names": names,
        "round": "coffee/2026-11-23",
    }
    return Append(tab=GROUPS_TAB, key=key, values=values)


def claim(key: str) -> Append:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    return Append(tab=JOURNAL_TAB, key=key, values={"effect": key, "run": "r1", "claimed": at})


def status(key: str, value: Status, *, before: Status | None = None) -> Update:
    values: dict[str, Value] = {"meeting status": value, "status written": value}
    return Update(tab=GROUPS_TAB, key=key, values=values, expected={"meeting status": before})


def by_key(snapshot: Snapshot, title: str = "Groups") -> dict[str, dict[str, object]]:
    table = next(table for name, table in snapshot.tables.items() if name == title)
    return {row.key: dict(row.values) for row in table.rows}


def test_what_was_written_is_read_again_with_its_type(world: World) -> None:
    person = Append(
        tab=PEOPLE_TAB,
        key="U1",
        values={"member id": "U1", "silent rounds": 3, "paused until": Pause(until=None)},
    )
    commit = world.ledger.commit([group("g1"), claim("e1"), person])

    again = world.ledger.read()

    assert by_key(again) == by_key(commit.after)
    assert by_key(again)["g1"]["date of intro"] == date(2026, 11, 23)
    assert by_key(again, "Journal")["e1"]["claimed"] == datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    assert by_key(again, "People")["U1"]["silent rounds"] == 3
    assert by_key(again, "People")["U1"]["paused until"] == Pause(until=None)
    assert not again.problems


def test_of_two_values_for_one_cell_the_later_counts(world: World) -> None:
    world.ledger.commit([claim("e1")])
    tries = [Update(tab=JOURNAL_TAB, key="e1", values={"tries": n, "run": f"r{n}"}) for n in (1, 2)]

    world.ledger.commit([*tries, Update(tab=JOURNAL_TAB, key="e1", values={"tries": 3})])

    row = by_key(world.ledger.read(), "Journal")["e1"]
    assert (row["tries"], row["run"]) == (3, "r2")


@pytest.mark.parametrize("text", HOSTILE)
def test_words_from_outside_stay_words(world: World, text: str) -> None:
    world.ledger.commit([group("g1", names=text)])

    assert by_key(world.ledger.read())["g1"]["names"] == text


def test_ids_that_look_like_numbers_stay_as_they_are(world: World) -> None:
    world.ledger.commit([group("g1", time="00712345678901234567")])

    assert by_key(world.ledger.read())["g1"]["time"] == "00712345678901234567"


def test_rows_are_found_by_key_wherever_people_put_them(world: World) -> None:
    base = world.ledger.commit([group("g1"), group("g2"), group("g3")]).after
    world.person.sorts("Groups", 6, descending=True)
    world.person.inserts_column("Groups", 0, "mine")
    world.person.inserts_row("Groups", 2)

    world.ledger.commit([status("g1", Status.OPEN)], base=base)

    found = by_key(world.ledger.read())
    assert {key: row["meeting status"] for key, row in found.items()} == {
        "g1": Status.OPEN,
        "g2": None,
        "g3": None,
    }


def test_a_status_that_a_person_typed_meanwhile_stays_and_is_reported(world: World) -> None:
    base = world.ledger.commit([group("g1"), group("g2")]).after
    world.person.types("Groups!B2", "closed_met")

    commit = world.ledger.commit(
        [status("g1", Status.SCHEDULED), status("g2", Status.SCHEDULED)], base=None
    )

    assert [refusal.where for refusal in commit.refused] == ["Groups!B2"]
    found = by_key(world.ledger.read())
    assert found["g1"]["meeting status"] is Status.CLOSED_MET
    assert found["g1"]["status written"] is None
    assert found["g2"]["meeting status"] is Status.SCHEDULED
    assert by_key(base)["g1"]["meeting status"] is None


def test_a_row_that_is_gone_or_doubled_is_reported_by_name(world: World) -> None:
    world.ledger.commit([group("g1"), group("g2")])
    world.person.deletes_row("Groups", 1)
    world.person.duplicates_row("Groups", 1)

    commit = world.ledger.commit([status("g1", Status.OPEN), status("g2", Status.OPEN)])

    assert [refusal.why for refusal in commit.refused] == [
        "the row 'g1' is gone",
        "the row 'g2' stands on two rows",
    ]


def test_a_row_that_is_there_already_is_not_written_again(world: World) -> None:
    world.ledger.commit([group("g1", names="first")])

    commit = world.ledger.commit([group("g1", names="second"), group("g2")])

    assert [refusal.change.key for refusal in commit.refused] == ["g1"]
    assert by_key(commit.after)["g1"]["names"] == "first"
    assert set(by_key(commit.after)) == {"g1", "g2"}


def test_rows_of_the_program_are_dropped_and_others_stay(world: World) -> None:
    def found(key: str) -> Append:
        return Append(tab=PROBLEMS_TAB, key=key, values={"where": key, "what": "odd"})

    world.ledger.commit([found("Groups!B2"), found("Groups!B3"), found("Groups!B4")])
    drops: list[Change] = [
        Delete(tab=PROBLEMS_TAB, key="Groups!B2"),
        Delete(tab=PROBLEMS_TAB, key="Groups!B4"),
    ]

    commit = world.ledger.commit([*drops, found("Groups!B9")])

    assert set(by_key(commit.after, "Problems")) == {"Groups!B3", "Groups!B9"}
    assert by_key(world.ledger.read(), "Problems") == by_key(commit.after, "Problems")


def test_columns_and_lines_of_people_are_kept(world: World) -> None:
    world.ledger.commit([group("g1"), group("g2")])
    world.person.inserts_column("Groups", 3, "mood")
    world.person.types("Groups!D2", "sunny")
    world.person.inserts_row("Groups", 2)
    world.person.types("Groups!T1", "beside the table")

    world.ledger.commit([status("g2", Status.OPEN), group("g3")])

    rows = world.person.rows("Groups")
    assert rows[0][3] == "mood"
    assert rows[1][3] == "sunny"
    assert not any(rows[2])
    assert rows[0][19] == "beside the table"
    assert [row[7] for row in rows[1:]] == ["g1", "", "g2", "g3"]


def test_a_cell_that_cannot_be_understood_is_named_and_left_alone(world: World) -> None:
    world.ledger.commit([group("g1"), group("g2")])
    world.person.types("Groups!B3", "mett")

    commit = world.ledger.commit([status("g1", Status.OPEN)])

    assert [str(problem) for problem in commit.after.problems] == [
        "Groups!B3: 'mett' is not a status; did you mean closed_met?"
    ]
    assert world.person.rows("Groups")[2][1] == "mett"


def test_a_renamed_header_is_reported_with_its_address(world: World) -> None:
    world.ledger.commit([group("g1")])
    world.person.renames_header("Groups", "meeting status", "meeting state")

    with pytest.raises(SetupError, match=r"Groups!B1.*renamed to 'meeting state'"):
        world.ledger.read()


def test_a_commit_of_nothing_writes_nothing(world: World) -> None:
    world.ledger.commit([group("g1")])
    before = world.person.rows("Groups")

    commit = world.ledger.commit([])

    assert world.person.rows("Groups") == before
    assert set(by_key(commit.after)) == {"g1"}


def test_an_empty_ledger_is_a_ledger(world: World) -> None:
    snapshot = world.ledger.read()

    assert set(snapshot.tables) == {tab.title for tab in TABS}
    assert not snapshot.problems


def test_both_ledgers_end_with_equal_rows(tmp_path: Path) -> None:
    story: list[list[Change]] = [
        [group("g1"), group("g2"), *(claim(f"e{number}") for number in range(3))],
        [status("g1", Status.OPEN), Delete(tab=JOURNAL_TAB, key="e1")],
        [status("g1", Status.SCHEDULED, before=Status.OPEN), group("g3", names="=HYPERLINK()")],
    ]
    ends = []

    with sheet_world() as sheet:
        folder = csv_world(tmp_path)
        add_tabs(folder.person)
        for world in (sheet, folder):
            for changes in story:
                world.ledger.commit(changes)
            ends.append(
                {title: by_key(world.ledger.read(), title) for title in ("Groups", "Journal")}
            )

    assert ends[0] == ends[1]
