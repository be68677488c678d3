from datetime import timedelta
from itertools import chain

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from lunchbatch.demo.slack.slack_model import ConversationKind, TokenState
from tests.slack_wire import TOKEN, Wired, next_cursor, refusal


def pages(call: object, key: str, **args: object) -> list[list[str]]:
    assert callable(call)
    found: list[list[str]] = []
    cursor = ""
    while True:
        answer: SlackResponse = call(**args, **({"cursor": cursor} if cursor else {}))
        found.append(answer.get(key, []))
        cursor = next_cursor(answer)
        if not cursor:
            return found


def test_a_token_says_who_it_is_and_what_it_may_do(slack: Wired) -> None:
    slack.workspace.grant("xoxb-narrow", {"users:read", "chat:write"})

    answer = slack.client_for("xoxb-narrow").auth_test()

    assert answer["user_id"] == slack.workspace.bot
    assert answer.headers["x-oauth-scopes"] == "chat:write,users:read"


@pytest.mark.parametrize("state", [TokenState.REVOKED, TokenState.INACTIVE, TokenState.EXPIRED])
def test_a_dead_token_is_refused_by_its_own_word(slack: Wired, state: TokenState) -> None:
    slack.workspace.revoke(TOKEN, state)

    with pytest.raises(SlackApiError) as caught:
        slack.client.auth_test()

    assert refusal(caught) == state.value


def test_no_token_and_a_wrong_token_are_different_refusals(slack: Wired) -> None:
    with pytest.raises(SlackApiError) as without:
        slack.client_for("").auth_test()
    with pytest.raises(SlackApiError) as wrong:
        slack.client_for("xoxb-nobody").auth_test()

    assert (refusal(without), refusal(wrong)) == ("not_authed", "invalid_auth")


def test_a_missing_scope_is_named_by_the_kind_of_conversation(slack: Wired) -> None:
    slack.workspace.grant("xoxb-narrow", {"channels:read"})
    private = slack.workspace.add_channel("board", kind=ConversationKind.PRIVATE)

    with pytest.raises(SlackApiError) as caught:
        slack.client_for("xoxb-narrow").conversations_members(channel=private)

    assert caught.value.response["needed"] == "groups:read"
    assert caught.value.response["provided"] == "channels:read"


def test_an_unknown_method_is_echoed(slack: Wired) -> None:
    slack.server.after.clear()

    with pytest.raises(SlackApiError) as caught:
        slack.client.api_call("lunch.eat")

    assert refusal(caught) == "unknown_method"
    assert caught.value.response["req_method"] == "lunch.eat"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_pages_of_members_hold_everybody_once(slack: Wired, size: int) -> None:
    people = [slack.workspace.add_person(f"Person {n}") for n in range(7)]
    channel = slack.workspace.add_channel("coffee", people)

    found = pages(slack.client.conversations_members, "members", channel=channel, limit=size)

    assert sorted(chain.from_iterable(found)) == sorted([*people, slack.workspace.bot])
    assert all(len(page) <= size for page in found)


def test_a_member_who_leaves_between_pages_hides_nobody(slack: Wired) -> None:
    people = [slack.workspace.add_person(f"Person {n}") for n in range(6)]
    channel = slack.workspace.add_channel("coffee", people, with_bot=False)
    first = slack.client.conversations_members(channel=channel, limit=3)

    slack.workspace.leave(people[0], channel)
    cursor = first["response_metadata"]["next_cursor"]
    second = slack.client.conversations_members(channel=channel, limit=3, cursor=cursor)

    assert [*first["members"], *second["members"]] == people


def test_a_cursor_of_another_list_is_invalid(slack: Wired) -> None:
    channel = slack.workspace.add_channel("coffee", [slack.workspace.add_person("Ada")])
    cursor = slack.client.conversations_members(channel=channel, limit=1)["response_metadata"]

    for wrong in (cursor["next_cursor"], "nonsense", "!!!"):
        with pytest.raises(SlackApiError) as caught:
            slack.client.users_list(limit=1, cursor=wrong)
        assert refusal(caught) == "invalid_cursor"


def test_users_list_without_a_limit_gives_everybody(slack: Wired) -> None:
    for n in range(150):
        slack.workspace.add_person(f"Person {n}")

    answer = slack.client.users_list()

    assert len(answer["members"]) == 152
    assert next_cursor(answer) == ""


def test_a_limit_that_is_no_number_is_named(slack: Wired) -> None:
    with pytest.raises(SlackApiError) as caught:
        slack.client.api_call("users.list", params={"limit": "many"})

    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must provide a number [json-pointer:/limit]"
    ]


def test_deactivated_people_lack_fields_and_stay_listed(slack: Wired) -> None:
    ada = slack.workspace.add_person("Ada", tz="Asia/Tokyo")
    channel = slack.workspace.add_channel("coffee", [ada])
    before = slack.client.users_info(user=ada)["user"]

    slack.workspace.deactivate(ada)
    after = slack.client.users_info(user=ada)["user"]

    assert before["tz_offset"] == 9 * 3600
    assert not {"real_name", "tz", "color", "is_restricted", "is_admin"} & after.keys()
    assert after["deleted"]
    assert ada in slack.client.conversations_members(channel=channel)["members"]


