"""`setup` on the simulated Sheets makes what is missing, and changes nothing of a person's."""

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.adapters.sheet.credentials import from_token
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheet_setup import SetupResult, set_up
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.core.ledger.columns import CellOwner
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, ROUNDS_TAB, TABS
from lunchbatch.core.model.terms import Status
from tests.simulated_sheets.document import Document
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.wires import mounted


@dataclass(slots=True)
class Desk:
    """An organiser's spreadsheet, and setup for it."""

    google: SimulatedSheets
    wire: SheetsHttp

    @property
    def document(self) -> Document:
        return self.google.documents["S1"]

    @property
    def person(self) -> Person:
        return Person(self.document)

    def setup(self) -> SetupResult:
        return set_up(self.wire, "S1", TABS)

    def state(self) -> Any:
        """All that the spreadsheet holds."""
        return deepcopy(
            [(tab.properties, tab.cells, tab.objects, tab.widths) for tab in self.document.tabs]
        )


@pytest.fixture(scope="module")
def wire() -> SheetsHttp:
    patience = RetryLimits(sleep=lambda _: None, chance=random.Random(0))
    return SheetsHttp(from_token("x"), patience)


@pytest.fixture
def desk(wire: SheetsHttp) -> Iterator[Desk]:
    google = SimulatedSheets()
    google.add("S1")
    with mounted(google):
        yield Desk(google, wire)


def test_setup_makes_a_ledger_that_a_run_can_read(desk: Desk) -> None:
    made = desk.setup()

    assert made.problems == ()
    snapshot = SheetLedger(desk.wire, "S1").read()
    assert snapshot.problems == ()
    assert all(set(snapshot[tab].at) == {c.title for c in tab.columns} for tab in TABS)
    first = desk.person.rows("Groups")[0][:4]
    assert first == ["group channel id", "meeting status", "date of intro", "names"]


def test_setup_reads_twice_and_writes_once(desk: Desk) -> None:
    desk.setup()

    assert (desk.google.reads, desk.google.writes) == (2, 1)


def test_setup_twice_leaves_the_same_spreadsheet(desk: Desk) -> None:
    desk.setup()
    before = desk.state()

    again = desk.setup()

    assert desk.state() == before
    assert again == SetupResult(done=())


def test_the_tab_that_google_made_stays(desk: Desk) -> None:
    desk.setup()

    assert desk.document.tabs[0].title == "Sheet1"


