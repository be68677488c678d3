"""`forget` leaves no trace of a person in the ledger, and the past of the others as it was."""

from pathlib import Path

from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.core.answers.forget import forget
from lunchbatch.core.ledger.changes import Update
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import DRAFT_TAB, GROUPS_TAB, KEEP_APART_TAB, PEOPLE_TAB
from lunchbatch.demo.people.virtual_clock import VirtualClock
from tests.behaviour.check.setting import SHEET, Setting, setting
from tests.core.views import Lines
from tests.core.views import snapshot as typed
from tests.slack_wire import START

MONDAY, WEDNESDAY = "2026-11-23T10:00+01:00", "2026-11-25T10:30+01:00"
WHO, NAME = "U00000002", "Sentinel Person0"


def everything(one: Setting) -> str:
    """All that stands in the Sheet, formulas and notes too."""
    document = one.google.documents[SHEET]
    return "\n".join(
        f"{cell.entered} {cell.note}" for tab in document.tabs for cell in tab.cells.values()
    )


def run(one: Setting, moment: str) -> None:
    result = one.run_at(moment)
    assert result.exit_code == 0, result.output


def spoken_of(one: Setting) -> None:
    """A round in which the person answers, and cells of people's that speak of them."""
    run(one, MONDAY)
    groups = one.person.rows("Groups")
    header = groups[0]
    row = next(row for row in groups if WHO in str(row[header.index("member ids")]))
    place, ts = (
        str(row[header.index(title)]) for title in ("group channel id", "intro message ts")
    )
    one.slack.react(WHO, place, ts, "tada")
    run(one, WEDNESDAY)
    one.person.types("Keep apart!A2", NAME)
    one.person.types("Keep apart!B2", "U00000004")
    one.person.types("People!G3", f"prefers not to meet {NAME} ({WHO})")


def test_no_trace_is_left_and_the_past_of_the_others_stays(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        spoken_of(one)
        before = [len(str(row[7]).split()) for row in one.person.rows("Groups")[1:]]
        assert WHO in everything(one)
        result = one.invoke("forget", WHO, "--config", str(one.config), "--yes")
        after = everything(one)
        groups = one.person.rows("Groups")[1:]
        people = one.person.rows("People")
        apart = one.person.rows("Keep apart")

    assert result.exit_code == 0, result.output
    assert WHO not in after
    assert NAME not in after
    assert [len(str(row[7]).split()) for row in groups] == before
    assert "closed_met" in {row[1] for row in groups}
    assert people[-1][:2] == ["gone-1", "gone-1"]
    assert apart[1][:2] == ["gone-1", "U00000004"]
    assert "Sentinel Person1" in after


def test_without_yes_it_says_where_and_changes_nothing(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        spoken_of(one)
        before = everything(one)
        result = one.invoke("forget", WHO, "--config", str(one.config))

        assert everything(one) == before
    assert "Would become gone-1: People!A2" in result.output
    assert result.output.endswith(f"To forget {WHO}, add --yes.\n")
    assert NAME not in result.output


def test_a_name_is_no_id_and_nothing_is_looked_for(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        spoken_of(one)
        before = everything(one)
        result = one.invoke("forget", "Sentinel Person1", "--config", str(one.config), "--yes")

        assert everything(one) == before
    assert result.exit_code == 2
    assert "'Sentinel Person1' is not a Slack id such as U0123ABCDEF" in result.output


def test_a_second_time_there_is_nothing_left_to_forget(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        spoken_of(one)
        one.invoke("forget", WHO, "--config", str(one.config), "--yes")
        again = one.invoke("forget", WHO, "--config", str(one.config), "--yes")

    assert again.output == f"The ledger holds nothing about {WHO}.\n"


def test_the_next_one_gets_a_token_of_their_own(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        spoken_of(one)
        for member in (WHO, "U00000003"):
            one.invoke("forget", member, "--config", str(one.config), "--yes")
        held = everything(one)

    assert "gone-1" in held
    assert "gone-2" in held


def snapshot(folder: Path, people: str, groups: str) -> Snapshot:
    for tab, rows in ((PEOPLE_TAB, people), (GROUPS_TAB, groups), (KEEP_APART_TAB, "")):
        text = ";".join(column.title for column in tab.columns) + "\n" + rows
        (folder / f"{tab.title}.csv").write_text(text, encoding="utf-8")
    clock = VirtualClock(START)
    return CsvLedger(folder, now=clock.now, sleep=clock.sleep).read()


def test_somebody_of_the_same_name_keeps_it(tmp_path: Path) -> None:
    group = "C1;open;2026-11-16;{names};coffee;coffee/2026-11-16;coffee/2026-11-16/{n};{ids}\n"
    rows = group.format(names="Ana, Ben", n=1, ids="U0ANA1 U0BEN1")
    rows += group.format(names="Ana, Chi", n=2, ids="U0ANA2 U0CHI1")
    people = "U0ANA1;Ana\nU0ANA2;Ana\nU0BEN1;Ben\nU0CHI1;Chi\n"

    found = forget(snapshot(tmp_path, people, rows), "U0ANA1", START.date())

    changed = {change.key: change for change in found.changes if change.tab is GROUPS_TAB}
    assert set(changed) == {"coffee/2026-11-16/1"}


def test_of_two_of_one_name_the_one_whose_id_stands_behind_it_is_forgotten() -> None:
    """As Draft itself tells them apart."""
    lines: Lines = {
        "People": [{"member id": f"U0ANA{n}", "name": "Ana"} for n in (1, 2)],
        "Draft": [{"row key": "coffee/2026-11-16/1", "members": "Ana (U0ANA1), Ana (U0ANA2)"}],
    }

    found = forget(typed(lines), "U0ANA1", START.date())

    (draft,) = (change for change in found.changes if change.tab is DRAFT_TAB)
    assert isinstance(draft, Update)
    assert draft.values["members"] == "gone-1, Ana (U0ANA2)"


def test_a_longer_id_that_begins_alike_is_somebody_else(tmp_path: Path) -> None:
    found = forget(snapshot(tmp_path, "U0ANA;Ana\nU0ANA1;Ann\n", ""), "U0ANA", START.date())

    assert {change.key for change in found.changes} == {"U0ANA", "gone-1"}


def test_whom_the_ledger_does_not_know_leaves_nothing_to_do(tmp_path: Path) -> None:
    known = snapshot(tmp_path, "U0ANA;Ana\n", "")

    assert forget(known, "U0BEN", START.date()).changes == ()
    assert known[KEEP_APART_TAB].rows == ()
