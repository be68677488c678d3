"""`setup` for a folder of CSV files."""

from pathlib import Path

from lunchbatch.adapters.csv_folder.csv_ledger import missing, set_up
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, TABS


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_tab_becomes_a_file_with_its_header(tmp_path: Path) -> None:
    done, problems = set_up(tmp_path / "ledger", TABS)

    assert len(done) == len(TABS)
    assert problems == ()
    header = (tmp_path / "ledger/Groups.csv").read_text(encoding="utf-8").splitlines()
    assert header == [",".join(column.title for column in GROUPS_TAB.columns)]


def test_a_second_time_nothing_changes(tmp_path: Path) -> None:
    set_up(tmp_path, TABS)
    before = contents(tmp_path)

    assert set_up(tmp_path, TABS) == ((), ())
    assert contents(tmp_path) == before


def test_a_missing_column_is_added_and_what_people_wrote_stays(tmp_path: Path) -> None:
    titles = [column.title for column in PEOPLE_TAB.columns if column.title != "left on"]
    written = ";".join(["shoe size", *titles])
    (tmp_path / "People.csv").write_text(f"\ufeff{written}\n38;U0ANA;Ana\n", encoding="utf-8")

    done, _ = set_up(tmp_path, (PEOPLE_TAB,))

    assert done == (f"added the column 'left on' to {tmp_path / 'People.csv'}",)
    assert (tmp_path / "People.csv").read_text(encoding="utf-8") == (
        f"\ufeff{written};left on\n38;U0ANA;Ana\n"
    )


def test_a_renamed_header_is_a_question(tmp_path: Path) -> None:
    set_up(tmp_path, (GROUPS_TAB,))
    path = tmp_path / "Groups.csv"
    path.write_text(path.read_text().replace("meeting status", "meeting stauts"))

    _, (problem,) = set_up(tmp_path, (GROUPS_TAB,))

    assert "was it renamed to 'meeting stauts'?" in str(problem)
    assert missing(tmp_path, TABS) == (problem,)
