from datetime import timedelta
from itertools import chain, product
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_wire import Wired, next_cursor, refusal


@pytest.fixture
def room(slack: Wired) -> str:
    return slack.workspace.add_channel("coffee", [slack.workspace.add_person("Ada")])


def texts(slack: Wired, room: str, **args: Any) -> list[list[str]]:
    found, cursor = [], ""
    while True:
        answer = slack.client.conversations_history(channel=room, cursor=cursor or None, **args)
        found.append([message["text"] for message in answer["messages"]])
        cursor = next_cursor(answer)
        assert bool(cursor) == answer["has_more"] == ("response_metadata" in answer)
        if not cursor:
            return found


def test_metadata_payload_is_hidden_unless_asked_for(slack: Wired, room: str) -> None:
    metadata = {"event_type": "intro", "event_payload": {"key": "coffee/1", "n": 2}}
    slack.client.chat_postMessage(channel=room, text="x", metadata=metadata)

    bare = slack.client.conversations_history(channel=room)["messages"][0]
    whole = slack.client.conversations_history(channel=room, include_all_metadata=True)

    assert bare["metadata"] == {"event_type": "intro"}
    assert whole["messages"][0]["metadata"] == metadata


def test_a_reply_to_an_unknown_message_lands_at_the_top(slack: Wired, room: str) -> None:
    root = slack.client.chat_postMessage(channel=room, text="root")["ts"]

    reply = slack.client.chat_postMessage(channel=room, text="reply", thread_ts=root)
    lost = slack.client.chat_postMessage(channel=room, text="lost", thread_ts="1.000001")

    assert reply["message"]["thread_ts"] == root
    assert "thread_ts" not in lost["message"]
    assert texts(slack, room) == [["lost", "root"]]


def test_a_thread_is_read_root_first_page_by_page(slack: Wired, room: str) -> None:
    root = slack.client.chat_postMessage(channel=room, text="root")["ts"]
    for n in range(3):
        slack.client.chat_postMessage(channel=room, text=f"{n}", thread_ts=root)

    first = slack.client.conversations_replies(channel=room, ts=root, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = slack.client.conversations_replies(channel=room, ts=root, limit=2, cursor=cursor)

    assert [message["text"] for message in first["messages"]] == ["root", "0", "1"]
    assert [message["text"] for message in second["messages"]] == ["2"]
    assert first["messages"][0]["reply_count"] == 3
    assert not second["has_more"]


def test_history_windows_page_as_measured_live(slack: Wired, room: str) -> None:
    stamps = []
    for n in range(5):
        stamps.append(slack.client.chat_postMessage(channel=room, text=f"{n}")["ts"])
        slack.clock.advance(timedelta(seconds=1))

    assert texts(slack, room, limit=2) == [["4", "3"], ["2", "1"], ["0"]]
    assert texts(slack, room, limit=2, latest=stamps[3]) == [["2", "1"], ["0"]]
    assert texts(slack, room, limit=2, latest=stamps[3], inclusive=True) == [["3", "2"], ["1", "0"]]
    assert texts(slack, room, limit=2, oldest=stamps[1]) == [["3", "2"], ["4"]]
    assert texts(slack, room, limit=2, oldest=stamps[1], inclusive=True) == [["2", "1"], ["4", "3"]]
    assert texts(slack, room, oldest=stamps[1], latest=stamps[3]) == [["2"]]
    assert texts(slack, room, limit=0) == [["4", "3", "2", "1", "0"]]


def test_pages_of_history_hold_every_message_of_the_window_once(slack: Wired) -> None:
    for count, limit, start in product(range(7), range(1, 4), range(7)):
        room = slack.workspace.add_channel("coffee")
        stamps = [slack.workspace.say("USLACKBOT", room, f"{n}") for n in range(count)]
        oldest = {"oldest": stamps[start]} if start < count else {}

        found = texts(slack, room, limit=limit, inclusive=True, **oldest)

        everything = sorted(map(int, chain.from_iterable(found)))
        assert everything == list(range(start if oldest else 0, count))
        assert all(page == sorted(page, key=int, reverse=True) for page in found)


def test_new_messages_come_late_into_a_lagging_history(slack: Wired, room: str) -> None:
    slack.workspace.history_lag = timedelta(seconds=30)
    slack.client.chat_postMessage(channel=room, text="x")

    early = texts(slack, room)
    slack.clock.advance(timedelta(seconds=30))

    assert (early, texts(slack, room)) == ([[]], [["x"]])


@pytest.mark.parametrize("bound", ["oldest", "latest"])
def test_a_bound_that_is_no_ts_is_named(slack: Wired, room: str, bound: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        slack.client.api_call("conversations.history", params={"channel": room, bound: "now"})

    assert refusal(caught) == f"invalid_ts_{bound}"
