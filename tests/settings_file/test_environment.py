import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError
from lunchbatch.settings_file.environment import Environment, read_environment

TOKEN = "xoxb-2048-4096-AbCdEf"
KEY = {
    "type": "service_account",
    "client_email": "lunch@example.iam.gserviceaccount.com",
    "private_key": "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n",
    "token_uri": "https://oauth2.googleapis.com/token",
}


def fault_of(**variables: str) -> str:
    with pytest.raises(ConfigFaultsError) as caught:
        read_environment(variables)
    return str(caught.value)


def faults_of(variables: dict[str, str]) -> tuple[ConfigFault, ...]:
    try:
        read_environment(variables)
    except ConfigFaultsError as caught:
        return caught.faults
    return ()


def google_key(found: Environment) -> object:
    assert found.secrets.google_key is not None
    return json.loads(found.secrets.google_key.get_secret_value())


def test_nothing_is_needed_to_begin_with() -> None:
    found = read_environment({"SLACK_BOT_TOKEN": "", "GOOGLE_SERVICE_ACCOUNT": " \n"})

    assert found.secrets.slack_token is None
    assert found.secrets.google_key is None
    assert found.slack_api_url == "https://slack.com/api/"
    assert found.sheets_api_url == "https://sheets.googleapis.com/"


def test_a_token_is_taken_without_the_blanks_around_it() -> None:
    found = read_environment({"SLACK_BOT_TOKEN": f"  {TOKEN}\r\n"})

    assert found.secrets.slack_token is not None
    assert found.secrets.slack_token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("xoxp-1-2-secret", "token of a person; take the Bot User OAuth Token"),
        ("xapp-1-secret", "app-level token; take the Bot User OAuth Token"),
        ("xoxe.xoxb-1-secret", "token rotation is on"),
        ("secret", "not the token of a bot"),
        (f'"{TOKEN}"', "quotes around the token"),
        (f"'{TOKEN}'", "quotes around the token"),
        ("xoxb-1-2 secret", "cut off or holds a blank"),
        ("xoxb-", "cut off or holds a blank"),
    ],
)
def test_a_wrong_token_is_named_by_its_kind_and_never_repeated(token: str, words: str) -> None:
    sentence = fault_of(SLACK_BOT_TOKEN=token)

    assert sentence.startswith("SLACK_BOT_TOKEN: ")
    assert words in sentence
    assert "secret" not in sentence
    assert TOKEN not in sentence


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(KEY),
        json.dumps(KEY, indent=2),
        base64.b64encode(json.dumps(KEY).encode()).decode(),
        base64.encodebytes(json.dumps(KEY, indent=2).encode()).decode(),
        json.dumps(KEY).replace("\\n", "\n"),
        json.dumps(KEY).replace("\\n", "\\\\n"),
        f"'{json.dumps(KEY)}'",
        f'"{json.dumps(KEY)}"',
        json.dumps(json.dumps(KEY)),
        f"\ufeff{json.dumps(KEY)}\n",
        json.dumps(KEY).replace("gserv", "g\nserv").replace("/token", "/\r\ntoken"),
        base64.b64encode(json.dumps(KEY).encode("utf-8-sig")).decode(),
        base64.b64encode(json.dumps(KEY).encode("utf-16-le")).decode(),
        base64.b64encode(json.dumps(KEY).encode("utf-16")).decode(),
        f'"{base64.b64encode(json.dumps(KEY).encode()).decode()}"',
        base64.urlsafe_b64encode(json.dumps(KEY).encode()).decode(),
    ],
    ids=[
        "one line",
        "indented",
        "base64",
        "base64 in lines",
        "line breaks",
        "doubled slashes",
        "in quotes",
        "in other quotes",
        "as a JSON text",
        "with a mark",
        "broken where the window ended",
        "base64 with a mark",
        "base64 of UTF-16",
        "base64 of UTF-16 with a mark",
        "base64 in quotes",
        "base64 for addresses",
    ],
)
def test_the_google_key_is_the_same_in_every_form_it_is_pasted(text: str) -> None:
    assert google_key(read_environment({"GOOGLE_SERVICE_ACCOUNT": text})) == KEY


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("secret.json", "the name of a file, not what stands in it"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", "the private key alone"),
        ("bot@secret.iam.gserviceaccount.com", "the address of the account alone"),
        ("secret, of course", "neither the JSON of a key nor base64"),
        ('{"secret', "cut off or damaged at line 1, column 2"),
        (json.dumps(KEY, indent=2)[:-9], "cut off or damaged at line "),
        (base64.b64encode(json.dumps(KEY).encode()).decode()[:-3], "base64 that is cut off"),
        (base64.b64encode(b"[1, 2, 3, 4, 5, 6]").decode(), "base64, but not of the JSON"),
        ('{"installed": {"client_secret": "secret"}}', "not the key of a service account"),
        (json.dumps(KEY | {"private_key": ""}), "the key lacks private_key;"),
        ('{"type": "service_account"}', "lacks client_email and private_key and token_uri"),
    ],
)
def test_a_wrong_google_key_is_refused_without_a_word_of_it(text: str, words: str) -> None:
    sentence = fault_of(GOOGLE_SERVICE_ACCOUNT=text)

    assert words in sentence
    assert "secret" not in sentence
    assert "MIIE" not in sentence


