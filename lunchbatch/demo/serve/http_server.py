"""The HTTP server of `demo --serve`, on 127.0.0.1 only, until Ctrl-C.

Any page that the organiser's browser shows can send requests to this machine. So a request must
name this very address as its host (against DNS rebinding) and as its origin, where it has one,
and a form must bring back the token that stood in it (against cross-site request forgery; both
as in OWASP's cheat sheets).
"""

import re
import socket
import sys
import webbrowser
from collections.abc import Callable
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import compare_digest, token_urlsafe
from threading import Lock
from typing import cast
from urllib.parse import parse_qsl, unquote, urlsplit

import click

from lunchbatch.core.model.spelling import one_line
from lunchbatch.demo.job import LoadJob
from lunchbatch.demo.serve.routes import PageRequest, PageResponse, Routes
from lunchbatch.demo.serve.session import new_session
from lunchbatch.errors import ConfigError

LOOPBACK = "127.0.0.1"
LONGEST_FORM = 2_000_000  # bytes; a tab of 5,000 members is far below
MOST_FIELDS = 50_000
_LENGTH = re.compile(r"[0-9]{1,9}")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class DemoServer(ThreadingHTTPServer):
    """Listens on the loopback address. `port` 0 takes any that is free.

    Raises ConfigError when the port is taken.
    """

    daemon_threads = True

    def __init__(
        self, answer: Callable[[PageRequest], PageResponse], *, port: int, token: str
    ) -> None:
        self.answer, self.token = answer, token
        self.busy = Lock()
        try:
            super().__init__((LOOPBACK, port), _Visitor)
        except (OSError, OverflowError) as fault:
            raise ConfigError(
                f"port {port} cannot be used ({fault}); name another with --port, or 0 for any"
            ) from None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{LOOPBACK}:{self.server_port}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which it may be called."""
        return f"{LOOPBACK}:{self.server_port}", f"localhost:{self.server_port}"

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """A browser that hung up is its own affair; a fault of ours must be seen."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Visitor(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60  # seconds that a browser may keep a connection without a word

    @property
    def _door(self) -> DemoServer:
        return cast("DemoServer", self.server)

    def do_GET(self) -> None:
        if not self._is_ours():
            return
        try:
            path, query = _read(self.path)
        except ValueError:
            self._refuse(400, "That is not the address of a page.")
            return
        self._give(PageRequest(path=path, query=query))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not _LENGTH.fullmatch(length) or int(length) > LONGEST_FORM:
            self._refuse(413, "A form is shorter than that.")
            return
        body = self.rfile.read(int(length)).decode(errors="replace")
        if not self._is_ours():
            return
        try:
            path, _ = _read(self.path)
            form = _fields(body)
        except ValueError:
            self._refuse(413, "A form has fewer fields than that, and the address of a page.")
            return
        if not compare_digest(form.get("token", "").encode(), self._door.token.encode()):
            self._refuse(403, "This form is not from this demo; open its page again.")
            return
        self._give(PageRequest(path=path, form=form))

    def _is_ours(self) -> bool:
        """Whether the request names this address, and comes from a page of it or from none."""
        hosts = self._door.hosts
        origin = self.headers.get("Origin")
        if self.headers.get("Host", "") not in hosts:
            self._refuse(403, f"The demo answers at {self._door.address} only.")
        elif origin is not None and origin not in {f"http://{host}" for host in hosts}:
            self._refuse(403, "Another site's page has asked for this; it is refused.")
        else:
            return True
        return False

    def _give(self, asked: PageRequest) -> None:
        with self._door.busy:
            answer = self._door.answer(asked)
        self._send(answer.status, answer.kind, answer.body, answer.location)

    def _refuse(self, status: int, sentence: str) -> None:
        self.close_connection = True
        self._send(status, "text/plain; charset=utf-8", f"{sentence}\n")

    def _send(self, status: int, kind: str, text: str, location: str = "") -> None:
        body = text.encode(errors="replace")
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what is asked for is what somebody clicked."""


def _read(address: str) -> tuple[str, dict[str, str]]:
    """The path and the query of an address. Raises ValueError where it is none."""
    parts = urlsplit(address)
    return unquote(parts.path), _fields(parts.query)


def _fields(text: str) -> dict[str, str]:
    """The first value of each name. Raises ValueError for more than MOST_FIELDS of them."""
    pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return dict(reversed(pairs))


PATIENCE = 10  # seconds that a run which is under way may take to end


def serve(
    folder: Path,
    *,
    settings: Path | None,
    now: datetime,
    seed: int,
    port: int,
    shows_browser: bool,
    load_job: LoadJob,
) -> None:
    """Answer browsers on this machine until somebody presses Ctrl-C.

    Raises ConfigError with all that is wrong with the settings, or when the port is taken.
    """
    with new_session(folder, settings=settings, now=now, seed=seed, load_job=load_job) as office:
        token, where = token_urlsafe(), one_line(str(folder))
        with DemoServer(Routes(office, token).answer, port=port, token=token) as door:
            click.echo(f"A workspace to click through: {door.address}")
            click.echo(f"Its Sheet is in {where}. Only this machine can reach it; Ctrl-C ends it.")
            if shows_browser:
                webbrowser.open(door.address)
            try:
                door.serve_forever(poll_interval=0.1)
            except KeyboardInterrupt:
                door.busy.acquire(timeout=PATIENCE)
                click.echo(f"\nEnded. What was written is in {where}.")
