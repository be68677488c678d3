"""What the Slack adapter repeats, what it never repeats, and what it says."""

import errno
import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.client import RemoteDisconnected
from socket import gaierror
from urllib.error import URLError

import pytest

from lunchbatch.adapters.slack import WebTransport
from lunchbatch.adapters.slack.call_failures import judge_exception
from lunchbatch.adapters.slack.error_texts import UNKNOWN
from lunchbatch.core.model.messages import Message, MessageRef
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.demo.slack.simulated_workspace import ALL_SCOPES
from lunchbatch.errors import LunchbatchError, SetupError, SlackError
from lunchbatch.ports import Call
from tests.oracles.slack_contract import WHY_SKIPPED, SlackContract, oracle_folder
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

HELLO = Message(text="Hello", blocks=())
PASSING = [LOST_BEFORE, LOST_AFTER, CUT_SHORT, BAD_GATEWAY, SERVER_ERROR, rate_limited(7)]
PASSING += [refused(word) for word in ("fatal_error", "service_unavailable", "rate_limited")]
ROOM = "C00000001"

Act = Callable[[Wired], object]

ACTS: dict[str, Act] = {
    "auth.test": lambda world: world.slack.identity(),
    "conversations.members": lambda world: world.slack.members(ROOM),
    "users.list": lambda world: world.slack.people([f"U9{n}" for n in range(5)]),
    "users.info": lambda world: world.slack.people(["U00000002"]),
    "conversations.history": lambda world: world.slack.find(ROOM, "k", since=world.clock.now()),
    "conversations.replies": lambda world: world.slack.find(ROOM, "k", since=world.clock.now()),
    "conversations.open": lambda world: world.slack.open(["U00000002", "U00000003"]),
    "chat.postMessage": lambda world: world.slack.post(ROOM, HELLO, effect="e"),
    "reactions.add": lambda world: world.slack.react(first(world), "taco"),
    "reactions.get": lambda world: world.slack.reactions([first(world)]),
    "reactions.list": lambda world: world.slack.reactions(
        [MessageRef(channel=ROOM, ts=f"{n}.000000") for n in range(1, 7)]
    ),
}
IDEMPOTENT = [method for method in ACTS if method != "chat.postMessage"]


def first(world: Wired) -> MessageRef:
    return MessageRef(channel=ROOM, ts=world.workspace.messages(ROOM)[0].ts)


def furnish(world: Wired) -> None:
    """A channel with two people, and a message with a reply."""
    people = [world.workspace.add_person(name) for name in ("Ada", "Bo")]
    assert world.workspace.add_channel("coffee", people) == ROOM
    root = world.workspace.say(people[0], ROOM, "Hi")
    world.workspace.say(people[1], ROOM, "Hi", thread_ts=root)


class Switch:
    """Faults for one method, changed while the server runs."""

    def __init__(self) -> None:
        self.method, self.fault = "", LOST_BEFORE

    def __call__(self, method: str, nth: int) -> WireFault | None:
        return self.fault if method == self.method and nth else None


def failure(world: Wired, method: str) -> LunchbatchError | None:
    try:
        ACTS[method](world)
    except LunchbatchError as error:
        return error
    return None


@pytest.mark.parametrize("method", IDEMPOTENT)
@pytest.mark.parametrize("fault", PASSING)
def test_what_passes_is_repeated_where_that_does_no_harm(method: str, fault: WireFault) -> None:
    with wired(Scripted({(method, 1): fault, (method, 2): fault})) as world:
        furnish(world)

        assert failure(world, method) is None
        assert len(world.server.calls(method)) == 3


@pytest.mark.parametrize(
    "fault", [LOST_BEFORE, LOST_AFTER, CUT_SHORT, BAD_GATEWAY, SERVER_ERROR, refused("fatal_error")]
)
def test_a_post_that_may_have_arrived_is_never_repeated(fault: WireFault) -> None:
    with wired(Scripted({("chat.postMessage", 1): fault})) as world:
        furnish(world)

        error = failure(world, "chat.postMessage")

        assert isinstance(error, SlackError)
        assert error.happened is None
        assert "looks before it sends" in str(error)
        assert len(world.server.calls("chat.postMessage")) == 1


