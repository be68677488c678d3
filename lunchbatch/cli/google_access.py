"""The Sheet, opened with the access that the environment gives. Imported only where used."""

import random
from collections.abc import Callable, Mapping

from lunchbatch.adapters.sheet.credentials import (
    GoogleCredentials,
    from_identity_file,
    from_key,
    from_token,
)
from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.adapters.sheet.sheets_client import RetryLimits, SheetsHttp
from lunchbatch.cli.output.github_actions import masker
from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.environment import (
    FILE_VARIABLE,
    GOOGLE_VARIABLE,
    TOKEN_VARIABLE,
    Environment,
)


def open_sheet(
    spreadsheet: str,
    environment: Environment,
    variables: Mapping[str, str],
    *,
    sleep: Callable[[float], None],
    keep_apart_in: str | None = None,
) -> SheetLedger:
    """The ledger in a Google Sheet. Sends nothing yet; raises ConfigError without access."""
    wire = open_wire(environment, variables, sleep=sleep)
    return SheetLedger(wire, spreadsheet, keep_apart_in=keep_apart_in)


def open_wire(
    environment: Environment, variables: Mapping[str, str], *, sleep: Callable[[float], None]
) -> SheetsHttp:
    """Google Sheets itself. Sends nothing yet; raises ConfigError without access."""
    patience = RetryLimits(sleep=sleep, chance=random.Random())  # noqa: S311 - spreads waits
    return SheetsHttp(
        access(environment, variables),
        patience,
        base=environment.sheets_api_url,
        on_token=masker(variables),
    )


def access(environment: Environment, variables: Mapping[str, str]) -> GoogleCredentials:
    """A short-lived token, else an identity file (keyless), else the service account's key."""
    if token := variables.get(TOKEN_VARIABLE, "").strip():
        return from_token(token)
    if file := variables.get(FILE_VARIABLE, "").strip():
        return from_identity_file(file)
    key = environment.secrets.google_key
    if key is None:
        raise ConfigError(
            f"{GOOGLE_VARIABLE} is not set; it is the JSON key of the service account with "
            "which the Sheet is shared (docs/setup.md, step 3)"
        )
    return from_key(key.get_secret_value())
