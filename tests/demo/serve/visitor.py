"""The office of `demo --serve` on a loopback port, and somebody who visits it without a browser."""

import http.client
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from lunchbatch.cli.commands.demo import load_job
from lunchbatch.demo.serve.http_server import DemoServer
from lunchbatch.demo.serve.routes import Routes
from lunchbatch.demo.serve.session import MORNING, DemoSession, new_session

TOKEN = "the-token-of-this-test"
ADAEZE, BARTOSZ = "U001ADAEZEO", "U002BARTOSZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    body: str
    headers: dict[str, str]

    @property
    def said(self) -> str:
        """What the page says beside its letters for the browser."""
        return unescape(re.sub(r"<[^>]+>", "", self.body.partition("</header>")[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    office: DemoSession
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, form: dict[str, str], **headers: str) -> Reply:
        """A form as a page of the office would send it, unless the form says otherwise."""
        first = next(iter(self.office.workspace.channels))
        own = {"token": TOKEN, "as": ADAEZE, "at": f"/room/{first}"}
        return self.ask("POST", path, urlencode({**own, **form}), headers)

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        try:
            line.request(method, path, body=body, headers=kind | headers)
            got = line.getresponse()
            return Reply(
                status=got.status, body=got.read().decode(), headers=dict(got.getheaders())
            )
        finally:
            line.close()

    def edit(self, tab: str, cells: dict[str, str]) -> Reply:
        """Type into cells of a tab that was just looked at, and save."""
        page = self.get(f"/sheet/{tab.replace(' ', '%20')}").body
        mark = re.search(r'name="mark" value="(\w+)"', page)
        assert mark is not None
        return self.post("/edit", {"at": f"/sheet/{tab}", "mark": mark[1], **cells})

    def until_due(self) -> Reply:
        """Let time pass until something is due, and run the job."""
        self.post("/time", {"step": "next"})
        return self.post("/run", {})


@contextmanager
def visited(folder: Path, settings: Path | None = None) -> Iterator[Visitor]:
    with new_session(folder, settings=settings, now=MORNING, seed=3, load_job=load_job) as office:
        door = DemoServer(Routes(office, TOKEN).answer, port=0, token=TOKEN)
        thread = Thread(target=door.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield Visitor(office=office, port=door.server_port)
        finally:
            door.shutdown()
            door.server_close()
            thread.join()
