"""Whatever Google answers ends in one sentence with its cause and its remedy."""

import json
import random
from collections.abc import Callable

import pytest

from lunchbatch.adapters.sheet.credentials import GoogleCredentials, from_key, from_token
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import GOOGLE, RetryLimits, SheetsHttp
from lunchbatch.core.ledger.changes import Append
from lunchbatch.core.ledger.tabs import GROUPS_TAB, KEEP_APART_TAB
from lunchbatch.errors import LedgerError, SetupError
from tests.adapters.ledger_worlds import NOW, add_tabs, no_sleep, sheet_ledger, sheet_world
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
from tests.simulated_sheets.tokens import BOT, SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import TOKEN_URI, mounted, served

NEW = Append(tab=GROUPS_TAB, key="g1", values={"group key": "g1", "date of intro": NOW.date()})
DRIVE_RATE = json.dumps(
    {"error": {"code": 403, "errors": [{"domain": "usageLimits", "reason": "rateLimitExceeded"}]}}
)
DRIVE_FULL = json.dumps(error_body(403, "The user's Drive storage quota has been exceeded."))


def patient_ledger(
    access: GoogleCredentials, sleep: Callable[[float], None], *, base: str = GOOGLE
) -> SheetLedger:
    patience = RetryLimits(sleep=sleep, chance=random.Random(1))
    return SheetLedger(SheetsHttp(access, patience, base=base), "S1")


def always(fault: Callable[[], Fault]) -> Callable[[Call], Fault]:
    return lambda _: fault()


def test_a_sheet_that_is_not_shared_names_the_address_to_share_it_with() -> None:
    google = SimulatedSheets(closed={"S1"})
    with sheet_world(google) as world, pytest.raises(SetupError) as trouble:
        world.ledger.read()

    assert f"add {BOT} as Editor" in str(trouble.value)
    assert "https://docs.google.com/spreadsheets/d/S1/edit" in str(trouble.value)


def test_an_api_that_is_switched_off_names_the_page_where_it_is_switched_on() -> None:
    google = SimulatedSheets(enabled=False)
    said = r"switched off.*sheets\.googleapis\.com"
    with sheet_world(google) as world, pytest.raises(SetupError, match=said):
        world.ledger.read()


def test_a_wrong_id_is_said_to_be_wrong() -> None:
    with mounted(SimulatedSheets()), pytest.raises(SetupError, match="no spreadsheet with the id"):
        sheet_ledger("S9").read()


def test_a_missing_tab_is_named_with_those_that_are_there() -> None:
    with sheet_world() as world:
        assert isinstance(world.person, Person)
        world.person.renames_tab("Groups", "Gruppen")
        with pytest.raises(SetupError, match=r"no tab 'Groups' \(it has .*'Gruppen'"):
            world.ledger.read()


def test_a_tab_renamed_between_read_and_write_changes_nothing() -> None:
    with sheet_world() as world:
        assert isinstance(world.person, Person)
        base = world.ledger.read()
        world.person.renames_tab("Groups", "Gruppen")
        before = world.person.rows("Gruppen")
        with pytest.raises(SetupError, match="no tab 'Groups'"):
            world.ledger.commit([NEW], base=base)

        assert world.person.rows("Gruppen") == before


def test_every_status_at_every_call_ends_in_a_sentence() -> None:
    for status in (400, 401, 403, 404, 408, 409, 413, 429, 500, 502, 503, 504):
        for text in (None, HTML_PAGE, "", "[]", '{"error": "odd"}'):
            for at in (0, 1):
                with sheet_world() as world:
                    google = world.google
                    assert google is not None
                    fault = refuse(status, text)
                    google.fault = lambda _, f=fault, a=at, g=google: (
                        f if len(g.calls) > a else None
                    )
                    with pytest.raises((SetupError, LedgerError)) as trouble:
                        world.ledger.commit([NEW])
                    assert str(trouble.value).strip()
                    assert "Traceback" not in str(trouble.value)


@pytest.mark.parametrize("text", [None, DRIVE_RATE])
def test_a_refusal_for_pace_is_waited_out_as_long_as_google_says(text: str | None) -> None:
    slept: list[float] = []
    google = SimulatedSheets()
    add_tabs(Person(google.add()))
    status = 429 if text is None else 403
    answers = iter([refuse(status, text, Retry_After="7"), refuse(status, text)])
    google.fault = lambda _: next(answers, None)
    with mounted(google):
        patient_ledger(from_token("t"), slept.append).read()

    assert slept[0] == 7
    assert 0 < slept[1] <= 4
    assert len(google.calls) == 3


