"""What Slack refuses for a moment is never given up, by the commands that a user types."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.demo.slack.http_exchange import WireFault, no_faults
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND
from tests.simulated_slack.wire_faults import SERVER_ERROR, refused

LATER = ("2026-11-23 10:00", "2026-11-23 10:30", "2026-11-23 11:00", "2026-11-23 11:30")


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        yield found


def introduced(ready: Console) -> list[str]:
    return sorted(ready.world.sent())


BOTH = [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]


@pytest.mark.parametrize("fault", [SERVER_ERROR, refused("a_word_of_tomorrow")])
def test_emoji_that_could_not_be_seeded_are_seeded_by_the_next_run(
    ready: Console, fault: WireFault
) -> None:
    ready.world.server.faults = lambda method, nth: (
        fault if method == "reactions.add" and nth <= 10 else None
    )
    ran = ready.calls()
    assert ran.exit_code == 1
    assert "The message itself is out; only emoji are missing." in ran.output

    ready.world.server.faults = no_faults
    again = ready.at(LATER[0]).calls()

    assert again.exit_code == 0, again.output
    assert introduced(ready) == BOTH
    for _, message in ready.world.slack.app_messages():
        assert len(message.reactions) == 6


@pytest.mark.parametrize("word", ["message_limit_exceeded", "a_word_of_tomorrow"])
def test_a_refusal_that_may_pass_never_uses_up_a_try(ready: Console, word: str) -> None:
    ready.world.server.faults = lambda method, _: (
        refused(word) if method == "chat.postMessage" else None
    )
    for when in LATER:
        ran = ready.at(when).calls()
        assert ran.exit_code == 1
        assert word in ran.output
        assert "given up" not in ran.output

    ready.world.server.faults = no_faults
    ran = ready.at("2026-11-23 12:00").calls()

    assert ran.exit_code == 0, ran.output
    assert introduced(ready) == BOTH


@pytest.mark.parametrize(("word", "tries"), [("message_limit_exceeded", 1), ("new_word", 3)])
def test_once_slack_has_had_enough_nothing_more_is_sent_in_that_run(
    tmp_path: Path, word: str, tries: int
) -> None:
    posts: Counter[str] = Counter()

    def enough(method: str, _: int) -> WireFault | None:
        posts[method] += 1
        return refused(word) if method == "chat.postMessage" else None

    with console(tmp_path, people=12) as ready:
        ready.world.server.faults = enough
        ran = ready.calls()

    assert ran.exit_code == 1
    assert posts["chat.postMessage"] == tries


def test_one_message_refused_in_unknown_words_holds_up_no_other(ready: Console) -> None:
    ready.world.server.faults = lambda method, nth: (
        refused("a_word_of_tomorrow") if method == "chat.postMessage" and nth == 1 else None
    )

    assert ready.calls().exit_code == 1
    assert len(introduced(ready)) == 1
    ready.world.server.faults = no_faults
    assert ready.at(LATER[0]).calls().exit_code == 0
    assert introduced(ready) == BOTH


def test_a_photo_that_slack_cannot_fetch_costs_nobody_their_introduction(ready: Console) -> None:
    for person in ready.world.slack.people.values():
        person.picture = "https://photos.example.com/of-somebody.png"
    failed = refused(
        "invalid_blocks", response_metadata={"messages": ["[ERROR] downloading image failed"]}
    )

    def no_photos(method: str, nth: int) -> WireFault | None:
        return failed if method == "chat.postMessage" and nth % 2 else None

    ready.world.server.faults = no_photos
    ran = ready.calls()

    assert ran.exit_code == 0, ran.output
    assert introduced(ready) == BOTH
    for _, message in ready.world.slack.app_messages():
        assert "'image'" not in str(message.blocks)


def test_emoji_with_two_names_are_heard_under_either(ready: Console) -> None:
    ready.edits("    intro: 09:30\n", "    intro: 09:30\n    emoji: {met: [thumbsup]}\n")
    assert ready.calls().exit_code == 0
    ready.world.reacts("thumbsup", group=1)
    ready.at("2026-11-24 10:00").calls()

    assert ready.world.status(1) == "closed_met"


def test_two_meanings_under_two_names_of_one_emoji_are_refused(ready: Console) -> None:
    ready.edits(
        "    intro: 09:30\n", '    intro: 09:30\n    emoji: {met: [thumbsup], no: ["+1"]}\n'
    )
    ran = ready.calls()

    assert ran.exit_code == 2
    assert "each emoji means one thing" in ran.output
