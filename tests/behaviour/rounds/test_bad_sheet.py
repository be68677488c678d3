"""A Sheet that is out of reach, or that people changed in ways the program cannot follow."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB
from tests.behaviour.books import SHEET, SheetBooks
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND
from tests.simulated_sheets.google import (
    HTML_PAGE,
    Call,
    Fault,
    SimulatedSheets,
    cut,
    fail_after,
    lose,
    refuse,
)
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.refusals import error_body
from tests.simulated_sheets.tokens import BOT

DONE, FAILED, TO_MEND = 0, 1, 2
BOTH = [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
THURSDAY = "2026-11-26 10:05"


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    """The Sheet is ready and the first round is due."""
    with console(tmp_path, has_sheet=True) as found:
        yield found


@pytest.fixture
def running(ready: Console) -> Console:
    """The groups of the first round are introduced, and Thursday's checkpoint is due."""
    assert ready.calls().exit_code == DONE
    return ready.at(THURSDAY)


def books(ready: Console) -> SheetBooks:
    assert isinstance(ready.world.books, SheetBooks)
    return ready.world.books


def google(ready: Console) -> SimulatedSheets:
    return books(ready).google


def person(ready: Console) -> Person:
    return books(ready).person


def contents(ready: Console) -> dict[str, list[list[Any]]]:
    return {tab.title: person(ready).rows(tab.title) for tab in books(ready).person.document.tabs}


def ends(ready: Console, code: int) -> str:
    """Call `run`; its exit code is this, and what it says is returned."""
    ended = ready.calls()
    assert ended.exit_code == code, ended.output
    assert "Traceback" not in ended.output
    return ended.output.strip().removeprefix("Error: ")


def refused(ready: Console) -> str:
    """A run that a person must help: it said nothing in Slack and wrote nothing."""
    before, said = contents(ready), ready.world.sent()
    told = ends(ready, TO_MEND)
    assert contents(ready) == before
    assert ready.world.sent() == said
    assert google(ready).writes == 0 or said
    return told


def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(ready: Console) -> None:
    google(ready).closed.add(SHEET)

    assert refused(ready) == (
        f"{BOT} may not edit the Sheet; open https://docs.google.com/spreadsheets/d/{SHEET}/edit, "
        f"choose Share, and add {BOT} as Editor"
    )


def test_a_sheet_that_does_not_exist(ready: Console) -> None:
    ready.edits(SHEET, SHEET.replace("1Sim", "2Sim"))

    assert refused(ready).endswith(
        "copy its link from the browser into ledger.sheet of the settings"
    )


def test_a_project_without_the_sheets_api(ready: Console) -> None:
    google(ready).enabled = False

    assert "the Google Sheets API is switched off in the project of" in refused(ready)


@pytest.mark.parametrize(
    ("google_says", "we_say"),
    [
        (
            "This operation is not supported for this document",
            "this is an Excel file that Google shows as it is; choose File, Save as Google Sheets",
        ),
        (
            (
                "Invalid requests[0].updateCells: You are trying to edit a protected cell or "
                "object. Please contact the spreadsheet owner to remove protection."
            ),
            f"a cell is protected against {BOT}; add that address to the protection's editors",
        ),
        (
            (
                "Invalid requests[0].appendDimension: This action would increase the number of "
                "cells in the workbook above the limit of 10000000 cells."
            ),
            "the Sheet has as many cells as Google allows, 10 million; delete tabs, or empty rows",
        ),
    ],
)
def test_what_google_calls_a_bad_request_is_said_with_its_remedy(
    ready: Console, google_says: str, we_say: str
) -> None:
    google(ready).fault = lambda _: refuse(400, json.dumps(error_body(400, google_says)))

    told = refused(ready)
    assert told.startswith(we_say)
    assert SHEET in told


def test_a_tab_that_was_renamed(running: Console) -> None:
    person(running).renames_tab("People", "Persons")

    told = refused(running)

    assert told.startswith("the Sheet has no tab 'People' (it has 'Sheet1', 'Groups', 'Persons'")
    assert "rename it back, else run `python -m lunchbatch setup`" in told


def test_a_header_that_was_renamed(running: Console) -> None:
    person(running).renames_header("Groups", "meeting status", "meting statos")

    assert refused(running) == (
        "Groups!B1: the column 'meeting status' is missing; was it renamed to 'meting statos'? "
        "Name it 'meeting status' again"
    )


