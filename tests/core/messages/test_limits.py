"""Slack's limits: what is refused is found, what is too long is cut or divided."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.messages import blocks as own
from lunchbatch.core.messages.blocks import faults, header, message, section
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.owner_messages import (
    Notice,
    Review,
    RoundOutcome,
    digest,
    owner_notice,
    review,
)
from lunchbatch.core.messages.poll_messages import LunchGroup, all_lunch_groups
from lunchbatch.core.model.messages import Block, Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import CellProblem
from tests.core.messages.samples import ANA, MONDAY, samples, voice

SPEAKING = voice()


def _mrkdwn(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ((), "0 blocks"),
        (({"type": "divider"},) * 51, "51 blocks"),
        ((_mrkdwn(""),), "section has 0"),
        ((_mrkdwn("x" * 3001),), "section has 3001"),
        ((_mrkdwn("x" * 2700),) * 5, "characters in all blocks"),
        (({"type": "header", "text": {"type": "plain_text", "text": "x" * 151}},), "header has"),
        (({"type": "header", "text": {"type": "mrkdwn", "text": "x"}},), "header is not"),
        (({"type": "context", "elements": []},), "context has 0"),
        (({"type": "context", "elements": [{"type": "divider"}]},), "context holds"),
        (({"type": "table"},), "table is not"),
    ],
)
def test_what_slack_would_refuse_is_a_fault(blocks: tuple[Block, ...], fault: str) -> None:
    found = faults(Message(text="x", blocks=blocks))

    assert any(fault in each for each in found)


@pytest.mark.parametrize("text", ["", "x" * 3901])
def test_a_twin_that_is_missing_or_too_long_is_a_fault(text: str) -> None:
    assert faults(Message(text=text, blocks=({"type": "divider"},)))


@given(sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=60))
@settings(max_examples=50)
def test_a_message_of_any_length_is_cut_to_fit(sizes: list[int]) -> None:
    parts = [header("Title"), *(section(Phrase("x" * size, "x" * size)) for size in sizes)]

    assert faults(message(parts)) == ()


@pytest.mark.parametrize("count", [1, 7, 40, 300, 1500])
def test_everybody_is_told_their_group_however_many_there_are(count: int) -> None:
    groups = tuple(
        LunchGroup(
            people=tuple(Person(id=f"U{number:05}{seat}", name="N" * 60) for seat in range(3)),
            point_person=f"U{number:05}0",
            choice="12:00",
            day=MONDAY,
        )
        for number in range(count)
    )

    sent = all_lunch_groups(SPEAKING, groups)

    assert [faults(each) for each in sent] == [()] * len(sent)
    told = json.dumps([each.blocks for each in sent])
    assert all(f"<@{person.id}>" in told for group in groups for person in group.people)
    assert len(sent) == 1 or count > 40
    assert sum("Lunch groups" in json.dumps(each.blocks) for each in sent) == 1


def test_no_group_is_nothing_to_tell() -> None:
    with pytest.raises(ValueError, match="no group"):
        all_lunch_groups(SPEAKING, ())


def test_nothing_that_needs_a_person_is_no_notice() -> None:
    assert owner_notice(SPEAKING, Notice()) is None


def test_a_long_notice_says_how_many_problems_it_leaves_out() -> None:
    problems = tuple(CellProblem(where=f"Groups!B{row}", what="&" * 400) for row in range(2, 202))

    sent = owner_notice(SPEAKING, Notice(problems=problems))

    assert sent is not None
    assert faults(sent) == ()
    assert "Groups!B2:" in sent.text
    assert "190 more" in sent.text or sent.text.endswith("…")


def test_a_review_of_hundreds_fits_and_counts_whom_it_leaves_out() -> None:
    people = tuple(Person(id=f"U{number:010d}", name="&" * 80) for number in range(300))
    told = Review(
        outcome=RoundOutcome(round_date=MONDAY, groups=150, met=2),
        silent=people,
        never=tuple((one, "x" * 999) for one in people),
    )
    sent = review(SPEAKING, told)

    assert faults(sent) == ()
    assert "270 more" in json.dumps(sent.blocks)
    assert "290 more" in json.dumps(sent.blocks)


def test_a_round_in_which_nobody_met_has_no_digest() -> None:
    assert digest(SPEAKING, RoundOutcome(round_date=MONDAY, groups=9, met=0, scheduled=2)) is None


def test_a_photo_that_slack_cannot_fetch_is_left_out() -> None:
    for photo in (
        "http://plain.example.org/a.png",
        "data:image/png;base64,AA",
        "https://" + "x" * 3000,
    ):
        people = (replace(ANA, photo=photo),) * 2

        assert all(photo not in json.dumps(sent.blocks) for _, sent in samples(SPEAKING, people))


def test_our_limits_are_no_wider_than_published_ones() -> None:
    folder = os.environ.get("LUNCHBATCH_ORACLES")
    if not folder:
        pytest.skip("LUNCHBATCH_ORACLES names no folder: Slack's published limits not compared")
    oracle = json.loads((Path(folder) / "slack" / "blockkit_limits.json").read_text())
    limits = oracle["limits"]

    assert limits["message.blocks.max_items"] >= own.MOST_BLOCKS
    assert limits["section.text.max_length"] >= own.MOST_IN_SECTION
    assert limits["header.text.max_length"] >= own.MOST_IN_HEADER
    assert limits["context.elements.max_items"] >= own.MOST_IN_CONTEXT
    assert limits["image_element.image_url.max_length"] >= own.MOST_IN_ADDRESS
    assert limits["image_element.alt_text.max_length"] >= own.MOST_IN_ALT
    assert oracle["observed_undocumented"]["message_total_blocks_chars_approx"] >= own.MOST_IN_ALL
    used = {str(block["type"]) for _, sent in samples(SPEAKING) for block in sent.blocks}
    assert used <= set(oracle["blocks_by_surface"]["message"])
