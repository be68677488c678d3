"""The simulated Slack on a loopback port: what slack_sdk talks to in the demo and the tests."""

import json
import socket
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Protocol, Self, cast

from lunchbatch.demo.slack.file_upload import UPLOAD_PATH
from lunchbatch.demo.slack.http_exchange import (
    JSON,
    Exchange,
    Faults,
    HttpAnswer,
    Request,
    WireFault,
    no_faults,
    read_args,
)
from lunchbatch.demo.slack.methods import FORM_ONLY, WRITES, perform
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ApiError, Json

API_PATH = "/api/"


class Limits(Protocol):
    """How often each method may be called."""

    def retry_after(self, method: str, channel: str = "") -> int:
        """0 where a call is admitted, else the seconds to wait."""
        ...


class SlackServer:
    """Serves a workspace over HTTP while it is entered; `base_url` is for slack_sdk.

    `faults` is asked once per call. `limits` refuses calls above Slack's pace when given.
    `before` and `after` are called around every call, while its caller waits; a call of
    theirs that acts on the workspace happens exactly between two calls. `log` keeps every
    exchange in order.
    """

    def __init__(
        self,
        workspace: SimulatedWorkspace,
        *,
        faults: Faults = no_faults,
        limits: Limits | None = None,
    ) -> None:
        self.workspace = workspace
        self.faults = faults
        self.limits = limits
        self.before: list[Callable[[Request], None]] = []
        self.after: list[Callable[[Exchange], None]] = []
        self.log: list[Exchange] = []
        self.root = ""
        self._counts: Counter[str] = Counter()
        self._lock = Lock()
        self._http: _HttpServer | None = None
        self._thread: Thread | None = None

    @property
    def base_url(self) -> str:
        return f"{self.root}{API_PATH}"

    def __enter__(self) -> Self:
        self._http = _HttpServer(self)
        self.root = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = Thread(target=self._http.serve_forever, args=(0.005,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._http is not None and self._thread is not None:
            self._http.closing.set()
            self._http.shutdown()
            self._http.server_close()
            self._thread.join()

    def writes(self) -> tuple[Exchange, ...]:
        """The exchanges so far that could have changed something."""
        return tuple(one for one in self.log if one.method in WRITES)

    def calls(self, method: str) -> tuple[Exchange, ...]:
        return tuple(one for one in self.log if one.method == method)

    def receive(self, method: str, content_type: str, body: bytes, token: str) -> "HttpReply":
        """Take one call through faults, limits and the method; what goes back on the wire."""
        problem, args = None, {}
        try:
            args = read_args(content_type, body)
        except ApiError as refused:
            problem = {"ok": False, "error": refused.error}
        with self._lock:
            self._counts[method] += 1
            nth = self._counts[method]
        request = Request(
            method=method,
            args=args,
            content_type=content_type,
            nth=nth,
            token=token or str(args.get("token", "")),
        )
        for hook in self.before:
            hook(request)
        fault = self.faults(method, nth)
        answer = None
        if fault is None or fault.happens:
            answer = self._answer(request, problem)
        exchange = Exchange(request=request, answer=answer)
        self.log.append(exchange)
        for look in self.after:
            look(exchange)
        return HttpReply.of(answer, fault)

    def _answer(self, request: Request, problem: Json | None) -> HttpAnswer:
        if self.limits is not None:
            channel = str(request.args.get("channel", ""))
            if seconds := self.limits.retry_after(request.method, channel):
                return HttpAnswer(
                    status=429,
                    headers={"Retry-After": str(seconds)},
                    body={"ok": False, "error": "ratelimited"},
                )
        unread = request.method in FORM_ONLY and request.content_type.startswith(JSON)
        args = {} if unread else request.args
        body = problem or perform(self.workspace, request.method, args, request.token, self.root)
        headers = {}
        if known := self.workspace.tokens.get(request.token):
            headers["x-oauth-scopes"] = ",".join(sorted(known.scopes))
        return HttpAnswer(status=200, headers=headers, body=body)

    def store_upload(self, key: str, body: bytes) -> bool:
        with self.workspace.lock:
            upload = self.workspace.uploads.get(key)
            if upload is None:
                return False
            upload["bytes"] = body
            return True


class HttpReply:
    """The bytes that go back: the true answer, or what a fault made of it."""

    __slots__ = ("body", "delay", "drops", "headers", "keeps", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body
        self.drops, self.keeps, self.delay = False, len(body), 0.0

    @classmethod
    def of(cls, answer: HttpAnswer | None, fault: WireFault | None) -> "HttpReply":
        reply = cls(200, {"Content-Type": f"{JSON}; charset=utf-8"}, b"")
        if answer is not None:
            text = json.dumps(answer.body, separators=(",", ":"))  # Slack sends no blanks
            reply.status, reply.body = answer.status, text.encode()
            reply.headers |= answer.headers
        if fault is not None:
            if fault.status:
                reply.status, reply.body = fault.status, fault.body
                reply.headers |= fault.headers
            reply.drops, reply.delay = fault.drops, fault.delay
        reply.keeps = len(reply.body)
        if fault is not None and fault.keeps is not None:
            reply.keeps = fault.keeps
        return reply


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, slack: SlackServer) -> None:
        self.slack = slack
        self.closing = Event()
        super().__init__(("127.0.0.1", 0), _Exchanger)

    def handle_error(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: object
    ) -> None:
        """A client that hung up is its own affair; a fault of ours must be seen."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Exchanger(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = cast("_HttpServer", self.server)
        if self.path.startswith(UPLOAD_PATH):
            stored = server.slack.store_upload(self.path.removeprefix(UPLOAD_PATH), body)
            self._send(HttpReply(200 if stored else 404, {"Content-Type": "text/plain"}, b"OK"))
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        method = self.path.partition("?")[0].removeprefix(API_PATH)
        content_type = self.headers.get("Content-Type", "")
        reply = server.slack.receive(method, content_type, body, token)
        if reply.delay:
            server.closing.wait(reply.delay)
        self._send(reply)

    def _send(self, reply: HttpReply) -> None:
        if reply.drops:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: reply.keeps])
        if reply.keeps < len(reply.body):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Keep the screen for the program's own words."""
