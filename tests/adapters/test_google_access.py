"""Keys as organisers paste them, and complaints that name the fault and never the secret."""

import base64
import json
import random
from pathlib import Path

import pytest
from google.auth.exceptions import TransportError

from lunchbatch.adapters.sheet.credentials import (
    TellingRequest,
    from_identity_file,
    from_key,
    from_token,
)
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.errors import SetupError
from tests.adapters.ledger_worlds import add_tabs, no_sleep
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.identity import pool
from tests.simulated_sheets.person import Person
from tests.simulated_sheets.tokens import BOT, SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import TOKEN_URI, served

KEY = service_account_key(TOKEN_URI)
RAW = json.dumps(KEY, indent=2)


@pytest.mark.parametrize(
    "text",
    [
        RAW,
        json.dumps(KEY),
        f"\ufeff  {RAW}\n",
        base64.b64encode(RAW.encode()).decode(),
        base64.encodebytes(RAW.encode()).decode(),
        json.dumps(KEY | {"private_key": KEY["private_key"].replace("\n", "\\n")}),
        RAW.replace("\\n", "\n"),
    ],
    ids=["raw", "one line", "mark", "base64", "base64 lines", "escaped twice", "real newlines"],
)
def test_a_key_is_taken_however_it_was_pasted(text: str) -> None:
    assert from_key(text).who == BOT


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "GOOGLE_SERVICE_ACCOUNT: this is neither the JSON of a key nor base64"),
        ("{", "cut off or damaged at line 1, column 2"),
        (json.dumps(KEY | {"type": "authorized_user"}), "not the key of a service account"),
        (json.dumps(KEY | {"client_email": ""}), "lacks client_email"),
        (
            json.dumps(KEY | {"private_key": KEY["private_key"][:200]}),
            "'private_key' in .* damaged",
        ),
    ],
)
def test_a_key_that_does_not_work_is_named_with_its_fault(text: str, complaint: str) -> None:
    with pytest.raises(SetupError, match=complaint) as trouble:
        from_key(text)

    assert "PRIVATE KEY" not in str(trouble.value)
    assert trouble.value.__cause__ is None


def test_no_secret_shows_when_access_is_printed() -> None:
    assert "PRIVATE" not in repr(from_key(RAW))
    assert "sesame" not in repr(from_token("sesame"))


def test_a_workflow_gets_in_without_any_key(tmp_path: Path) -> None:
    google, tokens = SimulatedSheets(), SimulatedTokens()
    add_tabs(Person(google.add()))
    google.tokens = tokens.given
    with served(google, tokens) as base:
        access = from_identity_file(pool(tmp_path, base))
        patience = RetryLimits(sleep=no_sleep, chance=random.Random(1))
        SheetLedger(SheetsHttp(access, patience, base=base), "S1").read()

    assert access.who == BOT
    assert [path.rpartition("/")[2] for path in tokens.asked] == [
        "oidc",
        "sts",
        f"{BOT}:generateAccessToken",
    ]


def test_nobody_is_asked_in_which_regions_the_account_may_be_used() -> None:
    told: list[str] = []
    account = f"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{BOT}"

    with pytest.raises(TransportError):
        TellingRequest(told.append)(f"{account}/allowedLocations", method="GET")

    assert told == []


def test_a_pool_without_a_service_account_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = pool(tmp_path, "https://127.0.0.1", service_account_impersonation_url="")

    with pytest.raises(SetupError, match="give 'service_account' to google-github-actions/auth"):
        from_identity_file(path)


def test_a_key_file_is_taken_too_and_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(RAW, encoding="utf-8")

    assert from_identity_file(str(tmp_path / "key.json")).who == BOT
    with pytest.raises(SetupError, match="names a file that cannot be read: No such file"):
        from_identity_file(str(tmp_path / "nowhere.json"))


@pytest.mark.parametrize("token", ["ya29.a\nb", "ya29.a b", "ya29.\u00e4", ""])
def test_a_token_that_no_request_can_carry_is_refused_at_once(token: str) -> None:
    with pytest.raises(SetupError, match="holds a line break, a blank or a letter") as trouble:
        from_token(token)

    assert "ya29" not in str(trouble.value)


def test_a_key_file_in_the_letters_of_windows_is_taken(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(RAW, encoding="utf-16")

    assert from_identity_file(str(tmp_path / "key.json")).who == BOT
