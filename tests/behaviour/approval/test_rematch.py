"""Other groups for a round of which nobody was told: `rematch`, or `again` typed into Draft."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import DRAFT_TAB, JOURNAL_TAB, PEOPLE_TAB, ROUNDS_TAB
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE, TO_MEND = 0, 2
APPROVAL = "    intro: 09:30\n    approval: {ahead: 3 days}\n"
Groups = set[frozenset[str]]


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def drafted(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Console]:
    """A draft of five people in pairs, made by the command."""
    with console(tmp_path, has_sheet=request.param, people=5) as ready:
        ready.edits("    intro: 09:30\n", APPROVAL)
        assert ready.calls().exit_code == DONE
        yield ready


def standing(ready: Console) -> Groups:
    """The groups in Draft, by the names that stand there."""
    cells = ready.world.books.sees(DRAFT_TAB, "members")
    return {frozenset(cell.split(", ")) for cell in cells if ", " in cell}


def everybody(ready: Console) -> list[str]:
    people = ready.world.slack.people
    return sorted(people[member].real_name for member in ready.world.members)


def introduced(ready: Console) -> Groups:
    people = ready.world.slack.people
    groups = ready.world.known.groups_of(ROUND)
    return {frozenset(people[id_].real_name for id_ in one.members) for one in groups if one.intro}


def test_a_draft_gets_other_groups_and_waits_for_approval_once_more(drafted: Console) -> None:
    seen: list[Groups] = [standing(drafted)]
    drafted.world.books.types(ROUNDS_TAB, ROUND, "approval", "approved")
    drafted.world.books.types(DRAFT_TAB, f"{ROUND}/1", "members", "Nobody Known")

    for _ in range(2):
        told = drafted.calls("rematch", ROUND)
        assert told.exit_code == DONE, told.output
        seen.append(standing(drafted))

    for before, after in pairwise(seen):
        assert before != after
        assert sorted(name for group in after for name in group) == everybody(drafted)
    assert drafted.calls().exit_code == DONE
    assert drafted.world.sent() == [], "what was approved were other groups"
    drafted.world.books.types(ROUNDS_TAB, ROUND, "approval", "approved")
    assert drafted.calls().exit_code == DONE
    assert introduced(drafted) == seen[-1]


@pytest.mark.parametrize("word", ["again", "Rematch!", "🔀"])
def test_a_word_in_the_box_above_the_groups_makes_other_ones(drafted: Console, word: str) -> None:
    before = standing(drafted)
    drafted.world.books.types(DRAFT_TAB, f"{ROUND}/approval", "approval", word)

    assert drafted.calls().exit_code == DONE
    after = standing(drafted)
    assert drafted.calls().exit_code == DONE

    assert after != before
    assert standing(drafted) == after, "it was asked for once"
    assert drafted.world.sent() == []
    drafted.world.books.types(DRAFT_TAB, f"{ROUND}/approval", "approval", "yes")
    assert drafted.calls().exit_code == DONE
    assert introduced(drafted) == after


def test_other_groups_are_of_those_who_can_take_part_now(drafted: Console) -> None:
    people, books = drafted.world.slack.people, drafted.world.books
    paused, first, second, *_ = drafted.world.members
    books.types(PEOPLE_TAB, paused, "paused until", "2027-01-01")
    books.adds(DRAFT_TAB, round=ROUND, members=f"{first}, {second}")

    assert drafted.calls("rematch", ROUND).exit_code == DONE

    named = [name for group in standing(drafted) for name in group]
    assert people[paused].real_name not in named
    assert len(named) == len(set(named)), "who stands in a row of a person's own stays there"
    assert frozenset({first, second}) in standing(drafted)


def test_groups_that_were_written_and_not_sent_are_made_anew(tmp_path: Path) -> None:
    with console(tmp_path, people=6) as ready:
        ready.world.run(until=ready.world.clock.now())
        before = {group.members for group in ready.world.known.groups_of(ROUND)}
        left = ready.world.members[0]
        ready.world.books.types(PEOPLE_TAB, left, "paused until", "2027-01-01")
        told = ready.calls("rematch", ROUND)
        after = {group.members for group in ready.world.known.groups_of(ROUND)}
        sent = ready.world.sent()
        assert ready.calls().exit_code == DONE

        assert told.exit_code == DONE, told.output
        assert before
        assert sent == []
        assert sorted(id_ for group in after for id_ in group) == sorted(ready.world.members[1:])
        assert before.isdisjoint(after)
        assert ready.world.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
        assert left in ready.world.known.rounds[ROUND].absent


def test_groups_that_may_have_been_told_stay(tmp_path: Path) -> None:
    """Nobody knows yet what became of a claim, so nobody's group is taken away."""
    with console(tmp_path) as ready:
        ready.world.run(until=ready.world.clock.now())
        before = ready.world.known.groups
        ready.world.books.adds(JOURNAL_TAB, effect=f"{ROUND}/1 intro", run="a dead one")
        told = ready.calls("rematch", ROUND)

        assert told.exit_code == TO_MEND
        assert "may have been told already" in told.output
        assert ready.world.known.groups == before


def test_where_no_other_groups_are_possible_those_that_stand_stay(tmp_path: Path) -> None:
    with console(tmp_path, people=2) as ready:
        ready.edits("    intro: 09:30\n", APPROVAL)
        ready.calls()
        before = standing(ready)
        ready.world.books.types(DRAFT_TAB, f"{ROUND}/approval", "approval", "again")
        told = ready.calls()

        assert "no other groups are possible" in told.output
        assert standing(ready) == before
        assert "no other groups" not in ready.calls().output


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (ROUND, "its people were told already"),
        ("coffee/2026-12-07", "there are no groups of it"),
        ("coffee", "there are no groups of it"),
        ("tea/2026-12-07", "there is no program 'tea'; there is coffee"),
    ],
)
def test_what_cannot_be_made_anew_is_said_in_one_sentence(
    tmp_path: Path, wanted: str, sentence: str
) -> None:
    with console(tmp_path) as ready:
        ready.calls()
        told = ready.calls("rematch", wanted)

    assert told.exit_code == TO_MEND
    assert f"rematch {wanted}: {sentence}" in told.output