def test_a_header_that_is_there_twice(running: Console) -> None:
    person(running).inserts_column("Groups", 4, "names")

    assert refused(running) == (
        "Groups!D1 and Groups!E1 both say 'names'; rename or delete one of the two columns"
    )


def test_a_header_that_was_moved_is_found(running: Console) -> None:
    person(running).moves_column("Groups", 6, 0)
    person(running).moves_column("Rounds", 0, 5)

    ends(running, DONE)

    told = [f"{ROUND}/1 checkpoint-1", f"{ROUND}/2 checkpoint-1"]
    assert sorted(running.world.sent()[2:]) == told
    assert running.world.known.problems == ()


def skips_the_first_group(ready: Console, title: str, typed: str, told: str) -> None:
    """A cell of the first group that nobody understands: that row waits, the other goes on."""
    address = books(ready).address(GROUPS_TAB, f"{ROUND}/1", title)
    person(ready).types(address, typed)
    before = contents(ready)["Groups"][1]

    said = ends(ready, TO_MEND)

    link = f"https://docs.google.com/spreadsheets/d/{SHEET}/edit#gid="
    assert f"{address}: {told} {link}" in said
    assert contents(ready)["Groups"][1] == before
    assert ready.world.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]
    listed = contents(ready)["Problems"][1]
    assert (listed[0], listed[1]) == (address, told)


def test_a_status_that_is_misspelt(running: Console) -> None:
    skips_the_first_group(
        running, "meeting status", "mett", "'mett' is not a status; did you mean closed_met?"
    )


def test_two_cells_that_were_merged_cost_the_row_of_the_lower_one(running: Console) -> None:
    books(running).person.merges("Groups!B2:B3")

    result = running.calls()

    assert result.exit_code == TO_MEND
    assert "Groups!B3: shows nothing, for it is merged with B2" in result.output
    assert "choose Format, Merge cells, Unmerge" in result.output
    assert running.world.sent()[2:] == [f"{ROUND}/1 checkpoint-1"]


def test_a_date_typed_as_text(running: Console) -> None:
    skips_the_first_group(
        running,
        "date of intro",
        "last monday",
        "'last monday' is not a date; write it as 2026-11-23",
    )


def test_an_id_that_was_turned_into_a_number(running: Console) -> None:
    skips_the_first_group(
        running,
        "time",
        "1230.5",
        "'1230.5' was turned into a number; format the column as plain text and type the id again",
    )


def test_a_pause_that_is_no_date_leaves_that_member_out_and_says_so(ready: Console) -> None:
    ready.calls()
    who = ready.world.members[1]
    ready.world.books.types(PEOPLE_TAB, who, "paused until", "soon")

    said = ends(ready.at("2026-12-07 09:35"), TO_MEND)

    assert "'soon' is neither a date such as 2026-12-24 nor 'until further notice'" in said
    later = [g for g in ready.world.known.groups if g.round == "coffee/2026-12-07"]
    assert all(who not in group.members for group in later)
    (row,) = [r for r in contents(ready)["Rounds"] if r[1] == "coffee/2026-12-07"]
    assert f"{who}: their row in People cannot be read" in row


def test_a_cell_that_is_mended_is_listed_no_more(running: Console) -> None:
    running.world.books.types(GROUPS_TAB, f"{ROUND}/1", "meeting status", "mett")
    ends(running, TO_MEND)
    running.world.books.types(GROUPS_TAB, f"{ROUND}/1", "meeting status", "scheduled")

    running.at("2026-11-26 11:00")
    ends(running, DONE)

    assert contents(running)["Problems"][1:] in ([], [[None] * 3])
    assert running.world.status() == "scheduled"


def test_the_same_key_on_two_rows_is_acted_on_by_neither(running: Console) -> None:
    person(running).duplicates_row("Groups", 1)

    said = ends(running, TO_MEND)

    assert f"'{ROUND}/1' stands here and in Groups!G3; delete one of the rows" in said
    assert running.world.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]


def once(ready: Console, act: Callable[[], None], *, before_write: int = 1) -> None:
    """A person acts in the moment before a write arrives."""
    seen: list[Call] = []

    def look(call: Call) -> None:
        if not call.is_read:
            seen.append(call)
            if len(seen) == before_write:
                act()

    google(ready).before = look


