"""The chart under a digest: drawn here, uploaded where the token may, and never in the way."""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.adapters.slack.chart_image import HEIGHT, WIDTH, draw
from lunchbatch.core.model.messages import BarChart, ChartBar
from lunchbatch.demo.slack.http_exchange import WireFault, no_faults
from tests.behaviour.furnished import TOKEN
from tests.behaviour.members.days import SLOTS, close, intro, react, round_of
from tests.behaviour.world import World, world
from tests.simulated_slack.wire_faults import LOST_AFTER, refused

WITHOUT = {
    "channels:read", "channels:history", "users:read", "chat:write", "mpim:write", "mpim:history",
    "im:write", "im:history", "reactions:read", "reactions:write",
}  # fmt: skip
DIGEST = f"{round_of(1)} digest"


@pytest.fixture
def second(tmp_path: Path) -> Iterator[World]:
    """The second round is about to close; one pair has met in each."""
    with world(tmp_path, people=4, digest=True, is_direct=True) as found:
        for turn in (0, 1):
            intro(found, turn)
            react(found, found.members[0], "white_check_mark", turn)
            if turn == 0:
                close(found, turn)
        found.at(f"{SLOTS[1][:8]}17 14:05")
        yield found


def blocks(found: World) -> list[str]:
    (message,) = [
        message
        for _, message in found.slack.app_messages()
        if (message.metadata or {})["event_payload"]["effect"] == DIGEST
    ]
    return [block["type"] for block in message.blocks or ()]


def test_the_digest_has_a_chart_below_it_once_there_are_two_rounds(second: World) -> None:
    second.run()

    assert blocks(second) == ["header", "section", "image"]
    (upload,) = second.slack.uploads.values()
    assert upload["bytes"].startswith(b"\x89PNG")
    assert len(upload["bytes"]) == upload["length"] < 20_000
    first = f"{round_of(0)} digest"
    assert second.sent().count(first) == 1


def test_without_the_scope_the_digest_goes_as_words(second: World) -> None:
    second.slack.grant(TOKEN, scopes=WITHOUT)
    second.run()

    assert blocks(second) == ["header", "section"]
    assert second.slack.uploads == {}


@pytest.mark.parametrize(
    ("method", "word"),
    [
        ("files.getUploadURLExternal", "file_uploads_disabled"),
        ("files.completeUploadExternal", "file_type_not_allowed"),
        ("files.getUploadURLExternal", "missing_scope"),
    ],
)
def test_a_chart_that_slack_does_not_take_is_left_out(
    second: World, method: str, word: str
) -> None:
    second.server.faults = lambda called, _: refused(word) if called == method else None
    ran = second.run()

    assert blocks(second) == ["header", "section"]
    assert not ran.applied.failed


@pytest.mark.parametrize(("times", "kinds"), [(1, 3), (2, 2)])
def test_a_chart_that_is_not_there_yet_is_waited_for_and_then_done_without(
    second: World, times: int, kinds: int
) -> None:
    refusals: list[WireFault] = []

    def not_yet(method: str, _nth: int) -> WireFault | None:
        if method == "chat.postMessage" and second.slack.uploads and len(refusals) < times:
            refusals.append(refused("invalid_blocks"))
            return refusals[-1]
        return None

    second.server.faults = not_yet
    ran = second.run()

    assert len(blocks(second)) == kinds
    assert not ran.applied.failed


def test_a_digest_with_a_chart_whose_answer_was_lost_stands_once(second: World) -> None:
    second.server.faults = lambda method, _: LOST_AFTER if method == "chat.postMessage" else None
    second.run()
    second.server.faults = no_faults
    second.at(f"{SLOTS[1][:8]}17 15:05").run()

    assert second.sent().count(DIGEST) == 1
    assert len(blocks(second)) == 3


@given(
    st.lists(
        st.integers(1, 999).flatmap(
            lambda groups: st.builds(ChartBar, groups=st.just(groups), met=st.integers(0, groups))
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_chart_is_a_sound_and_small_png(bars: list[ChartBar]) -> None:
    content = draw(BarChart(title="t", alt="a", bars=tuple(bars)))
    (size,) = struct.unpack(">I", content[8:12])
    assert struct.unpack(">II", content[16:24]) == (WIDTH, HEIGHT)
    (check,) = struct.unpack(">I", content[16 + size : 20 + size])
    assert zlib.crc32(content[12 : 16 + size]) == check
    assert len(content) < 20_000
