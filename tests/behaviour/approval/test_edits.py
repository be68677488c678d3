"""What an organiser may do to a draft: each edit ends as they meant it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import DRAFT_TAB, PEOPLE_TAB, ROUNDS_TAB
from tests.behaviour.approval.desk import INTRO, Desk, Edit, desk, is_as_in_draft
from tests.behaviour.world import ROUND

BY_ORGANISER = "left out by the organiser"


@pytest.fixture(params=["csv", "sheet"])
def at_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Three pairs stand in the draft, with each ledger."""
    with desk(tmp_path / "ledger" if request.param == "csv" else None) as ready:
        yield ready


def swaps(ready: Desk) -> None:
    ready.writes(1, ready.name(1, 0), ready.name(2, 1))
    ready.writes(2, ready.name(2, 0), ready.name(1, 1))


def makes_one_group_of_all(ready: Desk) -> None:
    ready.writes(1, *(name for group in ready.seen for name in group))
    ready.deletes(2)
    ready.deletes(3)


def splits_into_threes(ready: Desk) -> None:
    ready.writes(1, *ready.seen[0], ready.name(2, 0))
    ready.writes(3, *ready.seen[2], ready.name(2, 1))
    ready.deletes(2)


def empties_a_row(ready: Desk) -> None:
    ready.writes(1, *ready.seen[0], *ready.seen[1])
    ready.writes(2)


def deletes_one(ready: Desk) -> None:
    ready.deletes(2)


def makes_a_group_anew(ready: Desk) -> None:
    ready.deletes(2)
    ready.adds(round=ROUND, group="7", members=", ".join(ready.seen[1]))


def makes_one_without_a_number(ready: Desk) -> None:
    ready.deletes(1)
    ready.adds(members=" , ".join(ready.seen[0]))


def makes_two_without_anything(ready: Desk) -> None:
    ready.deletes(1)
    ready.deletes(2)
    ready.adds(members=", ".join((ready.name(1, 0), ready.name(2, 0))))
    ready.adds(members=", ".join((ready.name(1, 1), ready.name(2, 1))))


def renumbers(ready: Desk) -> None:
    ready.writes(1, "12", title="group")
    ready.writes(3, "group 1", title="group")


def writes_carelessly(ready: Desk) -> None:
    one, other = ready.seen[0]
    ready.writes(1, f"  {one.upper()} ", "", other.lower().replace(" ", "  "))


def uses_other_separators(ready: Desk) -> None:
    ready.world.books.types(DRAFT_TAB, f"{ROUND}/1", "members", "; ".join(ready.seen[0]))


def clears_the_round(ready: Desk) -> None:
    ready.writes(2, title="round")


def sorts_the_tab(ready: Desk) -> None:
    ready.world.books.sorts(DRAFT_TAB)


def adds_a_column(ready: Desk) -> None:
    ready.world.books.adds_column(DRAFT_TAB, "mood", "fine")


def clears_the_reasons(ready: Desk) -> None:
    ready.writes(1, title="why")
    ready.writes(1, title="last met")


def someone_is_renamed_in_slack(ready: Desk) -> None:
    ready.world.slack.people[ready.id_of(ready.name(1))].real_name = "Zoë Newname"


SENT_AS_WRITTEN: dict[str, Edit] = {
    "nothing": lambda _: None,
    "swaps two people": swaps,
    "one group of all": makes_one_group_of_all,
    "groups of three": splits_into_threes,
    "empties a row": empties_a_row,
    "deletes a group": deletes_one,
    "deletes and adds a group": makes_a_group_anew,
    "adds a group without a number": makes_one_without_a_number,
    "adds two groups without a number": makes_two_without_anything,
    "renumbers": renumbers,
    "clears the round of a row": clears_the_round,
    "sorts the tab": sorts_the_tab,
    "adds a column": adds_a_column,
    "clears the reasons": clears_the_reasons,
}


@pytest.mark.parametrize("edit", SENT_AS_WRITTEN)
def test_what_is_sent_is_just_what_stands_in_the_draft(at_desk: Desk, edit: str) -> None:
    SENT_AS_WRITTEN[edit](at_desk)
    at_desk.approves()
    wanted = at_desk.groups()

    ran = at_desk.goes_on()

    assert at_desk.world.known.problems == ()
    assert ran.decided.plan.blocked == ()
    assert at_desk.groups() == wanted
    assert is_as_in_draft(at_desk)
    everybody = {name for group in at_desk.seen for name in group}
    placed = {name for group in at_desk.told() for name in group}
    assert at_desk.not_in() == dict.fromkeys(everybody - placed, BY_ORGANISER)
    assert at_desk.goes_on("2026-11-23 10:30").decided.plan.is_empty


SENT_AS_BEFORE: dict[str, Edit] = {
    "capitals and blanks": writes_carelessly,
    "semicolons": uses_other_separators,
    "a new name in Slack, the old one in the draft": someone_is_renamed_in_slack,
    "ids": lambda ready: ready.writes(1, *map(ready.id_of, ready.seen[0])),
    "ids with blanks between": lambda ready: ready.writes(
        1, " ".join(map(ready.id_of, ready.seen[0]))
    ),
    "mentions": lambda ready: ready.writes(
        1, f"<@{ready.id_of(ready.name(1, 0))}>", f"@{ready.name(1, 1)}"
    ),
    "a name with its id": lambda ready: ready.writes(
        1, f"whoever ({ready.id_of(ready.name(1, 0))})", ready.name(1, 1)
    ),
}


