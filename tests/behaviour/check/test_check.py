"""`check` where all is well: a green line each, and nothing written."""

from pathlib import Path

from tests.behaviour.check.setting import SCOPES, TOKEN, setting
from tests.simulated_sheets.identity import pool


def test_where_all_is_well_every_part_has_a_line_and_the_exit_code_is_0(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        result = one.check()

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[-1] == "All is well."
    assert {line.partition(" ")[0] for line in lines[:-1]} == {"ok"}
    areas = {line.split(":")[0].removeprefix("ok").strip() for line in lines[:-1]}
    assert areas == {
        *("settings", "wording", "secrets", "wakes", "slack", "owner", "ledger"),
        *("programs.coffee", "programs.lunch"),
    }
    assert "next rounds on Mon 23 Nov 2026, Mon 30 Nov 2026, Mon 07 Dec 2026" in result.output


def test_check_writes_nothing(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        before = [
            dict(tab.cells) for tab in one.google.documents[next(iter(one.google.documents))].tabs
        ]
        one.check()

        assert one.server.writes() == ()
        assert [dict(tab.cells) for tab in next(iter(one.google.documents.values())).tabs] == before
        (trial,) = [call for call in one.google.calls if not call.is_read]
        (request,) = trial.body["requests"]
        assert request["findReplace"]["find"] == request["findReplace"]["replacement"]


def test_no_name_and_no_secret_is_printed(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        output = one.check().output

    assert "Sentinel" not in output
    assert "sentinelslack" not in output
    assert "PRIVATE KEY" not in output


def test_without_any_stored_key_an_identity_provider_opens_the_sheet(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        path = pool(tmp_path, str(one.variables["SHEETS_API_URL"]))
        one.variables |= {"GOOGLE_SERVICE_ACCOUNT": None, "GOOGLE_APPLICATION_CREDENTIALS": path}
        result = one.check()

        assert result.exit_code == 0, result.output
        assert any(asked.endswith(":generateAccessToken") for asked in one.tokens.asked)
    assert "GOOGLE_APPLICATION_CREDENTIALS is used in the place of a stored Google key" in (
        result.output
    )


def test_on_github_every_token_on_the_keyless_way_is_masked(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        path = pool(tmp_path, str(one.variables["SHEETS_API_URL"]))
        one.variables |= {
            "GITHUB_ACTIONS": "true",
            "GOOGLE_SERVICE_ACCOUNT": None,
            "GOOGLE_APPLICATION_CREDENTIALS": path,
        }
        result = one.check()
        given = set(one.tokens.given)

    assert len(given) >= 2, "that of the workflow, and that of the service account"
    assert given <= masked(result.stderr)
    assert not any(token in result.stdout for token in given)


def test_a_token_that_a_step_fetched_opens_the_sheet_and_is_masked(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        one.tokens.given.add("fetched-by-a-step")
        one.variables |= {
            "GITHUB_ACTIONS": "true",
            "GOOGLE_SERVICE_ACCOUNT": None,
            "GOOGLE_OAUTH_ACCESS_TOKEN": "fetched-by-a-step",
        }
        result = one.check()

    assert result.exit_code == 0, result.output
    assert "fetched-by-a-step" in masked(result.stderr)
    assert "fetched-by-a-step" not in result.stdout


def masked(printed: str) -> set[str]:
    """What the runner is told to strike out."""
    mask = "::add-mask::"
    return {line.removeprefix(mask) for line in printed.splitlines() if line.startswith(mask)}


def test_a_person_who_asks_for_another_day_sees_what_would_be_wrong_then(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        one.edit("on: [monday]", "on: [monday], starting: 2026-12-01")
        result = one.check()

    assert "next rounds on Mon 07 Dec 2026" in result.output


def test_a_token_that_may_read_addresses_for_the_calendar_link_is_not_called_too_strong(
    tmp_path: Path,
) -> None:
    with setting(tmp_path) as one:
        one.slack.grant(TOKEN, {*SCOPES, "users:read.email"})
        result = one.check()

    assert result.exit_code == 0, result.output
    assert "the token may do more" not in result.output
