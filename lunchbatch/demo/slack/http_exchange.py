"""A request and its answer as they travel: what tests look at, and what oracles check."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from lunchbatch.demo.slack.slack_model import ApiError, Json

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call as it arrived; `nth` counts the calls of this method, from 1."""

    method: str
    args: Mapping[str, Any]
    content_type: str
    nth: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """What Slack says: HTTP status, extra headers, and the JSON body ({} when it is none)."""

    status: int
    headers: Mapping[str, str]
    body: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request with its answer, which is None where the call never took effect."""

    request: Request
    answer: HttpAnswer | None

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def args(self) -> Mapping[str, Any]:
        return self.request.args


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


def no_faults(method: str, nth: int) -> WireFault | None:  # noqa: ARG001 - the shape is `Faults`
    """A wire without faults."""
    return None


def read_args(content_type: str, body: bytes) -> dict[str, Any]:
    """The arguments of a call: form fields, or a JSON object; an empty body is no arguments.

    Raises `ApiError` for bodies Slack does not take.
    """
    if not body:
        return {}
    kind = content_type.partition(";")[0].strip().lower()
    match kind:
        case "application/json":
            return _json_args(body)
        case "application/x-www-form-urlencoded":
            return dict(parse_qsl(body.decode(), keep_blank_values=True))
        case "":
            raise ApiError("missing_post_type")
        case _:
            raise ApiError("invalid_post_type")


def _json_args(body: bytes) -> dict[str, Any]:
    try:
        args = json.loads(body)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(args, dict):
        raise ApiError("json_not_object")
    return args
