"""Two people exchange their places in the round under way: `swap`, before and after the intro."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.records import Group
from lunchbatch.core.ledger.tabs import (
    DRAFT_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
)
from lunchbatch.core.model.terms import Status
from lunchbatch.core.statistics.counting import figures
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE, TO_MEND = 0, 2
LATER = "2026-11-23 12:00"
WORD = "two people have swapped groups"


@pytest.fixture(params=[False, True], ids=["csv", "sheet"])
def introduced(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Console]:
    """Three pairs were introduced."""
    with console(tmp_path, has_sheet=request.param, people=6) as ready:
        assert ready.calls().exit_code == DONE
        yield ready.at(LATER)


def groups(ready: Console) -> tuple[Group, ...]:
    return tuple(one for one in ready.world.known.groups_of(ROUND) if one.members)


def two(ready: Console) -> tuple[str, str]:
    """The first of each of the first two groups."""
    first, second, *_ = groups(ready)
    return first.members[0], second.members[0]


def name_of(ready: Console, member: str) -> str:
    return ready.world.slack.people[member].real_name


def test_after_the_intro_both_groups_are_made_anew_and_the_old_ones_are_told(
    introduced: Console,
) -> None:
    first, second, third = groups(introduced)
    ana, ben = two(introduced)

    told = introduced.calls("swap", f"{name_of(introduced, ana)}, @{name_of(introduced, ben)}")

    assert told.exit_code == DONE, told.output
    known = introduced.world.known
    new = {group.key: set(group.members) for group in groups(introduced)}
    assert new == {
        third.key: set(third.members),
        f"{ROUND}/4": {ben, *first.members} - {ana},
        f"{ROUND}/5": {ana, *second.members} - {ben},
    }
    slack = introduced.world.slack
    for group in groups(introduced):
        assert set(slack.channels[group.channel].members) == {*group.members, slack.bot}
    old = known.groups_of(ROUND)[:2]
    assert [one.names for one in old] == ["", ""], "no name stands where no id does"
    assert [(one.status, one.channel) for one in old] == [
        (Status.CLOSED_STALE, first.channel),
        (Status.CLOSED_STALE, second.channel),
    ]
    words = [channel for channel, message in slack.app_messages() if WORD in message.text]
    assert sorted(words) == sorted([first.channel, second.channel])
    assert known.problems == (), "the closed rows are no mistakes of anybody"


def test_new_groups_go_on_like_any_other_and_old_conversations_are_left_alone(
    introduced: Console,
) -> None:
    old = {group.channel for group in groups(introduced)[:2]}
    introduced.calls("swap", *two(introduced))
    before = len(introduced.world.sent())
    met = groups(introduced)[1]
    introduced.world.slack.react(met.members[0], met.channel, met.intro, "tada")

    for when in ("2026-11-26 10:05", "2026-11-30 10:05", "2026-12-03 14:05"):
        assert introduced.at(when).calls().exit_code == DONE

    asked = introduced.world.sent()[before:]
    assert Counter(key.rpartition(" ")[2] for key in asked)["close"] == 2
    assert not [key for key in asked if key.startswith((f"{ROUND}/1 ", f"{ROUND}/2 "))]
    late = [c for c, message in introduced.world.slack.app_messages() if c in old]
    assert len(late) == 4, "an intro and the word about the change in each"
    (counted,) = figures(introduced.world.known).rounds
    assert (counted.groups, counted.introduced, counted.met) == (3, 6, 1)
    assert introduced.world.known.rounds[ROUND].is_over


def test_a_swap_that_is_repeated_on_one_day_changes_nothing_but_by_force(
    introduced: Console,
) -> None:
    people = two(introduced)
    was = {frozenset(group.members) for group in groups(introduced)}
    introduced.calls("swap", *people)
    now, sent = groups(introduced), introduced.world.sent()

    told = introduced.calls("swap", *reversed(people))

    assert told.exit_code == DONE
    assert "exchanged today already; --force exchanges them once more" in told.output
    assert (groups(introduced), introduced.world.sent()) == (now, sent)
    assert introduced.calls("swap", *people, "--force").exit_code == DONE
    assert {frozenset(group.members) for group in groups(introduced)} == was


def test_a_swap_that_was_cut_short_is_finished_by_the_next_wake(introduced: Console) -> None:
    people, clock = two(introduced), introduced.world.clock
    introduced.world.run(stage="swap", program="coffee", people=people, until=clock.now())
    before = introduced.world.sent()

    introduced.at("2026-11-23 12:40").calls()

    owed = [f"{ROUND}/{number}" for number in (1, 2)], [f"{ROUND}/{number}" for number in (4, 5)]
    wanted = sorted([f"{key} swap" for key in owed[0]] + [f"{key} intro" for key in owed[1]])
    assert sorted(introduced.world.sent()[len(before) :]) == wanted
    assert introduced.calls().exit_code == DONE
    assert len(introduced.world.sent()) == len(before) + 4


@pytest.mark.parametrize("has_sheet", [False, True], ids=["csv", "sheet"])
def test_people_of_a_draft_exchange_their_rows_and_nobody_hears(
    tmp_path: Path, *, has_sheet: bool
) -> None:
    with console(tmp_path, has_sheet=has_sheet, people=5) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 3 days}\n")
        ready.calls()
        rows = [row.split(", ") for row in ready.world.books.sees(DRAFT_TAB, "members") if row]
        (ana, *others), (ben, *more) = rows[:2]

        told = ready.calls("swap", ana, ben)
        ready.world.books.types(ROUNDS_TAB, ROUND, "approval", "yes")
        sent = ready.world.sent()
        assert ready.calls().exit_code == DONE

        assert told.exit_code == DONE, told.output
        assert sent == []
        teams = [{name_of(ready, id_) for id_ in group.members} for group in groups(ready)]
        assert teams == [{ben, *others}, {ana, *more}]


def test_groups_that_nobody_was_told_of_change_in_their_rows_alone(tmp_path: Path) -> None:
    with console(tmp_path, people=6) as ready:
        ready.world.run(until=ready.world.clock.now())
        ana, ben = two(ready)
        before = groups(ready)
        told = ready.calls("swap", ana, ben)

        assert told.exit_code == DONE, told.output
        assert ready.world.sent() == []
        assert [group.key for group in groups(ready)] == [group.key for group in before]
        assert ben in groups(ready)[0].members
        assert ana in groups(ready)[1].members


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ((0,), "name two people"),
        ((0, 0), "name two people"),
        ((0, 1), "they are in the same group already"),
        ((0, 4), "has met already"),
        ((0, 2), "two would come together who are to be kept apart"),
        ((1, 2), "cannot take part: paused until"),
        ((0, 6), "are not both in a group of a round under way"),
    ],
)
def test_what_cannot_be_exchanged_is_said_in_one_sentence(
    tmp_path: Path, who: tuple[int, ...], sentence: str
) -> None:
    """0 and 1 are a pair, 2 and 3, 4 and 5; 6 came later."""
    with console(tmp_path, people=6) as ready:
        ready.calls()
        people = [member for group in groups(ready) for member in group.members]
        people.append(ready.world.slack.add_person("Late Comer"))
        ready.world.slack.join(people[6], ready.world.channel)
        ready.world.books.adds(KEEP_APART_TAB, member_a=people[0], member_b=people[3])
        ready.world.books.types(PEOPLE_TAB, people[1], "paused until", "2027-01-01")
        last = groups(ready)[2]
        ready.world.slack.react(people[5], last.channel, last.intro, "tada")
        before = groups(ready)
        told = ready.at(LATER).calls("swap", *(people[at] for at in who))

        assert told.exit_code == TO_MEND, told.output
        assert sentence in told.output
        assert [group.members for group in groups(ready)] == [group.members for group in before]


def test_only_people_of_one_role_and_one_place_can_be_exchanged(tmp_path: Path) -> None:
    rules = "roles: {column: role, group: [mentor, mentee]}\n    mixing: {location: same}"
    with console(tmp_path, people=8) as ready:
        assert ready.calls().exit_code == DONE
        ready.edits("    intro: 09:30\n", f"    intro: 09:30\n    {rules}\n")
        people, books = ready.world.members, ready.world.books
        books.adds_column(PEOPLE_TAB, "role", "")
        for at, member in enumerate(people):
            books.types(PEOPLE_TAB, member, "role", ("mentor", "mentee")[at % 2])
            books.types(PEOPLE_TAB, member, "location", ("Rome", "Oslo")[at // 4])
        assert ready.at("2026-12-07 09:35").calls().exit_code == DONE
        here = ("--round", "coffee/2026-12-07")
        groups_now = ready.world.known.groups_of(here[1])
        mate = next(
            member
            for group in groups_now
            if people[0] in group.members
            for member in group.members
            if member != people[0]
        )
        far = next(member for member in people[5::2] if member != mate)
        told = [ready.calls("swap", mate, other, *here) for other in (people[2], far)]
        before = len(ready.world.sent())
        done = ready.calls("swap", people[0], people[2], *here)

        assert [one.exit_code for one in told] == [TO_MEND, TO_MEND]
        assert "they have different roles" in told[0].output
        assert "whom the program's mixing keeps apart" in told[1].output
        assert done.exit_code == DONE, done.output
        assert len(ready.world.sent()) == before + 4


def test_at_night_nobody_is_told_but_by_force(introduced: Console) -> None:
    people = two(introduced)
    told = introduced.at("2026-11-23 22:00").calls("swap", *people)

    assert told.exit_code == TO_MEND
    assert "the send window is closed" in told.output
    assert introduced.calls("swap", *people, "--force").exit_code == DONE
    assert WORD in introduced.world.text_of(f"{ROUND}/1 swap")


def test_the_round_is_named_where_both_are_in_several(introduced: Console) -> None:
    """One pair each in the round, and one each by hand beside it."""
    (ana, eve), (ben, fay) = (group.members for group in groups(introduced)[:2])
    for pair in ((ana, fay), (ben, eve)):
        assert introduced.calls("introduce", *pair).exit_code == DONE
    assert introduced.calls("introduce", ana, eve, "--force").exit_code == DONE

    told = introduced.calls("swap", ana, ben, "--round", ROUND)

    assert told.exit_code == DONE, told.output
    assert {frozenset(group.members) for group in groups(introduced)[1:]} == {
        frozenset({ben, eve}),
        frozenset({ana, fay}),
    }
    none = introduced.calls("swap", ana, ben, "--round", "coffee/2026-12-07")
    assert "are not both in a group of coffee/2026-12-07" in none.output
