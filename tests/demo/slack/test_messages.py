import json
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_wire import TOKEN, Wired, refusal


def told(caught: pytest.ExceptionInfo[SlackApiError]) -> list[str]:
    messages: list[str] = caught.value.response["response_metadata"]["messages"]
    return messages


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
def room(slack: Wired) -> str:
    return slack.workspace.add_channel("coffee", [slack.workspace.add_person("Ada")])


def test_a_ts_follows_the_clock_and_never_repeats_in_a_channel(slack: Wired, room: str) -> None:
    stamps = [slack.client.chat_postMessage(channel=room, text="x")["ts"] for _ in range(3)]
    slack.clock.advance(timedelta(seconds=1))
    stamps.append(slack.client.chat_postMessage(channel=room, text="x")["ts"])

    start = int(slack.clock.now().timestamp()) - 1
    assert stamps == [f"{start}.00000{n}" for n in range(3)] + [f"{start + 1}.000000"]


def test_an_app_message_has_no_subtype_and_text_stays_as_sent(slack: Wired, room: str) -> None:
    answer = slack.client.chat_postMessage(channel=room, text="<!channel> & &amp; <b>")

    message = answer["message"]
    assert message["text"] == "<!channel> & &amp; <b>"
    assert "subtype" not in message
    assert (message["user"], message["bot_id"]) == (slack.workspace.bot, slack.workspace.bot_id)


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "x"}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": ["b"]}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": {"b": {}}}}, "invalid_metadata_format"),
        ({"event_type": "x", "event_payload": {"a": "b" * 9000}}, "metadata_too_large"),
    ],
)
def test_metadata_that_slack_cannot_hold_is_refused(
    slack: Wired, room: str, metadata: dict[str, Any], error: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        slack.client.chat_postMessage(channel=room, text="x", metadata=metadata)

    assert refusal(caught) == error


def test_a_post_beyond_forty_thousand_characters_is_cut_with_a_warning(
    slack: Wired, room: str
) -> None:
    answer = slack.client.chat_postMessage(channel=room, text="x" * 40_001)

    assert answer["response_metadata"]["warnings"] == ["message_truncated"]
    assert len(answer["message"]["text"]) == 40_000


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ([section("")], "more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([section("x" * 3001)], "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        (
            [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
            "text object of type plain_text [json-pointer:/blocks/0/text]",
        ),
        (
            [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
            "less than 151 characters [json-pointer:/blocks/0/text/text]",
        ),
        (
            [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}],
            "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        ),
        (
            [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
            "less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        ),
        (
            [{"type": "divider", "block_id": "same"}] * 2,
            "block_id already exists: same [json-pointer:/blocks/1/block_id]",
        ),
        ([{"type": "carrot"}], "unsupported type: carrot [json-pointer:/blocks/0/type]"),
        (
            [{"type": "image", "image_url": "https://x"}],
            "missing required field: alt_text [json-pointer:/blocks/0]",
        ),
    ],
)
def test_blocks_beyond_the_limits_are_refused_with_their_place(
    slack: Wired, room: str, blocks: list[dict[str, Any]], fault: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        slack.client.chat_postMessage(channel=room, text="x", blocks=blocks)

    assert refusal(caught) == "invalid_blocks"
    assert fault in told(caught)[0]


def test_blocks_have_a_limit_over_all_of_them(slack: Wired, room: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        slack.client.chat_postMessage(channel=room, text="x", blocks=[section("x" * 2700)] * 5)

    assert refusal(caught) == "msg_blocks_too_long"


def test_where_a_post_cannot_go_it_is_refused(slack: Wired, room: str) -> None:
    outside = slack.workspace.add_channel("elsewhere", with_bot=False)
    archived = slack.workspace.add_channel("old")
    slack.workspace.channels[archived].is_archived = True
    cases = [
        (outside, "x", "not_in_channel"),
        (archived, "x", "is_archived"),
        ("C999", "x", "channel_not_found"),
        (room, "", "no_text"),
    ]

    for channel, text, error in cases:
        with pytest.raises(SlackApiError) as caught:
            slack.client.api_call("chat.postMessage", json={"channel": channel, "text": text})
        assert refusal(caught) == error
    with pytest.raises(SlackApiError) as caught:
        slack.client.conversations_history(channel=outside)
    assert refusal(caught) == "not_in_channel"


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("application/json", b"{", "invalid_json"),
        ("application/json", b"[]", "json_not_object"),
        ("text/csv", b"a", "invalid_post_type"),
        ("application/x-www-form-urlencoded", b"text=x", "invalid_arguments"),
    ],
)
def test_bodies_are_read_by_their_content_type(
    slack: Wired, content_type: str, body: bytes, error: str
) -> None:
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {TOKEN}"}
    connection = HTTPConnection(urlsplit(slack.server.base_url).netloc)
    slack.server.after.clear()

    connection.request("POST", "/api/chat.postMessage", body, headers)
    answer = connection.getresponse()
    said = json.load(answer)
    connection.close()

    assert (answer.status, said["ok"], said["error"]) == (200, False, error)


def test_a_json_body_is_not_looked_at_by_methods_that_read_forms(slack: Wired, room: str) -> None:
    slack.server.after.clear()

    with pytest.raises(SlackApiError) as caught:
        slack.client.api_call("conversations.members", json={"channel": room})

    assert told(caught) == ["[ERROR] missing required field: channel"]
