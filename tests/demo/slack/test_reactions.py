import pytest
from slack_sdk.errors import SlackApiError

from tests.slack_wire import Wired, next_cursor, refusal


@pytest.fixture
def room(slack: Wired) -> str:
    return slack.workspace.add_channel("coffee")


def test_a_message_nobody_reacted_to_has_no_reactions_field(slack: Wired, room: str) -> None:
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]

    answer = slack.client.reactions_get(channel=room, timestamp=ts, full=True)

    assert "reactions" not in answer["message"]


def test_without_full_names_are_cut_but_never_the_callers_own(slack: Wired, room: str) -> None:
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]
    for n in range(60):
        slack.workspace.react(slack.workspace.add_person(f"P {n}"), room, ts, "taco")
    slack.client.reactions_add(channel=room, timestamp=ts, name="taco")

    [short] = slack.client.reactions_get(channel=room, timestamp=ts)["message"]["reactions"]
    [full] = slack.client.reactions_get(channel=room, timestamp=ts, full=True)["message"][
        "reactions"
    ]

    assert (short["count"], len(short["users"])) == (61, 50)
    assert slack.workspace.bot in short["users"]
    assert (full["count"], len(full["users"])) == (61, 61)


def test_skin_tones_are_names_of_their_own(slack: Wired, room: str) -> None:
    ada = slack.workspace.add_person("Ada")
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]
    slack.workspace.react(ada, room, ts, "+1::skin-tone-3")
    slack.client.reactions_add(channel=room, timestamp=ts, name="+1")

    reactions = slack.client.reactions_get(channel=room, timestamp=ts)["message"]["reactions"]

    assert [one["name"] for one in reactions] == ["+1::skin-tone-3", "+1"]


@pytest.mark.parametrize("name", [":eyes:", "EYES", " eyes "])
def test_a_name_with_colons_capitals_or_blanks_is_invalid(
    slack: Wired, room: str, name: str
) -> None:
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]

    with pytest.raises(SlackApiError) as caught:
        slack.client.reactions_add(channel=room, timestamp=ts, name=name)

    assert refusal(caught) == "invalid_name"


def test_reactions_have_ceilings_per_person_and_per_message(slack: Wired, room: str) -> None:
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]
    for n in range(23):
        slack.client.reactions_add(channel=room, timestamp=ts, name=f"e{n}")

    with pytest.raises(SlackApiError) as own:
        slack.client.reactions_add(channel=room, timestamp=ts, name="one_more")
    for n in range(23, 50):
        slack.workspace.react(slack.workspace.add_person(f"P {n}"), room, ts, f"e{n}")
    slack.workspace.unreact(slack.workspace.bot, room, ts, "e0")
    slack.workspace.react(slack.workspace.add_person("Q"), room, ts, "e0")
    slack.workspace.unreact(slack.workspace.bot, room, ts, "e1")
    slack.workspace.react(slack.workspace.add_person("R"), room, ts, "e1")
    with pytest.raises(SlackApiError) as all_kinds:
        slack.client.reactions_add(channel=room, timestamp=ts, name="one_more")

    assert refusal(own) == "too_many_reactions"
    assert refusal(all_kinds) == "too_many_emoji"


def test_reacting_twice_is_refused(slack: Wired, room: str) -> None:
    ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]
    slack.client.reactions_add(channel=room, timestamp=ts, name="eyes")

    with pytest.raises(SlackApiError) as twice:
        slack.client.reactions_add(channel=room, timestamp=ts, name="eyes")

    assert refusal(twice) == "already_reacted"


def test_an_item_that_is_not_named_or_not_there_is_refused(slack: Wired, room: str) -> None:
    cases = [
        ({"channel": room}, "no_item_specified"),
        ({"channel": room, "timestamp": "soon"}, "bad_timestamp"),
        ({"channel": room, "timestamp": "1.000001"}, "message_not_found"),
        ({"channel": "C999", "timestamp": "1.000001"}, "channel_not_found"),
    ]

    for args, error in cases:
        with pytest.raises(SlackApiError) as caught:
            slack.client.api_call("reactions.get", params=args)
        assert refusal(caught) == error


def test_the_list_holds_every_message_the_app_reacted_to_with_all_hands(slack: Wired) -> None:
    ada = slack.workspace.add_person("Ada")
    places = []
    for n in range(5):
        room = slack.workspace.add_channel(f"room-{n}", [ada])
        ts = slack.client.chat_postMessage(channel=room, text="x")["ts"]
        slack.client.reactions_add(channel=room, timestamp=ts, name="eyes")
        places.append((room, ts))
    slack.workspace.react(ada, *places[0], "taco")
    slack.workspace.unreact(slack.workspace.bot, *places[1], "eyes")

    found, cursor = [], ""
    while True:
        answer = slack.client.reactions_list(limit=2, full=True, cursor=cursor or None)
        found += answer["items"]
        cursor = next_cursor(answer)
        if not cursor:
            break

    listed = {(item["channel"], item["message"]["ts"]): item["message"] for item in found}
    assert len(found) == 4
    assert listed.keys() == {*places} - {places[1]}
    assert [one["name"] for one in listed[places[0]]["reactions"]] == ["eyes", "taco"]
