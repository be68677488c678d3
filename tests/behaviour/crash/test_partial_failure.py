"""One group that cannot be introduced does not stop the others, and nobody is left alone by it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.engine.run import RunOutcome
from tests.simulated_slack.wire_faults import refused
from tests.world.gate import Died, Gate, dying_at
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
OF_PEOPLE = ["user_disabled", "user_not_found", "user_not_visible", "invalid_user_combination"]


def teams(stage: Stage) -> list[set[str]]:
    """The groups of the ledger, by their people; those that are no more have none."""
    rows = stage.paper.rows("Groups")
    return [set(str(row["member ids"]).split()) for row in rows if "member ids" in row]


def introduced(stage: Stage) -> list[set[str]]:
    """Who is in each conversation that got an intro."""
    found = [room for key, room in stage.sent() if key.endswith(" intro")]
    return [set(stage.slack.channels[room].members) - {stage.slack.bot} for room in found]


def refusing(stage: Stage, members: set[str], word: str) -> None:
    """From now on Slack opens no conversation with all of these people in it."""
    no = refused(word)
    stage.refuses = lambda method, args: (
        no
        if method == "conversations.open" and members <= set(str(args["users"]).split(","))
        else None
    )


def deactivating(stage: Stage, who: str) -> Gate:
    """Somebody's account is closed right before the first conversation is opened."""

    def before(number: int, name: str) -> None:  # noqa: ARG001 - the shape of a gate
        if name == "conversations.open":
            stage.slack.deactivate(who)

    return Gate(before=before)


def begun(people: int, size: int) -> Stage:
    return open_stage({"seeds": 1, "group_size": size}, START, people=people)


def whole(stage: Stage, ran: RunOutcome, without: set[str]) -> None:
    """Everybody but these was introduced once, to somebody, as the ledger says."""
    everybody = set(stage.people) - without
    assert sorted(map(sorted, introduced(stage))) == sorted(map(sorted, teams(stage)))
    assert sum(len(team) for team in introduced(stage)) == len(everybody)
    assert set.union(*introduced(stage)) == everybody
    assert all(len(team) > 1 for team in introduced(stage))
    cell = stage.paper.rows("Rounds")[0]
    assert (cell["stage"], cell["introduced"]) == ("intro", len(everybody))
    assert cell["groups"] == len(introduced(stage))
    assert all(who in str(cell["not in"]) for who in without)
    assert ran.applied.mended


@pytest.mark.parametrize("who", range(6))
@pytest.mark.parametrize("size", [2, 3])
def test_who_is_deactivated_this_minute_is_left_out_and_nobody_else(who: int, size: int) -> None:
    stage = begun(6, size)
    ran = stage.wake(deactivating(stage, stage.people[who]))

    whole(stage, ran, {stage.people[who]})
    assert any(stage.people[who] in told for told in ran.applied.mended.values())
    assert stage.wake().decided.plan.is_empty


@pytest.mark.parametrize("who", range(6))
def test_a_status_typed_at_the_same_time_keeps_nobody_in_two_groups(who: int) -> None:
    stage = begun(6, 2)
    gate = deactivating(stage, stage.people[who])
    status = [column.title for column in GROUPS_TAB.columns].index("meeting status")
    close = gate.before

    def before(number: int, name: str) -> None:
        close(number, name)
        if name == "conversations.open":
            for row in stage.paper.tabs["Groups"][1:]:
                row[status] = {"stringValue": "scheduled"}

    ran = stage.wake(Gate(before=before))

    whole(stage, ran, {stage.people[who]})
    assert {row["meeting status"] for row in stage.paper.rows("Groups")} == {"scheduled"}


@pytest.mark.parametrize("other", range(1, 6))
def test_two_at_fault_for_different_reasons_are_both_found(other: int) -> None:
    stage = begun(6, 3)
    gone, unwanted = stage.people[0], stage.people[other]
    refusing(stage, {unwanted}, "user_not_visible")
    ran = stage.wake(deactivating(stage, gone))

    whole(stage, ran, {gone, unwanted})


@pytest.mark.parametrize("word", OF_PEOPLE)
@pytest.mark.parametrize("who", range(6))
def test_the_member_whom_slack_will_not_have_is_found(word: str, who: int) -> None:
    stage = begun(6, 3)
    refusing(stage, {stage.people[who]}, word)
    ran = stage.wake()

    whole(stage, ran, {stage.people[who]})


def test_two_who_may_not_share_a_conversation_do_not_keep_the_third_from_it() -> None:
    stage = begun(6, 3)
    plan = stage.copied()
    plan.wake()
    first, second, _ = sorted(teams(plan)[0])
    refusing(stage, {first, second}, "invalid_user_combination")
    ran = stage.wake()

    assert {first, second} - set(chain(*introduced(stage))) in ({first}, {second})
    assert ran.applied.mended


def test_who_is_kept_apart_from_all_that_are_left_is_told_of_and_not_forced_on_them() -> None:
    stage = begun(4, 2)
    plan = stage.copied()
    plan.wake()
    gone, alone = sorted(teams(plan)[0])
    for other in teams(plan)[1]:
        stage.paper.tabs["Keep apart"].append([{"stringValue": alone}, {"stringValue": other}])
    ran = stage.wake(deactivating(stage, gone))

    assert introduced(stage) == [teams(plan)[1]]
    assert alone in str(stage.paper.rows("Rounds")[0]["not in"])
    assert any(alone in told for told in ran.applied.mended.values())
    stage.wake()
    assert any(key == f"coffee/2026-11-23/{alone} left-out" for key, _ in stage.sent())


@pytest.mark.parametrize("word", ["is_archived", "restricted_action", "channel_not_found"])
def test_a_group_that_cannot_be_written_to_stops_no_other_and_is_given_up_in_the_end(
    word: str,
) -> None:
    stage = begun(6, 2)

    def first_only(method: str, nth: int) -> WireFault | None:
        return refused(word) if method == "chat.postMessage" and nth == 1 else None

    stage.faults = first_only
    ran = stage.wake()
    assert len(ran.applied.sent) == 2
    assert len(ran.applied.failed) == 1

    for tries in (2, 3):
        stage.at(START + timedelta(hours=tries))
        ran = stage.wake()
        assert len(ran.applied.failed) == 1
    assert "given up" in str(ran.applied.failed)
    assert stage.paper.rows("Rounds")[0]["stage"] == "intro"


def dying(stage: Stage, who: str, point: int) -> Gate:
    """The same, and the run dies."""
    close, die = deactivating(stage, who), dying_at(point)

    def before(number: int, name: str) -> None:
        close.before(number, name)
        die.before(number, name)

    return Gate(before=before, after=die.after)


@pytest.mark.parametrize("size", [2, 3])
def test_a_mended_round_that_is_killed_anywhere_is_made_whole_all_the_same(size: int) -> None:
    for point in range(200):
        stage = begun(6, size)
        who = stage.people[1]
        with suppress(Died):
            stage.wake(dying(stage, who, point))
            break
        for hour in (1, 2, 3):
            stage.at(START + timedelta(hours=hour))
            stage.wake(deactivating(stage, who))
        met = sorted(map(sorted, introduced(stage)))
        assert met == sorted(map(sorted, teams(stage))), point
        assert sorted(chain(*met)) == sorted(set(stage.people) - {who}), point
        assert all(len(team) > 1 for team in met), point
    assert point > 30
