"""The tab Keep apart is a promise, however people write into it."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, PROBLEMS_TAB
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND

DONE, TO_MEND = 0, 2
LAN, CAMILA, BEN, DANA = "Nguyễn Thị Lan", "Camila Souza", "Ben Ito", "Dana Fox"
SECOND = "coffee/2026-12-07"
Typed = Callable[[str], str]


@pytest.fixture(params=["csv", "sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    """Four people; Lan and Camila are kept apart without a doubt."""
    (tmp_path / "ledger").mkdir()
    with console(tmp_path, has_sheet=request.param == "sheet") as found:
        for member, name in zip(found.world.members, (LAN, CAMILA, BEN, DANA), strict=True):
            found.world.slack.people[member].real_name = name
        lan, camila, *_ = found.world.members
        found.world.books.adds(KEEP_APART_TAB, member_a=lan, member_b=camila)
        owner = found.world.slack.add_person("Organiser")
        found.edits("programs:", f"owner: {owner}\nprograms:")
        yield found


def pairs_of(ready: Console, round_id: str = ROUND) -> set[frozenset[str]]:
    """The pairs of a round, by name."""
    people = ready.world.slack.people
    groups = ready.world.known.groups_of(round_id)
    return {frozenset(people[member].real_name for member in one.members) for one in groups}


ONLY_WAY = {frozenset({LAN, DANA}), frozenset({CAMILA, BEN})}


@pytest.mark.parametrize(
    "typed",
    [
        lambda _id: LAN.upper(),
        lambda _id: unicodedata.normalize("NFD", LAN),
        lambda _id: LAN.replace(" ", "\N{NO-BREAK SPACE}"),
        lambda _id: LAN.replace(" ", "  "),
        lambda _id: f"@{LAN}",
        lambda id_: f"{LAN} ({id_})",
        lambda id_: f"Old Name ({id_})",
        lambda id_: f"<@{id_}>",
        lambda id_: f"<@{id_}|lan>",
        lambda id_: id_.lower(),
        lambda _id: "Nguyen Thi Lan",
        lambda _id: "Lan, Nguyễn Thị",
        lambda _id: f"\N{ZERO WIDTH SPACE}{LAN}",
        lambda _id: f"{LAN} (she/her)",
    ],
)
def test_a_name_is_understood_as_people_and_programs_spell_it(ready: Console, typed: Typed) -> None:
    text = typed(ready.world.members[0])
    ready.world.books.adds(KEEP_APART_TAB, member_a=text, member_b=BEN)

    told = ready.calls()

    assert (told.exit_code, pairs_of(ready)) == (DONE, ONLY_WAY), told.output
    assert "Keep apart!" not in told.output


@pytest.mark.parametrize(
    "typed", ["Lan", "Nguyen Ti Lan", "Lan N. from Sales", f"{LAN} and Chris", "Nguyễn T. Lan"]
)
def test_a_name_that_is_not_exact_keeps_everybody_apart_whom_it_may_mean_and_is_told(
    ready: Console, typed: str
) -> None:
    ready.world.books.adds(KEEP_APART_TAB, member_a=typed, member_b=BEN)

    told = ready.calls()

    assert (told.exit_code, pairs_of(ready)) == (TO_MEND, ONLY_WAY), told.output
    assert "Keep apart!A3: this " in told.output
    assert "Keep apart!A3" in ready.world.books.sees(PROBLEMS_TAB, "where")
    assert any("Keep apart!A3" in text for text in owner_hears(ready))


def owner_hears(ready: Console) -> list[str]:
    return [
        message.text
        for _, message in ready.world.slack.app_messages()
        if "run/notice" in str(message.metadata)
    ]


@pytest.mark.parametrize("typed", ["Zzyzx", "", "#REF!", "42"])
def test_a_round_waits_for_a_row_that_may_mean_anybody(ready: Console, typed: str) -> None:
    ready.world.books.adds(KEEP_APART_TAB, member_a=typed, member_b=BEN)

    told = ready.calls()

    assert (told.exit_code, pairs_of(ready)) == (TO_MEND, set())
    assert f"{ROUND}: intro waits until Keep apart!A3 can be understood" in told.output
    assert any("Keep apart!A3" in text for text in owner_hears(ready))
    assert ready.calls("introduce", LAN, BEN).exit_code != DONE


def test_a_row_about_somebody_elsewhere_holds_nobody_up(ready: Console) -> None:
    elsewhere = ready.world.slack.add_person("Elsewhere")
    ready.world.books.adds(KEEP_APART_TAB, member_a="Zzyzx", member_b=elsewhere)

    told = ready.calls()

    assert told.exit_code == TO_MEND
    assert len(pairs_of(ready)) == 2


def test_a_row_goes_on_meaning_whom_it_meant_when_they_take_another_name(ready: Console) -> None:
    ready.world.books.adds(KEEP_APART_TAB, member_a=LAN, member_b=BEN)
    assert ready.calls().exit_code == DONE
    ready.world.slack.people[ready.world.members[0]].real_name = "Completely New"

    told = ready.at("2026-12-07 09:35").calls()

    assert told.exit_code == DONE, told.output
    assert frozenset({"Completely New", DANA}) in pairs_of(ready, SECOND)


def test_a_namesake_who_joins_takes_nobody_out_of_a_row(ready: Console) -> None:
    ready.world.books.adds(KEEP_APART_TAB, member_a=LAN, member_b=BEN)
    assert ready.calls().exit_code == DONE
    world = ready.world
    world.slack.join(world.slack.add_person(LAN), world.channel)

    told = ready.at("2026-12-07 09:35").calls()

    assert told.exit_code == TO_MEND
    assert "Keep apart!A3: this may be several people" in told.output
    assert world.known.groups_of(SECOND)
    assert not any({LAN, BEN} <= pair for pair in pairs_of(ready, SECOND))


def test_check_reads_the_tab_as_a_run_does(ready: Console) -> None:
    assert ready.calls().exit_code == DONE
    ready.world.books.adds(KEEP_APART_TAB, member_a="Nguyen Thi Lan", member_b="Dana F")

    told = ready.calls("check")

    assert "Keep apart!A3" not in told.output
    assert "Keep apart!B3: this is nobody I know" in told.output
