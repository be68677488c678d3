"""A draft is steered with one click or one word, by the command that a user types."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.tabs import DRAFT_TAB, PEOPLE_TAB, ROUNDS_TAB
from lunchbatch.core.ledger.typed_rows import Approval, TypedCell, approval_of
from tests.behaviour.books import SheetBooks
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

BOX = f"{ROUND}/approval"


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def drafted(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Console]:
    """A draft of two pairs; one person is on holiday, one paused, one stopped."""
    with console(tmp_path, has_sheet=request.param, people=7) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        members, books = ready.world.members, ready.world.books
        ready.world.slack.set_status(members[4], ":palm_tree:")
        for member, until in ((members[5], "2026-12-24"), (members[6], "until further notice")):
            books.adds(PEOPLE_TAB, member_id=member, name=member, paused_until=until)
        assert ready.calls().exit_code == 0
        yield ready


def groups(ready: Console) -> list[set[str]]:
    return [set(group.members) for group in ready.world.known.groups]


def row_of(ready: Console, member: str) -> dict[str, str]:
    """What stands in Draft of somebody who is left out."""
    books = ready.world.books
    at = books.sees(DRAFT_TAB, "row key").index(f"{ROUND}/{member}")
    return {title: books.sees(DRAFT_TAB, title)[at] for title in ("group", "members", "why")}


@pytest.mark.parametrize(
    ("tab", "key", "word"),
    [
        (DRAFT_TAB, BOX, "TRUE"),
        (DRAFT_TAB, BOX, "ok!"),
        (ROUNDS_TAB, ROUND, "TRUE"),
        (ROUNDS_TAB, ROUND, "Oui"),
    ],
)
def test_a_draft_is_approved_by_a_click_or_a_word_above_it_or_in_rounds(
    drafted: Console, tab: Tab, key: str, word: str
) -> None:
    assert drafted.calls().exit_code == 0
    assert groups(drafted) == []
    drafted.world.books.types(tab, key, "approval", word)

    ran = drafted.calls()

    assert ran.exit_code == 0, ran.output
    assert f"Sent {ROUND} intro: 2 messages" in ran.stdout.splitlines()
    assert BOX not in drafted.world.books.sees(DRAFT_TAB, "row key")


def test_what_waits_is_an_empty_box_at_the_front(drafted: Console) -> None:
    books = drafted.world.books

    assert drafted.world.known.rounds[ROUND].approval.where == "Rounds!A2"
    assert drafted.world.known.drafted[0].approval.where == "Draft!A2"
    assert "wait until the box above them is ticked, or that in Rounds!A2" in drafted.calls().stdout
    if isinstance(books, SheetBooks):
        for title in ("Rounds", "Draft"):
            cell = books.person.document.titled(title).at(1, 0)
            assert cell.entered == {"boolValue": False}
            assert cell.rule == {"condition": {"type": "BOOLEAN"}, "strict": False}
    else:
        assert books.sees(ROUNDS_TAB, "approval") == ["FALSE"]


def test_a_word_that_is_no_yes_holds_whatever_is_ticked_elsewhere(drafted: Console) -> None:
    drafted.world.books.types(ROUNDS_TAB, ROUND, "approval", "wait for Ana")
    drafted.world.books.types(DRAFT_TAB, BOX, "approval", "TRUE")

    ran = drafted.calls()

    assert "held by 'wait for Ana' in Rounds!A2" in ran.stdout
    assert groups(drafted) == []


def test_everybody_who_is_left_out_stands_in_the_draft_with_the_reason(drafted: Console) -> None:
    found = {member: row_of(drafted, member) for member in drafted.world.members[4:]}

    assert {row["group"] for row in found.values()} == {"left out"}
    assert [row["why"] for row in found.values()] == [
        "on holiday (Slack status)",
        "paused until 2026-12-24",
        "paused until further notice",
    ]


@pytest.mark.parametrize("place", [4, 5], ids=["on holiday", "paused for a while"])
def test_who_is_left_out_for_a_time_is_moved_by_the_number_of_a_group(
    drafted: Console, place: int
) -> None:
    member = drafted.world.members[place]
    drafted.world.books.types(DRAFT_TAB, f"{ROUND}/{member}", "group", "1")
    drafted.world.books.types(DRAFT_TAB, BOX, "approval", "TRUE")

    ran = drafted.calls()

    assert ran.exit_code == 0, ran.output
    assert [len(group) for group in groups(drafted)] == [3, 2]
    assert member in groups(drafted)[0]
    assert member not in drafted.world.known.rounds[ROUND].absent


def test_two_who_are_left_out_become_a_group_of_their_own(drafted: Console) -> None:
    for member in drafted.world.members[4:6]:
        drafted.world.books.types(DRAFT_TAB, f"{ROUND}/{member}", "group", "3")
    drafted.world.books.types(ROUNDS_TAB, ROUND, "approval", "ja")

    assert drafted.calls().exit_code == 0

    assert groups(drafted)[2] == set(drafted.world.members[4:6])


def test_who_asked_to_be_left_out_for_good_is_never_moved_back(drafted: Console) -> None:
    stopped = drafted.world.members[6]
    drafted.world.books.types(DRAFT_TAB, f"{ROUND}/{stopped}", "group", "1")
    drafted.world.books.types(DRAFT_TAB, BOX, "approval", "TRUE")

    ran = drafted.calls()

    assert ran.exit_code == 2
    assert groups(drafted) == []
    assert any(
        "cannot take part: paused until further notice" in what
        for what in drafted.world.known.listed.values()
    )


def test_who_is_paused_after_the_draft_is_a_mistake_and_no_wish(drafted: Console) -> None:
    member = drafted.world.known.drafted[1].drafted[0]
    drafted.world.books.types(PEOPLE_TAB, member, "paused until", "2026-12-24")
    drafted.world.books.types(DRAFT_TAB, BOX, "approval", "TRUE")

    assert drafted.calls().exit_code == 2
    assert groups(drafted) == []


def test_one_is_left_out_and_a_group_added_in_the_same_draft(drafted: Console) -> None:
    books = drafted.world.books
    first, second = (cell.split(", ") for cell in books.sees(DRAFT_TAB, "members")[1:3])
    books.types(DRAFT_TAB, f"{ROUND}/1", "group", "left out")
    books.types(DRAFT_TAB, f"{ROUND}/1", "members", first[0])
    books.types(DRAFT_TAB, f"{ROUND}/2", "members", second[0])
    books.adds(DRAFT_TAB, members=f"{first[1]}, {second[1]}")
    holiday = drafted.world.members[4]
    books.types(DRAFT_TAB, f"{ROUND}/{holiday}", "group", "2")
    books.types(DRAFT_TAB, BOX, "approval", "TRUE")

    ran = drafted.calls()

    assert ran.exit_code == 0, ran.output
    assert sorted(len(group) for group in groups(drafted)) == [2, 2]
    assert "left out by the organiser" in drafted.world.known.rounds[ROUND].absent.values()


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (
            Approval.GIVEN,
            (
                "approved Approved! yes YES ok Okay TRUE True x X ✓ ✔️ ☑ 👍 👍🏽 JA oui sí si Sim "
                "vale wahr VRAI verdadero genehmigt aprobado aprovado approuvé d’accord 1"
            ),
        ),
        (Approval.OPEN, "FALSE False falsch faux 0 ☐"),
        (Approval.OTHER, "wait no nein non não hold later aproved unapproved ?"),
    ],
)
def test_any_reasonable_word_is_understood(meaning: Approval, words: str) -> None:
    assert {word: approval_of(TypedCell(text=word)) for word in words.split()} == dict.fromkeys(
        words.split(), meaning
    )
    assert approval_of(TypedCell()) is Approval.OPEN
