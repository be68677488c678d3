"""A message that a dead run claimed, and that is not to be sent any more, may be out already."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from lunchbatch.core.ledger.tabs import GROUPS_TAB
from tests.world.gate import Died, Gate
from tests.world.stage import Stage, open_stage

START = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)
CHECKPOINT = "coffee/2026-11-23/1 checkpoint-1"
STATUS = [column.title for column in GROUPS_TAB.columns].index("meeting status")


def claimed(*, is_out: bool) -> Stage:
    """One group; the run that asks it dies right after its message went out, or right before."""
    stage = open_stage(
        {"checkpoints": [{"after": "1 day"}], "close": {"after": "5 days"}}, START, people=2
    )
    stage.wake()

    def die(_number: int, name: str) -> None:
        if name == "chat.postMessage":
            raise Died

    stage.at(START + timedelta(days=1, hours=1))
    with suppress(Died):
        stage.wake(Gate(after=die) if is_out else Gate(before=die))
    return stage


@pytest.mark.parametrize("is_out", [True, False])
def test_an_answer_under_it_counts_if_it_is_out_and_it_is_never_sent_after(is_out: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    stage = claimed(is_out=is_out)
    row = stage.paper.tabs["Groups"][1]
    row[STATUS] = {"stringValue": "closed_met"}
    stage.clock.advance(timedelta(hours=1))
    stage.wake()
    row[STATUS] = None
    asked = [room for key, room in stage.sent() if key == CHECKPOINT]
    assert len(asked) == is_out
    for room in asked:
        newest = max(ts for ts in stage.slack.channels[room].messages)
        stage.slack.react(stage.people[0], room, newest, "calendar")
    stage.clock.advance(timedelta(hours=1))
    stage.wake()

    assert (stage.paper.rows("Groups")[0]["meeting status"] == "scheduled") == is_out
    assert [key for key, _ in stage.sent()].count(CHECKPOINT) == is_out
