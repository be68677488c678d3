"""
Calls the simulated Slack without a socket, for tests that make a great many calls.

Everything but the socket is the same: faults, limits, hooks, log and the contract. That both
ways behave alike is itself tested (tests/adapters/test_slack_direct.py).
"""

import json
from collections.abc import Mapping
from http.client import IncompleteRead, RemoteDisconnected
from urllib.parse import urlencode

from lunchbatch.adapters.slack import SlackReply
from lunchbatch.demo.slack.http_exchange import FORM, JSON
from lunchbatch.demo.slack.server import SlackServer


class DirectTransport:
    def __init__(self, server: SlackServer, token: str) -> None:
        self._server = server
        self._token = token

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        if as_json or not args:
            sent = self._server.receive(
                method, JSON, json.dumps(args).encode() if args else b"", self._token
            )
        else:
            fields = {
                name: int(value) if isinstance(value, bool) else value
                for name, value in args.items()
            }
            sent = self._server.receive(method, FORM, urlencode(fields).encode(), self._token)
        if sent.drops:
            raise RemoteDisconnected("dropped by a fault")
        if sent.delay:
            raise TimeoutError("delayed by a fault")
        if sent.keeps < len(sent.body):
            raise IncompleteRead(sent.body[: sent.keeps])
        return _read(sent.status, sent.headers, sent.body.decode())


def _read(status: int, headers: Mapping[str, str], text: str) -> SlackReply:
    try:
        body = json.loads(text)
    except ValueError:
        return SlackReply(status=status, headers=headers, text=text)
    if not isinstance(body, dict):
        return SlackReply(status=status, headers=headers)
    return SlackReply(status=status, headers=headers, body=body)
