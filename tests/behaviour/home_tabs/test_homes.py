"""The Home tab: says how things stand, is published when that changes, and costs no more."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from lunchbatch.cli.output.run_lines import plan_lines
from lunchbatch.core.answers.forget import forget
from lunchbatch.core.checks.slack_setup import check_home
from lunchbatch.core.ledger.columns import letters
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.demo.slack.http_exchange import no_faults
from tests.behaviour.books import SheetBooks
from tests.behaviour.world import World, world
from tests.simulated_slack.wire_faults import refused

INTRO, ANSWERED = "2026-11-23 09:35", "2026-11-24 12:00"
ASKED, CLOSED, SECOND = "2026-11-26 10:05", "2026-12-03 14:05", "2026-12-07 09:35"


@pytest.fixture
def round_of_six() -> Iterator[World]:
    with world(people=6, is_direct=True) as found:
        yield with_homes(found)


def with_homes(found: World) -> World:
    found.policy = found.policy.model_copy(update={"app_home": True})
    return found


def published(found: World, when: str) -> list[str]:
    """Whose Home tab a wake publishes, in order."""
    found.at(when)
    with found.wire() as wire:
        found.run()
    return [str(one.request.args["user_id"]) for one in wire.slack if one.method == "views.publish"]


def said(found: World, member: str) -> str:
    return json.dumps(found.slack.homes[member]["blocks"], ensure_ascii=False)


def partner(found: World, member: str) -> str:
    group = next(one for one in found.known.groups if member in one.members)
    return next(other for other in group.members if other != member)


def test_without_the_setting_nothing_is_published_or_noted() -> None:
    with world(people=4) as found:
        assert published(found, INTRO) == []
        assert {one.home for one in found.known.people.values()} == {""}


def test_each_member_sees_group_next_round_and_how_to_answer_and_pause(round_of_six: World) -> None:
    found = round_of_six
    assert published(found, INTRO) == sorted(found.members)

    for member in found.members:
        text = said(found, member)
        assert f"Your group since Monday 23 November: <@{partner(found, member)}>" in text
        assert f"<#{found.channel}>" in text
        assert "The next round is on Monday 7 December." in text
        assert ":tada: we met" in text
        assert ":zzz:" in text
        assert "once you react with :tada:" in text
        assert "Person" not in text


def test_a_wake_with_nothing_changed_publishes_nothing_and_reads_once(round_of_six: World) -> None:
    found = round_of_six
    published(found, INTRO)
    found.at(ANSWERED)
    with found.wire() as wire:
        found.run()

    assert (wire.reads, wire.writes) == (1, 0)
    assert [one for one in wire.slack if one.method == "views.publish"] == []


def test_it_is_published_again_to_those_for_whom_something_changed(round_of_six: World) -> None:
    found = round_of_six
    published(found, INTRO)
    found.reacts("tada", group=1)
    pair = found.group(1).members

    assert published(found, ANSWERED) == sorted(pair)
    assert f"<@{pair[1]}>, Monday 23 November 2026" in said(found, pair[0])
    assert published(found, ASKED) == []


def test_after_the_close_there_is_no_group_and_the_next_round_brings_one(
    round_of_six: World,
) -> None:
    found = round_of_six
    published(found, INTRO)

    assert published(found, CLOSED) == sorted(found.members)
    assert "You're not in a group right now." in said(found, found.members[0])
    assert published(found, SECOND) == sorted(found.members)
    assert "Your group since Monday 7 December" in said(found, found.members[0])
    assert "next round is on Monday 21 December" in said(found, found.members[0])


def test_a_run_that_sends_reads_and_writes_the_sheet_as_often_as_without_homes() -> None:
    counts = []
    for has_homes in (False, True):
        with world(people=40, is_direct=True, is_unpaced=True) as found:
            found.policy = found.policy.model_copy(update={"app_home": has_homes})
            for stage in (INTRO, ASKED, CLOSED):
                with found.at(stage).wire() as wire:
                    found.run()
                counts.append((wire.reads, wire.writes))

    assert counts == [(2, 3)] * 6


def test_who_left_or_is_new_gets_none_and_who_stopped_reads_how_to_return(
    round_of_six: World,
) -> None:
    found = round_of_six
    late = found.slack.add_person("Somebody late")
    published(found, INTRO)
    leaver, stopper, *rest = found.members
    found.slack.leave(leaver, found.channel)
    found.slack.join(late, found.channel)
    number = next(n for n, one in enumerate(found.known.groups, 1) if stopper in one.members)
    found.reacts("octagonal_sign", group=number, member=found.group(number).members.index(stopper))
    assert published(found, CLOSED) == sorted([*rest, stopper])
    assert "You're paused. To come back, remove :octagonal_sign:" in said(found, stopper)
    assert late not in found.slack.homes


def test_a_pause_says_until_when(round_of_six: World) -> None:
    found = round_of_six
    published(found, INTRO)
    found.books.types(PEOPLE_TAB, found.members[2], "paused until", "2026-12-20")

    assert published(found, ANSWERED) == [found.members[2]]
    assert "back in from Sunday 20 December" in said(found, found.members[2])
    assert "The next round is on" not in said(found, found.members[2])


def test_homes_are_published_within_slacks_pace_and_after_every_message() -> None:
    with world(people=120, is_direct=True) as found:
        with_homes(found)
        found.at(INTRO)
        with found.wire() as wire:
            found.run()
        methods = [one.method for one in wire.slack]

        assert methods.count("views.publish") == 120
        assert set(methods[methods.index("views.publish") :]) == {"views.publish"}


@pytest.mark.parametrize("error", ["not_enabled", "internal_error"])
def test_trouble_with_all_homes_is_told_once_and_tried_by_the_next_run(
    round_of_six: World, error: str
) -> None:
    found = round_of_six
    found.server.faults = lambda method, _: refused(error) if method == "views.publish" else None
    ran = found.at(INTRO).run()
    found.server.faults = no_faults

    assert len(ran.applied.sent) == 3
    assert list(ran.applied.failed) == ["Home tabs"]
    assert found.slack.homes == {}
    assert published(found, ANSWERED) == sorted(found.members)


def test_a_home_that_slack_refuses_is_said_and_not_tried_before_it_changes(
    round_of_six: World,
) -> None:
    found = round_of_six
    found.server.faults = lambda method, nth: (
        refused("invalid_arguments") if (method, nth) == ("views.publish", 1) else None
    )
    ran = found.at(INTRO).run()
    found.server.faults = no_faults

    assert list(ran.applied.warned) == [f"the Home tab of {found.members[0]} is not"]
    assert ran.applied.homes == 5
    assert published(found, ANSWERED) == []
    assert published(found, CLOSED) == sorted(found.members)


def test_without_the_column_nothing_is_published_and_it_says_what_to_do(
    round_of_six: World,
) -> None:
    found = round_of_six
    assert isinstance(found.books, SheetBooks)
    at = letters([column.title for column in PEOPLE_TAB.columns].index("home"))
    found.books.person.types(f"People!{at}1", "was home")
    ran = found.at(INTRO).run()
    again = found.at(ANSWERED).plan()

    assert (ran.applied.homes, found.slack.homes) == (0, {})
    assert any("column 'home'" in note for note in again.plan.notes)


def test_who_is_forgotten_leaves_no_mark_and_is_on_nobodys_home_tab(round_of_six: World) -> None:
    found = round_of_six
    published(found, INTRO)
    found.reacts("tada", group=1)
    gone, other = found.group(1).members
    published(found, ANSWERED)
    forgetting = forget(found.books.ledger.read(), gone, date(2026, 11, 24))
    found.books.ledger.commit(forgetting.changes)

    assert found.known.people[forgetting.token].home == ""
    assert gone not in found.known.people
    assert published(found, "2026-11-24 12:30") == [other]
    assert gone not in said(found, other)
    assert forgetting.token not in said(found, other)


def test_check_says_what_the_home_tabs_need_where_they_are_on(round_of_six: World) -> None:
    on = round_of_six.policy
    (finding,) = check_home(on)

    assert "Home Tab" in finding.sentence
    assert list(check_home(on.model_copy(update={"app_home": False}))) == []


def test_plan_counts_the_home_tabs_that_are_out_of_date(round_of_six: World) -> None:
    found = round_of_six
    found.policy = found.policy.model_copy(update={"app_home": False})
    found.at(INTRO).run()
    with_homes(found)
    decided = found.at("2026-11-23 20:00").plan()

    assert "Home tabs out of date: 6." in list(plan_lines(decided.context, decided.plan))
    assert found.slack.homes == {}
