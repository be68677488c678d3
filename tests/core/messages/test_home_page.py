"""The Home tab as one reads it, in every language, within Slack's limits."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lunchbatch.core.messages.home_tab_page import MOST_MET, CurrentGroup, ProgramStatus, home_page
from lunchbatch.core.model.messages import Block
from lunchbatch.demo.slack.block_limits import check_blocks
from tests.conftest import Golden
from tests.core.messages.samples import MONDAY, voice

MOST_BYTES = 250_000  # docs.slack.dev/surfaces/app-home


def pages(language: str, *, steered: bool = True) -> dict[str, tuple[Block, ...]]:
    speaking = voice(language, steered=steered)
    now = CurrentGroup(others=("U0ANA", "U0BEN"), on=MONDAY)
    earlier = CurrentGroup(others=("U0CHI",), on=date(2025, 12, 1))
    coffee = ProgramStatus(voice=speaking, now=(now,), next_round=MONDAY + timedelta(days=14))
    lunch = ProgramStatus(voice=replace(speaking, channel="C0LUNCH"), now=())
    return {
        "home": home_page([coffee, lunch], [now, earlier]),
        "home-paused": home_page([replace(coffee, now=(), back_on=MONDAY)], []),
    }


@pytest.mark.parametrize("state", ["home", "home-paused"])
def test_a_home_tab_reads_as_its_golden_file(state: str, golden: Golden) -> None:
    text = json.dumps(pages("en")[state], ensure_ascii=False, indent=2) + "\n"

    golden(f"homes/{state}.json", text)


@pytest.mark.parametrize("steered", [True, False])
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_a_home_tab_in_every_language_is_taken_by_slack(language: str, *, steered: bool) -> None:
    for blocks in pages(language, steered=steered).values():
        check_blocks(list(blocks), surface="home")


@pytest.mark.parametrize("met", [0, 1, 299, MOST_MET, 4_999])
def test_however_many_one_has_met_it_stays_within_the_limits(met: int) -> None:
    day = MONDAY - timedelta(days=1)
    groups = [CurrentGroup(others=(f"U0{n:09d}",) * 7, on=day) for n in range(met)]
    taking = [ProgramStatus(voice=voice(), now=(groups[0],) if met else (), next_round=MONDAY)] * 20

    blocks = home_page(taking, groups)

    check_blocks(list(blocks), surface="home")
    text = json.dumps(blocks)
    assert len(blocks) <= 100
    assert len(text.encode()) <= MOST_BYTES
    assert (f"{met - MOST_MET} more" in text) is (met > MOST_MET)
    assert ":zzz:" in text