@pytest.mark.parametrize("fault", [rate_limited(7), refused("rate_limited")])
def test_a_post_refused_for_its_pace_is_repeated_when_slack_says(fault: WireFault) -> None:
    with wired(Scripted({("chat.postMessage", 1): fault})) as world:
        furnish(world)
        start = world.clock.now()

        posted = world.slack.post(ROOM, HELLO, effect="e")

        assert [message.ts for _, message in world.workspace.app_messages()] == [posted.ts]
        assert fault.status == 200 or world.clock.now() - start == timedelta(seconds=7)


def test_a_post_that_was_refused_for_good_surely_did_not_happen() -> None:
    with wired(Scripted({("chat.postMessage", 1): refused("restricted_action")})) as world:
        furnish(world)

        error = failure(world, "chat.postMessage")

        assert isinstance(error, SlackError)
        assert (error.code, error.happened) == ("restricted_action", False)


@pytest.mark.parametrize("method", ACTS)
def test_attempts_and_time_are_bounded(method: str) -> None:
    switch = Switch()
    with wired(switch) as world:
        furnish(world)
        switch.method, switch.fault = method, rate_limited(40)
        start = world.clock.now()

        error = failure(world, method)

        assert error is not None or method == "reactions.list"
        assert len(world.server.calls(method)) == 4
        assert world.clock.now() - start <= timedelta(seconds=120)


def test_a_wait_beyond_all_patience_is_not_begun() -> None:
    with wired(Scripted({("conversations.open", 1): rate_limited(3600)})) as world:
        furnish(world)
        start, slack = world.clock.now(), world.slack

        with pytest.raises(SlackError, match="slower pace") as caught:
            slack.open(["U00000002", "U00000003"])

        assert caught.value.code == "ratelimited"
        assert world.clock.now() == start
        assert slack.pause_before(Call.OPEN) == 3600
        assert slack.pause_before(Call.REACT) == 0


def test_nobody_listening_is_surely_not_happened() -> None:
    with wired() as world:
        furnish(world)
    start = world.clock.now()

    with pytest.raises(SlackError, match="refused") as caught:
        world.slack.post(ROOM, HELLO, effect="e")

    assert caught.value.happened is False
    assert timedelta(0) < world.clock.now() - start < timedelta(seconds=120)


def test_an_answer_that_does_not_come_leaves_a_post_in_doubt() -> None:
    with wired(Scripted({("chat.postMessage", 1): WireFault(happens=True, delay=30)})) as world:
        furnish(world)
        slack = world.slack_over(WebTransport(TOKEN, base_url=world.server.base_url, timeout=1))

        with pytest.raises(SlackError, match="no answer in time") as caught:
            slack.post(ROOM, HELLO, effect="e")

        assert caught.value.happened is None


@pytest.mark.parametrize(
    ("error", "surely_not", "words"),
    [
        (URLError(gaierror(8, "nodename")), True, "address could not be found"),
        (URLError(ConnectionRefusedError()), True, "refused"),
        (URLError(OSError(errno.ENETUNREACH, "unreachable")), True, "unreachable"),
        (URLError(ssl.SSLCertVerificationError()), True, "certificate"),
        (URLError(TimeoutError()), False, "no answer in time"),
        (URLError(ConnectionResetError()), False, "broke off"),
        (URLError("odd"), False, "odd"),
        (RemoteDisconnected("gone"), False, "broke off"),
        (ConnectionRefusedError(), False, "refused"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), False, "could not be read"),
    ],
)
def test_what_a_broken_connection_says_about_the_call(
    error: Exception,
    surely_not: bool,  # noqa: FBT001 - a column of the table
    words: str,
) -> None:
    judged = judge_exception("chat.postMessage", {"channel": ROOM}, error)

    assert judged.surely_not == surely_not
    assert words in str(judged.error)
    assert isinstance(judged.error, SlackError)
    assert judged.error.happened is (False if surely_not else None)


def answers() -> Iterator[WireFault]:
    """Whatever an HTTP server may say that is not Slack's kind of answer."""
    page = b"<html><body>Something went wrong</body></html>"
    for status in (400, 401, 403, 404, 408, 413, 418, 429, 500, 501, 502, 503, 504, 520):
        for body in (page, b"", b'{"ok":false,"error":"fatal_error"}'):
            yield WireFault(status=status, headers={"Content-Type": "text/html"}, body=body)
    for body in (b"[]", b"null", b"7", b'"x"', b"{", b"{}", b'{"ok":true', b"\xff\xfe", page, b""):
        yield WireFault(status=200, body=body)
    yield WireFault(status=429, headers={"Retry-After": "soon"}, body=b"")
    yield WireFault(status=429, headers={"Retry-After": "0.5"}, body=b"")
    yield WireFault(status=200, body=b'{"ok":false}')
    yield WireFault(
        status=200, headers={"Content-Type": "application/json; charset=odd"}, body=b"{}"
    )