@pytest.mark.parametrize("edit", SENT_AS_BEFORE)
def test_the_same_people_are_understood_however_they_are_written(at_desk: Desk, edit: str) -> None:
    before = [sorted(map(at_desk.id_of, group)) for group in at_desk.seen]
    SENT_AS_BEFORE[edit](at_desk)
    at_desk.approves()

    at_desk.goes_on()

    assert [sorted(group.members) for group in at_desk.world.known.groups] == before
    assert len(at_desk.told()) == 3


def test_people_may_be_left_out_by_a_row_of_their_own(at_desk: Desk) -> None:
    at_desk.writes(1, *at_desk.seen[0], at_desk.name(2, 0))
    at_desk.writes(2, at_desk.name(2, 1))
    at_desk.writes(2, "Left out", title="group")
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    assert at_desk.not_in() == {at_desk.name(2, 1): BY_ORGANISER}


def test_an_added_row_may_say_who_is_left_out(at_desk: Desk) -> None:
    at_desk.writes(1, at_desk.name(1, 0), *at_desk.seen[1])
    at_desk.deletes(2)
    at_desk.adds(round=ROUND, group="left out", members=at_desk.name(1, 1))
    at_desk.approves("yes")

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    assert at_desk.not_in() == {at_desk.name(1, 1): BY_ORGANISER}


def test_the_point_person_is_whom_the_organiser_names(at_desk: Desk) -> None:
    at_desk.writes(1, at_desk.name(1, 1), title="point person")
    at_desk.writes(2, at_desk.id_of(at_desk.name(2, 1)), title="point person")
    at_desk.writes(3, title="point person")
    at_desk.approves()

    at_desk.goes_on()

    named = [group.point_person for group in at_desk.world.known.groups]
    assert named[:2] == [at_desk.id_of(at_desk.name(1, 1)), at_desk.id_of(at_desk.name(2, 1))]
    assert named[2] in map(at_desk.id_of, at_desk.seen[2])


def test_a_group_whose_point_person_was_moved_away_gets_another(at_desk: Desk) -> None:
    leader = at_desk.world.books.sees(DRAFT_TAB, "point person")[1]
    (other,) = set(at_desk.seen[0]) - {leader}
    at_desk.writes(1, other, at_desk.name(2, 0))
    at_desk.writes(2, leader, at_desk.name(2, 1))
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    for group in at_desk.world.known.groups:
        assert group.point_person in group.members


def test_a_newcomer_may_be_added_before_anybody_has_seen_them(at_desk: Desk) -> None:
    slack = at_desk.world.slack
    slack.join(slack.add_person("Nadia New"), at_desk.world.channel)
    at_desk.writes(1, *at_desk.seen[0], "Nadia New")
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    assert at_desk.not_in() == {}


def test_who_comes_after_the_draft_is_listed_as_such(at_desk: Desk) -> None:
    slack = at_desk.world.slack
    slack.join(slack.add_person("Nadia New"), at_desk.world.channel)
    at_desk.approves()

    at_desk.goes_on()

    assert at_desk.not_in() == {"Nadia New": "came after the draft"}


def test_who_rests_by_their_own_rhythm_may_be_added(tmp_path: Path) -> None:
    with desk(tmp_path, people=7) as ready:
        ready.deletes(3)
        ready.world.books.types(PEOPLE_TAB, ready.id_of(ready.name(3)), "joins every N rounds", "2")
        ready.adds(members=", ".join(ready.seen[2]))
        ready.approves()

        ready.goes_on()

        assert is_as_in_draft(ready)


def test_who_left_is_simply_taken_out(at_desk: Desk) -> None:
    gone = at_desk.name(1)
    at_desk.world.slack.leave(at_desk.id_of(gone), at_desk.world.channel)
    at_desk.writes(1, at_desk.name(1, 1), *at_desk.seen[1])
    at_desk.deletes(2)
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    assert at_desk.not_in() == {}


def test_a_draft_of_which_every_row_is_deleted_introduces_nobody(at_desk: Desk) -> None:
    for number in (1, 2, 3):
        at_desk.deletes(number)
    at_desk.approves()

    at_desk.goes_on()

    assert at_desk.told() == []
    assert at_desk.world.known.rounds[ROUND].stage == "skipped"
    assert set(at_desk.not_in().values()) == {BY_ORGANISER}
    assert at_desk.goes_on("2026-11-23 10:30").decided.plan.is_empty


def test_a_copied_row_is_a_row_like_any_other(at_desk: Desk) -> None:
    key = f"{ROUND}/1"
    at_desk.writes(1, at_desk.name(1, 0), at_desk.name(2, 0))
    at_desk.deletes(2)
    at_desk.adds(
        round=ROUND, group="9", members=f"{at_desk.name(1, 1)}, {at_desk.name(2, 1)}", row_key=key
    )
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)


def test_deleting_the_row_of_the_round_keeps_the_edited_draft(at_desk: Desk) -> None:
    at_desk.writes(1, *at_desk.seen[0], *at_desk.seen[1])
    at_desk.deletes(2)
    at_desk.world.books.deletes(ROUNDS_TAB, ROUND)
    at_desk.goes_on("2026-11-23 09:00")
    at_desk.approves()

    at_desk.goes_on()

    assert is_as_in_draft(at_desk)
    assert len(at_desk.told()) == 2


def test_approving_early_sends_nothing_before_the_time_of_the_intro(at_desk: Desk) -> None:
    at_desk.approves()

    at_desk.goes_on("2026-11-23 09:10")

    assert at_desk.told() == []
    at_desk.goes_on(INTRO)
    assert is_as_in_draft(at_desk)
