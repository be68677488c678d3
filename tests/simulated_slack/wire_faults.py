"""What can go wrong on the wire, call by call, as a test orders it."""

import json
from collections.abc import Mapping

from lunchbatch.demo.slack.http_exchange import WireFault

LOST_BEFORE = WireFault(drops=True)
LOST_AFTER = WireFault(happens=True, drops=True)
CUT_SHORT = WireFault(happens=True, keeps=5)
BAD_GATEWAY = WireFault(
    status=502,
    headers={"Content-Type": "text/html"},
    body=b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>",
)
SERVER_ERROR = WireFault(status=500, body=b'{"ok":false,"error":"internal_error"}')


def rate_limited(seconds: int) -> WireFault:
    return WireFault(
        status=429,
        headers={"Retry-After": str(seconds)},
        body=b'{"ok":false,"error":"ratelimited"}',
    )


def refused(error: str, *, happens: bool = False, **beside: object) -> WireFault:
    """Slack's own kind of no: `ok: false` with this error word, in a 200."""
    body = json.dumps({"ok": False, "error": error, **beside}).encode()
    return WireFault(happens=happens, status=200, body=body)


class Scripted:
    """Faults by appointment: `{("chat.postMessage", 2): LOST_AFTER}` hits the second post."""

    def __init__(self, script: Mapping[tuple[str, int], WireFault]) -> None:
        self._script = dict(script)

    def __call__(self, method: str, nth: int) -> WireFault | None:
        return self._script.get((method, nth))
