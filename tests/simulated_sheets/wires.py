"""Two ways to reach the simulated Sheets: mounted under `requests`, and over loopback HTTP."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from tests.simulated_sheets.google import Answer, SimulatedSheets
from tests.simulated_sheets.tokens import SimulatedTokens

HOST = "https://sheets.googleapis.com"
TOKEN_URI = "https://oauth2.googleapis.com/token"


@contextmanager
def mounted(google: SimulatedSheets, tokens: SimulatedTokens | None = None) -> Iterator[None]:
    """Every request to Google ends here, and none leaves the machine."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        wire.add_passthru("http://127.0.0.1:")  # a server of the test
        for method in ("GET", "POST", "PUT"):
            wire.add_callback(
                method, re.compile(re.escape(HOST) + ".*"), lambda asked: _mounted(google, asked)
            )
        if tokens is not None:
            wire.add_callback("POST", TOKEN_URI, lambda asked: _mounted_token(tokens, asked))
        yield


def _mounted(
    google: SimulatedSheets, asked: requests.PreparedRequest
) -> tuple[int, dict[str, str], str]:
    body = json.loads(_body(asked)) if asked.body else None
    token = str(asked.headers.get("Authorization") or "").removeprefix("Bearer ")
    answer = google.answer(str(asked.method), str(asked.url), body, token)
    if answer.lost:
        raise requests.ReadTimeout("The simulated answer was lost.")
    return answer.status, _headers(answer), answer.text


def _mounted_token(
    tokens: SimulatedTokens, asked: requests.PreparedRequest
) -> tuple[int, dict[str, str], str]:
    status, body = tokens.answer(urlsplit(str(asked.url)).path, parse_qs(_body(asked)))
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def _body(asked: requests.PreparedRequest) -> str:
    return asked.body.decode() if isinstance(asked.body, bytes) else str(asked.body)


def _headers(answer: Answer) -> dict[str, str]:
    kind = "text/html" if answer.text.startswith("<") else "application/json"
    return {"Content-Type": f"{kind}; charset=UTF-8"} | answer.headers


@contextmanager
def served(google: SimulatedSheets, tokens: SimulatedTokens) -> Iterator[str]:
    """The same over HTTP: yields the base address. `/token` gives out the tokens."""
    server = _Server(google, tokens)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, google: SimulatedSheets, tokens: SimulatedTokens) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        self.google = google
        self.tokens = tokens
        self.turn = threading.Lock()


class _Desk(BaseHTTPRequestHandler):
    """One connection. One request at a time reaches the simulation."""

    server: _Server

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_GET  # noqa: N815 - the standard library's name
    do_PUT = do_GET  # noqa: N815 - the standard library's name

    def _serve(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with self.server.turn:
            answer = self._answer(text)
        if answer.lost:
            self.close_connection = True
            return
        body = answer.text.encode()
        self.send_response(answer.status)
        for name, value in _headers(answer).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, text: str) -> Answer:
        path = urlsplit(self.path).path
        if path.endswith(("/token", "/oidc", "/sts", ":generateAccessToken")):
            status, given = self.server.tokens.answer(path, parse_qs(text))
            return Answer(status=status, text=json.dumps(given))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        body = json.loads(text) if text else None
        return self.server.google.answer(self.command, self.path, body, token)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has there
        """Say nothing: the simulation keeps its own log."""
