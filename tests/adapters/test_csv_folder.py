"""The CSV folder: files as people's programs write them, and changes whole or not at all."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.csv_folder.folder_lock import LEASE, NAME, Lock
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, PEOPLE_TAB, TABS
from lunchbatch.errors import LedgerError, SetupError
from tests.adapters.ledger_worlds import NOW, csv_world, no_sleep

HEADER = [column.title for column in GROUPS_TAB.columns]
NEW = Append(tab=GROUPS_TAB, key="g1", values={"group key": "g1", "date of intro": NOW.date()})
CLAIM = Append(tab=JOURNAL_TAB, key="e1", values={"effect": "e1"})


def ledger(folder: Path) -> CsvLedger:
    return CsvLedger(folder, now=lambda: NOW, sleep=no_sleep)


def groups(folder: Path, text: str) -> Path:
    path = folder / "Groups.csv"
    path.write_bytes(text.encode())
    return path


def keys(folder: Path) -> set[str]:
    return set(ledger(folder).read()[GROUPS_TAB].keys)


def test_reading_a_folder_that_is_not_there_makes_none(tmp_path: Path) -> None:
    ledger(tmp_path / "none").read()

    assert not (tmp_path / "none").exists()


def test_the_first_write_makes_the_files_it_needs_and_keep_apart(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "ledger"
    ledger(folder).commit([NEW])

    assert sorted(path.name for path in folder.iterdir()) == ["Groups.csv", "Keep apart.csv"]
    assert (folder / "Groups.csv").read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADER)


def test_keep_apart_is_made_too_where_people_were_typed_in_before_the_first_run(
    tmp_path: Path,
) -> None:
    header = ",".join(column.title for column in PEOPLE_TAB.columns)
    (tmp_path / "People.csv").write_text(f"{header}\n", encoding="utf-8")

    ledger(tmp_path).commit([NEW])

    assert (tmp_path / "Keep apart.csv").exists()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_written_the_way_it_was_found(
    tmp_path: Path, mark: str, comma: str, end: str
) -> None:
    rows = [comma.join([*HEADER, "mine"]), "", comma.join([""] * 6 + ["g0"] + [""] * 7 + ["x"])]
    path = groups(tmp_path, mark + end.join(rows) + end)
    ledger(tmp_path).commit([Update(tab=GROUPS_TAB, key="g0", values={"names": "Ada, Grace"})])

    text = path.read_bytes().decode()

    assert text.startswith(mark + f"group channel id{comma}")
    assert "\r" not in text
    lines = text.splitlines()
    assert lines[0].endswith(f"{comma}mine")
    assert lines[1] == ""
    assert lines[2].endswith(f"{comma}x")
    assert ledger(tmp_path).read()[GROUPS_TAB].rows[0].values["names"] == "Ada, Grace"


@pytest.mark.parametrize(("comma", "other"), [(",", ";"), (";", ",")])
def test_the_header_says_what_separates_whatever_stands_below(
    tmp_path: Path, comma: str, other: str
) -> None:
    """A round of which many are out names them with semicolons, more of them than columns."""
    names = f"{other} ".join(f"Person {number}" for number in range(40))
    row = {"group key": "g1", "names": names}
    rows = [comma.join(HEADER), comma.join(row.get(title, "") for title in HEADER)]
    groups(tmp_path, "\n".join(rows) + "\n")

    assert ledger(tmp_path).read()[GROUPS_TAB].rows[0].values["names"] == names


def test_a_file_that_needs_no_change_is_not_touched(tmp_path: Path) -> None:
    path = groups(tmp_path, '"group channel id";"' + '";"'.join(HEADER[1:]) + '"\r\n')
    before = path.read_bytes(), path.stat().st_mtime_ns
    ledger(tmp_path).commit([CLAIM])

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"\xff\xfe\x00g", "is not UTF-8; in Excel, save it as"),
        (b'a,b\n"x"y,z\n', r"Groups\.csv, line 2: not a CSV file"),
        (b"a,b\n", "has no column 'group channel id'"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    (tmp_path / "Groups.csv").write_bytes(content)

    with pytest.raises(SetupError, match=complaint):
        ledger(tmp_path).read()


def test_an_id_that_excel_rewrote_is_reported_with_its_address(tmp_path: Path) -> None:
    groups(tmp_path, ",".join(HEADER) + "\n1.23E+17" + "," * 6 + "g1" + "," * 7 + "\n")

    problems = ledger(tmp_path).read().problems

    assert str(problems[0]).startswith("Groups!A2: '1.23E+17' was turned into a number")


def test_words_that_a_program_would_evaluate_are_stored_with_an_apostrophe(tmp_path: Path) -> None:
    row = Append(tab=GROUPS_TAB, key="g1", values={"group key": "g1", "names": "=HYPERLINK(1)"})
    ledger(tmp_path).commit([row])

    assert "'=HYPERLINK(1)" in (tmp_path / "Groups.csv").read_text(encoding="utf-8")


def interrupted(folder: Path) -> dict[str, str]:
    """A folder as a commit leaves it that dies right after it was noted; the new texts."""
    ledger(folder).commit([NEW, CLAIM])
    texts = {name: (folder / f"{name}.csv").read_text(encoding="utf-8") for name in titles()}
    for name, text in texts.items():
        (folder / f"{name}.csv").unlink()
        (folder / f".{name}.csv.new").write_text(text, encoding="utf-8")
    return texts


def titles() -> tuple[str, str]:
    return GROUPS_TAB.title, JOURNAL_TAB.title


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_commit_that_was_noted_counts_wherever_it_died(tmp_path: Path, moved: int) -> None:
    texts = interrupted(tmp_path)
    (tmp_path / ".lunchbatch.commit").write_text(json.dumps(list(texts)), encoding="utf-8")
    for name in titles()[:moved]:
        (tmp_path / f".{name}.csv.new").replace(tmp_path / f"{name}.csv")

    seen = ledger(tmp_path).read()
    files_then = sorted(path.name for path in tmp_path.iterdir())
    after = ledger(tmp_path).commit([]).after

    for snapshot in (seen, after, ledger(tmp_path).read()):
        assert (set(snapshot[GROUPS_TAB].keys), set(snapshot[JOURNAL_TAB].keys)) == ({"g1"}, {"e1"})
    assert ".lunchbatch.commit" in files_then
    assert {path.stem for path in tmp_path.iterdir()} == {*titles(), "Keep apart"}


def test_a_commit_that_was_not_noted_never_happened(tmp_path: Path) -> None:
    interrupted(tmp_path)

    assert keys(tmp_path) == set()
    assert set(ledger(tmp_path).commit([]).after[GROUPS_TAB].keys) == set()


def lock(folder: Path, owner: str, at: datetime = NOW) -> Lock:
    return Lock(folder=folder, owner=owner, now=lambda: at, sleep=no_sleep)


def test_a_run_waits_for_another_and_says_whom_it_waits_for(tmp_path: Path) -> None:
    with lock(tmp_path, "first").held(), pytest.raises(LedgerError, match=r"another run \(first"):
        ledger(tmp_path).commit([NEW])

    assert keys(tmp_path) == set()
    ledger(tmp_path).commit([NEW])
    assert keys(tmp_path) == {"g1"}


def test_the_lock_of_a_dead_run_is_taken_once_its_lease_is_over(tmp_path: Path) -> None:
    dead = lock(tmp_path, "dead", NOW - LEASE)
    (tmp_path / NAME).write_text(dead._text(), encoding="utf-8")

    ledger(tmp_path).commit([NEW])

    assert keys(tmp_path) == {"g1"}
    assert not (tmp_path / NAME).exists()


def test_a_lock_that_cannot_be_read_lasts_as_long_as_any_other(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("", encoding="utf-8")
    written = datetime.fromtimestamp((tmp_path / NAME).stat().st_mtime, tz=NOW.tzinfo)

    with pytest.raises(LedgerError), lock(tmp_path, "b", written + timedelta(seconds=1)).held():
        raise AssertionError
    with lock(tmp_path, "b", written + LEASE).held():
        assert json.loads((tmp_path / NAME).read_text(encoding="utf-8"))["owner"] == "b"


def test_a_run_that_lost_its_lease_leaves_the_lock_of_the_next_one(tmp_path: Path) -> None:
    with lock(tmp_path, "slow").held():
        (tmp_path / NAME).unlink()
        (tmp_path / NAME).write_text(lock(tmp_path, "next")._text(), encoding="utf-8")

    assert (tmp_path / NAME).exists()


def test_a_folder_that_cannot_be_written_ends_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(LedgerError, match=r"cannot be written.*check that there is space"):
        ledger(tmp_path / "file").commit([NEW])


def test_two_ledgers_over_one_folder_see_each_other(tmp_path: Path) -> None:
    one, other = ledger(tmp_path), ledger(tmp_path)
    base = one.read()
    other.commit([NEW])

    commit = one.commit([NEW, CLAIM], base=base)

    assert [refusal.change for refusal in commit.refused] == [NEW]
    assert set(csv_world(tmp_path).ledger.read().tables) == {tab.title for tab in TABS}