@pytest.mark.parametrize("method", ACTS)
def test_whatever_comes_back_ends_in_a_sentence(method: str) -> None:
    switch = Switch()
    with wired(switch) as world:
        furnish(world)
        switch.method = method
        for fault in answers():
            switch.fault = fault

            error = failure(world, method)

            assert error is not None or method == "reactions.list", fault
            assert error is None or str(error).startswith(f"Slack, {method}"), fault
            assert TOKEN not in str(error)


# Words that end well: already done, gone, or another way is taken.
NO_FAILURE = {
    ("reactions.add", "already_reacted"),
    ("reactions.get", "message_not_found"),
    ("reactions.get", "channel_not_found"),
    ("users.info", "user_not_found"),
    ("users.info", "user_not_visible"),
}


@pytest.mark.parametrize("method", ACTS)
def test_every_documented_error_ends_in_its_own_sentence(method: str) -> None:
    folder = oracle_folder()
    if folder is None:
        pytest.skip(WHY_SKIPPED)
    switch = Switch()
    with wired(switch) as world:
        furnish(world)
        switch.method = method
        for word in sorted(SlackContract(folder).documented_errors(method)):
            switch.fault = refused(word, needed="mpim:write")

            error = failure(world, method)

            if error is None:
                assert (method, word) in NO_FAILURE or method == "reactions.list"
                continue
            assert f"({word.replace('rate_limited', 'ratelimited')}). " in str(error)
            assert UNKNOWN[0] not in str(error)


def test_an_unknown_word_is_shown_with_where_to_look() -> None:
    with wired(Scripted({("conversations.open", 1): refused("lunch_overcooked")})) as world:
        furnish(world)

        error = failure(world, "conversations.open")

    assert "(lunch_overcooked)" in str(error)
    assert "https://docs.slack.dev/reference/methods" in str(error)


@pytest.mark.parametrize(
    "word", ["invalid_auth", "not_authed", "token_revoked", "account_inactive"]
)
@pytest.mark.parametrize("method", ACTS)
def test_a_token_that_opens_nothing_must_be_mended_by_a_person(method: str, word: str) -> None:
    switch = Switch()
    with wired(switch) as world:
        furnish(world)
        switch.method, switch.fault = method, refused(word)

        error = failure(world, method)

    assert isinstance(error, SetupError)
    assert "SLACK_BOT_TOKEN" in str(error)


def test_a_missing_scope_is_named_with_where_to_add_it() -> None:
    with wired() as world:
        furnish(world)
        world.workspace.grant(TOKEN, ALL_SCOPES - {"mpim:write"})

        error = failure(world, "conversations.open")

    assert isinstance(error, SetupError)
    assert "lacks the scope mpim:write" in str(error)
    assert "OAuth & Permissions" in str(error)


def test_a_channel_that_is_not_there_is_named_with_its_key() -> None:
    with wired() as world:
        furnish(world)

        with pytest.raises(SetupError, match=r"C404.*`channel` of the program in the settings"):
            world.slack.members("C404")
        with pytest.raises(SlackError, match="C404") as caught:
            world.slack.post("C404", HELLO, effect="e")

    assert caught.value.code == "channel_not_found"


def test_a_channel_without_the_app_says_how_to_invite_it() -> None:
    with wired() as world:
        outside = world.workspace.add_channel("elsewhere", with_bot=False)

        with pytest.raises(SlackError, match=rf"{outside}.*/invite @lunchbatch"):
            world.slack.post(outside, HELLO, effect="e")


def test_blocks_that_slack_refuses_are_named() -> None:
    with wired() as world:
        furnish(world)
        wrong = Message(text="x", blocks=({"type": "section"},))

        with pytest.raises(SlackError, match=r"missing required field: text \[json-pointer"):
            world.slack.post(ROOM, wrong, effect="e")


def test_a_list_that_does_not_end_is_left() -> None:
    body = b'{"ok":true,"members":[],"response_metadata":{"next_cursor":"again"}}'
    switch = Switch()
    with wired(switch) as world:
        switch.method, switch.fault = "conversations.members", WireFault(status=200, body=body)

        with pytest.raises(SlackError, match="does not end"):
            world.slack.members(ROOM)
