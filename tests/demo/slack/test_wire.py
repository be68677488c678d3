import http.client
import threading
from datetime import timedelta
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

from lunchbatch.demo.slack.http_exchange import Exchange, Request, WireFault
from lunchbatch.demo.slack.methods import FORM_ONLY, METHODS, WRITES
from tests.oracles.slack_contract import WHY_SKIPPED, SlackContract, oracle_folder
from tests.oracles.violations import taken
from tests.simulated_slack.rate_limits import PER_MINUTE
from tests.simulated_slack.wire_faults import (
    BAD_GATEWAY,
    CUT_SHORT,
    LOST_AFTER,
    LOST_BEFORE,
    Scripted,
    rate_limited,
    refused,
)
from tests.slack_wire import TOKEN, wired

POST = "chat.postMessage"


def posted_under(fault: WireFault) -> tuple[int, BaseException | None]:
    with wired(Scripted({(POST, 1): fault})) as slack:
        room = slack.workspace.add_channel("coffee")
        try:
            slack.client.chat_postMessage(channel=room, text="x")
        except (SlackApiError, OSError, http.client.HTTPException) as error:
            return len(slack.workspace.messages(room)), error
        return len(slack.workspace.messages(room)), None


def test_a_call_lost_on_the_way_there_does_not_happen() -> None:
    happened, error = posted_under(LOST_BEFORE)

    assert happened == 0
    assert isinstance(error, http.client.RemoteDisconnected)


@pytest.mark.parametrize("fault", [LOST_AFTER, CUT_SHORT])
def test_a_call_whose_answer_is_lost_happens_all_the_same(fault: WireFault) -> None:
    happened, error = posted_under(fault)

    assert happened == 1
    assert error is not None


@pytest.mark.parametrize(
    ("fault", "status"), [(BAD_GATEWAY, 502), (rate_limited(7), 429), (refused("fatal_error"), 200)]
)
def test_an_answer_may_be_replaced(fault: WireFault, status: int) -> None:
    happened, error = posted_under(fault)

    assert happened == 0
    assert isinstance(error, SlackApiError)
    assert error.response.status_code == status


def test_an_answer_may_come_too_late() -> None:
    with wired(Scripted({("auth.test", 1): WireFault(happens=True, delay=30)})) as slack:
        client = slack.client
        client.timeout = 1
        with pytest.raises(TimeoutError):
            client.auth_test()


def test_an_answer_has_no_blanks_between_its_parts_as_slack_sends_none() -> None:
    with wired() as slack:
        place = urlsplit(slack.server.base_url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port)
        connection.request("POST", "/api/auth.test", headers={"Authorization": f"Bearer {TOKEN}"})
        body = connection.getresponse().read()
        connection.close()

    assert body.startswith(b'{"ok":true,"')


def test_a_closed_server_refuses_connections() -> None:
    with wired() as slack:
        client = slack.client

    with pytest.raises(URLError):
        client.auth_test()


def test_every_call_is_logged_and_writes_are_told_from_reads() -> None:
    with wired() as slack:
        room = slack.workspace.add_channel("coffee")
        slack.client.conversations_history(channel=room)
        slack.client.chat_postMessage(channel=room, text="x")

        assert [one.method for one in slack.server.log] == ["conversations.history", POST]
        assert [one.args["text"] for one in slack.server.writes()] == ["x"]
        assert TOKEN not in repr(slack.server.log)


def test_hooks_see_a_call_before_and_after_its_effect() -> None:
    seen = []
    with wired() as slack:
        room = slack.workspace.add_channel("coffee")

        def before(request: Request) -> None:
            seen.append((request.method, len(slack.workspace.messages(room))))

        def after(exchange: Exchange) -> None:
            seen.append((exchange.method, len(slack.workspace.messages(room))))

        slack.server.before.append(before)
        slack.server.after.append(after)
        slack.client.chat_postMessage(channel=room, text="x")

    assert seen == [(POST, 0), (POST, 1)]


def test_any_sixty_seconds_hold_the_tier_and_no_more() -> None:
    with wired(enforce_pace=True) as slack:
        for _ in range(19):
            slack.client.users_list(limit=1)
        slack.clock.sleep(59)
        slack.client.users_list(limit=1)
        with pytest.raises(SlackApiError) as caught:
            slack.client.users_list(limit=1)
        assert slack.client.auth_test()["ok"]
        slack.clock.sleep(1)
        assert slack.client.users_list(limit=1)["ok"]

    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"


def test_a_channel_takes_one_post_a_second_and_others_go_on() -> None:
    with wired(enforce_pace=True) as slack:
        one, other = (slack.workspace.add_channel(name) for name in ("one", "other"))
        slack.client.chat_postMessage(channel=one, text="x")
        slack.client.chat_postMessage(channel=other, text="x")
        with pytest.raises(SlackApiError) as caught:
            slack.client.chat_postMessage(channel=one, text="x")
        slack.clock.advance(timedelta(seconds=1))
        slack.client.chat_postMessage(channel=one, text="x")

    assert caught.value.response.status_code == 429


def test_many_threads_at_once_lose_nothing() -> None:
    with wired() as slack:
        room = slack.workspace.add_channel("coffee")
        client = slack.client

        def work() -> None:
            for _ in range(20):
                client.chat_postMessage(channel=room, text="x")

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(slack.workspace.messages(room)) == 160
        assert len(slack.server.log) == 160


def contract() -> SlackContract:
    folder = oracle_folder()
    if folder is None:
        pytest.skip(WHY_SKIPPED)
    return SlackContract(folder)


def test_methods_paces_and_forms_are_as_slack_documents_them() -> None:
    methods = contract().methods

    for name in METHODS:
        documented = methods[name]
        tier = documented["per_minute_min"]
        assert (name in FORM_ONLY) == (not documented["json_body_ok"])
        assert tier is None or PER_MINUTE[name] <= tier
    assert METHODS.keys() == PER_MINUTE.keys()
    assert METHODS.keys() > WRITES


def test_the_contract_catches_what_breaks_it() -> None:
    wrong = contract()
    with wired() as slack:
        room = slack.workspace.add_channel("coffee")
        slack.server.after[:] = [wrong]
        client = slack.client
        client.api_call("auth.test", params={"lunch": "1"})
        client.api_call("users.list", json={"limit": 3})
        client.api_call("conversations.members", params={"channel": room, "limit": "3"})
        client.api_call("conversations.history", params={"channel": room, "inclusive": "maybe"})

    assert wrong.checked == 4
    assert taken() == wrong.violations
    assert wrong.violations == [
        "auth.test: unknown argument lunch",
        "users.list: JSON sent to a method that reads forms only",
        "conversations.history: argument inclusive should be boolean: 'maybe'",
    ]
