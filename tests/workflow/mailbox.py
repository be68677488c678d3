"""A loopback address that takes what curl sends, keeps it, and answers as it is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One request: its method and path, the Authorization header, the fields of the form."""

    line: str
    authorization: str
    form: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Mailbox:
    """The letters in the order they came."""

    url: str
    answer: bytes
    letters: list[Letter] = field(default_factory=list)


@contextmanager
def mailbox(answer: str = '{"ok":true}') -> Iterator[Mailbox]:
    """A mailbox as long as the block lasts; `url` ends in a slash."""

    class Slot(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            box.letters.append(
                Letter(
                    line=f"{self.command} {self.path}",
                    authorization=self.headers.get("Authorization", ""),
                    form=dict(parse_qsl(body.decode())),
                )
            )
            self.send_response(200)
            self.send_header("Content-Length", str(len(box.answer)))
            self.end_headers()
            self.wfile.write(box.answer)

        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            self._take()

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Slot)
    box = Mailbox(url=f"http://127.0.0.1:{server.server_port}/", answer=answer.encode())
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
