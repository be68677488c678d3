"""The one gate through which every call of a simulated run goes, to Slack and to the ledger alike.

At the gate a run may die, meet a fault, or wait while somebody else does something.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lunchbatch.adapters.sheet.sheet_ledger import Wire
from lunchbatch.adapters.slack import SlackReply, Transport


class Died(BaseException):
    """The process is gone: no code of ours may catch it."""


@dataclass(slots=True, kw_only=True)
class Gate:
    """Counts calls. `before` and `after` are told the number of a call, from 0, and its name."""

    before: Callable[[int, str], None] = lambda _number, _name: None
    after: Callable[[int, str], None] = lambda _number, _name: None
    names: list[str] = field(default_factory=list)

    def through(self, name: str, call: Callable[[], Any]) -> Any:
        number = len(self.names)
        self.names.append(name)
        self.before(number, name)
        answer = call()
        self.after(number, name)
        return answer


def dying_at(point: int) -> Gate:
    """Point 2n is right before call n, point 2n + 1 right after it."""

    def die(at: int) -> None:
        if at == point:
            raise Died

    return Gate(before=lambda n, _: die(2 * n), after=lambda n, _: die(2 * n + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedTransport:
    inner: Transport
    gate: Gate

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        reply = self.gate.through(method, lambda: self.inner.send(method, args, as_json=as_json))
        assert isinstance(reply, SlackReply)
        return reply


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedWire:
    inner: Wire
    gate: Gate

    def read(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.gate.through(
            "sheet.read", lambda: self.inner.read(spreadsheet, ranges, fields)
        )
        return answer

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.gate.through(
            "sheet.write", lambda: self.inner.write(spreadsheet, body, fields)
        )
        return answer