@pytest.mark.parametrize("fault", [lambda: refuse(503), lambda: lose(applied=False), cut])
def test_a_read_that_never_works_is_given_up_within_bounds(fault: Callable[[], Fault]) -> None:
    slept: list[float] = []
    google = SimulatedSheets()
    add_tabs(Person(google.add()))
    google.fault = always(fault)
    ledger = patient_ledger(from_token("t"), slept.append)
    with mounted(google), pytest.raises(LedgerError):
        ledger.read()

    assert len(google.calls) <= 7
    assert sum(slept) <= 90


def test_a_write_of_unknown_fate_is_looked_up_and_not_sent_again() -> None:
    for fault in (lose(applied=True), fail_after(500), fail_after(502, HTML_PAGE), cut()):
        with sheet_world() as world:
            google = world.google
            assert google is not None
            google.fault = lambda call, f=fault: None if call.is_read else f
            world.ledger.commit([NEW])

            assert (google.reads, google.writes) == (2, 1)


def test_an_outage_after_the_write_says_that_its_fate_is_unknown() -> None:
    with sheet_world() as world:
        google = world.google
        assert google is not None
        world.ledger.read()
        google.fault = always(lambda: lose(applied=False))
        with pytest.raises(LedgerError) as trouble:
            world.ledger.commit([NEW])

    assert trouble.value.happened is None


def test_a_full_drive_is_named_as_such() -> None:
    with sheet_world() as world:
        google = world.google
        assert google is not None
        google.fault = always(lambda: refuse(403, DRIVE_FULL))
        with pytest.raises(SetupError, match="Drive that holds the Sheet is full"):
            world.ledger.read()


def test_the_quota_of_a_minute_is_enough_for_sixty_runs_that_do_nothing() -> None:
    google = SimulatedSheets(clock=lambda: 0.0)
    with sheet_world(google) as world:
        for _ in range(60):
            world.ledger.read()
        with pytest.raises(LedgerError, match="quota") as trouble:
            world.ledger.read()

    assert trouble.value.happened is False
    assert trouble.value.code == "rate_limited"


def test_keep_apart_is_read_from_the_second_sheet_alone() -> None:
    google = SimulatedSheets()
    with sheet_world(google) as world:
        assert isinstance(world.person, Person)
        world.person.deletes_tab(KEEP_APART_TAB.title)
        private = Person(google.add("PRIVATE"))
        private.adds_tab(KEEP_APART_TAB.title, ("member a", "member b"))
        private.types("'Keep apart'!A2", "U1")
        private.types("'Keep apart'!B2", "U2")
        ledger = sheet_ledger(keep_apart_in="PRIVATE")

        commit = ledger.commit([NEW], everything_back=True)

        pairs = [dict(row.values) for row in commit.after[KEEP_APART_TAB].rows]
        assert [(pair["member a"], pair["member b"]) for pair in pairs] == [("U1", "U2")]
        assert [call.spreadsheet for call in google.calls if not call.is_read] == ["S1"]


def test_the_whole_way_in_works_over_http_with_a_key_of_our_own() -> None:
    google, tokens = SimulatedSheets(), SimulatedTokens()
    add_tabs(Person(google.add()))
    google.tokens = tokens.given
    with served(google, tokens) as base:
        access = from_key(json.dumps(service_account_key(f"{base}/token")))
        after = patient_ledger(access, no_sleep, base=base).commit([NEW]).after

    assert set(after[GROUPS_TAB].keys) == {"g1"}
    assert tokens.asked == ["/token"]


def test_a_key_that_was_deleted_is_said_to_be_refused() -> None:
    tokens = SimulatedTokens(revoked=True)
    ledger = patient_ledger(from_key(json.dumps(service_account_key(TOKEN_URI))), no_sleep)
    with mounted(SimulatedSheets(), tokens), pytest.raises(SetupError, match="refuses the access"):
        ledger.read()


def test_an_outdated_token_is_said_to_be_refused() -> None:
    google = SimulatedSheets(tokens={"another"})
    with sheet_world(google) as world, pytest.raises(SetupError, match="the token has run out"):
        world.ledger.read()
