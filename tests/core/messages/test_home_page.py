"""The Home tab as one reads it, in every language, within Slack's limits."""

import json
from datetime import timedelta

import pytest

from lunchbatch.core.messages.home_tab_page import MOST_MET, CurrentGroup, ProgramStatus, home_page
from lunchbatch.demo.slack.block_limits import check_blocks
from tests.conftest import Golden
from tests.core.messages.samples import MONDAY, home_pages, voice, wording

MOST_BYTES = 250_000  # docs.slack.dev/surfaces/app-home


@pytest.mark.parametrize("state", ["home", "home-held", "home-paused", "home-stopped"])
def test_a_home_tab_reads_as_its_golden_file(state: str, golden: Golden) -> None:
    text = json.dumps(home_pages(voice())[state], ensure_ascii=False, indent=2) + "\n"

    golden(f"homes/{state}.json", text)


@pytest.mark.parametrize("steered", [True, False])
@pytest.mark.parametrize("language", wording().languages)
def test_a_home_tab_in_every_language_is_taken_by_slack(language: str, *, steered: bool) -> None:
    for blocks in home_pages(voice(language, steered=steered)).values():
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
