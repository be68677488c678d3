"""The Slack adapter against the simulated Slack, over HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from lunchbatch.adapters.slack import SlackReply, Transport, WebTransport
from lunchbatch.core.model.messages import Message, MessageRef, Reaction
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.demo.slack.slack_model import TEAM
from lunchbatch.errors import SlackError
from lunchbatch.ports import Call, Workspace
from tests.direct_transport import DirectTransport
from tests.simulated_slack.wire_faults import SERVER_ERROR, refused
from tests.slack_wire import TOKEN, Wired, wired

HELLO = Message(text="Hello", blocks=({"type": "divider"},))


@pytest.fixture
def world() -> Iterator[Wired]:
    with wired() as everything:
        yield everything


def methods(world: Wired) -> list[str]:
    return [one.method for one in world.server.log]


def seeded(world: Wired, count: int) -> list[MessageRef]:
    """Messages of the app, each in a group of its own, with its seed and one person's answer."""
    ada = world.workspace.add_person("Ada")
    places = []
    for n in range(count):
        room = world.workspace.add_channel(f"group-{n}", [ada])
        message = world.workspace.new_message(room, world.workspace.bot, "Did you meet?")
        message.by_app = True
        world.workspace.react(world.workspace.bot, room, message.ts, "taco")
        world.workspace.react(ada, room, message.ts, "taco" if n % 2 else "calendar")
        places.append(MessageRef(channel=room, ts=message.ts))
    return places


def test_it_is_a_workspace(world: Wired) -> None:
    slack: Workspace = world.slack

    assert slack.pause_before(Call.OPEN) == 0


def test_the_adapter_does_not_import_slack_sdk_until_it_talks() -> None:
    code = "import lunchbatch.adapters.slack, sys; sys.exit('slack_sdk' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 - our own code


def test_identity_is_asked_once_and_knows_the_scopes(world: Wired) -> None:
    slack = world.slack

    identity = slack.identity()

    assert slack.identity() is identity
    assert methods(world) == ["auth.test"]
    assert (identity.user, identity.bot, identity.team) == (
        world.workspace.bot,
        world.workspace.bot_id,
        TEAM,
    )
    assert "mpim:write" in identity.scopes


def test_members_come_from_all_pages(world: Wired) -> None:
    people = [world.workspace.add_person(f"P {n}") for n in range(450)]
    channel = world.workspace.add_channel("coffee", people)

    members = world.slack.members(channel)

    assert sorted(members) == sorted([*people, world.workspace.bot])
    assert len(world.server.log) == 3


def test_people_are_read_with_whatever_slack_leaves_out(world: Wired) -> None:
    space = world.workspace
    full = space.add_person("Ada Lovelace", title="Engineer", tz="Asia/Tokyo")
    space.people[full].display_name = "ada"
    until = datetime(2026, 12, 1, tzinfo=UTC)
    space.set_status(full, ":palm_tree:", "Away", until)
    gone, guest, invited, stranger = (space.add_person(name) for name in "GHIS")
    space.deactivate(gone)
    space.people[guest].is_ultra_restricted = True
    space.people[invited].is_invited = True
    space.people[stranger].team, space.people[stranger].is_stranger = "T0OTHER", True
    asked = [full, gone, guest, invited, stranger, "USLACKBOT", space.bot, "U404"]

    people = world.slack.people(asked)

    assert list(people) == asked[:-1]
    ada = people[full]
    assert (ada.name, ada.title, ada.time_zone) == ("ada", "Engineer", "Asia/Tokyo")
    assert (ada.status_emoji, ada.status_until) == ("palm_tree", until)
    assert (people[gone].name, people[gone].is_deactivated) == ("G", True)
    assert people[guest].is_guest
    assert people[invited].is_invited
    assert (people[stranger].teams, people[stranger].is_stranger) == (frozenset({"T0OTHER"}), True)
    assert people["USLACKBOT"].is_bot
    assert people[space.bot].is_bot


@pytest.mark.parametrize(
    ("asked", "others", "lists", "singly"),
    [
        (3, 500, 0, 3),  # a few: one by one, however big the workspace
        (300, 0, 1, 0),  # everybody: pages of the list, of a thousand each
        (20, 3000, 1, 0),  # found on the first page
        (0, 10, 0, 0),
    ],
)
def test_people_are_read_the_cheaper_way(
    world: Wired, asked: int, others: int, lists: int, singly: int
) -> None:
    wanted = [world.workspace.add_person(f"P {n}") for n in range(asked)]
    for n in range(others):
        world.workspace.add_person(f"Q {n}")

    found = world.slack.people(wanted)

    assert list(found) == wanted
    assert methods(world).count("users.list") <= lists
    assert methods(world).count("users.info") == singly


