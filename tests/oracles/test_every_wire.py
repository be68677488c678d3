"""No story runs on a wire that nobody watches."""

from pathlib import Path

import pytest

from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from tests.behaviour.furnished import TOKEN
from tests.behaviour.world import START
from tests.direct_transport import DirectTransport
from tests.oracles.slack_contract import (
    WHY_SKIPPED,
    oracle_folder,
    scopes_of_the_manifest,
    watch_story,
)
from tests.oracles.violations import taken
from tests.tree import texts


def test_every_simulated_slack_of_a_test_is_held_against_slacks_documents() -> None:
    bare = [
        str(path)
        for path, text in texts().items()
        if path.suffix == ".py"
        and path.parts[0] == "tests"
        and path.parts[:2] != ("tests", "benchmarks")
        and path != Path("tests/oracles/test_every_wire.py")
        and " SlackServer(" in text.replace("watch_story(SlackServer(", "")
        and "    watch(server)" not in text
        and "watch_story(\n" not in text
    ]

    assert bare == []


def test_the_manifest_asks_for_scopes_and_offers_others() -> None:
    scopes = scopes_of_the_manifest()

    assert {"chat:write", "files:write", "groups:read"} <= scopes
    assert "team:read" not in scopes


@pytest.mark.skipif(oracle_folder() is None, reason=WHY_SKIPPED)
def test_a_request_beyond_the_manifest_is_found() -> None:
    slack = SimulatedWorkspace(VirtualClock(START))
    slack.grant(TOKEN)
    server = watch_story(SlackServer(slack))
    transport = DirectTransport(server, TOKEN)
    room = slack.add_channel("coffee")
    transport.send("conversations.members", {"channel": room}, as_json=False)
    transport.send("conversations.join", {"channel": room}, as_json=False)

    assert taken() == ["conversations.join: the manifest has none of the scopes ['channels:join']"]
