"""The door of `demo --serve`: only the organiser's own browser, on this machine, gets in."""

import socket
from collections.abc import Iterator

import pytest

from lunchbatch.demo.serve.http_server import LOOPBACK, DemoServer
from lunchbatch.demo.serve.routes import Routes
from lunchbatch.demo.serve.session import COFFEE
from lunchbatch.errors import ConfigError
from tests.demo.serve.visitor import TOKEN, Visitor, visited

PAGES = ("/", f"/room/{COFFEE}", "/sheet/People", "/serve.js")
DEEDS = ("/run", "/time", "/react", "/say", "/edit")


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    with visited(tmp_path_factory.mktemp("door") / "office") as someone:
        yield someone


def test_it_listens_on_this_machine_only(visitor: Visitor) -> None:
    door = DemoServer(Routes(visitor.office, TOKEN).answer, port=0, token=TOKEN)
    with door:
        assert door.server_address[0] == LOOPBACK == "127.0.0.1"
        assert door.address == f"http://127.0.0.1:{door.server_port}/"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "evil.example:{port}", "[::1]:{port}", ""]
)
def test_a_page_under_another_host_name_is_refused(visitor: Visitor, path: str, host: str) -> None:
    refused = visitor.get(path, Host=host.format(port=visitor.port))

    assert refused.status == 403
    assert "lunchbatch" not in refused.body
    assert TOKEN not in refused.body


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_both_names_of_this_machine_are_known(visitor: Visitor, host: str) -> None:
    assert visitor.get(f"/room/{COFFEE}", Host=f"{host}:{visitor.port}").status == 200


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_what_another_site_sends_does_nothing_even_with_the_token(
    visitor: Visitor, deed: str, origin: str
) -> None:
    before = visitor.office.clock.now()

    assert visitor.post(deed, {"step": "day"}, Origin=origin).status == 403
    assert visitor.office.clock.now() == before


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", "\u00e9"])
def test_a_form_without_the_token_does_nothing(visitor: Visitor, deed: str, token: str) -> None:
    before = visitor.office.clock.now()

    assert visitor.post(deed, {"token": token, "step": "day"}).status == 403
    assert visitor.office.clock.now() == before


def test_the_same_form_with_the_token_does_what_it_says(visitor: Visitor) -> None:
    before = visitor.office.clock.now()
    own = f"http://127.0.0.1:{visitor.port}"

    assert visitor.post("/time", {"step": "hour"}, Origin=own).status == 303
    assert (visitor.office.clock.now() - before).total_seconds() == 3600


def test_looking_changes_nothing(visitor: Visitor) -> None:
    before = visitor.office.clock.now()

    for deed in DEEDS:
        assert visitor.get(f"{deed}?token={TOKEN}&step=day").status == 404
    assert visitor.office.clock.now() == before


@pytest.mark.parametrize(
    "path", ["/nowhere", "/room/C0NOBODY", "/sheet/Secrets", "/room/..%2f..%2fetc", "/%00"]
)
def test_a_page_that_is_not_there_is_said_to_be_not_there(visitor: Visitor, path: str) -> None:
    missing = visitor.get(path)

    assert missing.status == 404
    assert "there is no such" in missing.body


@pytest.mark.parametrize("at", ["//evil.example/", "https://evil.example/", "/\\evil.example", ""])
def test_nobody_is_sent_elsewhere(visitor: Visitor, at: str) -> None:
    sent = visitor.post("/time", {"step": "hour", "at": at})

    assert sent.headers["Location"].startswith(f"/room/{COFFEE}?")


@pytest.mark.parametrize("length", ["-1", "x", "99999999999", ""])
def test_a_form_of_no_sensible_length_is_refused(visitor: Visitor, length: str) -> None:
    assert visitor.ask("POST", "/run", None, {"Content-Length": length}).status == 413


def test_a_page_says_that_nothing_from_elsewhere_may_run_in_it(visitor: Visitor) -> None:
    headers = visitor.get(f"/room/{COFFEE}").headers

    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_a_port_that_is_taken_is_named(visitor: Visitor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {taken} cannot be used.*--port"):
            DemoServer(Routes(visitor.office, TOKEN).answer, port=taken, token=TOKEN)


@pytest.mark.parametrize(
    "line",
    [
        b"GET /?" + b"&" * 60_000 + b" HTTP/1.1",
        b"GET http://[ HTTP/1.1",
        b"POST http://[ HTTP/1.1\r\nContent-Length: 0",
        b"POST /run HTTP/1.1\r\nContent-Length: " + b"9" * 5_000,
        b"POST /run HTTP/1.1\r\nContent-Length: \xb2",
    ],
    ids=["fields", "address", "address of a form", "digits", "no digit"],
)
def test_what_no_browser_sends_is_refused_in_a_word(
    visitor: Visitor, line: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection((LOOPBACK, visitor.port), timeout=30) as wire:
        wire.sendall(line + f"\r\nHost: {LOOPBACK}:{visitor.port}\r\n\r\n".encode())
        answer = wire.makefile("rb").readline()

    assert answer.split()[1] in {b"400", b"413"}
    assert visitor.get("/serve.js").status == 200
    assert capfd.readouterr().err == ""
