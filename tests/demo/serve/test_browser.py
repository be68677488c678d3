"""A person clicks through a poll round and a donut round in a real browser."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser import browser_page
from tests.demo.serve.clicking import Person
from tests.demo.serve.visitor import Visitor, visited

pytestmark = pytest.mark.browser
ADAEZE, BARTOSZ, CAMILA = "Adaeze Okafor", "Bartosz Wiśniewski", "Camila Rojas"


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with visited(tmp_path / "office") as someone:
        yield someone


def statuses(visitor: Visitor, program: str) -> list[str]:
    path = visitor.office.ledger / "Groups.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [r["meeting status"] for r in csv.DictReader(file) if r["program"] == program]


def test_a_poll_round(visitor: Visitor) -> None:
    with browser_page() as (page, complaints):
        person = Person(page)
        page.goto(visitor.address)
        assert "Sent lunch/2026-01-07 poll" in person.wait_and_run("lunch poll")
        person.visit("#lunch")
        expect(page.get_by_role("article").first).to_contain_text("Who's in?")
        for name in (ADAEZE, BARTOSZ, CAMILA):
            person.become(name)
            person.click("one")
        assert "Sent lunch/2026-01-07 intro: 1" in person.wait_and_run("lunch groups")
        person.visit("#lunch")
        expect(page.get_by_role("article").last).to_contain_text("pick the place")
        assert "Sent lunch/2026-01-07 ask" in person.wait_and_run("lunch ask")
        asked = page.get_by_role("group", name="Answer by emoji").count() - 1
        person.click("tada", asked)
        person.wait_and_run("lunch close")

        assert statuses(visitor, "lunch") == ["closed_met"]
        assert complaints == []


def test_a_donut_round_and_a_pause_typed_into_the_sheet(visitor: Visitor) -> None:
    with browser_page() as (page, complaints):
        person = Person(page)
        page.goto(visitor.address)
        assert "Sent coffee/2026-01-05 intro: 4" in person.wait_and_run("coffee intro")
        page.get_by_role("navigation").get_by_role("link", name=BARTOSZ).click()
        person.click("calendar")
        assert "Sent coffee/2026-01-05 checkpoint-1: 4" in person.wait_and_run("coffee checkpoint")
        expect(page.get_by_role("article").last).to_contain_text("picked a time")
        person.become(BARTOSZ)
        person.click("tada", 1)
        person.visit("People")
        page.get_by_label("paused until, People!C4").fill("until further notice")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status")).to_contain_text("1 change written")
        person.wait_and_run("coffee close")
        assert sorted(statuses(visitor, "coffee")) == ["closed_met", *["closed_stale"] * 3]
        again = person.wait_and_run("coffee intro")

        assert "coffee/2026-01-12: 8 people in 4 groups" in again
        assert "Camila Rojas: paused until further notice" in again
        assert complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1200, "light")])
def test_no_page_is_wider_than_the_screen(
    visitor: Visitor, width: int, scheme: Literal["light", "dark"]
) -> None:
    with browser_page(width=width, scheme=scheme) as (page, found):
        person = Person(page)
        page.goto(visitor.address)
        person.wait_and_run("coffee intro")
        for name in ("#coffee", BARTOSZ, "People", "Groups", "Keep apart"):
            person.visit(name)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert found == []


def test_it_works_by_keyboard_alone(visitor: Visitor) -> None:
    with browser_page() as (page, complaints):
        page.goto(visitor.address)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        for _ in range(3):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Until coffee intro")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Run the job").press("Enter")

        expect(page.get_by_role("status")).to_contain_text("Sent coffee/2026-01-05 intro")
        assert complaints == []
