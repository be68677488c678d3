"""A Slack that refuses, is down or answers rubbish: a sentence, an exit code, nothing twice."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.demo.slack.http_exchange import Faults, WireFault
from lunchbatch.demo.slack.simulated_workspace import ALL_SCOPES
from lunchbatch.demo.slack.slack_model import ConversationKind
from tests.behaviour.console import Console, console
from tests.behaviour.furnished import TOKEN
from tests.behaviour.world import ROUND
from tests.simulated_slack.wire_faults import BAD_GATEWAY, CUT_SHORT, Scripted

FAILED, TO_MEND = 1, 2
BOTH = [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path, has_sheet=request.param) as found:
        yield found


def ends(ready: Console, code: int) -> str:
    """Call `run`; its exit code is this, and what it says on standard error is returned."""
    ended = ready.calls()
    assert ended.exit_code == code, ended.output
    assert "Traceback" not in ended.output
    return ended.stderr.strip()


def recovers(ready: Console) -> None:
    """A later run, with Slack as it should be, sends each message once and is then done."""
    ready.world.server.faults = Scripted({})
    ready.at("2026-11-23 10:30")
    assert ready.calls().exit_code == 0
    assert sorted(ready.world.sent()) == BOTH
    assert all(group.intro and group.is_sound for group in ready.world.known.groups)
    assert ready.world.plan().plan.is_empty


def always(fault: WireFault, *methods: str) -> Faults:
    return lambda method, _: fault if not methods or method in methods else None


def test_a_channel_that_does_not_exist(ready: Console) -> None:
    ready.edits(ready.world.channel, "C0GONE0001")

    told = ends(ready, TO_MEND)

    assert "C0GONE0001" in told
    assert "channel_not_found" in told
    assert "Set `channel` of the program in the settings" in told
    assert "if the channel is private, give the app the scopes groups:read" in told
    assert ready.world.sent() == []
    assert ready.world.known.rounds == {}


def test_a_private_channel_that_the_bot_is_not_in(ready: Console) -> None:
    private = ready.world.slack.add_channel(
        "quiet", ready.world.members, kind=ConversationKind.PRIVATE, with_bot=False
    )
    ready.edits(ready.world.channel, private)

    told = ends(ready, TO_MEND)

    assert private in told
    assert "/invite @lunchbatch" in told


def test_a_token_that_was_revoked(ready: Console) -> None:
    ready.world.slack.revoke(TOKEN)

    told = ends(ready, TO_MEND)

    assert "the token was revoked" in told
    assert "store the Bot User OAuth Token (it starts with xoxb-)" in told
    assert TOKEN not in told


@pytest.mark.parametrize("scope", ["users:read", "channels:read", "mpim:write", "chat:write"])
def test_a_token_that_lacks_a_scope(ready: Console, scope: str) -> None:
    ready.world.slack.grant(TOKEN, ALL_SCOPES - {scope})

    told = ends(ready, TO_MEND)

    assert f"lacks the scope {scope}" in told
    assert "Reinstall to Workspace" in told
    assert ready.world.sent() == []
    ready.world.slack.grant(TOKEN)
    recovers(ready)


def test_a_token_that_may_not_seed_emoji_still_sends(ready: Console) -> None:
    ready.world.slack.grant(TOKEN, ALL_SCOPES - {"reactions:write"})

    told = ends(ready, TO_MEND)

    assert "lacks the scope reactions:write" in told
    ready.world.slack.grant(TOKEN)
    recovers(ready)


def test_slack_is_down_before_a_round(ready: Console) -> None:
    ready.world.server.faults = always(BAD_GATEWAY)

    told = ends(ready, FAILED)

    assert "Slack" in told
    assert ready.world.known.rounds == {}
    recovers(ready)


def test_slack_goes_down_half_way_through_a_round(ready: Console) -> None:
    ready.world.server.faults = lambda method, nth: (
        BAD_GATEWAY if method == "chat.postMessage" and nth > 1 else None
    )

    ended = ready.calls()

    assert ended.exit_code == FAILED
    assert f"Sent {ROUND} intro: 1 message" in ended.output
    assert f"Not sure about {ROUND}/2 intro: Slack, chat.postMessage for " in ended.output
    assert "(HTTP 502: '<html>" in ended.output
    assert "It may have arrived all the same; the next run looks before" in ended.output
    first = ready.world.group(1)
    assert (first.intro != "", ready.world.group(2).intro) == (True, "")
    recovers(ready)
    assert ready.world.group(1) == first


def test_a_page_instead_of_an_answer_is_quoted_in_short(ready: Console) -> None:
    page = b"<html><body>Sign in to the network</body></html>" + b" " * 5000
    ready.world.server.faults = always(
        WireFault(status=200, headers={"Content-Type": "text/html"}, body=page)
    )

    told = ends(ready, FAILED)

    assert "it sent a page instead of an answer (HTTP 200: '<html><body>Sign in" in told
    assert len(told) < 500
    recovers(ready)


def test_an_answer_that_is_cut_short(ready: Console) -> None:
    ready.world.server.faults = always(CUT_SHORT, "conversations.members")

    told = ends(ready, FAILED)

    assert "conversations.members" in told
    assert "The next run tries again" in told
    recovers(ready)


def test_a_post_whose_answer_was_cut_short_is_not_posted_again(ready: Console) -> None:
    ready.world.server.faults = Scripted({("chat.postMessage", 1): CUT_SHORT})

    assert ends(ready, 0) == ""
    assert sorted(ready.world.sent()) == BOTH
    recovers(ready)


def test_one_person_who_cannot_be_written_to_does_not_stop_the_others(ready: Console) -> None:
    body = json.dumps({"ok": False, "error": "user_disabled"}).encode()
    ready.world.server.faults = Scripted(
        {("conversations.open", 1): WireFault(status=200, body=body)}
    )

    ended = ready.calls()

    assert ended.exit_code == FAILED
    assert f"Failed {ROUND}/2 intro: " in ended.output
    assert "one of these people was deactivated" in ended.output
    assert ready.world.sent() == [f"{ROUND}/1 intro"]
    recovers_after_a_try(ready)


def recovers_after_a_try(ready: Console) -> None:
    ready.at("2026-11-23 10:30")
    assert ready.calls().exit_code == 0
    assert sorted(ready.world.sent()) == BOTH
