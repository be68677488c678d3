"""A group that met is thanked: once, in its conversation, within the send window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.model.terms import Status
from tests.behaviour.members.days import close, group_of, intro, react, unreact
from tests.behaviour.world import World, world

MET = "tada"


@pytest.fixture
def introduced(tmp_path: Path) -> Iterator[World]:
    with world(tmp_path, people=6, is_direct=True, silent_rounds=0) as found:
        yield intro(found, 0)


def thanks(found: World, member: str) -> list[str]:
    """What stands in the conversation of a member's group and thanks for meeting."""
    group = group_of(found, member, 0)
    texts = [post.text for post in found.slack.messages(group.channel)]
    return [text for text in texts if "You met" in text]


def test_a_group_that_met_is_thanked_once_and_offered_the_same_people(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, MET, 0)

    for moment in ("2026-11-24 12:00", "2026-11-25 12:00", "2026-11-26 10:05"):
        introduced.at(moment).run()
    close(introduced, 0)

    [said] = thanks(introduced, one)
    assert ":repeat:" in said
    assert list(group_of(introduced, one, 0).messages) == ["celebrate"]  # and no other word


def test_a_group_that_did_not_say_so_is_not_thanked(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, "hourglass_flowing_sand", 0)

    introduced.at("2026-11-24 12:00").run()

    assert thanks(introduced, one) == []
    assert group_of(introduced, one, 0).status is Status.OPEN


def test_not_yet_is_asked_again_and_not_nudged(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, "hourglass_flowing_sand", 0)
    introduced.at("2026-11-26 10:05").run()
    introduced.at("2026-11-30 10:05").run()

    group = group_of(introduced, one, 0)
    assert "have you met yet?" in introduced.text_of(f"{group.key} checkpoint-2")
    assert "could you suggest" not in introduced.text_of(f"{group.key} checkpoint-2")


def test_thanks_wait_for_the_send_window_and_are_given_once_they_were_promised(
    introduced: World,
) -> None:
    one = introduced.members[0]
    react(introduced, one, MET, 0)
    introduced.at("2026-11-24 12:00").run()
    introduced.at("2026-11-24 22:00").run()
    assert thanks(introduced, one) == []

    introduced.at("2026-11-25 09:00").run()
    unreact(introduced, one, MET, 0)
    introduced.at("2026-11-25 12:00").run()

    assert len(thanks(introduced, one)) == 1


def test_an_answer_after_the_close_is_thanked_too(introduced: World) -> None:
    one = introduced.members[0]
    close(introduced, 0)
    react(introduced, one, MET, 0, under="close")

    introduced.at("2026-12-04 12:00").run()
    introduced.at("2026-12-04 15:00").run()

    assert len(thanks(introduced, one)) == 1


def test_an_answer_that_is_taken_back_before_the_thanks_is_not_thanked(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, MET, 0)
    introduced.at("2026-11-24 12:00").run()
    unreact(introduced, one, MET, 0)
    introduced.at("2026-11-24 15:00").run()

    assert thanks(introduced, one) == []


def test_a_group_with_somebody_who_stopped_is_left_in_peace(introduced: World) -> None:
    one = introduced.members[0]
    react(introduced, one, MET, 0)
    introduced.at("2026-11-24 12:00").run()
    react(introduced, one, "octagonal_sign", 0)
    introduced.at("2026-11-24 15:00").run()

    assert thanks(introduced, one) == []


def test_a_program_that_does_not_celebrate_says_nothing(tmp_path: Path) -> None:
    with world(tmp_path, people=6, is_direct=True, silent_rounds=0, celebrate=False) as found:
        intro(found, 0)
        one = found.members[0]
        react(found, one, MET, 0)

        found.at("2026-11-24 12:00").run()
        found.at("2026-11-24 15:00").run()

        assert thanks(found, one) == []