def test_a_list_that_costs_more_than_asking_each_is_left(world: Wired) -> None:
    for n in range(2500):
        world.workspace.add_person(f"Q {n}")
    wanted = [world.workspace.add_person(f"P {n}") for n in range(10)]

    found = world.slack.people(wanted)

    assert list(found) == wanted
    assert methods(world) == ["users.list"] * 2 + ["users.info"] * 10


def test_nobody_is_read_twice_in_a_run_unless_they_may_have_changed(world: Wired) -> None:
    ada, bo, chi = (world.workspace.add_person(name) for name in ("Ada", "Bo", "Chi"))

    slack = world.slack
    slack.people([ada, bo])
    world.workspace.deactivate(bo)
    found = slack.people([ada, bo, chi])

    assert methods(world) == ["users.info"] * 3
    assert not found[bo].is_deactivated
    assert slack.people([bo], afresh=True)[bo].is_deactivated


def test_the_same_people_get_the_same_conversation(world: Wired) -> None:
    ada, bo = world.workspace.add_person("Ada"), world.workspace.add_person("Bo")
    slack = world.slack

    first = slack.open([ada, bo])

    assert slack.open([bo, world.workspace.bot, ada]) == first
    assert world.server.calls("conversations.open")[1].args["users"] == f"{ada},{bo}"