@pytest.mark.parametrize("write", [1, 2, 3])
def test_rows_that_are_sorted_away_in_the_last_moment(running: Console, write: int) -> None:
    once(running, lambda: person(running).sorts("Groups", 6, descending=True), before_write=write)

    ends(running, DONE)

    rows = {row[6]: row for row in contents(running)["Groups"][1:]}
    for number in (1, 2):
        key, group = f"{ROUND}/{number}", running.world.group(number)
        assert rows[key][13] == f"checkpoint-1={group.channel}:{group.messages['checkpoint-1'].ts}"
    assert sorted(running.world.sent()[2:]) == [
        f"{ROUND}/1 checkpoint-1",
        f"{ROUND}/2 checkpoint-1",
    ]


def test_a_row_that_is_deleted_in_the_last_moment_is_not_written_to(running: Console) -> None:
    key = f"{ROUND}/1"
    once(running, lambda: running.world.books.deletes(GROUPS_TAB, key), before_write=3)

    ended = running.calls()

    assert f"Not written: Groups the row '{key}' is gone" in ended.output
    assert [group.key for group in running.world.known.groups] == [f"{ROUND}/2"]
    assert running.world.group(2).messages.keys() == {"checkpoint-1"}
    assert running.world.known.rounds[ROUND].stage == "checkpoint-1"


def test_a_status_typed_in_the_last_moment_keeps_the_message_back(running: Console) -> None:
    key = f"{ROUND}/1"

    def types() -> None:
        running.world.books.types(GROUPS_TAB, key, "meeting status", "closed_met")

    once(running, types, before_write=1)

    ends(running, DONE)

    assert running.world.sent()[2:] == [f"{ROUND}/2 checkpoint-1"]
    assert running.world.status(1) == "closed_met"


def recovers(ready: Console) -> None:
    """With Google as it should be, a later run sends each message once and is then done."""
    google(ready).fault = None
    ready.at("2026-11-23 10:30")
    ends(ready, DONE)
    assert sorted(ready.world.sent()) == BOTH
    assert len(ready.world.known.groups) == 2
    assert ready.world.plan().plan.is_empty


def only(reads: bool | None, fault: Fault) -> Callable[[Call], Fault | None]:  # noqa: FBT001 - None is both
    return lambda call: fault if reads in {None, call.is_read} else None


@pytest.mark.parametrize("fault", [refuse(502, HTML_PAGE), refuse(503), cut(), lose(applied=False)])
def test_a_google_that_cannot_be_read_ends_the_run_before_it_begins(
    ready: Console, fault: Fault
) -> None:
    google(ready).fault = only(reads=True, fault=fault)

    told = ends(ready, FAILED)

    assert "the Sheet may or may not have taken the request, the next run looks first" in told
    assert ready.world.server.log == []
    recovers(ready)


@pytest.mark.parametrize(
    "fault", [fail_after(502, HTML_PAGE), cut(), lose(applied=True), lose(applied=False)]
)
@pytest.mark.parametrize("write", [1, 2, 3])
def test_a_write_whose_answer_is_lost_is_looked_up_and_not_done_twice(
    ready: Console, fault: Fault, write: int
) -> None:
    seen: list[Call] = []

    def fail(call: Call) -> Fault | None:
        seen.extend([] if call.is_read else [call])
        return fault if not call.is_read and len(seen) == write else None

    google(ready).fault = fail

    ends(ready, DONE)

    recovers(ready)


def test_google_goes_down_after_the_messages_went_out(ready: Console) -> None:
    seen: list[Call] = []

    def fail(call: Call) -> Fault | None:
        seen.extend([] if call.is_read else [call])
        return refuse(502, HTML_PAGE) if len(seen) >= 3 else None

    google(ready).fault = fail

    ends(ready, FAILED)

    assert sorted(ready.world.sent()) == BOTH
    recovers(ready)


def test_a_quota_that_is_used_up_is_waited_for(ready: Console) -> None:
    answered: list[Call] = []

    def fail(call: Call) -> Fault | None:
        answered.append(call)
        return refuse(429, Retry_After="30") if len(answered) < 3 else None

    google(ready).fault = fail

    ends(ready, DONE)

    recovers(ready)
