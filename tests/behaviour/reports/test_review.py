"""What the owner hears when a round closes: five lines at the most, once."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, KEEP_APART_TAB, PEOPLE_TAB
from lunchbatch.demo.slack.http_exchange import no_faults
from tests.behaviour.books import CsvBooks
from tests.behaviour.console import console
from tests.behaviour.members.days import close, intro, react, round_of, rounds_since
from tests.behaviour.world import World, world
from tests.simulated_slack.wire_faults import LOST_AFTER

REVIEW = f"{round_of(0)} review"


@pytest.fixture
def owned(tmp_path: Path) -> Iterator[World]:
    """Four people in pairs, and an organiser who is told."""
    with world(tmp_path, people=4, has_owner=True, is_direct=True) as found:
        yield found


def test_a_round_that_went_well_is_two_lines_of_figures(owned: World) -> None:
    intro(owned, 0)
    react(owned, owned.members[0], "white_check_mark", 0)
    close(owned, 0)

    assert owned.sent().count(REVIEW) == 1
    _, *lines = owned.text_of(REVIEW).splitlines()
    assert lines == ["🎉 *1 of 2* groups met", "🤝 *1* new connection"]


def test_who_was_out_is_said_in_numbers(owned: World) -> None:
    for member, until in ((0, "2027-01-11"), (1, "until further notice")):
        owned.books.adds(PEOPLE_TAB, member_id=owned.members[member], paused_until=until)
    guest = owned.slack.add_person("Late Guest")
    owned.slack.people[guest].is_restricted = True
    owned.slack.join(guest, owned.channel)
    intro(owned, 0)
    close(owned, 0)

    said = owned.text_of(REVIEW)
    assert "Not in a group this time: 2 paused, 1 guest." in said.splitlines()
    assert len(said.splitlines()) <= 6


def test_who_is_paused_after_silence_is_named_to_the_owner_alone(owned: World) -> None:
    rounds_since(owned, 0, 1)
    intro(owned, 2)
    lively = owned.members[0]
    react(owned, lively, "eyes", 2)
    close(owned, 2)

    told = [key for key in owned.sent() if key.endswith(" review")]
    assert told == [f"{round_of(number)} review" for number in range(3)]
    text = owned.text_of(told[-1])
    assert "Person 001, Person 002, Person 003" in text
    assert "Person 000" not in text
    (room,) = [
        room.members
        for room in owned.slack.channels.values()
        for message in room.messages.values()
        if (message.metadata or {}).get("event_payload", {}).get("effect") == told[-1]
    ]
    assert set(room) == {owned.policy.owner, owned.slack.bot}


def test_who_was_never_in_a_group_is_named_with_the_reason(owned: World) -> None:
    left, *others = owned.members
    books = cast("CsvBooks", owned.books)
    books.saves(KEEP_APART_TAB, [["member a", "member b"], *([left, other] for other in others)])
    intro(owned, 0)
    for member in others:
        react(owned, member, "white_check_mark", 0)
    close(owned, 0)

    text = owned.text_of(REVIEW)
    assert "Never in a group" in text
    assert "Person 000 (" in text
    assert not any(f"Person 00{number}" in text for number in (1, 2, 3))


def test_cells_to_mend_are_counted_in_it(owned: World) -> None:
    intro(owned, 0)
    react(owned, owned.members[0], "white_check_mark", 0)
    owned.books.types(GROUPS_TAB, f"{round_of(0)}/2", "meeting status", "mett")
    close(owned, 0)

    assert "1 cell of the Sheet needs fixing" in owned.text_of(REVIEW)


def test_a_close_that_was_cut_off_tells_the_owner_exactly_once(owned: World) -> None:
    intro(owned, 0)
    owned.books.types(GROUPS_TAB, f"{round_of(0)}/2", "meeting status", "mett")
    owned.server.faults = lambda method, _: LOST_AFTER if method == "chat.postMessage" else None
    close(owned, 0)
    owned.server.faults = no_faults
    owned.at("2026-12-03 14:35").run()
    owned.at("2026-12-03 15:35").run()

    assert owned.sent().count(REVIEW) == 1


def test_a_cell_to_mend_is_told_at_once_and_once(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        owner = ready.world.slack.add_person("Organiser")
        ready.edits("programs:\n", f"owner: {owner}\nprograms:\n")
        ready.calls()
        ready.world.books.types(GROUPS_TAB, f"{round_of(0)}/2", "meeting status", "mett")
        for when in ("2026-11-23 11:00", "2026-11-23 12:00", "2026-11-25 11:00"):
            assert ready.at(when).calls().exit_code == 2

        told = [sent.text for _, sent in ready.world.slack.app_messages() if "'mett'" in sent.text]
        assert len(told) == 1


def test_without_an_owner_nobody_is_told(tmp_path: Path) -> None:
    with world(tmp_path / "ledger", people=4, is_direct=True) as found:
        intro(found, 0)
        found.books.types(GROUPS_TAB, f"{round_of(0)}/2", "meeting status", "mett")
        close(found, 0)

        assert REVIEW not in found.sent()