def test_a_status_ends_when_it_expires(slack: Wired) -> None:
    ada = slack.workspace.add_person("Ada")
    until = slack.clock.now() + timedelta(days=3)
    slack.workspace.set_status(ada, ":palm_tree:", "Away", until)

    during = slack.client.users_info(user=ada)["user"]["profile"]
    slack.clock.advance(timedelta(days=4))
    after = slack.client.users_info(user=ada)["user"]["profile"]

    assert (during["status_emoji"], during["status_expiration"]) == (
        ":palm_tree:",
        int(until.timestamp()),
    )
    assert (after["status_emoji"], after["status_expiration"]) == ("", 0)


def test_strangers_are_shown_but_not_listed(slack: Wired) -> None:
    key = slack.workspace.add_person("Stranger")
    slack.workspace.people[key].team = "T0OTHERTEAM"
    slack.workspace.people[key].is_stranger = True

    assert slack.client.users_info(user=key)["user"]["is_stranger"]
    listed = slack.client.users_list(limit=200)["members"]
    assert key not in {user["id"] for user in listed}


def test_the_same_people_get_the_same_group_dm_with_a_channel_id(slack: Wired) -> None:
    ada, bo = slack.workspace.add_person("Ada"), slack.workspace.add_person("Bo")

    first = slack.client.conversations_open(users=[ada, bo])
    again = slack.client.conversations_open(users=[bo, ada, bo, slack.workspace.bot])

    shown = slack.client.conversations_info(channel=first["channel"]["id"])["channel"]
    assert first["channel"] == again["channel"] == {"id": shown["id"]}
    assert again["already_open"]
    assert shown["id"].startswith("C")
    assert shown["is_mpim"]
    assert shown["is_channel"]


def test_one_person_is_a_direct_message(slack: Wired) -> None:
    ada = slack.workspace.add_person("Ada")

    opened = slack.client.conversations_open(users=ada, return_im=True)["channel"]

    assert opened["id"].startswith("D")
    assert opened["user"] == ada
    assert slack.client.chat_postMessage(channel=ada, text="Hello")["channel"] == opened["id"]


def test_who_cannot_be_opened_is_refused_by_its_own_word(slack: Wired) -> None:
    world = slack.workspace
    ada = world.add_person("Ada")
    gone, hidden, stranger, app = (world.add_person(name) for name in ("G", "H", "S", "A"))
    world.deactivate(gone)
    world.people[hidden].is_hidden = True
    world.people[stranger].is_stranger = True
    world.people[app].is_bot = True
    nine = [world.add_person(f"Person {n}") for n in range(9)]
    cases = {
        "user_disabled": [ada, gone],
        "user_not_visible": [ada, hidden],
        "user_not_found": [ada, "U999"],
        "invalid_user_combination": [ada, stranger],
        "cannot_dm_bot": [app],
        "too_many_users": nine,
        "not_enough_users": [world.bot],
        "users_list_not_supplied": [],
    }

    for error, users in cases.items():
        with pytest.raises(SlackApiError) as caught:
            slack.client.conversations_open(users=users)
        assert refusal(caught) == error
    assert slack.client.conversations_open(users=nine[:8])["ok"]


def test_looking_for_a_group_dm_does_not_make_one(slack: Wired) -> None:
    ada, bo = slack.workspace.add_person("Ada"), slack.workspace.add_person("Bo")

    with pytest.raises(SlackApiError) as caught:
        slack.client.conversations_open(users=[ada, bo], prevent_creation=True)

    assert refusal(caught) == "channel_not_found"
    assert not slack.workspace.group_dms


def test_the_list_of_own_rooms_holds_those_the_app_is_in(slack: Wired) -> None:
    world = slack.workspace
    world.add_channel("open", with_bot=False)
    world.add_channel("board", kind=ConversationKind.PRIVATE, with_bot=False)
    own = world.add_channel("crew", kind=ConversationKind.PRIVATE)
    old = world.add_channel("old")
    world.channels[old].is_archived = True
    types = "public_channel,private_channel"

    mine = slack.client.users_conversations(types=types)["channels"]

    assert [room["id"] for room in mine] == [own, old]


def test_a_home_tab_is_overwritten_unless_somebody_was_faster(slack: Wired) -> None:
    ada = slack.workspace.add_person("Ada")
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    first = slack.client.views_publish(user_id=ada, view=view)["view"]
    second = slack.client.views_publish(user_id=ada, view=view, hash=first["hash"])["view"]

    with pytest.raises(SlackApiError) as caught:
        slack.client.views_publish(user_id=ada, view=view, hash=first["hash"])

    assert refusal(caught) == "hash_conflict"
    assert slack.workspace.homes[ada]["hash"] == second["hash"]


def test_a_file_is_asked_for_sent_and_shared(slack: Wired) -> None:
    room = slack.workspace.add_channel("coffee")

    slack.client.files_upload_v2(
        content=b"a,b\n", filename="rounds.csv", channel=room, initial_comment="The rounds"
    )

    [message] = slack.workspace.messages(room)
    assert message.text == "The rounds"
    assert [file["name"] for file in message.files] == ["rounds.csv"]
    assert slack.workspace.uploads[message.files[0]["id"]]["bytes"] == b"a,b\n"
