"""Two lists in one channel: mentors and mentees, newcomers and old hands, hosts and guests."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.console import console
from tests.behaviour.members.days import SLOTS, absent, group_of, intro, react, round_of
from tests.behaviour.members.test_again import celebrated
from tests.behaviour.members.test_rules import keep_apart, small, tag
from tests.behaviour.rounds.test_unreachable import closes_an_account
from tests.behaviour.world import World

PAIRS = {"roles": {"column": "role", "group": ["Mentor", "mentee"]}}
INTRO = "    intro: 09:30"
ROLES = f"{INTRO}\n    silent_rounds: 0\n    roles: {{column: role, group: [Mentor, mentee]}}"
MOST = "rests this round, too many have the role mentee"


def cast(found: World, **roles: tuple[str, ...]) -> None:
    """A column of People for the roles, typed by an organiser, with everybody's in it."""
    found.books.adds_column(PEOPLE_TAB, "role", "")
    for role, members in roles.items():
        tag(found, "role", dict.fromkeys(members, role))


def groups(found: World, turn: int) -> list[tuple[str, ...]]:
    return [group.members for group in found.known.groups_of(round_of(turn))]


@pytest.mark.parametrize("has_sheet", [False, True])
def test_mentors_meet_mentees_and_whose_turn_it_is_not_reads_so(
    tmp_path: Path, *, has_sheet: bool
) -> None:
    """Told by the commands that people type, over five rounds, in both ledgers."""
    with console(tmp_path, has_sheet=has_sheet, people=6) as ready:
        found = ready.world
        mentors, mentees, none = found.members[:2], found.members[2:5], found.members[5]
        ready.edits(INTRO, ROLES)
        ready.calls()
        cast(found, mentor=mentors, MENTEE=mentees)
        took: Counter[str] = Counter()
        met: Counter[frozenset[str]] = Counter()
        for turn, slot in enumerate(SLOTS[1:], start=1):
            ready.at(f"{slot} 09:35")
            assert "rests this round" in ready.calls("plan").output
            assert ready.calls().exit_code == 0
            made = groups(found, turn)
            assert len(made) == 2
            said = found.text_of(f"{round_of(turn)}/1 intro")
            assert ("mentor" in said, "MENTEE" in said) == (True, True), "who is what"
            for group in made:
                assert (
                    len({*mentors}.intersection(group)) == len({*mentees}.intersection(group)) == 1
                )
                met.update(frozenset(pair) for pair in combinations(group, 2))
            took.update(member for group in made for member in group)
            out = absent(found, turn)
            rests = (set(mentees) & out.keys()).pop()
            assert out == {rests: MOST, none: "without a role that a group has"}
            for member in out:
                assert "No match for you" in found.text_of(f"{round_of(turn)}/{member} left-out")

        assert sorted(took[mentee] for mentee in mentees) == [3, 3, 4]
        assert len(met) == 6, "everybody met everybody before anybody met twice"


def test_newcomers_meet_old_hands_for_their_first_weeks(tmp_path: Path) -> None:
    roles = {"newcomers": "4 weeks", "group": ["newcomer", "old hand"]}
    with small(tmp_path, people=5, roles=roles) as found:
        new = found.members[4]
        found.slack.leave(new, found.channel)
        intro(found, 0)
        assert set(absent(found, 0).values()) == {"too few in the role newcomer take part"}
        found.slack.join(new, found.channel)
        seen = []
        for turn in (1, 2):
            intro(found, turn)
            assert [new in group for group in groups(found, turn)] == [True]
            seen += groups(found, turn)
        intro(found, 3)

        assert len(set(seen)) == 2, "an old hand whom the newcomer has not met"
        assert groups(found, 3) == []


def test_a_role_in_the_column_counts_before_the_weeks(tmp_path: Path) -> None:
    roles = {"column": "role", "newcomers": "4 weeks", "group": ["buddy", "newcomer", "old hand"]}
    with small(tmp_path, people=3, group_size=3, roles=roles) as found:
        intro(found, 0)
        cast(found, buddy=found.members[:1], newcomer=found.members[1:2])
        intro(found, 1)

        assert groups(found, 1) == [found.members]


def test_the_rules_come_before_the_turns_and_the_rule_to_loosen_is_told(tmp_path: Path) -> None:
    with small(tmp_path, people=4, **PAIRS) as found:
        intro(found, 0)
        one, other, *mentees = found.members
        cast(found, mentor=(one, other), mentee=tuple(mentees))
        keep_apart(found, (one, mentees[0]), (one, mentees[1]))
        intro(found, 1)

        assert len(groups(found, 1)) == 1
        assert other in groups(found, 1)[0]
        assert set(absent(found, 1).values()) == {
            "nobody left to meet within the rules (loosen Keep apart)"
        }


def test_whoever_loses_their_only_partner_is_told_and_joins_no_other_pair(tmp_path: Path) -> None:
    with console(tmp_path, people=4) as ready:
        found = ready.world
        mentors, mentees = found.members[:2], found.members[2:]
        ready.edits(INTRO, ROLES)
        ready.calls()
        cast(found, mentor=mentors, mentee=mentees)
        closes_an_account(ready, mentors[0])
        assert ready.at(f"{SLOTS[1]} 09:35").calls().exit_code == 0
        ready.at(f"{SLOTS[1]} 10:05").calls()

        assert sorted(map(len, groups(found, 1))) == [0, 2]
        alone = next(m for m in mentees if m in absent(found, 1))
        assert absent(found, 1)[alone] == "nobody else was there"
        assert "No match for you" in found.text_of(f"{round_of(1)}/{alone} left-out")


def test_who_has_no_partner_is_told_also_where_others_asked_to_meet_again(tmp_path: Path) -> None:
    with small(tmp_path, people=5, **PAIRS) as found:
        intro(found, 0)
        mentors, mentees = found.members[:2], found.members[2:]
        cast(found, mentor=mentors, mentee=mentees)
        celebrated(intro(found, 1), 1)
        asked = group_of(found, mentors[0], 1).members
        react(found, mentors[0], "repeat", 1, under="celebrate")
        intro(found, 2)

        assert asked in groups(found, 2)
        assert len(absent(found, 2)) == 1
        assert set(absent(found, 2).values()) == {MOST}


def test_another_size_by_hand_is_refused(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.edits(INTRO, ROLES)
        told = ready.calls("run", "--stage", "intro", "--group-size", "3")

    assert told.exit_code == 2
    assert "the groups of 'coffee' have a seat for each role (roles)" in told.output
