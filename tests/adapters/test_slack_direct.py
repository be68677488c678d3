"""Calls with and without a socket mean the same."""

import pytest

from lunchbatch.adapters.slack import SlackWorkspace
from lunchbatch.core.model.messages import Message
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.errors import LunchbatchError, SlackError
from tests.direct_transport import DirectTransport
from tests.simulated_slack.wire_faults import (
    BAD_GATEWAY,
    CUT_SHORT,
    LOST_AFTER,
    LOST_BEFORE,
    SERVER_ERROR,
    Scripted,
    rate_limited,
    refused,
)
from tests.slack_wire import TOKEN, Wired, wired

CALLS = ["conversations.members", "users.list", "conversations.open", "chat.postMessage"]
CALLS += ["reactions.add", "conversations.history", "reactions.get"]
FAULTS = [LOST_BEFORE, LOST_AFTER, CUT_SHORT, BAD_GATEWAY, SERVER_ERROR, rate_limited(5)]
FAULTS += [refused("user_disabled"), refused("invalid_auth"), WireFault(status=200, body=b"[]")]
FAULTS += [WireFault(status=404, body=b"no"), refused("missing_scope", needed="chat:write")]


def live(world: Wired, slack: SlackWorkspace) -> list[object]:
    """A short life, told as what came of each step."""
    people = [world.workspace.add_person(name) for name in ("Ada", "Bo", "Cy", "Di", "Eve")]
    channel = world.workspace.add_channel("coffee", people)
    hello = Message(text="Hello & welcome", blocks=({"type": "divider"},))
    told: list[object] = []
    try:
        told += [slack.identity(), slack.members(channel), slack.people(people)]
        room = slack.open(people)
        posted = slack.post(room, hello, effect="intro")
        slack.react(posted, "taco")
        told += [posted, slack.find(room, "intro", since=world.clock.now())]
        told.append(slack.reactions([posted]))
    except LunchbatchError as error:
        told.append((type(error), str(error)))
        if isinstance(error, SlackError):
            told.append((error.code, error.happened))
    return [*told, world.workspace.app_messages(), world.clock.now(), world.server.writes()]


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_life_without_a_socket_is_the_same_life(method: str, fault: WireFault) -> None:
    script = {(method, 1): fault}
    with wired(Scripted(script)) as world:
        over_http = [repr(step) for step in live(world, world.slack)]
    with wired(Scripted(script)) as world:
        direct = world.slack_over(DirectTransport(world.server, TOKEN))
        without = [repr(step) for step in live(world, direct)]

    assert [one.replace(";charset=utf-8", "") for one in over_http] == without
