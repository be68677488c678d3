"""Pages show what people saw, are whole in themselves, and run nothing that people wrote."""

import re
from datetime import datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.model.messages import Block
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.demo.pages.chat_pages import (
    INDEX,
    ConversationPage,
    ReactionPill,
    ShownMessage,
    initials,
    pages,
)
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames, known_names, picture, shown
from lunchbatch.demo.people.cast import CAST, HOLIDAY
from tests.core.messages.samples import samples, voice

NAMES = DisplayNames(
    members={"U0ANA": "Ana <Sousa>", "UBOT": "lunchbatch"}, channels={"C0": "coffee"}
)
MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
ROUND = "coffee/2026-11-23"
VOID = {"meta", "hr", "br", "img", "link", "input"}


class Reader(HTMLParser):
    """Reads a page strictly: every tag is closed in turn; notes the tags and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open
    return reader


def said(*messages: ShownMessage, name: str = "Ana and Ben") -> dict[str, str]:
    conversation = ConversationPage(name=name, members=("U0ANA", "UBOT"), messages=messages)
    return pages("Demo", [conversation], NAMES, "UBOT")


def one(*blocks: Block, text: str = "", pills: tuple[ReactionPill, ...] = ()) -> str:
    made = said(
        ShownMessage(author="UBOT", at=MORNING, text=text, blocks=blocks, pills=pills, round=ROUND)
    )
    return made["1-ana-and-ben.html"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _slanted_ and ~gone~", "<b>bold</b> and <i>slanted</i> and <s>gone</s>"),
        ("*bold _and slanted_*", "<b>bold <i>and slanted</i></b>"),
        ("2*3*4 and closed_met_now", "2*3*4 and closed_met_now"),
        ("* no * bold", "* no * bold"),
        ("`*code*`", "<code>*code*</code>"),
        ("```a\n*b*```", "<pre>a\n*b*</pre>"),
        ("R&amp;D &lt;b&gt;", "R&amp;D &lt;b&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        ("<@U0ANA>", '<span class="mention">@Ana &lt;Sousa&gt;</span>'),
        ("<@U0ZED>", '<span class="mention">@U0ZED</span>'),
        ("<#C0>", '<span class="mention">#coffee</span>'),
        ("<#C9|tea>", '<span class="mention">#tea</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        (
            "<https://a.example/?x=1&amp;y=2|here>",
            '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">here</a>',
        ),
        ("<javascript:alert(1)|here>", "here"),
        (":tada:", '<span class="emoji" title=":tada:">🎉</span>'),
        (":+1::skin-tone-3:", '<span class="emoji" title=":+1::skin-tone-3:">👍🏼</span>'),
        (":our-own-cat:", ":our-own-cat:"),
        ("at 12:30:45", "at 12:30:45"),
        ("&gt; quoted\nafter", "<blockquote>quoted</blockquote>\nafter"),
    ],
)
def test_markup_is_shown_as_slack_shows_it(text: str, html: str) -> None:
    assert str(shown(text, NAMES)) == html


def test_a_home_tab_has_a_page_that_the_index_links() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*You* and <@U0ANA>"}}]
    made = pages("Demo", [], NAMES, "UBOT", {"U0ANA": blocks})

    assert set(made) == {INDEX, "home-u0ana.html"}
    assert 'href="home-u0ana.html"' in made[INDEX]
    assert "<b>You</b>" in made["home-u0ana.html"]
    assert "Ana &lt;Sousa&gt;" in made["home-u0ana.html"]
    assert read(made["home-u0ana.html"]).said.count("Ana <Sousa>") >= 2


def test_each_kind_of_block_is_shown() -> None:
    page = one(
        {"type": "header", "text": {"type": "plain_text", "text": "*Title*"}},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "*Text*"},
            "fields": [{"type": "mrkdwn", "text": "_left_"}, {"type": "plain_text", "text": "_r_"}],
        },
        {"type": "divider"},
        {
            "type": "context",
            "elements": [
                {"type": "image", "image_url": "https://a.example/a.png", "alt_text": "Ana Sousa"},
                {"type": "mrkdwn", "text": "small"},
            ],
        },
        {"type": "rich_text", "elements": []},
    )

    assert '<h3 class="block header">*Title*</h3>' in page
    assert "<b>Text</b>" in page
    assert "<i>left</i>" in page
    assert "<div>_r_</div>" in page
    assert "<hr>" in page
    assert 'aria-label="Ana Sousa">AS</span>' in page
    assert "[rich_text]" in page
    assert "https://a.example" not in page


def test_a_message_without_blocks_shows_its_text() -> None:
    assert "<b>hello</b>" in one(text="*hello*")


def test_reactions_are_counted_and_say_who() -> None:
    page = one(text="x", pills=(ReactionPill(emoji="tada", members=("UBOT", "U0ANA")),))

    assert "🎉" in page
    assert 'title="lunchbatch, Ana &lt;Sousa&gt;"' in page
    assert re.search(r"<b>2</b>", page)


def test_many_who_reacted_are_named_briefly_and_in_full_on_demand() -> None:
    crowd = tuple(f"U{number}" for number in range(20))

    page = one(text="x", pills=(ReactionPill(emoji="clock12", members=crowd),))

    assert "U0, U1, U2 and 17 more" in page
    assert ", ".join(crowd) in page


def test_the_index_links_every_conversation_under_each_of_its_rounds_in_order() -> None:
    later = datetime(2026, 12, 7, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    made = said(
        ShownMessage(author="UBOT", at=MORNING, text="a", round=ROUND),
        ShownMessage(author="UBOT", at=later, text="b", round="coffee/2026-12-07"),
        ShownMessage(author="U0ANA", at=later, text="c"),
    )

    links = [each["href"] or "" for tag, each in read(made[INDEX]).tags if tag == "a"]

    file = "1-ana-and-ben.html"
    within = [link for link in links if link.startswith("#")]
    assert within == ["#coffee-2026-11-23", "#coffee-2026-12-07", "#outside"]
    assert links == [*within, f"{file}#coffee-2026-11-23", f"{file}#coffee-2026-12-07", file]
    anchors = [each.get("id") for _, each in read(made[file]).tags]
    assert {"coffee-2026-11-23", "coffee-2026-12-07"} <= set(anchors)


def test_the_index_counts_what_people_chose_and_not_the_seeded_emoji() -> None:
    seeded = ReactionPill(emoji="x", members=("UBOT",))
    chosen = ReactionPill(emoji="tada", members=("UBOT", "U0ANA"))
    made = said(
        ShownMessage(author="UBOT", at=MORNING, text="a", pills=(seeded, chosen)),
        ShownMessage(author="UBOT", at=MORNING, text="b", pills=(chosen,)),
    )

    assert "🎉" in made[INDEX]
    assert "<b>1</b>" in made[INDEX]
    assert "❌" not in made[INDEX]


def test_conversations_of_the_same_name_have_pages_of_their_own() -> None:
    same = ConversationPage(name="..", members=(), messages=())

    made = pages("Demo", [same] * 12, NAMES)

    assert len(made) == 13
    assert all(re.fullmatch(r"[a-z0-9-]+\.html", name) for name in made)


def test_replies_stand_under_their_message() -> None:
    reply = ShownMessage(author="U0ANA", at=MORNING, text="below")
    made = said(ShownMessage(author="UBOT", at=MORNING, text="above", replies=(reply,)))

    assert re.search(r"above.*replies.*below", made["1-ana-and-ben.html"], re.DOTALL)


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_every_message_of_the_program_is_shown_in_full(language: str) -> None:
    sent = tuple(
        ShownMessage(author="UBOT", at=MORNING, text=each.text, blocks=each.blocks)
        for _, each in samples(voice(language))
    )

    page = said(*sent)["1-ana-and-ben.html"]

    read(page)
    # A name may be typed out, for people to type it; a picture of it there must be all the same.
    named = set(re.findall(r":([a-z][a-z0-9_]+):(?![^<]*>)", read(page).said))
    assert named <= set(known_names())
    assert not re.search(r"block faint", page)


@given(text=st.text(max_size=80) | st.sampled_from(["<script>alert(1)</script>", '"><img src=x>']))
@settings(max_examples=60, deadline=None)
def test_nothing_that_people_wrote_becomes_part_of_the_page(text: str) -> None:
    pill = ReactionPill(emoji=text, members=(text,))
    message = ShownMessage(
        author=text,
        at=MORNING,
        text=text,
        blocks=(
            {"type": "section", "text": {"type": "mrkdwn", "text": text}},
            {"type": "header", "text": {"type": "plain_text", "text": text}},
            {
                "type": "context",
                "elements": [{"type": "image", "image_url": text, "alt_text": text}],
            },
        ),
        pills=(pill,),
        round=text,
    )
    conversation = ConversationPage(name=text, members=(text,), messages=(message,))

    for page in pages(text, [conversation], DisplayNames(members={text: text})).values():
        reader = read(page)
        assert not {tag for tag, _ in reader.tags} & {"script", "img", "iframe", "link", "object"}
        assert not any(name.startswith("on") for _, each in reader.tags for name in each)
        assert all("src" not in each for _, each in reader.tags)


def test_a_page_asks_nothing_of_the_outside() -> None:
    for page in said(ShownMessage(author="UBOT", at=MORNING, text="x")).values():
        assert not re.search(r"url\(|@import|https?://|src=|<script", page)


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana Sousa", "AS"), ("Ana de la Sousa", "AS"), ("Ana", "A"), ("陳志明", "陳"), ("", "?")],
)
def test_initials_are_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_every_emoji_that_a_poll_can_show_has_a_picture() -> None:
    halves = [f"{hour}:{minute}" for hour in range(12) for minute in ("00", "30")]
    faces = {choice_emoji((each,))[0] for each in halves}

    drawn = {picture(each) for each in faces}

    assert None not in drawn
    assert len(drawn) == 24
    assert picture("clock12") == "🕛"
    assert picture("clock1230") == "🕧"
    assert all(picture(each) for each in choice_emoji(tuple("abcdefgh")))
    assert picture(HOLIDAY) == "🌴"


def test_all_fictional_people_have_initials() -> None:
    assert all(initials(each.person.name) != "?" for each in CAST)
