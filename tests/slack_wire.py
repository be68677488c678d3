"""A simulated Slack on the loopback, a virtual clock, and the oracles where they are at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from lunchbatch.adapters.slack import SlackWorkspace, Transport, WebTransport
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.http_exchange import Faults, no_faults
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from tests.oracles.slack_contract import watch
from tests.simulated_slack.rate_limits import RateLimits

TOKEN = "xoxb-simulated"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    clock: VirtualClock
    workspace: SimulatedWorkspace
    server: SlackServer

    @property
    def client(self) -> WebClient:
        return self.client_for(TOKEN)

    @property
    def slack(self) -> SlackWorkspace:
        """The production adapter over HTTP, in virtual time."""
        return self.slack_over(WebTransport(TOKEN, base_url=self.server.base_url))

    def slack_over(self, transport: Transport) -> SlackWorkspace:
        """The production adapter over another way to send, in virtual time."""
        return SlackWorkspace(transport, clock=self.clock, chance=Random(0))

    def client_for(self, token: str) -> WebClient:
        client = WebClient(token, base_url=self.server.base_url, retry_handlers=[])
        client.proxy = None
        return client


def next_cursor(answer: SlackResponse) -> str:
    """Where the next page starts; "" on the last, where the field may be missing altogether."""
    metadata: dict[str, str] = answer.get("response_metadata") or {}
    return metadata.get("next_cursor", "")


def refusal(caught: pytest.ExceptionInfo[SlackApiError]) -> str:
    """The error word Slack gave."""
    return str(caught.value.response["error"])


@contextmanager
def wired(faults: Faults = no_faults, *, enforce_pace: bool = False) -> Iterator[Wired]:
    """An empty workspace with one live token, served; the contract is on its wire."""
    clock = VirtualClock(START)
    workspace = SimulatedWorkspace(clock)
    workspace.grant(TOKEN)
    limits = RateLimits(clock) if enforce_pace else None
    server = SlackServer(workspace, faults=faults, limits=limits)
    watch(server)
    with server:
        yield Wired(clock=clock, workspace=workspace, server=server)
