"""What an intro says to people who have not met."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from lunchbatch.demo.slack.slack_model import Json, SlackMessage
from lunchbatch.engine.run import RunSettings, run
from lunchbatch.settings_file.read_settings import read_wording
from tests.behaviour.members.days import intro, round_of
from tests.behaviour.world import QUESTIONS, World, world
from tests.tree import SHIPPED


def first_message(found: World) -> SlackMessage:
    return found.slack.app_messages()[0][1]


def blocks(message: SlackMessage) -> list[Json]:
    assert message.blocks is not None
    return message.blocks


def test_an_intro_helps_two_people_far_apart_to_meet(tmp_path: Path) -> None:
    with world(tmp_path, people=2) as found:
        one, other = (found.slack.people[member] for member in found.members)
        one.title, one.email = "Head of Design", "one@example.org"
        other.title, other.email, other.tz = "Baker", "other@example.org", "America/New_York"
        intro(found, 0)

        message = first_message(found)
        shown = str(blocks(message))
        for expected in (
            "Head of Design",
            "Baker",
            one.picture,
            "Both in: 15:00–17:00 Berlin · 09:00–11:00 New York",
            "💬 _",
        ):
            assert expected in shown


def test_the_calendar_link_invites_both_where_e_mails_are_readable(tmp_path: Path) -> None:
    with world(tmp_path, people=2) as found:
        for number, member in enumerate(found.members):
            found.slack.people[member].email = f"person{number}@example.org"
        intro(found, 0)

        text = str(blocks(first_message(found)))
        address = (
            text[text.index("https://calendar.google.com") :]
            .split("|", maxsplit=1)[0]
            .split(">", maxsplit=1)[0]
        )
        asked = parse_qs(urlsplit(address.replace("&amp;", "&")).query)
        assert asked["add"] == ["person0@example.org,person1@example.org"]
        assert asked["ctz"] == ["Europe/Berlin"]


def test_each_program_speaks_its_own_language(tmp_path: Path) -> None:
    with world(tmp_path, people=2, is_direct=True, language="de") as found:
        settings = RunSettings(
            policy=found.policy,
            wording=read_wording(SHIPPED / "config/messages.yaml", {"de"}),
            questions=QUESTIONS,
            request=found.settings().request,
        )
        found.at("2026-11-23 09:35")
        slack = found.workspace()
        until = found.clock.now() + timedelta(hours=1)
        run(settings, found.books.ledger, lambda: slack, found.clock, run_id="de", until=until)

        text = found.text_of(f"{round_of(0)}/1 intro")
        assert "Diesmal trefft ihr euch" in text
        assert "einmal aussetzen" in text
