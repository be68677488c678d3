"""Every message in every language as a phone of 390 px shows it, measured in a browser."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product

import pytest
from playwright.sync_api import Page

from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.group_messages import IntroMessage, intro
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.working_hours import suggested_start
from lunchbatch.core.model.messages import Message
from lunchbatch.demo.pages.chat_pages import ShownMessage, phone_page
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames
from tests.browser import browser_page
from tests.conftest import Golden
from tests.core.messages.samples import (
    ANA,
    BEN,
    BERLIN,
    CHI,
    MONDAY,
    MORNING,
    samples,
    voice,
    wording,
)

pytestmark = pytest.mark.browser
PHONE = 390
NAMES = DisplayNames(
    members={
        "bot": "lunchbatch",
        "U0OWNER": "Kim Lee",
        ANA.id: ANA.name,
        BEN.id: BEN.name,
        CHI.id: "Chi Nguyen",
    },
    channels={"C0COFFEE": "coffee"},
)
# Of the fonts on Debian the nearest in width to Slack's Lato, and a little wider.
LIKE_LATO = 'body { font-family: "DejaVu Sans Condensed" }'
# Every emoji is taken to be as wide as this letter, whatever fonts for emoji are there.
EMOJI = re.compile("[\u2600-\u27bf\u23e9-\u23f3\U0001f300-\U0001faff]\ufe0f?")
QUESTION = "What is the best advice you have ever been given?"
# Lines of text in a message, as drawn: a new line begins where a character stands lower.
LINES = """article => {
  let lines = 0;
  for (const block of article.querySelectorAll('.block')) {
    const range = document.createRange();
    const middles = [];
    const texts = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest('.avatar')) continue;
      range.selectNodeContents(texts.currentNode);
      for (const one of range.getClientRects()) {
        if (one.width > 1) middles.push((one.top + one.bottom) / 2);
      }
    }
    let last = -1e9;
    for (const middle of middles.sort((a, b) => a - b)) {
      if (middle - last > 8) { lines += 1; last = middle; }
    }
  }
  return lines;
}"""


def page_in(language: str, shown: Collection[str] = ()) -> str:
    """The messages of a language on one page, as `preview --page` shows them: these, or all."""
    heard = samples(voice(language), foreign=QUESTION)
    every = [("everyday-intro", everyday_intro(voice(language))), *heard]
    chosen = [(state, drawn(sent)) for state, sent in every if not shown or state in shown]
    return phone_page(language, chosen, NAMES, "bot")


def drawn(sent: Message) -> ShownMessage:
    return ShownMessage(author="bot", at=MORNING, text=sent.text, blocks=sent.blocks)


def everyday_intro(speaking: MessageFormat) -> Message:
    """To two people of one office, with all that an intro has to say."""
    two = (BEN, replace(CHI, name=NAMES.members[CHI.id]))
    link = calendar_link(speaking, two, suggested_start(two, MONDAY, BERLIN))
    told = IntroMessage(
        people=two,
        point_person=BEN.id,
        round_date=MONDAY,
        sent=MORNING,
        icebreaker=QUESTION,
        calendar_link=link,
    )
    return intro(speaking, told)


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    with browser_page(width=PHONE) as (page, complaints):
        yield page
        assert [each for each in complaints if "example.org" not in each] == []


@pytest.mark.parametrize("language", wording().languages)
def test_messages_take_the_lines_of_their_golden_file_and_no_page_scrolls_sideways(
    language: str, phone: Page, golden: Golden
) -> None:
    lines = lines_of(phone, page_in(language))

    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert min(lines.values()) >= 1
    golden(f"phone/{language}.txt", "".join(f"{lines[state]:2} {state}\n" for state in lines))


@pytest.mark.parametrize("language", wording().languages)
def test_an_intro_of_two_takes_at_most_twelve_lines_whatever_it_has_to_say(
    language: str, phone: Page
) -> None:
    every = [(name, drawn(sent)) for name, sent in intros_of_two(language)]
    lines = lines_of(phone, phone_page(language, every, NAMES, "bot"))

    assert len(lines) == len(every)
    assert {name: count for name, count in lines.items() if count > 12} == {}


def lines_of(phone: Page, page: str) -> dict[str, int]:
    """The lines that each message of a page takes, by its name."""
    phone.set_content(EMOJI.sub("W", page))
    phone.add_style_tag(content=LIKE_LATO)
    states = phone.locator(".phone h2").all_inner_texts()
    counted = phone.locator(".phone article").evaluate_all(f"all => all.map({LINES})")
    return dict(zip(states, counted, strict=True))


def intros_of_two(language: str) -> Iterator[tuple[str, Message]]:
    """Every intro there can be to two people with titles: by settings, and by what is known."""
    zones = (BEN.time_zone, ANA.time_zone, "Pacific/Auckland")
    any_or_none = (True, False)
    for seeds, has_ways in product(range(7), any_or_none):
        speaking = replace(voice(language, steered=has_ways), seeds=seeds)
        for zone, (has_tags, has_link, asks) in product(zones, product(any_or_none, repeat=3)):
            two = (replace(ANA, time_zone=zone), BEN)
            link = calendar_link(speaking, two, suggested_start(two, MONDAY, BERLIN))
            told = IntroMessage(
                people=two,
                point_person=BEN.id,
                round_date=MONDAY,
                sent=MORNING,
                icebreaker=QUESTION if asks else "",
                calendar_link=link if has_link else "",
                in_common=("Berlin", "Chess") if has_tags else (),
            )
            name = f"{seeds} seeds, {has_ways=}, {zone}, {has_tags=}, {has_link=}, {asks=}"
            yield name, intro(speaking, told)
