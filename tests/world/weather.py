"""What goes wrong on the wire during a simulated week, drawn from one seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from lunchbatch.adapters.sheet.sheet_ledger import Wire
from lunchbatch.adapters.sheet.sheets_client import unclear
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.errors import LedgerError
from tests.simulated_slack.wire_faults import (
    BAD_GATEWAY,
    CUT_SHORT,
    LOST_AFTER,
    LOST_BEFORE,
    SERVER_ERROR,
    rate_limited,
)

ANSWERED = WireFault(happens=True, status=502, headers=BAD_GATEWAY.headers, body=BAD_GATEWAY.body)
FAULTS = (LOST_BEFORE, LOST_AFTER, CUT_SHORT, BAD_GATEWAY, ANSWERED, SERVER_ERROR, rate_limited(3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often, per call, something goes wrong; 0 is a calm day."""

    chance: Random
    slack: float = 0.0
    sheet: float = 0.0
    death: float = 0.0
    hands: float = 0.0

    def on_slack(self, method: str, args: Mapping[str, object]) -> WireFault | None:  # noqa: ARG002 - the shape of `Refuses`
        if self.chance.random() >= self.slack:
            return None
        return self.chance.choice((*FAULTS, rate_limited(self.chance.choice((1, 30, 300)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoughWire:
    """The Sheet's wire when the network is bad: refused over quota, or lost before or after."""

    inner: Wire
    weather: Weather

    def read(self, spreadsheet: str, ranges: Sequence[str], fields: str) -> dict[str, Any]:
        self._break(self.weather.sheet)
        return self.inner.read(spreadsheet, ranges, fields)

    def write(self, spreadsheet: str, body: dict[str, Any], fields: str) -> dict[str, Any]:
        self._break(self.weather.sheet / 2)
        answer = self.inner.write(spreadsheet, body, fields)
        if self.weather.chance.random() < self.weather.sheet:
            raise unclear("the connection to Google broke")
        return answer

    def _break(self, often: float) -> None:
        if self.weather.chance.random() < often:
            if self.weather.chance.random() < 0.5:
                raise LedgerError("Google refused for the quota", code="rate_limited")
            raise unclear("the connection to Google broke")