@pytest.mark.parametrize(
    "address",
    [
        "https://slack.example/api",
        "http://127.0.0.1:8080/api/",
        "http://[::1]:1",
        "http://localhost",
    ],
)
def test_an_address_is_https_or_this_machine(address: str) -> None:
    found = read_environment({"SLACK_API_URL": address, "SHEETS_API_URL": address})

    assert found.slack_api_url == found.sheets_api_url == address.rstrip("/") + "/"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://slack.com/api/", "'slack.com' is spoken to in the clear; write https://"),
        ("http://127.0.0.1.example.com/", "in the clear"),
        ("http://localhost@slack.com/", "no user, password"),
        ("https://me:secret@slack.com/", "no user, password"),
        ("slack.com", "'slack.com' is not an address"),
        ("https://slack.com:port/", "not an address"),
        ("ftp://slack.com/", "not an address"),
    ],
)
def test_any_other_address_is_refused(address: str, words: str) -> None:
    sentence = fault_of(SLACK_API_URL=address)

    assert words in sentence
    assert "secret" not in sentence


def test_all_faults_are_told_at_once() -> None:
    sentence = fault_of(SLACK_BOT_TOKEN="x", GOOGLE_SERVICE_ACCOUNT="x", SHEETS_API_URL="x")

    assert [line.split(":")[0] for line in sentence.splitlines()] == [
        "SLACK_BOT_TOKEN",
        "GOOGLE_SERVICE_ACCOUNT",
        "SHEETS_API_URL",
    ]


def test_no_secret_shows_in_what_is_read() -> None:
    found = read_environment({"SLACK_BOT_TOKEN": TOKEN, "GOOGLE_SERVICE_ACCOUNT": json.dumps(KEY)})

    assert TOKEN not in f"{found!r}{found}{found.secrets.model_dump_json()}"
    assert "MIIE" not in f"{found!r}{found}{found.secrets.model_dump_json()}"


@given(
    name=st.sampled_from(
        ["SLACK_BOT_TOKEN", "GOOGLE_SERVICE_ACCOUNT", "SLACK_API_URL", "SHEETS_API_URL"]
    ),
    value=st.text()
    | st.text().map(lambda text: '{"type":' + text)
    | st.text().map("https://{}".format),
)
def test_no_value_ends_in_anything_but_a_sentence(name: str, value: str) -> None:
    assert {fault.path for fault in faults_of({name: value})} <= {name}