def test_a_post_carries_its_effect_and_is_found_by_it(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    slack, now = world.slack, world.clock.now()

    posted = slack.post(room, HELLO, effect="coffee/1/intro")

    assert slack.find(room, "coffee/1/intro", since=now) == posted
    assert slack.find(room, "coffee/1/close", since=now) is None
    sent = world.server.calls("chat.postMessage")[0].args
    assert (sent["text"], sent["blocks"]) == ("Hello", [{"type": "divider"}])
    assert (sent["unfurl_links"], sent["unfurl_media"]) == (False, False)


def test_a_reply_is_found_under_a_message_older_than_the_search(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    slack = world.slack
    root = slack.post(room, HELLO, effect="intro")
    world.clock.advance(timedelta(days=14))
    since = world.clock.now()

    reply = slack.post(room, HELLO, effect="checkpoint", thread=root.ts)

    assert slack.find(room, "checkpoint", since=since) == reply
    assert slack.find(room, "close", since=since) is None


def test_anothers_message_is_never_taken_for_ours(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    slack, now = world.slack, world.clock.now()
    slack.post(room, HELLO, effect="intro")
    world.workspace.messages(room)[0].user = "USLACKBOT"

    assert slack.find(room, "intro", since=now) is None


def test_a_message_is_found_among_many_pages(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    slack, now = world.slack, world.clock.now()
    posted = slack.post(room, HELLO, effect="intro")
    for n in range(450):
        world.workspace.say("USLACKBOT", room, f"{n}")
    late = slack.post(room, HELLO, effect="late")

    assert slack.find(room, "intro", since=now) == posted
    assert slack.find(room, "late", since=now) == late


def test_a_lagging_history_does_not_show_the_message_yet(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    world.workspace.history_lag = timedelta(minutes=1)
    slack, now = world.slack, world.clock.now()
    posted = slack.post(room, HELLO, effect="intro")

    early = slack.find(room, "intro", since=now)
    world.clock.advance(timedelta(minutes=1))

    assert (early, slack.find(room, "intro", since=now)) == (None, posted)


def test_an_emoji_that_is_there_already_is_done(world: Wired) -> None:
    room = world.workspace.add_channel("coffee")
    slack = world.slack
    posted = slack.post(room, HELLO, effect="intro")

    slack.react(posted, "taco")
    slack.react(posted, "taco")

    [reaction] = slack.reactions([posted])[posted]
    assert reaction == Reaction(emoji="taco", members=(world.workspace.bot,))
    with pytest.raises(SlackError, match="no emoji of that name"):
        slack.react(posted, ":taco:")


def test_skin_tones_are_one_emoji_and_a_person_counts_once(world: Wired) -> None:
    ada, bo = world.workspace.add_person("Ada"), world.workspace.add_person("Bo")
    room = world.workspace.add_channel("coffee", [ada, bo])
    slack = world.slack
    posted = slack.post(room, HELLO, effect="intro")
    for user, emoji in [(ada, "+1"), (ada, "+1::skin-tone-2"), (bo, "+1::skin-tone-5")]:
        world.workspace.react(user, room, posted.ts, emoji)

    assert slack.reactions([posted])[posted] == (Reaction(emoji="+1", members=(ada, bo)),)


@pytest.mark.parametrize("count", [0, 3, 60])
def test_list_and_one_by_one_give_the_same(count: int) -> None:
    def no_list(method: str, nth: int) -> WireFault | None:
        return SERVER_ERROR if method == "reactions.list" and nth else None

    with wired() as both, wired(no_list) as singly:
        found = both.slack.reactions(seeded(both, count))

        assert found == singly.slack.reactions(seeded(singly, count))
        assert len(found) == count


def test_a_thousand_groups_are_read_in_twenty_calls(world: Wired) -> None:
    places = seeded(world, 1000)
    slack = world.slack

    found = slack.reactions(places)

    assert found.keys() == {*places}
    assert len(world.server.log) <= 20
    assert (slack.last_reading.listed, slack.last_reading.one_by_one) == (1000, 0)


def full_of_others(page: int) -> WireFault:
    """A page of messages long past, and another one after it."""
    message = {"type": "message", "ts": f"{page}.000001", "user": "U0", "text": "Long ago"}
    item = {"type": "message", "channel": "C0000000", "message": message}
    more = {"response_metadata": {"next_cursor": f"page-{page + 1}"}}
    return WireFault(status=200, body=json.dumps({"ok": True, "items": [item], **more}).encode())


@pytest.mark.parametrize(
    "lists",
    [
        lambda _page: SERVER_ERROR,
        lambda _page: refused("invalid_cursor"),
        lambda _page: WireFault(status=200, body=b'{"ok":true,"items":[]}'),
        full_of_others,
    ],
    ids=["a server error", "a refusal", "nothing", "nothing but others"],
)
def test_a_thousand_groups_are_read_in_1020_calls_when_the_list_gives_nothing(
    lists: Callable[[int], WireFault],
) -> None:
    def no_list(method: str, nth: int) -> WireFault | None:
        return lists(nth) if method == "reactions.list" else None

    with wired() as listed, wired(no_list) as singly:
        places = seeded(listed, 1000)
        assert seeded(singly, 1000) == places
        slack = singly.slack_over(DirectTransport(singly.server, TOKEN))

        found = slack.reactions(places)

        assert found == listed.slack.reactions(places)
        assert len(singly.server.log) <= 1020
        assert (slack.last_reading.listed, slack.last_reading.one_by_one) == (0, 1000)


def test_what_the_list_does_not_name_is_asked_for_and_what_is_gone_left_out(world: Wired) -> None:
    places = seeded(world, 10)
    unseeded, gone = places[0], places[1]
    world.workspace.unreact(world.workspace.bot, unseeded.channel, unseeded.ts, "taco")
    world.workspace.delete_message(gone.channel, gone.ts)
    slack = world.slack

    found = slack.reactions(places)

    assert found.keys() == {*places} - {gone}
    assert [one.emoji for one in found[unseeded]] == ["calendar"]
    assert (slack.last_reading.listed, slack.last_reading.one_by_one) == (8, 2)


class CutShort:
    """A Slack whose list names only some of the people, as it may without `full`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, method: str, args: Mapping[str, object], *, as_json: bool) -> SlackReply:
        given = {name: value for name, value in args.items() if name != "full"}
        sent = given if method == "reactions.list" else args
        return self._transport.send(method, sent, as_json=as_json)


def test_what_the_list_names_only_partly_is_asked_for(world: Wired) -> None:
    places = seeded(world, 10)
    crowded = places[0]
    for n in range(60):
        person = world.workspace.add_person(f"P {n}")
        world.workspace.react(person, crowded.channel, crowded.ts, "taco")
    slack = world.slack_over(CutShort(WebTransport(TOKEN, base_url=world.server.base_url)))

    found = slack.reactions(places)

    assert found == world.slack.reactions(places)
    assert (slack.last_reading.listed, slack.last_reading.one_by_one) == (9, 1)


def test_everybody_who_signed_up_is_read_however_many(world: Wired) -> None:
    [posted] = seeded(world, 1)
    for n in range(120):
        world.workspace.react(world.workspace.add_person(f"P {n}"), posted.channel, posted.ts, "x")

    reactions = {one.emoji: one for one in world.slack.reactions([posted])[posted]}

    assert len(reactions["x"].members) == 120
