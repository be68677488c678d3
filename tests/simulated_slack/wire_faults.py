"""What can go wrong on the wire, call by call, as a test orders it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class WireFault:
    """What becomes of one call.

    `happens`: whether the call takes effect all the same.
    `drops`: the connection closes without an answer.
    `status`, `headers`, `body`: the answer given instead of the true one (status 0: the true one).
    `keeps`: how many bytes of the answer arrive before the connection closes; None: all.
    `delay`: real seconds before the answer goes out.
    """

    happens: bool = False
    drops: bool = False
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    keeps: int | None = None
    delay: float = 0.0


# Asked before each call with the method and how many calls of it there were, this one included.
Faults: TypeAlias = Callable[[str, int], WireFault | None]

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


def no_faults(method: str, nth: int) -> WireFault | None:  # noqa: ARG001 - the shape is `Faults`
    """A wire without faults."""
    return None


class Scripted:
    """Faults by appointment: `{("chat.postMessage", 2): LOST_AFTER}` hits the second post."""

    def __init__(self, script: Mapping[tuple[str, int], WireFault]) -> None:
        self._script = dict(script)

    def __call__(self, method: str, nth: int) -> WireFault | None:
        return self._script.get((method, nth))