def test_a_status_is_chosen_from_a_list_and_shown_in_its_colour(desk: Desk) -> None:
    desk.setup()

    tab = desk.document.titled("Groups")
    rule = tab.at(1, 1).rule
    assert rule is not None
    assert rule["strict"]
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == list(Status)
    coloured = [
        each["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for each in tab.objects["conditionalFormats"]
    ]
    assert coloured == list(Status)


def test_what_waits_for_a_yes_is_coloured(desk: Desk) -> None:
    desk.setup()

    rules = {
        title: [
            (each["ranges"][0]["startColumnIndex"], each["booleanRule"]["condition"])
            for each in desk.document.titled(title).objects["conditionalFormats"]
        ]
        for title in ("Rounds", "Draft")
    }
    waiting = "=ISLOGICAL($A2)*NOT($A2)"
    while_drafted = [{"userEnteredValue": f'{waiting}*($C2="draft")'}]
    assert rules["Rounds"] == [(0, {"type": "CUSTOM_FORMULA", "values": while_drafted})]
    assert rules["Draft"] == [
        (0, {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": waiting}]}),
        (2, {"type": "TEXT_EQ", "values": [{"userEnteredValue": "left out"}]}),
    ]


def test_rounds_begins_with_what_people_use_and_folds_the_rest(desk: Desk) -> None:
    desk.setup()

    assert desk.person.rows("Rounds")[0][:3] == ["approval", "round", "stage"]
    (group,) = desk.document.titled("Rounds").objects["columnGroups"]
    folded = [column.title for column in ROUNDS_TAB.columns if column.is_folded]
    span = group["range"]
    assert group["collapsed"]
    assert desk.person.rows("Rounds")[0][span["startIndex"] : span["endIndex"]] == folded


def test_a_sheet_of_earlier_times_keeps_its_columns_and_has_the_programs_folded(desk: Desk) -> None:
    titles = (
        "round program slot stage stages due done members groups introduced repeats unavoidable"
    )
    header = (*titles.split(), "late by", "met", "not in", "approval")
    desk.person.adds_tab("Rounds", header)

    made = desk.setup()

    assert made.problems == ()
    assert tuple(desk.person.rows("Rounds")[0][: len(header)]) == header
    groups = desk.document.titled("Rounds").objects["columnGroups"]
    spans = [(g["range"]["startIndex"], g["range"]["endIndex"]) for g in groups]
    assert spans[:3] == [(1, 3), (4, 8), (11, 12)]
    assert "folded the columns of Rounds that only the program needs" in made.done
    assert desk.setup() == SetupResult(done=())


def test_columns_that_a_person_grouped_stay_as_they_are(desk: Desk) -> None:
    desk.setup()
    (group,) = desk.document.titled("Rounds").objects["columnGroups"]
    group["collapsed"] = False

    assert desk.setup() == SetupResult(done=())
    assert group["collapsed"] is False


def test_what_looks_like_a_number_stays_text_in_columns_of_ids_and_names(desk: Desk) -> None:
    desk.setup()

    desk.person.types("Groups!D2", "=HYPERLINK(1)")
    desk.person.types("Keep apart!A2", "1E5")

    assert desk.person.sees("Groups!D2") == "=HYPERLINK(1)"
    assert desk.person.sees("Keep apart!A2") == "1E5"


def test_a_person_is_warned_before_columns_of_the_program_and_never_kept_out(desk: Desk) -> None:
    desk.setup()

    for tab in TABS:
        guards = desk.document.titled(tab.title).objects["protectedRanges"]
        whole = {g["range"]["startColumnIndex"] for g in guards if "endRowIndex" not in g["range"]}
        assert all(guard["warningOnly"] for guard in guards)
        assert whole == {n for n, c in enumerate(tab.columns) if c.owner is CellOwner.PROGRAM}


def test_stats_has_a_chart_of_its_own_columns(desk: Desk) -> None:
    desk.setup()

    (chart,) = desk.document.titled("Stats").objects["charts"]
    assert len(chart["spec"]["basicChart"]["series"]) == 4


def test_every_header_explains_itself(desk: Desk) -> None:
    desk.setup()

    groups = desk.document.titled("Groups")
    assert [groups.at(0, n).note for n in range(len(GROUPS_TAB.columns))] == [
        column.help for column in GROUPS_TAB.columns
    ]


def test_columns_and_rows_of_a_person_stay_where_they_are(desk: Desk) -> None:
    desk.setup()
    person = desk.person
    person.inserts_column("People", 1, "shoe size")
    person.types("People!A2", "U0ANA")
    person.types("People!B2", "38")
    person.inserts_column("Groups", 0, "my remarks")
    before = desk.state()

    again = desk.setup()

    assert again == SetupResult(done=())
    assert desk.state() == before


def test_an_optional_column_that_a_person_took_away_does_not_come_back(desk: Desk) -> None:
    desk.setup()
    gone = [column.title for column in PEOPLE_TAB.columns].index("location")
    desk.google.documents["S1"].titled("People").delete(1, gone, gone + 1)

    desk.setup()

    assert "location" not in desk.person.rows("People")[0]


def test_a_column_that_is_missing_is_added_at_the_right(desk: Desk) -> None:
    desk.setup()
    gone = [column.title for column in GROUPS_TAB.columns].index("answers")
    desk.google.documents["S1"].titled("Groups").delete(1, gone, gone + 1)

    made = desk.setup()

    assert made.done[0] == "added the column 'answers' to Groups"
    assert desk.person.rows("Groups")[0][-1] == "answers"


def test_a_header_that_was_renamed_is_a_question_and_nothing_is_added(desk: Desk) -> None:
    desk.setup()
    desk.person.renames_header("Groups", "meeting status", "meeting stauts")
    header = desk.person.rows("Groups")[0]

    made = desk.setup()

    (problem,) = made.problems
    assert str(problem).startswith(
        "Groups!B1: the column 'meeting status' is missing; was it renamed to 'meeting stauts'?"
    )
    assert desk.person.rows("Groups")[0] == header


def test_a_tab_that_was_renamed_is_a_question_and_no_second_one_is_made(desk: Desk) -> None:
    desk.setup()
    desk.person.renames_tab("Rounds", "Runden")

    made = desk.setup()

    (problem,) = made.problems
    assert "the tab 'Runden' has its headers" in str(problem)
    assert "Rounds" not in [tab.title for tab in desk.document.tabs]


def test_a_tab_of_ours_with_other_contents_is_left_alone(desk: Desk) -> None:
    desk.person.adds_tab("Groups", ("band", "album"))

    made = desk.setup()

    assert [problem.where for problem in made.problems] == ["Groups!1:1"]
    assert desk.person.rows("Groups") == [["band", "album"]]


def test_a_chart_and_warnings_that_a_person_changed_stay_changed(desk: Desk) -> None:
    desk.setup()
    desk.document.titled("Stats").objects["charts"][0]["spec"]["title"] = "Ours"
    guard = desk.document.titled("Groups").objects["protectedRanges"][0]
    guard["warningOnly"] = False
    colour = desk.document.titled("Groups").objects["conditionalFormats"][0]
    colour["booleanRule"]["format"] = {"textFormat": {"bold": True}}
    before = desk.state()

    desk.setup()

    assert desk.state() == before


MOVES = st.sampled_from(
    ["move", "insert", "sort", "row", "own tab", "duplicate", "colour", "widen", "freeze"]
)


def rearrange(person: Person, move: str, tab: str, chance: random.Random) -> None:
    width = len(person.rows(tab)[0])
    match move:
        case "move":
            person.moves_column(tab, chance.randrange(width), chance.randrange(width))
        case "insert":
            person.inserts_column(tab, chance.randrange(width), f"own {chance.random()}")
        case "sort":
            person.sorts(tab, chance.randrange(width))
        case "row":
            person.types(f"'{tab}'!A{chance.randrange(2, 9)}", f"text {chance.random()}")
        case "own tab":
            person.adds_tab(f"Own {chance.random()}", ("this", "that"))
        case "duplicate":
            person.duplicates_row(tab, 2)
        case "colour":
            rule = {"condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "open"}]}}
            where = {"sheetId": person.document.titled(tab).sheet_id, "startColumnIndex": 20}
            look = {"backgroundColorStyle": {"rgbColor": {"red": 1}}}
            own = {"ranges": [where], "booleanRule": rule | {"format": look}}
            person._do(addConditionalFormatRule={"rule": own, "index": 0})
        case "widen":
            person.document.titled(tab).widths[0] = {"pixelSize": 300}
        case _:
            grid = person.document.titled(tab).properties["gridProperties"]
            grid["frozenRowCount"] = 2


def persons_own(desk: Desk) -> Any:
    """All values and own objects: everything but looks and guards that setup may move along."""
    guarded = {
        tab.title: [
            rule
            for rule in tab.objects.get("conditionalFormats", [])
            if rule["booleanRule"]["format"]["backgroundColorStyle"]["rgbColor"] == {"red": 1}
        ]
        for tab in desk.document.tabs
    }
    values = {
        tab.title: {place: cell.entered for place, cell in tab.cells.items() if cell.entered}
        for tab in desk.document.tabs
    }
    sizes = {tab.title: (tab.properties, tab.widths) for tab in desk.document.tabs}
    return deepcopy((guarded, values, sizes))


@pytest.fixture(scope="module")
def made(wire: SheetsHttp) -> Iterator[Desk]:
    google = SimulatedSheets()
    google.add("S1")
    with mounted(google):
        desk = Desk(google, wire)
        desk.setup()
        for tab in desk.document.tabs:  # a shorter grid tells the same, sooner
            tab.properties["gridProperties"]["rowCount"] = 20
            tab.trim()
        yield desk


@given(moves=st.lists(MOVES, min_size=1, max_size=6), seed=st.integers(0, 999))
@settings(max_examples=25, deadline=None)
def test_however_a_person_rearranged_it_setup_changes_only_what_it_owns(
    made: Desk, moves: list[str], seed: int
) -> None:
    original = made.document.copied()
    chance = random.Random(seed)
    for move in moves:
        rearrange(made.person, move, chance.choice(["Groups", "People", "Stats"]), chance)
    before = persons_own(made)

    first = made.setup()
    once = made.state()
    second = made.setup()

    assert first.problems == ()
    assert persons_own(made) == before
    assert made.state() == once
    assert second == SetupResult(done=())
    made.document.replace_by(original)


def test_colours_and_warnings_follow_a_column_that_was_moved(made: Desk) -> None:
    original = made.document.copied()
    made.person.moves_column("Groups", 1, 5)

    made.setup()

    groups = made.document.titled("Groups")
    rules = groups.objects["conditionalFormats"]
    assert {rule["ranges"][0]["startColumnIndex"] for rule in rules} == {5}
    assert len(rules) == len(Status)
    assert groups.at(1, 5).rule is not None
    made.document.replace_by(original)
