"""Whatever Slack answers at any call: a sentence and an exit code; later runs make all good."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from lunchbatch.adapters.slack.error_texts import CONVERSATION, REFUSED, words_for
from lunchbatch.core.ledger.row_parser import RUN_PREFIX
from lunchbatch.demo.slack.http_exchange import WireFault
from lunchbatch.engine.unreachable import REFUSED_FOR_A_MEMBER
from tests.behaviour.crash.faulty import METHODS, Moment, moments, tried
from tests.behaviour.crash.outcome import outcome
from tests.simulated_slack.wire_faults import LOST_AFTER, LOST_BEFORE, refused
from tests.thorough import share
from tests.world.stage import Stage

FAILED, TO_MEND = 1, 2
STATUSES = (200, 301, 400, 401, 403, 404, 408, 409, 413, 418, 429, 500, 502, 503, 504)
BODIES = (
    b"<html><head><title>Oh</title></head><body>no</body></html>",
    b"",
    b'{"ok":true,"mem',
    b'{"ok":true}',
    b"[]",
    b'{"message":"no"}',
    b'{"ok":false}',
    b'{"ok":false,"error":"internal_error"}',
    REFUSAL := b'{"ok":false,"error":"never_heard_of"}',
)
# After these the run goes on with what is left of the round, which is another one.
_OTHER_PEOPLE = {
    "conversations.open": REFUSED_FOR_A_MEMBER,
    "users.info": frozenset({"user_not_found", "user_not_visible"}),
}
# Called in doubt, they look for what may be out.
_LOOKS = frozenset({"conversations.history", "conversations.replies"})


@cache
def _moments() -> dict[str, Moment]:
    return moments()


def test_each_method_is_tried() -> None:
    assert {at.method for at in _moments().values()} == set(METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_each_status_with_each_body_is_told_and_made_good(method: str) -> None:
    bodies = {status: BODIES if status in {200, 500} else BODIES[:4] for status in STATUSES}
    faults = [WireFault(status=status, body=body) for status in STATUSES for body in bodies[status]]
    if method == "chat.postMessage":
        # A plain refusal is believed; after anything else the message may be out.
        faults += [
            replace(fault, happens=True)
            for fault in faults
            if fault.status == 500 or (fault.status == 200 and fault.body != REFUSAL)
        ]
    _hold(method, [(fault, "") for fault in (*share(faults, 5), LOST_BEFORE, LOST_AFTER)])


@pytest.mark.parametrize("method", METHODS)
def test_each_documented_error_is_told_and_made_good(method: str) -> None:
    _hold(method, [(refused(word), word) for word in share(_documented(method), 5)])


def _hold(method: str, faults: Iterable[tuple[WireFault, str]]) -> None:
    """Faults in turn at the first call alone, and at every call."""
    places = [(kind, at) for kind, at in _moments().items() if at.method == method]
    plain = [place for place in places if ", in doubt" not in place[0]]
    tries = product(enumerate(faults), places if method in _LOOKS else plain)
    for (number, (fault, word)), (kind, at) in tries:
        only_first = number % 2 == 0
        met, end = tried(at, fault, only_first=only_first)
        told = f"{kind}, {fault}, {only_first=}: {met}"
        assert met.code in {0, FAILED, TO_MEND}, told
        assert met.told or met.mended or not met.code, told
        assert all(_is_clear(sentence, word) for sentence in met.told), told
        _is_made_good(kind, at, end, word, told)


def _is_clear(sentence: str, word: str) -> bool:
    """Whether it names the call, the cause and the remedy."""
    if " not sent, because " in sentence:
        return True
    _, _, rest = sentence.partition(": ")
    cause, _, remedy = rest.partition(". ")
    is_whole = sentence.startswith("Slack, ") and bool(cause) and remedy.endswith(".")
    if word in {*REFUSED, *CONVERSATION} and f"({word})" in sentence:
        return is_whole and words_for(word)[0] in cause
    return is_whole


def _is_made_good(kind: str, at: Moment, end: Stage, word: str, told: str) -> None:
    heard = Counter(key for key, _ in end.sent())
    assert set(heard.values()) <= {1}, told
    assert not [row for row in end.paper.rows("Journal") if _is_open(row)], told
    if word in _OTHER_PEOPLE.get(at.method, ()) or kind == "conversations.history":
        return
    found = outcome(end)
    assert found.messages == at.wanted.messages, told
    assert found.rows == at.wanted.rows, told


def _is_open(row: Mapping[str, object]) -> bool:
    return not row.get("settled") and not str(row["effect"]).startswith(RUN_PREFIX)


def _documented(method: str) -> list[str]:
    folder = os.environ.get("LUNCHBATCH_ORACLES")
    if not folder:
        pytest.skip("LUNCHBATCH_ORACLES names no folder: Slack's documented errors not tried")
    slack = Path(folder) / "slack"
    common = json.loads((slack / "common_errors.json").read_text("utf-8"))
    methods = json.loads((slack / "methods.json").read_text("utf-8"))
    return sorted({*common, *methods[method]["errors"]})
