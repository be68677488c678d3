"""How each way a message can end is written down: in the result, in the journal, and for good."""

from datetime import UTC, datetime

import pytest

from lunchbatch.core.context.plan_model import Effect, ToMembers
from lunchbatch.core.ledger.changes import Update
from lunchbatch.core.ledger.records import Claim
from lunchbatch.core.model.messages import Message, MessageRef
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.engine.delivery import DeliveryItem
from lunchbatch.engine.effect_recorder import EffectRecorder
from lunchbatch.engine.journal import TRIES
from lunchbatch.engine.run_result import EffectEnd, RunResult
from lunchbatch.errors import SlackError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "coffee/2026-11-23/1 intro"
PLACE = MessageRef(channel="C0000001", ts="1700000000.000001")
REFUSED = SlackError("is_archived", code="is_archived")
PASSING = SlackError("ratelimited", code="ratelimited", is_temporary=True)
OUT = {"channel": PLACE.channel, "ts": PLACE.ts}


def recorder(tries: int = 0) -> EffectRecorder:
    claim = Claim(
        effect=KEY, run="a", claimed=NOW, settled=None, outcome="", posted=None, tries=tries
    )
    return EffectRecorder(claims={KEY: claim}, clock=VirtualClock(NOW), result=RunResult())


def item(**state: object) -> DeliveryItem:
    to, hello = ToMembers(ids=("U1", "U2")), Message(text="Hi", blocks=())
    return DeliveryItem(effect=Effect(key=KEY, to=to, message=hello), **state)  # type: ignore[arg-type]  # fields by their names


def written(by: EffectRecorder) -> dict[str, object]:
    """The cells of the journal's row."""
    return {
        title: value
        for change in by.pending
        if isinstance(change, Update)
        for title, value in change.values.items()
    }


SENT = {"settled": NOW, "outcome": "sent", **OUT}
WAYS = [
    (item(posted=PLACE), EffectEnd.SENT, True, SENT),
    (item(posted=PLACE, was_found=True), EffectEnd.FOUND, True, {**SENT, "outcome": "found"}),
    (item(posted=PLACE, failure=PASSING), EffectEnd.FAILED, False, OUT),
    (item(is_too_late=True), EffectEnd.TOO_LATE, False, {"settled": NOW, "outcome": "dropped"}),
    (item(is_doubtful=True, failure=PASSING), EffectEnd.DOUBTFUL, False, {"claimed": NOW}),
    (item(failure=PASSING), EffectEnd.FAILED, False, {"outcome": "left"}),
    (item(failure=REFUSED), EffectEnd.FAILED, False, {"outcome": "failed", "tries": 1}),
]


@pytest.mark.parametrize(("ended", "end", "is_over", "cells"), WAYS)
def test_a_message_is_noted_as_it_ended(
    ended: DeliveryItem, end: EffectEnd, *, is_over: bool, cells: dict[str, object]
) -> None:
    by = recorder()

    by.note(ended)

    assert ended.is_ended
    assert by.result.effects[KEY].end is end
    assert (KEY in by.result.over) is is_over
    assert written(by) == cells
    assert by.result.unseeded == ([KEY] if ended.posted and ended.failure else [])


SET_ASIDE = [
    (item(), {"outcome": "left"}),
    (item(posted=PLACE), OUT),
    (item(is_doubtful=True), {"claimed": NOW}),
]


@pytest.mark.parametrize(("left", "cells"), SET_ASIDE)
def test_what_is_set_aside_is_free_only_if_it_is_surely_not_out(
    left: DeliveryItem, cells: dict[str, object]
) -> None:
    by = recorder()

    by.set_aside(left)

    assert by.result.effects[KEY].end is EffectEnd.LEFT
    assert written(by) == cells
    assert by.result.unseeded == ([KEY] if left.posted else [])
    assert not by.result.over


def test_what_failed_is_noted_when_it_is_set_aside() -> None:
    by = recorder()

    by.set_aside(item(failure=REFUSED))

    assert by.result.effects[KEY].end is EffectEnd.FAILED


@pytest.mark.parametrize("is_unseen", [False, True])
@pytest.mark.parametrize("failure", [REFUSED, PASSING])
@pytest.mark.parametrize("tries", range(TRIES))
def test_only_the_last_refusal_gives_a_message_up(
    tries: int, failure: SlackError, *, is_unseen: bool
) -> None:
    by = recorder(tries)

    (by.note_unseen if is_unseen else by.note)(item(failure=failure))

    is_given_up = tries + 1 == TRIES and failure is REFUSED
    assert (KEY in by.result.over) is is_given_up
    assert ("given up" in by.result.effects[KEY].why) is is_given_up
    assert written(by).get("tries") == (tries + 1 if failure is REFUSED else None)
    if is_unseen:
        assert written(by).get("outcome") == ("dropped" if is_given_up else None)
