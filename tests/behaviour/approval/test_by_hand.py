"""What an organiser does by hand: an extra group, a round left out, groups of another tool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB, KEEP_APART_TAB, ROUNDS_TAB
from tests.behaviour.approval.desk import NAMES
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE, TO_MEND, UNSAFE = 0, 2, 3
EXTRA = "coffee/2026-11-25-extra-1"
WEDNESDAY = "2026-11-25 10:00"
NEXT = "coffee/2026-12-07"
ANA, DMITRI, BEN, CHLOE = NAMES[:4]


@pytest.fixture(params=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """Four people with names, and the first round is introduced."""
    with console(tmp_path, has_sheet=request.param == "sheet") as found:
        for id_, name in zip(found.world.members, NAMES, strict=False):
            found.world.slack.people[id_].real_name = name
        assert found.calls().exit_code == DONE
        yield found.at(WEDNESDAY)


def ids(ready: Console, *names: str) -> list[str]:
    people = ready.world.slack.people
    return [next(id_ for id_, one in people.items() if one.real_name == name) for name in names]


def extra(ready: Console) -> list[str]:
    return [key for key in ready.world.sent() if "-extra-" in key]


def test_an_extra_group_is_introduced_now(ready: Console) -> None:
    told = ready.calls("introduce", *ids(ready, ANA, BEN, CHLOE))

    assert told.exit_code == DONE, told.output
    assert extra(ready) == [f"{EXTRA}/1 intro"]
    (group,) = ready.world.known.groups_of(EXTRA)
    assert sorted(group.members) == sorted(ids(ready, ANA, BEN, CHLOE))
    room = ready.world.slack.channels[group.channel]
    assert set(room.members) == {*group.members, ready.world.slack.bot}


def test_people_may_be_named(ready: Console) -> None:
    assert ready.calls("introduce", f"{ANA}, {BEN.upper()}").exit_code == DONE

    assert set(ready.world.known.groups_of(EXTRA)[0].members) == set(ids(ready, ANA, BEN))


def test_the_same_people_are_introduced_once_a_day(ready: Console) -> None:
    for names in ((ANA, BEN), (BEN, ANA), (ANA, BEN)):
        assert ready.calls("introduce", *names).exit_code == DONE

    assert extra(ready) == [f"{EXTRA}/1 intro"]
    assert ready.calls("introduce", ANA, CHLOE).exit_code == DONE
    assert extra(ready)[1:] == ["coffee/2026-11-25-extra-2/1 intro"]


def test_an_extra_group_is_asked_and_closed_in_its_own_time(ready: Console) -> None:
    ready.calls("introduce", ANA, BEN)
    # Saturday's checkpoint is asked on Monday.
    for when in ("2026-11-30 09:00", "2026-12-02 10:05", "2026-12-07 09:35"):
        ready.at(when).calls()

    stages = ("intro", "checkpoint-1", "checkpoint-2", "close")
    assert extra(ready) == [f"{EXTRA}/1 {stage}" for stage in stages]
    # It takes no turn of the calendar, and no number.
    rounds = ready.world.known.rounds
    assert (rounds[ROUND].number, rounds[EXTRA].number, rounds[NEXT].number) == (1, 0, 2)


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ((ANA,), "1 people; a group has 2 to 8"),
        ((ANA, ANA), "somebody is named twice"),
        ((ANA, "Bob"), "'Bob' is nobody I know"),
        ((ANA, "lunchbatch"), "cannot take part: an app"),
        ((ANA, DMITRI), "Dmitri Ivanov cannot take part: guest"),
    ],
)
def test_what_cannot_be_introduced_is_said_and_nothing_is_sent(
    ready: Console, people: tuple[str, ...], sentence: str
) -> None:
    ready.world.slack.people[ids(ready, DMITRI)[0]].is_restricted = True
    ready.world.slack.people[ready.world.slack.bot].real_name = "lunchbatch"

    told = ready.calls("introduce", *people)

    assert told.exit_code == TO_MEND
    assert sentence in told.output or "nobody I know" in told.output
    assert extra(ready) == []


def test_people_who_are_kept_apart_are_introduced_by_force_only(ready: Console) -> None:
    ready.world.books.adds(KEEP_APART_TAB, member_a=ANA, member_b=BEN)

    told = ready.calls("introduce", ANA, BEN)

    assert told.exit_code == UNSAFE
    assert "to be kept apart (tab Keep apart)" in told.output
    assert extra(ready) == []
    assert ready.calls("introduce", ANA, BEN, "--force").exit_code == DONE
    assert extra(ready) == [f"{EXTRA}/1 intro"]


def test_at_night_nobody_is_introduced_but_by_force(ready: Console) -> None:
    assert ready.at("2026-11-25 22:00").calls("introduce", ANA, BEN).exit_code == UNSAFE
    assert extra(ready) == []


def test_a_coming_round_is_skipped_and_nobody_is_introduced(ready: Console) -> None:
    assert ready.calls("skip", NEXT).exit_code == DONE
    assert "skipped already" in ready.calls("skip", NEXT).output

    ready.at("2026-12-07 09:35").calls()

    assert not [key for key in ready.world.sent() if NEXT in key]
    assert ready.world.known.rounds[NEXT].stage == "skipped"
    ready.at("2026-12-21 09:35").calls()
    assert ready.world.known.rounds["coffee/2026-12-21"].number == 2


def test_a_skipped_round_comes_back_when_its_row_is_deleted(ready: Console) -> None:
    ready.calls("skip", NEXT)
    ready.world.books.deletes(ROUNDS_TAB, NEXT)

    ready.at("2026-12-07 09:35").calls()

    assert f"{NEXT}/1 intro" in ready.world.sent()


def test_a_skipped_round_comes_back_when_its_stage_is_cleared(ready: Console) -> None:
    ready.calls("skip", NEXT)
    ready.world.books.types(ROUNDS_TAB, NEXT, "stage", "")

    ready.at("2026-12-07 09:35").calls()

    assert f"{NEXT}/1 intro" in ready.world.sent()


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (ROUND, "it has begun; only a coming round can be skipped"),
        ("coffee/2026-12-08", f"no round begins on that date; the next is {NEXT}"),
        ("tea/2026-12-07", "there is no program 'tea'; there is coffee"),
        ("coffee", f"write the program and the date, as {NEXT}"),
        ("coffee/next", f"write the program and the date, as {NEXT}"),
    ],
)
def test_what_cannot_be_skipped_is_said(ready: Console, wanted: str, sentence: str) -> None:
    told = ready.calls("skip", wanted)

    assert told.exit_code == TO_MEND
    assert f"skip {wanted}: {sentence}" in told.output


def test_a_round_that_came_to_nothing_is_not_skipped_afterwards(ready: Console) -> None:
    told = ready.at("2026-12-09 10:00").calls("skip", NEXT)

    assert told.exit_code == TO_MEND
    assert f"skip {NEXT}: it is over; only a coming round can be skipped" in told.output


def test_a_round_whose_row_is_damaged_is_not_skipped_before_that_is_mended(ready: Console) -> None:
    ready.calls("skip", NEXT)
    ready.world.books.types(ROUNDS_TAB, NEXT, "stage", "")
    ready.world.books.types(ROUNDS_TAB, NEXT, "stages", "someday")

    told = ready.calls("skip", NEXT)

    assert told.exit_code == TO_MEND
    assert f"skip {NEXT}: its row in Rounds cannot be read; mend that first" in told.output


def test_a_draft_can_be_skipped(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.edits("    intro: 09:30\n", "    intro: 09:30\n    approval: {ahead: 1 day}\n")
        ready.calls()
        assert ready.world.known.rounds[ROUND].stage == "draft"

        assert ready.calls("skip", ROUND).exit_code == DONE

        assert ready.world.known.rounds[ROUND].is_over


def test_the_size_of_a_round_can_be_given_by_hand(ready: Console) -> None:
    slack = ready.world.slack
    for number in range(2):
        slack.join(slack.add_person(f"More {number}"), ready.world.channel)

    told = ready.calls("run", "--stage", "intro", "--program", "coffee", "--group-size", "3")

    assert told.exit_code == DONE, told.output
    groups = ready.world.known.groups_of("coffee/2026-11-25")
    assert [len(group.members) for group in groups] == [3, 3]


FILE = f"""\
Date,Names,Status
2026-11-09,"{ANA}, {CHLOE}",met
09.11.2026,{BEN};{DMITRI},
2026-10-26,"{ANA}, Gone Person",
someday,"{ANA}, {BEN}",
,"{ANA}, {BEN}",
2026-10-12,{ANA},
2026-10-12,"{ANA}, {BEN}",mett
"""


def test_groups_of_another_tool_are_brought_in_line_by_line(ready: Console) -> None:
    file = ready.folder / "old.csv"
    file.write_text(FILE, encoding="utf-8")

    told = ready.calls("import", str(file), "--yes")

    assert told.exit_code == TO_MEND
    first, *lines = told.output.splitlines()
    assert first == "2 groups brought in as history."
    assert [line.split(" ", 3)[2:] for line in lines] == [
        ["old.csv:4:", lines[0].split(" ", 3)[3]],
        ["old.csv:5:", "'someday' is not a date; write it as 2026-11-23"],
        ["old.csv:6:", "a group of another tool needs its date, as 2026-11-23"],
        ["old.csv:7:", lines[3].split(" ", 3)[3]],
        ["old.csv:8:", "'mett' is not a status; did you mean closed_met?"],
    ]
    assert "'Gone Person' is nobody I know" in lines[0]
    assert "one person alone has met nobody" in lines[3]
    assert ready.world.known.problems == ()


def test_an_import_that_is_repeated_adds_nothing(ready: Console) -> None:
    file = ready.folder / "old.csv"
    file.write_text(f'date,names\n2026-11-09,"{ANA}, {CHLOE}"\n', encoding="utf-8")
    assert ready.calls("import", str(file), "--yes").exit_code == DONE
    before = ready.world.books.sees(GROUPS_TAB, "group key")

    told = ready.calls("import", str(file), "--yes")

    assert told.output.splitlines() == [
        "0 groups brought in as history.",
        "1 group stood in the ledger already.",
    ]
    assert ready.world.books.sees(GROUPS_TAB, "group key") == before


def test_a_file_without_the_needed_columns_is_refused(ready: Console) -> None:
    file = ready.folder / "old.csv"
    file.write_text("who,when\nAna,2026-11-09\n", encoding="utf-8")

    told = ready.calls("import", str(file), "--yes")

    assert told.exit_code == TO_MEND
    assert "the first line has no column 'names'" in told.output


def test_who_met_in_another_tool_is_not_brought_together_again(ready: Console) -> None:
    """Of three ways to pair four people the first round and the import leave one."""
    first = {frozenset(group.members) for group in ready.world.known.groups}
    (ana, ben, chloe, dmitri) = ids(ready, ANA, BEN, CHLOE, DMITRI)
    ways = [
        {frozenset({ana, other}), frozenset({ben, chloe, dmitri} - {other})}
        for other in (ben, chloe, dmitri)
    ]
    second, third = (way for way in ways if way != first)
    for pair in second:
        ready.world.books.adds(GROUPS_TAB, date_of_intro="2026-11-09", names=" ".join(sorted(pair)))

    told = ready.at("2026-12-07 09:35").calls()

    assert told.exit_code == DONE, told.output
    assert {frozenset(group.members) for group in ready.world.known.groups_of(NEXT)} == third


def test_pasted_rows_are_history_and_nobody_is_asked_about_them(ready: Console) -> None:
    before = len(ready.world.sent())
    ready.world.books.adds(
        GROUPS_TAB, date_of_intro="2026-11-09", names=f"{ANA}, {CHLOE}", program="Coffee"
    )

    told = ready.calls()

    assert told.exit_code == DONE, told.output
    assert len(ready.world.sent()) == before
    assert ready.world.known.listed == {}


@pytest.mark.parametrize(
    ("cells", "where", "sentence"),
    [
        ({"names": "Ana Sousa, Nobody Here", "date_of_intro": "2026-11-09"}, "D4", "'Nobody Here'"),
        ({"names": "Ana Sousa, Ben Okafor"}, "C4", "a group of another tool needs its date"),
        ({"names": "Ana Sousa", "date_of_intro": "2026-11-09"}, "D4", "one person alone"),
        (
            {"names": "Ana Sousa, Ben Okafor", "date_of_intro": "2026-11-09", "program": "tea"},
            "E4",
            "'tea' is no program; write coffee",
        ),
        ({"names": "Ana Sousa, Ben Okafor", "date_of_intro": "last week"}, "C4", "'last week' is"),
    ],
)
def test_a_pasted_row_that_cannot_be_understood_is_reported_with_its_address(
    ready: Console, cells: dict[str, str], where: str, sentence: str
) -> None:
    ready.world.books.adds(GROUPS_TAB, **cells)

    told = ready.calls()

    assert told.exit_code == TO_MEND
    assert ready.world.known.listed[f"Groups!{where}"].startswith(sentence)
    assert f"Groups!{where}: {sentence}" in told.output
