"""
Slack as somebody else wrote it: the server of the npm package `emulate`, behind a thin shim.

The server keeps people, conversations, messages, reactions, tokens and the scopes of each token.
The shim fills what it lacks and this program needs; `GAPS` lists all of it. Members act through
tokens of their own, straight at the server.
"""

import json
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

VARIABLE = "LUNCHBATCH_EMULATE"
WHY_SKIPPED = f"SKIPPED: node, or {VARIABLE} with the folder of emulate: no second Slack to judge"
START = Path(__file__).with_name("emulate.mjs")

# What the shim fills, and the page of Slack's documentation that says how it is.
GAPS: Mapping[str, str] = {
    "auth.test: the header X-OAuth-Scopes names the scopes of the token": "Installing with OAuth",
}

_BOT, _ADMIN = "xoxb-emulated", "xoxp-emulated-admin"
_NO_PROXY = build_opener(ProxyHandler({}))
_CHANNELS = ("channels:manage", "channels:read", "channels:join")


def folder_of_emulate() -> Path | None:
    """Where npm has put it, when the environment says so and there is a node to run it."""
    named = os.environ.get(VARIABLE, "")
    is_there = bool(named) and Path(named, "node_modules/emulate/dist/api.js").exists()
    return Path(named) if is_there and shutil.which("node") else None


@dataclass(slots=True, kw_only=True)
class EmulatedSlack:
    """A workspace with one app and one channel. `address` is where the app speaks to."""

    server: str
    scopes: Sequence[str]
    input: IO[str]
    output: IO[str]
    token: str = _BOT
    address: str = ""
    channel: str = ""
    members: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)

    def is_now(self, moment: datetime) -> None:
        """Set the clock of the server."""
        self.input.write(f"{int(moment.timestamp() * 1000)}\n")
        self.input.flush()
        assert self.output.readline() == "ready\n"

    def call(self, token: str, method: str, **args: str) -> dict[str, Any]:
        """One call of somebody who is not the app."""
        sent = json.dumps(args).encode()
        status, answer = self.pass_on(method, sent, token, "application/json")
        assert status == 200, (method, answer)
        assert answer["ok"], (method, answer)
        return answer

    def reacts(self, member: str, channel: str, ts: str, emoji: str) -> None:
        token = _token(self.members.index(member))
        self.call(token, "reactions.add", channel=channel, timestamp=ts, name=emoji)

    def takes_back(self, member: str, channel: str, ts: str, emoji: str) -> None:
        token = _token(self.members.index(member))
        self.call(token, "reactions.remove", channel=channel, timestamp=ts, name=emoji)

    def says(self, member: str, channel: str, text: str) -> None:
        token = _token(self.members.index(member))
        self.call(token, "chat.postMessage", channel=channel, text=text)

    def pass_on(
        self, method: str, body: bytes, token: str, kind: str
    ) -> tuple[int, dict[str, Any]]:
        """Send a request to the server as it is."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        asked = Request(f"{self.server}/api/{method}", data=body, headers=headers)  # noqa: S310 - http on loopback
        try:
            with _NO_PROXY.open(asked, timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as refused:
            return refused.code, json.load(refused)


def _token(number: int) -> str:
    return f"xoxp-emulated-{number}"


@contextmanager
def emulated_slack(
    folder: Path, names: Sequence[str], scopes: Sequence[str], now: datetime
) -> Iterator[EmulatedSlack]:
    """A server of its own for people of these names; the app has these scopes and no others."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", str(START), str(folder), json.dumps(_seed(names, scopes)), str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as node:  # noqa: S603 - our own script
        assert node.stdin is not None
        assert node.stdout is not None
        slack = EmulatedSlack(
            server=f"http://127.0.0.1:{port}", scopes=scopes, input=node.stdin, output=node.stdout
        )
        slack.is_now(now)
        with _served(slack):
            _gather(slack, len(names))
            yield slack
        node.stdin.close()


def _seed(names: Sequence[str], scopes: Sequence[str]) -> dict[str, Any]:
    people = [
        {"name": f"p{number}", "real_name": name, "profile": {"display_name": name}}
        for number, name in enumerate(names)
    ]
    own = {"scopes": ["reactions:write", "chat:write"]}
    tokens = {_token(number): {"login": f"p{number}", **own} for number in range(len(names))}
    tokens[_ADMIN] = {"login": "admin", "scopes": [*_CHANNELS]}
    tokens[_BOT] = {"login": "lunchbatch", "scopes": [*scopes]}
    app = {
        "client_id": "1.2",
        "client_secret": "opens nothing",
        "app_id": "A0LUNCHAPP1",
        "name": "lunchbatch",
        "bot_name": "lunchbatch",
        "redirect_uris": [],
        "scopes": [*scopes],
    }
    return {
        "tokens": tokens,
        "slack": {"strict_scopes": True, "users": people, "oauth_apps": [app]},
    }


def _gather(slack: EmulatedSlack, people: int) -> None:
    """A channel, opened by an administrator who leaves it to the people and the app."""
    tokens = [*(_token(number) for number in range(people)), _BOT]
    ids = [slack.call(token, "auth.test")["user_id"] for token in tokens]
    channel = slack.call(_ADMIN, "conversations.create", name="coffee")["channel"]["id"]
    slack.call(_ADMIN, "conversations.invite", channel=channel, users=",".join(ids))
    slack.call(_ADMIN, "conversations.leave", channel=channel)
    slack.channel, slack.members = channel, tuple(ids[:-1])


@contextmanager
def _served(slack: EmulatedSlack) -> Iterator[None]:
    """The shim, on loopback; the app speaks to it."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            method = self.path.rpartition("/")[2]
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            kind = self.headers.get("Content-Type") or ""
            slack.asked.append(method)
            status, answer = slack.pass_on(method, body, token, kind)
            text = json.dumps(answer, separators=(",", ":")).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(text)))
            if method == "auth.test":
                self.send_header("X-OAuth-Scopes", ",".join(slack.scopes))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    slack.address = f"http://127.0.0.1:{server.server_port}/api/"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
