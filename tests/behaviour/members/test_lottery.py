"""A lottery: the hosts and some others meet, everybody in turn; the rest hear nothing."""

from collections import Counter
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import DRAFT_TAB, PEOPLE_TAB
from lunchbatch.core.rounds.approval.draft_parser import box_key
from tests.behaviour.console import Console, console
from tests.behaviour.members.days import SLOTS, react, round_of, standing
from tests.behaviour.rounds.test_unreachable import closes_an_account
from tests.behaviour.world import World

INTRO = "    intro: 09:30"


def with_lottery(ready: Console, more: str = "") -> World:
    lottery = f"lottery: {{hosts: [{ready.world.members[0]}], guests: 3}}"
    ready.edits(INTRO, f"{INTRO}\n    {lottery}{more}")
    return ready.world


def drawn(found: World, turn: int) -> set[str]:
    return {member for group in found.known.groups_of(round_of(turn)) for member in group.members}


@pytest.mark.parametrize("has_sheet", [False, True])
def test_everybody_has_lunch_with_the_host_once_and_nobody_else_hears_of_it(
    tmp_path: Path, *, has_sheet: bool
) -> None:
    with console(tmp_path, has_sheet=has_sheet, people=10) as ready:
        found = with_lottery(ready)
        host, *others = found.members
        took: Counter[str] = Counter()
        for turn, slot in enumerate(SLOTS[:3]):
            ready.at(f"{slot} 09:35")
            assert ready.calls().exit_code == 0
            (group,) = found.known.groups_of(round_of(turn))
            assert group.point_person == host
            took.update(group.members)
            assert found.sent()[-1:] == [f"{round_of(turn)}/1 intro"]
            assert found.known.rounds[round_of(turn)].absent == {}
            ready.at(f"{slot} 12:00")
            assert ready.calls().exit_code == 0
            coming = ready.calls("plan", "--next").output
            assert "not in" not in coming

        assert took == {host: 3, **dict.fromkeys(others, 1)}
        intros = [key for key in found.sent() if key.endswith(" intro")]
        assert len(intros) == 3
        assert not any("left-out" in key for key in found.sent())


def test_a_round_without_its_host_is_skipped_and_said(tmp_path: Path) -> None:
    with console(tmp_path, people=6) as ready:
        found = with_lottery(ready)
        ready.calls()
        found.books.types(PEOPLE_TAB, found.members[0], "paused until", "2026-12-20")
        ran = ready.at(f"{SLOTS[1]} 09:35").calls()

        assert found.known.rounds[round_of(1)].stage == "skipped"
        assert "there is nobody to introduce" in ran.output
        assert "5 no host of the lottery takes part" in ran.output
        assert not any(round_of(1) in key for key in found.sent())
        ready.at(f"{SLOTS[2]} 09:35").calls()
        assert found.members[0] in drawn(found, 2)


def test_without_a_host_whom_slack_can_reach_nobody_is_introduced(tmp_path: Path) -> None:
    with console(tmp_path, people=6) as ready:
        found = with_lottery(ready)
        closes_an_account(ready, found.members[0])
        ran = ready.calls()
        assert ran.exit_code == 0, ran.output
        again = ready.at("2026-11-23 10:05").calls()

        assert again.exit_code == 0
        assert found.sent() == []
        assert drawn(found, 0) == set()
        reasons = Counter(found.known.rounds[round_of(0)].absent.values())
        assert reasons["no host of the lottery takes part"] == 3
        assert ready.calls("plan").output == ready.at("2026-11-23 11:05").calls("plan").output
        ready.at(f"{SLOTS[1]} 09:35").calls()


def test_only_whoever_was_drawn_counts_as_silent_or_can_ask_for_anything(tmp_path: Path) -> None:
    with console(tmp_path, people=10) as ready:
        found = with_lottery(ready)
        ready.calls()
        react(found, found.members[0], "tada", 0)
        for clock in ("12:00", "15:00"):
            ready.at(f"{SLOTS[0]} {clock}").calls()
        assert ":repeat:" not in found.text_of(f"{round_of(0)}/1 celebrate")
        ready.at(f"{SLOTS[1]} 09:35").calls()
        ready.at("2026-12-17 14:05").calls()

        for member in found.members:
            assert bool(standing(found, member).silent) == (member in drawn(found, 1))


def test_newcomers_are_not_promised_what_only_some_are_drawn_for(tmp_path: Path) -> None:
    with console(tmp_path, people=10) as ready:
        found = with_lottery(ready)
        found.slack.leave(found.members[9], found.channel)
        ready.calls()
        found.slack.join(found.members[9], found.channel)
        ready.at("2026-11-24 09:35").calls()
        ready.at(f"{SLOTS[1]} 09:35").calls()

        assert not any("welcome" in key for key in found.sent())
        assert Counter(key.partition(" ")[2] for key in found.sent()) == {"intro": 2, "close": 1}


def test_a_draft_shows_the_draw_and_nobody_who_was_not_drawn(tmp_path: Path) -> None:
    with console(tmp_path, people=10) as ready:
        found = with_lottery(ready, "\n    approval: {ahead: 1 day}")
        ready.at("2026-12-04 09:35").calls()
        assert len(found.books.sees(DRAFT_TAB, "members")) == 2, "the box and one group"
        found.books.types(DRAFT_TAB, box_key(round_of(1)), "approval", "yes")
        ready.at(f"{SLOTS[1]} 09:35").calls()

        assert len(drawn(found, 1)) == 4
        assert found.known.rounds[round_of(1)].absent == {}
        assert found.known.rounds[round_of(1)].members == 10
